package io.jenkins.plugins.awsreleasestages.benchmark.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAnswer;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildState;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.ForwardingAction;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import java.time.Instant;

/** An action as it is, and whether it was told of its build. */
final class SeenAction extends ForwardingAction<BuildState, BuildAnswer> {

    private volatile boolean seen;

    SeenAction(Action<BuildState, BuildAnswer> action) {
        super(action);
    }

    boolean seen() {
        return seen;
    }

    @Override
    public Look<BuildState> read(BuildState state, BuildAnswer answer, Instant now) {
        seen |= answer.build() != null;
        return super.read(state, answer, now);
    }
}
