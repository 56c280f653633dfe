package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.AbortException;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackSetPreferences;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackSetRequest;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.NameValueLines;
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
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
        return CfnStackSetPlan.of(scope(words), request(words), words.apply(template), limit());
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
            return List.of(CfnStackSetPlan.class);
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
}
