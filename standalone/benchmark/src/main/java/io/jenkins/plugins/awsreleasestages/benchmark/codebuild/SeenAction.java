package io.jenkins.plugins.awsreleasestages.benchmark.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAnswer;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildState;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A build as it is, and whether its action was told of it. */
final class SeenAction implements Action<BuildState, BuildAnswer> {

    private final BuildAction build;
    private volatile boolean seen;

    SeenAction(BuildAction build) {
        this.build = build;
    }

    boolean seen() {
        return seen;
    }

    @Override
    public Look<BuildState> read(BuildState state, BuildAnswer answer, Instant now) {
        seen |= answer.build() != null;
        return build.read(state, answer, now);
    }

    @Override
    public String title() {
        return build.title();
    }

    @Override
    public Optional<BuildState> find(BuildState state) {
        return build.find(state);
    }

    @Override
    public BuildState start(BuildState state) {
        return build.start(state);
    }

    @Override
    public CompletionStage<BuildAnswer> ask(BuildState state) {
        return build.ask(state);
    }

    @Override
    public void stop(BuildState state) {
        build.stop(state);
    }

    @Override
    public String leftBehind(BuildState state) {
        return build.leftBehind(state);
    }
}
