package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.EnvVars;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAnswer;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildState;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.StartOnly;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import io.jenkins.plugins.awsreleasestages.jenkins.WorkspaceText;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

final class CodeBuildPlan implements ActionPlan {

    private static final long serialVersionUID = 1L;

    private final String project;

    /** A variable may be a password. */
    private final SealedText request;

    /** A file of the workspace, read when the build is started; null when there is none. */
    private final String buildspecFile;

    private final Watching watching;
    private final boolean wait;
    private final boolean expand;

    /** @param expand whether {@code ${NAME}} in texts stands for a variable of the run */
    CodeBuildPlan(BuildRequest request, String buildspecFile, Watching watching, boolean wait, boolean expand) {
        this.project = request.project();
        this.request = SealedText.of(request.toJson());
        this.buildspecFile = buildspecFile;
        this.watching = watching;
        this.wait = wait;
        this.expand = expand;
    }

    @Override
    public BuildState initial(ActionContext context) {
        return BuildState.create(UUID.randomUUID().toString(), Instant.now());
    }

    @Override
    public Action<BuildState, BuildAnswer> action(Serializable state, ActionContext context) {
        BuildAction build = watching.build(project, () -> request(context), context);
        return wait ? build : new StartOnly(build);
    }

    private BuildRequest request(ActionContext context) {
        BuildRequest asked = BuildRequest.fromJson(request.open());
        BuildRequest said = expand ? asked.expanded(context.get(EnvVars.class)::expand) : asked;
        return buildspecFile == null
                ? said
                : said.with("buildspecOverride", WorkspaceText.read(context, "buildspecFile", buildspecFile));
    }

    @Override
    public Duration limit() {
        return watching.limit();
    }

    @Override
    public boolean returnsFailure() {
        return !watching.propagate();
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
