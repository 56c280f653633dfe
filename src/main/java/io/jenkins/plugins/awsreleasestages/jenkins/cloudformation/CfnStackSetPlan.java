package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.CreateStackSetAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.CreatedStackSet;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.FindStackSetAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.FoundStackSet;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackSetAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackSetChange;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackSetInstance;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackSetRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackSetState;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.PacedAction.Calls;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork.Length;
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import io.jenkins.plugins.awsreleasestages.jenkins.WorkspaceText;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks the set up, creates it where there is none, and then carries out one operation after the other. */
final class CfnStackSetPlan implements ActionPlan {

    private static final long serialVersionUID = 1L;

    private final AwsRoleScope scope;
    private final StackSetRequest request;

    /** A parameter may be a password: the program on disk only holds what the controller's own key can read. */
    private final Map<String, SealedText> parameters;

    private final Map<String, SealedText> overrides;

    /** A file of the workspace; null where the template is elsewhere, or stays as it is. */
    private final String template;

    private final Duration limit;

    CfnStackSetPlan(AwsRoleScope scope, StackSetRequest request, String template, Duration limit) {
        this.scope = scope;
        this.request = request.with(Map.of(), Map.of());
        this.parameters = sealed(request.parameters());
        this.overrides = sealed(request.overrides());
        this.template = template;
        this.limit = limit;
    }

    private static Map<String, SealedText> sealed(Map<String, String> values) {
        Map<String, SealedText> sealed = new LinkedHashMap<>();
        values.forEach((name, value) -> sealed.put(name, SealedText.of(value)));
        return sealed;
    }

    private static Map<String, String> opened(Map<String, SealedText> values) {
        Map<String, String> opened = new LinkedHashMap<>();
        values.forEach((name, value) -> opened.put(name, value.open()));
        return opened;
    }

    private StackSetRequest request() {
        return request.with(opened(parameters), opened(overrides));
    }

    @Override
    public FoundStackSet initial(ActionContext context) {
        return FoundStackSet.create(request.name());
    }

    @Override
    public Action<?, ?> action(Serializable state, ActionContext context) {
        Supplier<AwsSession> sessions = () -> RunSession.of(context, scope);
        Supplier<String> text = () -> template == null ? null : WorkspaceText.read(context, "template", template);
        if (state instanceof StackSetState) {
            return StackPlan.paced(
                    sessions,
                    Calls.STARTS_AND_LOOKS,
                    reading(
                            context,
                            new StackSetAction(sessions, request(), text),
                            operation -> operation.operationId() == null));
        }
        return state instanceof CreatedStackSet
                ? StackPlan.paced(
                        sessions,
                        Calls.STARTS,
                        reading(context, new CreateStackSetAction(sessions, request(), text), set -> set.id() == null))
                : StackPlan.paced(
                        sessions,
                        Calls.LOOKS,
                        reading(context, new FindStackSetAction(sessions, request(), text), set -> true));
    }

    /** The same action: what reads the template of the workspace may hang. */
    private <S extends Serializable, A> Action<S, A> reading(
            ActionContext context, Action<S, A> action, Predicate<S> reads) {
        return template == null
                ? action
                : BlockingWork.with(context, action, state -> reads.test(state) ? Length.SHORT : null);
    }

    @Override
    public Serializable following(Serializable ended, Outcome outcome) {
        if (!(outcome instanceof Outcome.Succeeded)) {
            return null;
        }
        if (ended instanceof FoundStackSet found) {
            return found.exists() ? first(found, null) : CreatedStackSet.create(found, token());
        }
        if (ended instanceof CreatedStackSet created) {
            return first(null, created);
        }
        StackSetState operation = (StackSetState) ended;
        return operation.after().isEmpty() ? null : operation.next(token());
    }

    private Serializable first(FoundStackSet found, CreatedStackSet created) {
        List<StackSetChange> changes = StackSetChange.plan(found, request());
        return changes.isEmpty() ? null : StackSetState.first(found, created, changes, token());
    }

    private static String token() {
        return "jenkins-" + UUID.randomUUID();
    }

    @Override
    public Duration limit() {
        return limit;
    }

    @Override
    public Map<String, String> atTheEnd(Serializable last) {
        return last instanceof StackSetState operation
                ? Map.of(
                        "set",
                        operation.name() + " " + operation.status(),
                        "link",
                        ConsoleLink.stackSet(operation.region(), operation.setId()))
                : Map.of();
    }

    @Override
    public String describe(Serializable saved) {
        return saved instanceof StackSetState operation ? operation.name() + " " + operation.status() : request.name();
    }

    @Override
    public Object result(Serializable last, ActionContext context) {
        if (last instanceof StackSetState operation) {
            String status = operation.created() ? "CREATED" : "UPDATED";
            return result(
                    status,
                    operation.setId(),
                    operation.region(),
                    operation.operations(),
                    operation.results(),
                    operation.seconds());
        }
        return last instanceof CreatedStackSet created
                ? result("CREATED", created.id(), created.region(), List.of(), List.of(), 0)
                : result(
                        "NO_CHANGES",
                        ((FoundStackSet) last).id(),
                        ((FoundStackSet) last).region(),
                        List.of(),
                        ((FoundStackSet) last).instances(),
                        0);
    }

    private Map<String, Object> result(
            String status,
            String id,
            String region,
            List<String> operations,
            List<StackSetInstance> instances,
            long seconds) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("status", status);
        result.put("name", request.name());
        result.put("id", id);
        result.put("operations", new ArrayList<>(operations));
        result.put("instances", instances(instances));
        result.put("counts", counts(instances));
        result.put("seconds", seconds);
        result.put("console", ConsoleLink.stackSet(region, id));
        return result;
    }

    private static List<Map<String, Object>> instances(List<StackSetInstance> instances) {
        List<Map<String, Object>> maps = new ArrayList<>();
        for (StackSetInstance instance : instances) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("account", instance.account());
            map.put("region", instance.region());
            map.put("unit", instance.unit());
            map.put("status", instance.status());
            map.put("reason", instance.reason());
            maps.add(map);
        }
        return maps;
    }

    private static Map<String, Object> counts(List<StackSetInstance> instances) {
        Map<String, Object> counts = new LinkedHashMap<>();
        for (StackSetInstance instance : instances) {
            counts.merge(instance.status().toLowerCase(Locale.ROOT), 1, (one, other) -> (Integer) one + 1);
        }
        return counts;
    }
}
