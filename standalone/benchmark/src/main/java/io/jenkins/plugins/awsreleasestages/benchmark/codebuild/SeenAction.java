package io.jenkins.plugins.awsreleasestages.benchmark.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A build as it is, and whether its action was told of it. */
final class SeenAction implements Action<BuildAction.State, BuildAction.Answer> {

    private final BuildAction build;
    private volatile boolean seen;

    SeenAction(BuildAction build) {
        this.build = build;
    }

    boolean seen() {
        return seen;
    }

    @Override
    public Look<BuildAction.State> read(BuildAction.State state, BuildAction.Answer answer, Instant now) {
        seen |= answer.build() != null;
        return build.read(state, answer, now);
    }

    @Override
    public String title() {
        return build.title();
    }

    @Override
    public Optional<BuildAction.State> find(BuildAction.State state) {
        return build.find(state);
    }

    @Override
    public BuildAction.State start(BuildAction.State state) {
        return build.start(state);
    }

    @Override
    public CompletionStage<BuildAction.Answer> ask(BuildAction.State state) {
        return build.ask(state);
    }

    @Override
    public void stop(BuildAction.State state) {
        build.stop(state);
    }

    @Override
    public String leftBehind(BuildAction.State state) {
        return build.leftBehind(state);
    }
}
