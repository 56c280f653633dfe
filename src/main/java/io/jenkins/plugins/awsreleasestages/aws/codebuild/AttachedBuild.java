package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import software.amazon.awssdk.services.codebuild.model.Build;

/** A build that somebody else has started: looked at like our own, and left alone when the looking is stopped. */
public final class AttachedBuild implements Action<BuildAction.State, BuildAction.Answer> {

    /** CodeBuild may not know a build in its first moments. */
    private static final Duration NOT_KNOWN_YET = Duration.ofSeconds(30);

    private final BuildAction build;
    private final Supplier<AwsSession> sessions;
    private final boolean stops;

    /** @param stops whether the build is stopped when the looking is */
    public AttachedBuild(BuildAction build, Supplier<AwsSession> sessions, boolean stops) {
        this.build = build;
        this.sessions = sessions;
        this.stops = stops;
    }

    @Override
    public String about(BuildAction.State state) {
        return build.about(state);
    }

    @Override
    public void hurry(BuildAction.State state) {
        build.hurry(state);
    }

    @Override
    public String title() {
        return build.title();
    }

    @Override
    public Optional<BuildAction.State> find(BuildAction.State state) {
        return Optional.of(start(state));
    }

    /** Begins to look: the build must be there. */
    @Override
    public BuildAction.State start(BuildAction.State state) {
        AwsSession session = sessions.get();
        List<Build> builds = AwsFailures.call(
                session,
                "Looking for CodeBuild build " + state.id(),
                () -> session.codeBuild().batchGetBuilds(r -> r.ids(state.id())).builds());
        if (!builds.isEmpty()) {
            return build.known(state, builds.get(0));
        }
        String problem = "CodeBuild does not know build " + state.id() + " in this account and region.";
        boolean young = Instant.now().isBefore(state.tokenSince().plus(NOT_KNOWN_YET));
        throw young ? new RemoteFailure(Kind.UNREACHABLE, problem) : RemoteFailure.refused(problem);
    }

    @Override
    public CompletionStage<BuildAction.Answer> ask(BuildAction.State state) {
        return build.ask(state);
    }

    @Override
    public Look<BuildAction.State> read(BuildAction.State state, BuildAction.Answer answer, Instant now) {
        return build.read(state, answer, now);
    }

    @Override
    public OnStop onStop(BuildAction.State state) {
        return stops ? OnStop.STOP : OnStop.LOOK_ONCE;
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
