package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.FindStackAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.FoundStack;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackReport;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.PacedAction.Calls;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

final class CfnOutputsPlan implements ActionPlan {

    private static final long serialVersionUID = 1L;

    private final AwsRoleScope scope;
    private final String stack;
    private final boolean failIfAbsent;
    private final boolean details;
    private final Duration limit;

    CfnOutputsPlan(AwsRoleScope scope, String stack, boolean failIfAbsent, boolean details, Duration limit) {
        this.scope = scope;
        this.stack = stack;
        this.failIfAbsent = failIfAbsent;
        this.details = details;
        this.limit = limit;
    }

    @Override
    public FoundStack initial(ActionContext context) {
        return FoundStack.create(stack);
    }

    @Override
    public Action<FoundStack, FoundStack> action(Serializable state, ActionContext context) {
        Supplier<AwsSession> sessions = () -> RunSession.of(context, scope);
        return StackPlan.paced(
                sessions,
                Calls.LOOKS,
                new FindStackAction(sessions, stack, failIfAbsent, found -> List.of(words(found))));
    }

    /** Names only: nobody has declared what is secret in an output. */
    static String words(FoundStack found) {
        if (!found.exists()) {
            return found.absence();
        }
        StackReport report = found.report();
        String outputs = report.outputs().isEmpty()
                ? "has no outputs"
                : "has the outputs " + String.join(", ", report.outputs().keySet());
        String caution = report.status().endsWith("_IN_PROGRESS") ? ", which may be about to change" : "";
        return "Stack " + report.name() + " is in " + report.status() + " and " + outputs + caution + ".";
    }

    @Override
    public Duration limit() {
        return limit;
    }

    @Override
    public String describe(Serializable saved) {
        return stack;
    }

    @Override
    public Object result(Serializable last, ActionContext context) {
        FoundStack found = (FoundStack) last;
        return details ? details(found) : outputs(found);
    }

    private static Map<String, Object> outputs(FoundStack found) {
        return found.exists() ? new LinkedHashMap<>(found.report().outputs()) : new LinkedHashMap<>();
    }

    /** The same keys whether the stack is there or not. */
    static Map<String, Object> details(FoundStack found) {
        boolean exists = found.exists();
        StackReport report = found.report();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("exists", exists);
        map.put("status", exists ? report.status() : "ABSENT");
        map.put("reason", exists ? report.reason() : "");
        map.put("stack", report == null ? found.stack() : report.name());
        map.put("stackId", report == null ? null : report.id());
        map.put("region", found.region());
        map.put("outputs", outputs(found));
        map.put("exports", exists ? new LinkedHashMap<>(report.exports()) : new LinkedHashMap<>());
        map.put("parameters", exists ? new LinkedHashMap<>(report.parameters()) : new LinkedHashMap<>());
        map.put("tags", exists ? new LinkedHashMap<>(report.tags()) : new LinkedHashMap<>());
        map.put("protected", exists && report.protectedFromDeletion());
        map.put("drift", exists ? report.driftStatus() : "NOT_CHECKED");
        map.put("console", report == null ? null : ConsoleLink.stack(report.id()));
        return map;
    }
}
