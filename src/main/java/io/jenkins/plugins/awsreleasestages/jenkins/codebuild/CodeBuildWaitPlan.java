package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.AttachedBuild;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAnswer;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildLooks;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildState;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.LogMode;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Looks at a build that was started before, here or elsewhere, to its end. */
final class CodeBuildWaitPlan implements ActionPlan {

    private static final long serialVersionUID = 1L;

    private final String id;
    private final Duration limit;
    private final boolean propagate;
    private final boolean stopOnAbort;

    CodeBuildWaitPlan(String id, Duration limit, boolean propagate, boolean stopOnAbort) {
        this.id = id;
        this.limit = limit;
        this.propagate = propagate;
        this.stopOnAbort = stopOnAbort;
    }

    @Override
    public BuildState initial(ActionContext context) {
        return BuildState.attached(id, Instant.now());
    }

    @Override
    public Action<BuildState, BuildAnswer> action(Serializable state, ActionContext context) {
        String project = id.substring(0, id.lastIndexOf(':'));
        Supplier<AwsSession> sessions = () -> RunSession.of(context);
        BuildAction build = new BuildAction(
                project,
                sessions,
                () -> BuildRequest.of(project),
                ActionThreads.get().shared(BuildLooks.class, BuildLooks::new),
                LogMode.FULL,
                begun -> StartedBuildsAction.add(context.get(Run.class), begun));
        return new AttachedBuild(build, sessions, stopOnAbort);
    }

    @Override
    public Duration limit() {
        return limit;
    }

    @Override
    public boolean returnsFailure() {
        return !propagate;
    }

    @Override
    public String describe(Serializable state) {
        return id;
    }

    @Override
    public Object result(Serializable last, ActionContext context) {
        return BuildResult.map((BuildState) last);
    }
}
