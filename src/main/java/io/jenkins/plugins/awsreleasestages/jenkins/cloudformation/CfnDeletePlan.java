package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DeleteAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DeleteRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DeleteState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.FindStackAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.FoundStack;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.PacedAction.Calls;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Finds the stack, whose id is then saved, and deletes exactly that. */
final class CfnDeletePlan implements ActionPlan {

    private static final long serialVersionUID = 1L;

    private final AwsRoleScope scope;
    private final String stack;
    private final DeleteRequest request;
    private final Duration limit;

    CfnDeletePlan(AwsRoleScope scope, String stack, DeleteRequest request, Duration limit) {
        this.scope = scope;
        this.stack = stack;
        this.request = request;
        this.limit = limit;
    }

    @Override
    public FoundStack initial(ActionContext context) {
        return FoundStack.create(stack);
    }

    @Override
    public Action<?, ?> action(Serializable state, ActionContext context) {
        Supplier<AwsSession> sessions = () -> RunSession.of(context, scope);
        return state instanceof DeleteState deletion
                ? StackPlan.paced(
                        sessions,
                        Calls.STARTS_AND_LOOKS,
                        new DeleteAction(
                                sessions, deletion.stack(), request, StackPlan.turns(), () -> StackPlan.label(context)))
                : StackPlan.paced(
                        sessions,
                        Calls.LOOKS,
                        new FindStackAction(
                                sessions,
                                stack,
                                false,
                                found ->
                                        found.exists() ? List.of() : List.of(found.absence() + " Nothing to delete.")));
    }

    @Override
    public Serializable following(Serializable ended, Outcome outcome) {
        boolean isFound = outcome instanceof Outcome.Succeeded && ended instanceof FoundStack found && found.exists();
        return isFound ? DeleteState.create((FoundStack) ended, "jenkins-" + UUID.randomUUID()) : null;
    }

    @Override
    public void over(Serializable last) {
        if (last instanceof DeleteState deletion) {
            StackPlan.turns().release(deletion.token());
        }
    }

    @Override
    public Duration limit() {
        return limit;
    }

    @Override
    public Map<String, String> atTheEnd(Serializable last) {
        return last instanceof DeleteState deletion
                ? StackPlan.atTheEnd(deletion.stack() + " " + deletion.status(), deletion.stackId())
                : StackPlan.atTheEnd(stack, null);
    }

    @Override
    public String describe(Serializable saved) {
        return saved instanceof DeleteState deletion ? deletion.stack() + " " + deletion.status() : stack;
    }

    @Override
    public Object result(Serializable last, ActionContext context) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("status", "DELETED");
        if (last instanceof DeleteState deletion) {
            result.put("existed", true);
            result.put("stack", deletion.stack());
            result.put("stackId", deletion.stackId());
            result.put("kept", new ArrayList<>(deletion.kept()));
            result.put("seconds", deletion.seconds());
            result.put("console", ConsoleLink.stack(deletion.stackId()));
            return result;
        }
        FoundStack found = (FoundStack) last;
        result.put("existed", false);
        result.put(
                "stack", found.report() == null ? found.stack() : found.report().name());
        result.put("stackId", found.report() == null ? null : found.report().id());
        result.put("kept", new ArrayList<>());
        result.put("seconds", 0L);
        result.put(
                "console",
                found.report() == null ? null : ConsoleLink.stack(found.report().id()));
        return result;
    }
}
