package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.model.Run;
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
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

final class CodeBuildPlan implements ActionPlan {

    private static final long serialVersionUID = 1L;

    private final String project;

    /** A variable may be a password. */
    private final SealedText request;

    private final Duration limit;
    private final boolean propagate;

    CodeBuildPlan(BuildRequest request, Duration limit, boolean propagate) {
        this.project = request.project();
        this.request = SealedText.of(request.toJson());
        this.limit = limit;
        this.propagate = propagate;
    }

    @Override
    public BuildState initial(ActionContext context) {
        return BuildState.create(UUID.randomUUID().toString(), Instant.now());
    }

    @Override
    public Action<BuildState, BuildAnswer> action(Serializable state, ActionContext context) {
        return new BuildAction(
                project,
                () -> RunSession.of(context),
                () -> BuildRequest.fromJson(request.open()),
                ActionThreads.get().shared(BuildLooks.class, BuildLooks::new),
                LogMode.FULL,
                build -> StartedBuildsAction.add(context.get(Run.class), build));
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
    public String describe(Serializable saved) {
        BuildState state = (BuildState) saved;
        return state.id() == null ? project : state.id();
    }

    @Override
    public Object result(Serializable last, ActionContext context) {
        return BuildResult.map((BuildState) last);
    }
}
