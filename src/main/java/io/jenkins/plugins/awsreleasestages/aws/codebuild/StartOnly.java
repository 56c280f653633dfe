package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.Pace;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A build that is started, once, and not waited for: the first look that knows it is the end. */
public record StartOnly(BuildAction build) implements Action<BuildState, BuildAnswer> {

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
    public Optional<Pace> pace(BuildState state) {
        return build.pace(state);
    }

    @Override
    public CompletionStage<BuildAnswer> ask(BuildState state) {
        return build.ask(state);
    }

    @Override
    public Look<BuildState> read(BuildState state, BuildAnswer answer, Instant now) {
        Look<BuildState> look = build.read(state, answer, now);
        return look.state().arn() == null ? look : Look.succeeded(look.state(), look.lines());
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
