package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.AttachedBuild;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAnswer;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildState;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Looks at a build that was started before, here or elsewhere, to its end. */
final class CodeBuildWaitPlan implements ActionPlan {

    private static final long serialVersionUID = 1L;

    private final String id;
    private final Watching watching;
    private final boolean stopOnAbort;

    CodeBuildWaitPlan(String id, Watching watching, boolean stopOnAbort) {
        this.id = id;
        this.watching = watching;
        this.stopOnAbort = stopOnAbort;
    }

    @Override
    public BuildState initial(ActionContext context) {
        return BuildState.attached(id, Instant.now());
    }

    @Override
    public Action<BuildState, BuildAnswer> action(Serializable state, ActionContext context) {
        String project = id.substring(0, id.lastIndexOf(':'));
        BuildAction build = watching.build(project, () -> BuildRequest.of(project), context);
        return new AttachedBuild(build, () -> watching.session(context), stopOnAbort);
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
    public Map<String, String> atTheEnd(Serializable last) {
        return BuildResult.atTheEnd((BuildState) last);
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
