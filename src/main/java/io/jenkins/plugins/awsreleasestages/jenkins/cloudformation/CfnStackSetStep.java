package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.CreateStackSetAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.FindStackSetAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackSetAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackSetChange;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackSetRequest;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStep;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork.Length;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.NameValueLines;
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import io.jenkins.plugins.awsreleasestages.jenkins.WorkspaceText;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.PolicyGate;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsNames;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStepDescriptor;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** {@code cfnStackSet name: …}: creates or updates a stack set and its stacks in many accounts and regions. */
@ActionStep.Title("Create or update a CloudFormation stack set")
public class CfnStackSetStep extends CfnStep {

    static final int DEFAULT_MINUTES = 12 * 60;

    private final String name;

    @DataBoundSetter
    public String template;

    @DataBoundSetter
    public String templateUrl;

    @DataBoundSetter
    public String description;

    @DataBoundSetter
    public String permissionModel;

    @DataBoundSetter
    public String administrationRole;

    @DataBoundSetter
    public String executionRole;

    @DataBoundSetter
    public String autoDeployment;

    @DataBoundSetter
    public String callAs;

    @DataBoundSetter
    public String regionConcurrency;

    @DataBoundSetter
    public String concurrencyMode;

    @DataBoundSetter
    public Integer failureToleranceCount;

    @DataBoundSetter
    public Integer failureTolerancePercentage;

    @DataBoundSetter
    public Integer maxConcurrentCount;

    @DataBoundSetter
    public Integer maxConcurrentPercentage;

    // Jenkins's own serializer refuses the JDK's immutable collections.
    @DataBoundSetter
    public List<String> capabilities = new ArrayList<>();

    private List<String> accounts = new ArrayList<>();
    private List<String> organizationalUnits = new ArrayList<>();
    private List<String> regions = new ArrayList<>();

    @DataBoundSetter
    public List<String> regionOrder = new ArrayList<>();

    /** Sealed, as are the overrides: nobody says which of them are secrets. */
    private Map<String, String> parameters = new LinkedHashMap<>();

    private Map<String, String> tags = new LinkedHashMap<>();
    private Map<String, String> parameterOverrides = new LinkedHashMap<>();

    @DataBoundConstructor
    public CfnStackSetStep(String name) {
        super(DEFAULT_MINUTES);
        this.name = Util.fixEmptyAndTrim(name);
    }

    public String getName() {
        return name;
    }

    public List<String> getAccounts() {
        return accounts;
    }

    @DataBoundSetter
    @StepFields.Choice
    public void setAccounts(List<String> accounts) {
        this.accounts = EmptyFields.kept(accounts);
    }

    public List<String> getOrganizationalUnits() {
        return organizationalUnits;
    }

    @DataBoundSetter
    @StepFields.Choice
    public void setOrganizationalUnits(List<String> organizationalUnits) {
        this.organizationalUnits = EmptyFields.kept(organizationalUnits);
    }

    public List<String> getRegions() {
        return regions;
    }

    @DataBoundSetter
    @StepFields.Choice
    public void setRegions(List<String> regions) {
        this.regions = EmptyFields.kept(regions);
    }

