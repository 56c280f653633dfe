package io.jenkins.plugins.awsreleasestages.engine;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Who makes calls that may hang, such as to an agent: the scheduler's threads are few, and make only calls that end by
 * themselves.
 */
public interface Worker {

    /**
     * A call under way, or one that waits its turn.
     *
     * @param end how it ended; a {@link RemoteFailure} of kind UNREACHABLE when it was interrupted or took too long
     * @param interrupt breaks it off, and does not wait for its end
     */
    record Work<T>(CompletionStage<T> end, Runnable interrupt) {}

    /** Returns at once. */
    <T> Work<T> begin(Supplier<T> call);
}
