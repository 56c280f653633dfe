package io.jenkins.plugins.awsreleasestages.benchmark.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAnswer;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildState;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.Pace;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** An action as it is, and whether it was told of its build. */
final class SeenAction implements Action<BuildState, BuildAnswer> {

    private final Action<BuildState, BuildAnswer> action;
    private volatile boolean seen;

    SeenAction(Action<BuildState, BuildAnswer> action) {
        this.action = action;
    }

    boolean seen() {
        return seen;
    }

    @Override
    public Look<BuildState> read(BuildState state, BuildAnswer answer, Instant now) {
        seen |= answer.build() != null;
        return action.read(state, answer, now);
    }

    @Override
    public String title() {
        return action.title();
    }

    @Override
    public Optional<BuildState> find(BuildState state) {
        return action.find(state);
    }

    @Override
    public BuildState start(BuildState state) {
        return action.start(state);
    }

    @Override
    public Optional<Pace> pace(BuildState state) {
        return action.pace(state);
    }

    @Override
    public CompletionStage<BuildAnswer> ask(BuildState state) {
        return action.ask(state);
    }

    @Override
    public void stop(BuildState state) {
        action.stop(state);
    }

    @Override
    public String leftBehind(BuildState state) {
        return action.leftBehind(state);
    }
}
