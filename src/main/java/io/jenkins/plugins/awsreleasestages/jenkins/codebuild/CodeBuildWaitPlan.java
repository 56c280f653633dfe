package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.AttachedBuild;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Looks at a build that was started before, here or elsewhere, to its end.
 *
 * @param id as {@code project:uuid}
 * @param stopOnAbort whether the build is stopped when the step is
 */
@ActionPlan.Kind("codeBuildWait")
record CodeBuildWaitPlan(String id, BuildFollowing following, boolean stopOnAbort) implements ActionPlan {

    private static final String BUILD = "build";

    @Override
    public Sequence sequence(ActionContext context) {
        String project = id.substring(0, id.lastIndexOf(':'));
        BuildAction build = following.build(project, () -> BuildRequest.of(project), context);
        AttachedBuild attached = new AttachedBuild(build, () -> following.session(context), stopOnAbort);
        return Sequence.of(Stage.of(
                        BUILD,
                        BuildAction.State.class,
                        state -> BuildAction.State.attached(id, Instant.now()),
                        state -> attached)
                .calls(following.calls(context)));
    }

    private static BuildAction.State build(SequenceState state) {
        return state.state(BUILD, BuildAction.State.class);
    }

    @Override
    public Duration limit() {
        return following.limit();
    }

    @Override
    public boolean returnsFailure(SequenceState state) {
        return !following.propagate() && state.started(BUILD);
    }

    @Override
    public Map<String, String> atTheEnd(SequenceState state) {
        return build(state) == null ? Map.of() : BuildResult.atTheEnd(build(state));
    }

    @Override
    public String describe(SequenceState state) {
        return id;
    }

    @Override
    public Object result(SequenceState state, ActionContext context) {
        return BuildResult.map(build(state));
    }
}
