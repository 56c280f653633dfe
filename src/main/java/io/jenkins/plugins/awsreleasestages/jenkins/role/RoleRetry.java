package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.AbortException;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.engine.Backoff;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Duration;

/** How often a role is asked for before the block begins: AWS is now and then out of reach for a moment. */
final class RoleRetry {

    private static final int TRIES = 4;

    private RoleRetry() {}

    /**
     * How long to wait before the next try; the log says why there is one.
     *
     * @param attempt the one that failed, from 1
     * @throws AbortException when there is no next one
     */
    static Duration pauseAfter(RemoteFailure failure, int attempt, TaskListener listener) throws AbortException {
        if (!failure.passing() || attempt == TRIES) {
            throw new AbortException(failure.getMessage());
        }
        listener.getLogger().println(failure.sentence() + " Trying again.");
        return Backoff.DEFAULT.delay(attempt, 0.5);
    }
}