    public Map<String, String> getParameters() {
        return SealedText.opened(parameters);
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setParameters(HashMap parameters) {
        this.parameters = SealedText.sealed(NameValueLines.texts(parameters));
    }

    public Map<String, String> getTags() {
        return tags;
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setTags(HashMap tags) {
        this.tags = NameValueLines.texts(tags);
    }

    public Map<String, String> getParameterOverrides() {
        return SealedText.opened(parameterOverrides);
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setParameterOverrides(HashMap parameterOverrides) {
        this.parameterOverrides = SealedText.sealed(NameValueLines.texts(parameterOverrides));
    }

    @Override
    protected List<String> problems(Expansion expansion) {
        List<String> problems = super.problems(expansion);
        problems.addAll(request(expansion).problems());
        if (template != null && templateUrl != null) {
            problems.add("template and templateUrl: say one of them.");
        }
        String role = AwsNames.roleProblem(expansion.of(administrationRole));
        if (role != null) {
            problems.add(role.replaceFirst("^role", "administrationRole"));
        }
        return problems;
    }

    private StackSetRequest request(Expansion expansion) {
        return new StackSetRequest(
                expansion.of(name),
                expansion.of(templateUrl),
                expansion.of(description),
                expansion.of(getParameters()),
                capabilities,
                expansion.of(tags),
                permissionModel,
                expansion.of(administrationRole),
                expansion.of(executionRole),
                autoDeployment,
                callAs,
                expansion.of(accounts),
                expansion.of(organizationalUnits),
                expansion.of(regions),
                expansion.of(getParameterOverrides()),
                new StackSetRequest.Preferences(
                        failureToleranceCount,
                        failureTolerancePercentage,
                        maxConcurrentCount,
                        maxConcurrentPercentage,
                        expansion.of(regionOrder),
                        regionConcurrency,
                        concurrencyMode));
    }

    /** An empty value is a value. */
    private static Map<String, String> all(Expansion expansion, Map<String, String> texts) {
        Map<String, String> said = new LinkedHashMap<>();
        texts.forEach((key, value) -> said.put(key, value == null ? null : Util.fixNull(expansion.of(value))));
        return said;
    }

    @Override
    protected ActionPlan plan(Expansion expansion) {
        return Plan.of(scope(expansion), request(expansion), expansion.of(template), limit());
    }

    @Override
    protected String missingWorkspace() {
        return template == null ? null : "template: there is no workspace here. Put the step inside node.";
    }

    @Override
    public Map<String, String> variables(Map<?, ?> result) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("CFN_STACK_SET_ID", String.valueOf(result.get("id")));
        variables.put("CFN_STACK_SET_STATUS", String.valueOf(result.get("status")));
        variables.put(
                "CFN_STACK_SET_OPERATIONS",
                ((List<?>) result.get("operations"))
                        .stream().map(String::valueOf).collect(Collectors.joining(",")));
        return variables;
    }

    /** The same in a freestyle job. */
    public static final class Builder extends ActionBuilder<CfnStackSetStep> {
        @DataBoundConstructor
        public Builder(CfnStackSetStep step) {
            super(step);
        }

        @Extension
        @Symbol("cfnStackSet")
        public static final class DescriptorImpl extends ActionBuilderDescriptor {}
    }

    @Extension
    @Symbol("cfnStackSet")
    public static final class DescriptorImpl extends AwsStepDescriptor {

        @POST
        public ListBoxModel doFillPermissionModelItems(@AncestorInPath Item item) {
            return choice(item, "SELF_MANAGED", "SERVICE_MANAGED");
        }

        @POST
        public ListBoxModel doFillAutoDeploymentItems(@AncestorInPath Item item) {
            return choice(item, "ENABLED", "DISABLED", "ENABLED_WITH_STACK_RETENTION");
        }

        @POST
        public ListBoxModel doFillCallAsItems(@AncestorInPath Item item) {
            return choice(item, "SELF", "DELEGATED_ADMIN");
        }

        @POST
        public ListBoxModel doFillRegionConcurrencyItems(@AncestorInPath Item item) {
            return choice(item, "SEQUENTIAL", "PARALLEL");
        }

        @POST
        public ListBoxModel doFillConcurrencyModeItems(@AncestorInPath Item item) {
            return choice(item, "STRICT_FAILURE_TOLERANCE", "SOFT_FAILURE_TOLERANCE");
        }

        private static ListBoxModel choice(Item item, String... values) {
            ListBoxModel model = new ListBoxModel();
            model.add("", "");
            if (FieldChecks.mayConfigure(item)) {
                for (String value : values) {
                    model.add(value, value);
                }
            }
            return model;
        }

        @Override
        public List<String> checkedWith(String field) {
            return switch (field) {
                case "template" -> List.of("templateUrl");
                case "failureToleranceCount" -> List.of("failureTolerancePercentage");
                case "maxConcurrentCount" -> List.of("maxConcurrentPercentage");
                default -> List.of();
            };
        }
    }

    /**
     * Looks the set up, creates it where there is none, and then carries out one operation after the other.
     *
     * @param request but for parameters and overrides
     * @param parameters sealed, as overrides are: a parameter may be a password
     * @param template a file of the workspace; null where the template is elsewhere, or stays as it is
     */
    @ActionPlan.Kind("cfnStackSet")
    record Plan(
            AwsRoleScope scope,
            StackSetRequest request,
            Map<String, String> parameters,
            Map<String, String> overrides,
            String template,
            Duration limit)
            implements PolicyGate.Plan {

        private static final String FIND = "find";
        private static final String CREATE = "create";
        private static final String OPERATION = "operation ";

        static Plan of(AwsRoleScope scope, StackSetRequest request, String template, Duration limit) {
            return new Plan(
                    scope,
                    request.with(Map.of(), Map.of()),
                    SealedText.sealed(request.parameters()),
                    SealedText.sealed(request.overrides()),
                    template,
                    limit);
        }

        private StackSetRequest wanted() {
            return request.with(SealedText.opened(parameters), SealedText.opened(overrides));
        }

        @Override
        public Sequence sequence(ActionContext context) {
            return state -> {
                List<Stage<?, ?>> stages = new ArrayList<>(List.of(
                        find(context),
                        PolicyGate.stage(context, at -> new PolicyGate(context, scope, request.name()), this::question),
                        create(context)));
                for (int number = 1; number <= operations(state); number++) {
                    stages.add(operation(number, context));
                }
                return stages;
            };
        }

        private Supplier<String> text(ActionContext context) {
            return () -> template == null ? null : WorkspaceText.read(context, "template", template);
        }

        /** What reads the template of the workspace may hang. */
        private <S> Calls<S> calls(Calls<S> calls, ActionContext context, Predicate<S> reads) {
            return template == null
                    ? calls
                    : calls.by(BlockingWork.with(context, state -> reads.test(state) ? Length.SHORT : null));
        }

        private Stage<?, ?> find(ActionContext context) {
            Supplier<AwsSession> sessions = () -> RunSession.of(context, scope);
            return Stage.of(
                            FIND,
                            FindStackSetAction.State.class,
                            state -> FindStackSetAction.State.create(request.name()),
                            state -> new FindStackSetAction(sessions, wanted(), text(context)))
                    .calls(calls(Calls.pacedStarts(StackStages.pace(sessions)), context, set -> true));
        }

        private Stage<?, ?> create(ActionContext context) {
            Supplier<AwsSession> sessions = () -> RunSession.of(context, scope);
            return Stage.of(
                            CREATE,
                            CreateStackSetAction.State.class,
                            state -> found(state).exists()
                                    ? null
                                    : CreateStackSetAction.State.create(found(state), token()),
                            state -> new CreateStackSetAction(sessions, wanted(), text(context)))
                    .calls(calls(Calls.pacedStarts(StackStages.pace(sessions)), context, set -> set.id() == null));
        }

        private Stage<?, ?> operation(int number, ActionContext context) {
            Supplier<AwsSession> sessions = () -> RunSession.of(context, scope);
            return Stage.of(
                            OPERATION + number,
                            StackSetAction.State.class,
                            state -> operation(number, state),
                            state -> new StackSetAction(sessions, wanted(), text(context)))
                    .calls(calls(
                            Calls.paced(StackStages.pace(sessions)),
                            context,
                            operation -> operation.operationId() == null));
        }

        /** @return null where nothing changes */
        private StackSetAction.State operation(int number, SequenceState state) {
            if (number > 1) {
                return operationState(number - 1, state).next(token());
            }
            CreateStackSetAction.State created = created(state);
            List<StackSetChange> changes = StackSetChange.plan(created == null ? found(state) : null, wanted());
            return changes.isEmpty()
                    ? null
                    : StackSetAction.State.first(created == null ? found(state) : null, created, changes, token());
        }

        /** How many there are so far: after each one it is known whether there is another. */
        private static int operations(SequenceState state) {
            int number = 1;
            while (operationState(number, state) != null
                    && !operationState(number, state).after().isEmpty()) {
                number++;
            }
            return number;
        }

        private static StackSetAction.State operationState(int number, SequenceState state) {
            return state.state(OPERATION + number, StackSetAction.State.class);
        }

        /** Null before the first. */
        private static StackSetAction.State lastOperation(SequenceState state) {
            int number = operations(state);
            StackSetAction.State last = operationState(number, state);
            return last == null && number > 1 ? operationState(number - 1, state) : last;
        }

        private PolicyGate.Question question(SequenceState state) {
            boolean exists = found(state).exists();
            List<StackSetChange> changes = exists ? StackSetChange.plan(found(state), wanted()) : List.of();
            return exists && changes.isEmpty()
                    ? null
                    : new PolicyGate.Question(
                            (exists ? "Change" : "Create") + " stack set " + request.name() + "?", false);
        }

        private static FindStackSetAction.State found(SequenceState state) {
            return state.state(FIND, FindStackSetAction.State.class);
        }

        private static CreateStackSetAction.State created(SequenceState state) {
            return state.state(CREATE, CreateStackSetAction.State.class);
        }

        private static String token() {
            return "jenkins-" + UUID.randomUUID();
        }

        @Override
        public Map<String, String> atTheEnd(SequenceState state) {
            StackSetAction.State operation = lastOperation(state);
            return operation == null
                    ? Map.of()
                    : Map.of(
                            "set",
                            operation.name() + " " + operation.status(),
                            "link",
                            ConsoleLink.stackSet(operation.region(), operation.setId()));
        }

        @Override
        public String describe(SequenceState state) {
            StackSetAction.State operation = lastOperation(state);
            return operation == null ? request.name() : operation.name() + " " + operation.status();
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            StackSetAction.State operation = lastOperation(state);
            if (operation != null) {
                return result(
                        operation.created() ? "CREATED" : "UPDATED",
                        operation.setId(),
                        operation.region(),
                        operation.operations(),
                        operation.results(),
                        operation.seconds());
            }
            CreateStackSetAction.State created = created(state);
            FindStackSetAction.State found = found(state);
            return created != null
                    ? result("CREATED", created.id(), created.region(), List.of(), List.of(), 0)
                    : result("NO_CHANGES", found.id(), found.region(), List.of(), found.instances(), 0);
        }

        private Map<String, Object> result(
                String status,
                String id,
                String region,
                List<String> operations,
                List<StackSetAction.Instance> instances,
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

        private static List<Map<String, Object>> instances(List<StackSetAction.Instance> instances) {
            List<Map<String, Object>> maps = new ArrayList<>();
            for (StackSetAction.Instance instance : instances) {
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

        private static Map<String, Object> counts(List<StackSetAction.Instance> instances) {
            Map<String, Object> counts = new LinkedHashMap<>();
            for (StackSetAction.Instance instance : instances) {
                counts.merge(instance.status().toLowerCase(Locale.ROOT), 1, (one, other) -> (Integer) one + 1);
            }
            return counts;
        }
    }
}
