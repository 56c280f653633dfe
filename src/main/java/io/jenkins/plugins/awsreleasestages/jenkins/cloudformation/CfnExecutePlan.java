package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ExecuteAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ExecuteAnswer;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ExecuteState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.UnchangedAction;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

final class CfnExecutePlan implements ActionPlan {

    private static final long serialVersionUID = 1L;

    private final AwsRoleScope scope;
    private final String changeSet;
    private final String fingerprint;
    private final String stack;
    private final String stackId;
    private final Duration limit;

    CfnExecutePlan(AwsRoleScope scope, ChangeSetResult given, Duration limit) {
        this.scope = scope;
        this.changeSet = given.noChanges() ? null : given.id();
        this.fingerprint = given.fingerprint();
        this.stack = given.stack();
        this.stackId = given.stackId();
        this.limit = limit;
    }

    @Override
    public ExecuteState initial(ActionContext context) {
        return ExecuteState.create(changeSet, fingerprint, "jenkins-" + UUID.randomUUID(), stack, stackId);
    }

    @Override
    public Action<ExecuteState, ExecuteAnswer> action(Serializable state, ActionContext context) {
        return changeSet == null
                ? new UnchangedAction(() -> RunSession.of(context, scope), stack)
                : new ExecuteAction(() -> RunSession.of(context, scope), changeSet);
    }

    @Override
    public Duration limit() {
        return limit;
    }

    @Override
    public String describe(Serializable saved) {
        ExecuteState state = (ExecuteState) saved;
        return (state.stack() == null ? "" : state.stack() + " ") + state.status();
    }

    @Override
    public Object result(Serializable last, ActionContext context) {
        ExecuteState state = (ExecuteState) last;
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
