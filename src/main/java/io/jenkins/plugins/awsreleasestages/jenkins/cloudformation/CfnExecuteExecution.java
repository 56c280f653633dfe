package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ExecuteAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ExecuteAnswer;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ExecuteState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.UnchangedAction;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStepExecution;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jenkinsci.plugins.workflow.steps.StepContext;

final class CfnExecuteExecution extends ActionStepExecution<ExecuteState, ExecuteAnswer> {

    private static final long serialVersionUID = 1L;

    private final String changeSet;
    private final String fingerprint;
    private final String stack;
    private final String stackId;
    private final Duration limit;

    CfnExecuteExecution(StepContext context, ChangeSetResult given, Duration limit) {
        super(context);
        this.changeSet = given.noChanges() ? null : given.id();
        this.fingerprint = given.fingerprint();
        this.stack = given.stack();
        this.stackId = given.stackId();
        this.limit = limit;
    }

    @Override
    protected ExecuteState initial() {
        return ExecuteState.create(changeSet, fingerprint, "jenkins-" + UUID.randomUUID(), stack, stackId);
    }

    @Override
    protected Action<ExecuteState, ExecuteAnswer> action() {
        return changeSet == null
                ? new UnchangedAction(() -> RunSession.of(getContext()), stack)
                : new ExecuteAction(() -> RunSession.of(getContext()), changeSet);
    }

    @Override
    protected Duration limit() {
        return limit;
    }

    @Override
    protected String describe(ExecuteState state) {
        return (state.stack() == null ? "" : state.stack() + " ") + state.status();
    }

    @Override
    protected Object result(ExecuteState state) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("status", state.result());
        result.put("stack", state.stack());
        result.put("stackId", state.stackId());
        result.put("outputs", new LinkedHashMap<>(state.outputs()));
        result.put("seconds", state.seconds());
        result.put("console", ConsoleLink.stack(state.stackId()));
        return result;
    }
}
