package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAnswer;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildLooks;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildState;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildState.BuildPhaseResult;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildState.BuildRequest;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

final class CodeBuildPlan implements ActionPlan {

    private static final long serialVersionUID = 1L;

    private final BuildRequest request;
    private final Duration limit;
    private final boolean propagate;

    CodeBuildPlan(BuildRequest request, Duration limit, boolean propagate) {
        this.request = request;
        this.limit = limit;
        this.propagate = propagate;
    }

    @Override
    public BuildState initial(ActionContext context) {
        return BuildState.create(request, UUID.randomUUID().toString(), Instant.now());
    }

    @Override
    public Action<BuildState, BuildAnswer> action(Serializable state, ActionContext context) {
        return new BuildAction(
                request.project(),
                () -> RunSession.of(context),
                ActionThreads.get().shared(BuildLooks.class, BuildLooks::new));
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
        return state.id() == null ? request.project() : state.id();
    }

    @Override
    public Object result(Serializable last, ActionContext context) {
        BuildState state = (BuildState) last;
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("id", state.id());
        result.put("arn", state.arn());
        result.put("number", state.number());
        result.put("status", state.status());
        result.put("console", state.console());
        result.put("revision", state.revision());
        result.put("variables", new LinkedHashMap<>(state.variables()));
        result.put("phases", state.phases().stream().map(CodeBuildPlan::plain).toList());
        return result;
    }

    private static Map<String, Object> plain(BuildPhaseResult phase) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("name", phase.name());
        plain.put("status", phase.status());
        plain.put("seconds", phase.seconds());
        return plain;
    }
}
