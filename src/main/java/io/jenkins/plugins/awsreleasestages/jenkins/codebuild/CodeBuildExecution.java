package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAnswer;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildLooks;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildState;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildState.BuildPhaseResult;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildState.BuildRequest;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStepExecution;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jenkinsci.plugins.workflow.steps.StepContext;

final class CodeBuildExecution extends ActionStepExecution<BuildState, BuildAnswer> {

    private static final long serialVersionUID = 1L;

    private final BuildRequest request;
    private final Duration limit;
    private final boolean propagate;

    CodeBuildExecution(StepContext context, BuildRequest request, Duration limit, boolean propagate) {
        super(context);
        this.request = request;
        this.limit = limit;
        this.propagate = propagate;
    }

    @Override
    protected BuildState initial() {
        return BuildState.create(request, UUID.randomUUID().toString(), Instant.now());
    }

    @Override
    protected Action<BuildState, BuildAnswer> action() {
        return new BuildAction(
                request.project(),
                () -> RunSession.of(getContext()),
                ActionThreads.get().shared(BuildLooks.class, BuildLooks::new));
    }

    @Override
    protected Duration limit() {
        return limit;
    }

    @Override
    protected boolean returnsFailure() {
        return !propagate;
    }

    @Override
    protected String describe(BuildState state) {
        return state.id() == null ? request.project() : state.id();
    }

    @Override
    protected Object result(BuildState state) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("id", state.id());
        result.put("arn", state.arn());
        result.put("number", state.number());
        result.put("status", state.status());
        result.put("console", state.console());
        result.put("revision", state.revision());
        result.put("variables", new LinkedHashMap<>(state.variables()));
        result.put(
                "phases", state.phases().stream().map(CodeBuildExecution::plain).toList());
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
