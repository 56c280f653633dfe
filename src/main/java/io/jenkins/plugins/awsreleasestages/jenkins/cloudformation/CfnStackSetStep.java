package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.AbortException;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.CreateStackSetAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.FindStackSetAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackSetAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackSetChange;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackSetPreferences;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackSetRequest;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork.Length;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.NameValueLines;
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import io.jenkins.plugins.awsreleasestages.jenkins.WorkspaceText;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsNames;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** {@code cfnStackSet name: …}: creates or updates a stack set and its stacks in many accounts and regions. */
public class CfnStackSetStep extends CfnStep {

    static final int DEFAULT_MINUTES = 12 * 60;

    private final String name;
    private String template;
    private String templateUrl;
    private String description;
    private String permissionModel;
    private String administrationRole;
    private String executionRole;
    private String autoDeployment;
    private String callAs;
    private String regionConcurrency;
    private String concurrencyMode;
    private Integer failureToleranceCount;
    private Integer failureTolerancePercentage;
    private Integer maxConcurrentCount;
    private Integer maxConcurrentPercentage;

    // Jenkins's own serializer refuses the JDK's immutable collections.
    private List<String> capabilities = new ArrayList<>();
    private List<String> accounts = new ArrayList<>();
    private List<String> organizationalUnits = new ArrayList<>();
    private List<String> regions = new ArrayList<>();
    private List<String> regionOrder = new ArrayList<>();
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

    public String getTemplate() {
        return template;
    }

    @DataBoundSetter
    public void setTemplate(String template) {
        this.template = EmptyFields.kept(template);
    }

    public String getTemplateUrl() {
        return templateUrl;
    }

    @DataBoundSetter
    public void setTemplateUrl(String templateUrl) {
        this.templateUrl = EmptyFields.kept(templateUrl);
    }

    public String getDescription() {
        return description;
    }

    @DataBoundSetter
    public void setDescription(String description) {
        this.description = EmptyFields.kept(description);
    }

    public String getPermissionModel() {
        return permissionModel;
    }

    @DataBoundSetter
    public void setPermissionModel(String permissionModel) {
        this.permissionModel = EmptyFields.kept(permissionModel);
    }

    public String getAdministrationRole() {
        return administrationRole;
    }

    @DataBoundSetter
    public void setAdministrationRole(String administrationRole) {
        this.administrationRole = EmptyFields.kept(administrationRole);
    }

    public String getExecutionRole() {
        return executionRole;
    }

    @DataBoundSetter
    public void setExecutionRole(String executionRole) {
        this.executionRole = EmptyFields.kept(executionRole);
    }

    public String getAutoDeployment() {
        return autoDeployment;
    }

    @DataBoundSetter
    public void setAutoDeployment(String autoDeployment) {
        this.autoDeployment = EmptyFields.kept(autoDeployment);
    }

    public String getCallAs() {
        return callAs;
    }

    @DataBoundSetter
    public void setCallAs(String callAs) {
        this.callAs = EmptyFields.kept(callAs);
    }

    public String getRegionConcurrency() {
        return regionConcurrency;
    }

    @DataBoundSetter
    public void setRegionConcurrency(String regionConcurrency) {
        this.regionConcurrency = EmptyFields.kept(regionConcurrency);
    }

    public String getConcurrencyMode() {
        return concurrencyMode;
    }

    @DataBoundSetter
    public void setConcurrencyMode(String concurrencyMode) {
        this.concurrencyMode = EmptyFields.kept(concurrencyMode);
    }

    public Integer getFailureToleranceCount() {
        return failureToleranceCount;
    }

    @DataBoundSetter
    public void setFailureToleranceCount(Integer failureToleranceCount) {
        this.failureToleranceCount = failureToleranceCount;
    }

    public Integer getFailureTolerancePercentage() {
        return failureTolerancePercentage;
    }

    @DataBoundSetter
    public void setFailureTolerancePercentage(Integer failureTolerancePercentage) {
        this.failureTolerancePercentage = failureTolerancePercentage;
    }

    public Integer getMaxConcurrentCount() {
        return maxConcurrentCount;
    }

    @DataBoundSetter
    public void setMaxConcurrentCount(Integer maxConcurrentCount) {
        this.maxConcurrentCount = maxConcurrentCount;
    }

    public Integer getMaxConcurrentPercentage() {
        return maxConcurrentPercentage;
    }

    @DataBoundSetter
    public void setMaxConcurrentPercentage(Integer maxConcurrentPercentage) {
        this.maxConcurrentPercentage = maxConcurrentPercentage;
    }

    public List<String> getCapabilities() {
        return capabilities;
    }

    @DataBoundSetter
    public void setCapabilities(List<String> capabilities) {
        this.capabilities = EmptyFields.kept(capabilities);
    }

    public List<String> getAccounts() {
        return accounts;
    }

    @DataBoundSetter
    public void setAccounts(List<String> accounts) {
        this.accounts = EmptyFields.keptChoice(accounts);
    }

    public List<String> getOrganizationalUnits() {
        return organizationalUnits;
    }

    @DataBoundSetter
    public void setOrganizationalUnits(List<String> organizationalUnits) {
        this.organizationalUnits = EmptyFields.keptChoice(organizationalUnits);
    }

    public List<String> getRegions() {
        return regions;
    }

    @DataBoundSetter
    public void setRegions(List<String> regions) {
        this.regions = EmptyFields.keptChoice(regions);
    }

    public List<String> getRegionOrder() {
        return regionOrder;
    }

    @DataBoundSetter
    public void setRegionOrder(List<String> regionOrder) {
        this.regionOrder = EmptyFields.kept(regionOrder);
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
    List<String> problems(UnaryOperator<String> words) {
        List<String> problems = new ArrayList<>(request(words).problems());
        if (template != null && templateUrl != null) {
            problems.add("template and templateUrl: say one of them.");
        }
        String role = AwsNames.roleProblem(words.apply(administrationRole));
        if (role != null) {
            problems.add(role.replaceFirst("^role", "administrationRole"));
        }
        return problems;
    }

    private StackSetRequest request(UnaryOperator<String> words) {
        return new StackSetRequest(
                words.apply(name),
                words.apply(templateUrl),
                words.apply(description),
                all(words, getParameters()),
                capabilities,
                all(words, tags),
                permissionModel,
                words.apply(administrationRole),
                words.apply(executionRole),
                autoDeployment,
                callAs,
                all(words, accounts),
                all(words, organizationalUnits),
                all(words, regions),
                all(words, getParameterOverrides()),
                new StackSetPreferences(
                        failureToleranceCount,
                        failureTolerancePercentage,
                        maxConcurrentCount,
                        maxConcurrentPercentage,
                        all(words, regionOrder),
                        regionConcurrency,
                        concurrencyMode));
    }

    /** An empty value is a value. */
    private static Map<String, String> all(UnaryOperator<String> words, Map<String, String> texts) {
        Map<String, String> said = new LinkedHashMap<>();
        texts.forEach((key, value) -> said.put(key, value == null ? null : Util.fixNull(words.apply(value))));
        return said;
    }

    @Override
    ActionPlan plan(UnaryOperator<String> words) {
        return Plan.of(scope(words), request(words), words.apply(template), limit());
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        StepExecution execution = super.start(context);
        if (template != null && context.get(FilePath.class) == null) {
            throw new AbortException("cfnStackSet: template: there is no workspace here. Put the step inside node.");
        }
        return execution;
    }

    @Extension
    @Symbol("cfnStackSet")
    public static final class DescriptorImpl extends CfnStepDescriptor {

        @Override
        public String getFunctionName() {
            return "cfnStackSet";
        }

        @Override
        public List<Class<? extends ActionPlan>> planKinds() {
            return List.of(Plan.class);
        }

        @Override
        public String getDisplayName() {
            return "Create or update a CloudFormation stack set";
        }

        /** The form shows maps as lines and lists as words; an empty field says nothing. */
        @Override
        public Step newInstance(StaplerRequest2 request, JSONObject form) throws Descriptor.FormException {
            CfnStackSetStep step = (CfnStackSetStep) super.newInstance(request, form);
            step.setParameters(NameValueLines.submitted(form, "parameterLines"));
            step.setTags(NameValueLines.submitted(form, "tagLines"));
            step.setParameterOverrides(NameValueLines.submitted(form, "overrideLines"));
            step.setCapabilities(words(form.optString("capabilityNames")));
            if (form.has("accountNumbers")) {
                step.setAccounts(words(form.optString("accountNumbers")));
            }
            if (form.has("unitIds")) {
                step.setOrganizationalUnits(words(form.optString("unitIds")));
            }
            if (form.has("regionCodes")) {
                step.setRegions(words(form.optString("regionCodes")));
            }
            step.setRegionOrder(words(form.optString("regionOrderCodes")));
            return step;
        }

        public String parameterLines(CfnStackSetStep step) {
            return step == null ? "" : NameValueLines.format(step.getParameters());
        }

        public String tagLines(CfnStackSetStep step) {
            return step == null ? "" : NameValueLines.format(step.tags);
        }

        public String overrideLines(CfnStackSetStep step) {
            return step == null ? "" : NameValueLines.format(step.getParameterOverrides());
        }

        public String capabilityNames(CfnStackSetStep step) {
            return step == null ? "" : String.join(", ", step.capabilities);
        }

        public String accountNumbers(CfnStackSetStep step) {
            return step == null ? "" : String.join(", ", step.accounts);
        }

        public String unitIds(CfnStackSetStep step) {
            return step == null ? "" : String.join(", ", step.organizationalUnits);
        }

        public String regionCodes(CfnStackSetStep step) {
            return step == null ? "" : String.join(", ", step.regions);
        }

        public String regionOrderCodes(CfnStackSetStep step) {
            return step == null ? "" : String.join(", ", step.regionOrder);
        }

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

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problemUnlessVariable(
                    item, value, () -> StackSetRequest.nameProblem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckTemplate(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String templateUrl) {
            boolean both = Util.fixEmptyAndTrim(value) != null && Util.fixEmptyAndTrim(templateUrl) != null;
            return FieldChecks.problem(item, () -> both ? "There is a template URL, too; say one of them." : null);
        }

        @POST
        public FormValidation doCheckParameterLines(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.lines(item, value);
        }

        @POST
        public FormValidation doCheckOverrideLines(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.lines(item, value);
        }

        @POST
        public FormValidation doCheckTagLines(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.lines(item, value);
        }

        @POST
        public FormValidation doCheckCapabilityNames(@AncestorInPath Item item, @QueryParameter String value) {
            return names(
                    item,
                    value,
                    names -> names.stream()
                            .map(ChangeSetRequest::capabilityProblem)
                            .filter(Objects::nonNull)
                            .toList());
        }

        @POST
        public FormValidation doCheckAccountNumbers(@AncestorInPath Item item, @QueryParameter String value) {
            return names(item, value, StackSetRequest::accountProblems);
        }

        @POST
        public FormValidation doCheckUnitIds(@AncestorInPath Item item, @QueryParameter String value) {
            return names(item, value, StackSetRequest::unitProblems);
        }

        @POST
        public FormValidation doCheckRegionCodes(@AncestorInPath Item item, @QueryParameter String value) {
            return names(item, value, StackSetRequest::regionProblems);
        }

        @POST
        public FormValidation doCheckRegionOrderCodes(@AncestorInPath Item item, @QueryParameter String value) {
            return names(item, value, StackSetRequest::regionProblems);
        }

        @POST
        public FormValidation doCheckTemplateUrl(@AncestorInPath Item item, @QueryParameter String value) {
            boolean wrong = Util.fixEmptyAndTrim(value) != null && !value.startsWith("https://");
            return FieldChecks.problemUnlessVariable(
                    item, value, () -> wrong ? "An address that begins with https:// is wanted." : null);
        }

        @POST
        public FormValidation doCheckAdministrationRole(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problemUnlessVariable(
                    item, value, () -> AwsNames.roleProblem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckFailureToleranceCount(
                @AncestorInPath Item item,
                @QueryParameter String value,
                @QueryParameter String failureTolerancePercentage) {
            return number(item, value, failureTolerancePercentage, 0, Integer.MAX_VALUE);
        }

        @POST
        public FormValidation doCheckFailureTolerancePercentage(
                @AncestorInPath Item item, @QueryParameter String value) {
            return number(item, value, null, 0, 100);
        }

        @POST
        public FormValidation doCheckMaxConcurrentCount(
                @AncestorInPath Item item,
                @QueryParameter String value,
                @QueryParameter String maxConcurrentPercentage) {
            return number(item, value, maxConcurrentPercentage, 1, Integer.MAX_VALUE);
        }

        @POST
        public FormValidation doCheckMaxConcurrentPercentage(@AncestorInPath Item item, @QueryParameter String value) {
            return number(item, value, null, 1, 100);
        }

        /** @param other what may not be said as well */
        private static FormValidation number(Item item, String value, String other, int least, int most) {
            if (Util.fixEmptyAndTrim(value) == null) {
                return FormValidation.ok();
            }
            return FieldChecks.guarded(
                    item,
                    () -> Util.fixEmptyAndTrim(other) != null
                            ? FormValidation.error("There is a percentage, too; say one of them.")
                            : FormValidation.validateIntegerInRange(value, least, most));
        }

        private static FormValidation names(Item item, String value, Function<List<String>, List<String>> problems) {
            return FieldChecks.problemUnlessVariable(item, value, () -> String.join(" ", problems.apply(words(value))));
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
            implements ActionPlan {

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
                List<Stage<?, ?>> stages = new ArrayList<>(List.of(find(context), create(context)));
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
