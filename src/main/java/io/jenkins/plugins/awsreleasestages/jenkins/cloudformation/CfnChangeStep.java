package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.AbortException;
import hudson.FilePath;
import hudson.Util;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetOptions;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ImportedResource;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackPreparation;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.NameValueLines;
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundSetter;

/** What a step that makes a change set says about it: shared by {@code cfnChangeSet} and {@code cfnDeploy}. */
public abstract class CfnChangeStep extends CfnStep {

    /** Long enough for what CloudFormation itself allows a resource. */
    static final int DEFAULT_MINUTES = 12 * 60;

    static final int DEFAULT_BUSY_MINUTES = 60;

    private String stack;
    private String template;
    private String templateText;
    private String templateUrl;
    // Jenkins's own serializer refuses the JDK's immutable collections.
    private Map<String, String> templateArtifact;
    private boolean previousTemplate;
    private String store;
    /** Sealed, as are the overrides: nobody says which of them are secrets. */
    private Map<String, String> parameters = new LinkedHashMap<>();

    private String parametersFile;
    private String parameterOverrides;
    private Map<String, Map<String, String>> artifacts = new LinkedHashMap<>();
    private boolean keepPreviousValues = true;
    private List<String> capabilities = new ArrayList<>();
    private Map<String, String> tags = new LinkedHashMap<>();
    private String role;
    private List<String> notificationTopics = new ArrayList<>();
    private String stackPolicy;
    private List<String> rollbackAlarms = new ArrayList<>();
    private Integer monitoringMinutes;
    private boolean nestedStacks = true;
    private String onFailure;
    private boolean importExisting;
    private List<Map<String, Object>> resourcesToImport = new ArrayList<>();
    private boolean revertDrift;
    private boolean recreate;
    private boolean continueRollback;
    private List<String> resourcesToSkip = new ArrayList<>();
    private int busyMinutes = DEFAULT_BUSY_MINUTES;

    CfnChangeStep(String stack) {
        super(DEFAULT_MINUTES);
        this.stack = Util.fixEmptyAndTrim(stack);
    }

    public String getStack() {
        return stack;
    }

    /** Bound where a step can do without. */
    final void nameStack(String newStack) {
        stack = EmptyFields.kept(newStack);
    }

    public String getTemplate() {
        return template;
    }

    @DataBoundSetter
    public void setTemplate(String template) {
        this.template = EmptyFields.kept(template);
    }

    public String getTemplateText() {
        return templateText;
    }

    @DataBoundSetter
    public void setTemplateText(String templateText) {
        // Its first line may begin with blanks.
        this.templateText = Util.fixNull(templateText);
    }

    public String getTemplateUrl() {
        return templateUrl;
    }

    @DataBoundSetter
    public void setTemplateUrl(String templateUrl) {
        this.templateUrl = EmptyFields.kept(templateUrl);
    }

    public Map<String, String> getTemplateArtifact() {
        return templateArtifact;
    }

    /** @param templateArtifact what {@code awsSource} returned */
    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setTemplateArtifact(HashMap templateArtifact) {
        this.templateArtifact = templateArtifact == null ? null : NameValueLines.texts(templateArtifact);
    }

    public boolean isPreviousTemplate() {
        return previousTemplate;
    }

    @DataBoundSetter
    public void setPreviousTemplate(boolean previousTemplate) {
        this.previousTemplate = previousTemplate;
    }

    public String getStore() {
        return store;
    }

    @DataBoundSetter
    public void setStore(String store) {
        this.store = EmptyFields.kept(store);
    }

    public Map<String, String> getParameters() {
        return SealedText.opened(parameters);
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setParameters(HashMap parameters) {
        this.parameters = SealedText.sealed(NameValueLines.texts(parameters));
    }

    public String getParametersFile() {
        return parametersFile;
    }

    @DataBoundSetter
    public void setParametersFile(String parametersFile) {
        this.parametersFile = EmptyFields.kept(parametersFile);
    }

    public String getParameterOverrides() {
        return parameterOverrides == null ? null : new SealedText(parameterOverrides).open();
    }

    @DataBoundSetter
    public void setParameterOverrides(String parameterOverrides) {
        String kept = EmptyFields.kept(parameterOverrides);
        this.parameterOverrides = kept == null ? null : SealedText.of(kept).sealed();
    }

    public Map<String, Map<String, String>> getArtifacts() {
        return artifacts;
    }

    /** @param artifacts what {@code awsSource} returned, by the names that {@code parameterOverrides} uses */
    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setArtifacts(HashMap artifacts) {
        this.artifacts = new LinkedHashMap<>();
        if (artifacts != null) {
            ((Map<?, ?>) artifacts)
                    .forEach((name, source) ->
                            this.artifacts.put(String.valueOf(name), NameValueLines.texts((Map<?, ?>) source)));
        }
    }

    public boolean isKeepPreviousValues() {
        return keepPreviousValues;
    }

    @DataBoundSetter
    public void setKeepPreviousValues(boolean keepPreviousValues) {
        this.keepPreviousValues = keepPreviousValues;
    }

    public List<String> getCapabilities() {
        return capabilities;
    }

    @DataBoundSetter
    public void setCapabilities(List<String> capabilities) {
        this.capabilities = EmptyFields.kept(capabilities);
    }

    public Map<String, String> getTags() {
        return tags;
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setTags(HashMap tags) {
        this.tags = NameValueLines.texts(tags);
    }

    public String getRole() {
        return role;
    }

    @DataBoundSetter
    public void setRole(String role) {
        this.role = EmptyFields.kept(role);
    }

    public List<String> getNotificationTopics() {
        return notificationTopics;
    }

    @DataBoundSetter
    public void setNotificationTopics(List<String> notificationTopics) {
        this.notificationTopics = EmptyFields.kept(notificationTopics);
    }

    public String getStackPolicy() {
        return stackPolicy;
    }

    @DataBoundSetter
    public void setStackPolicy(String stackPolicy) {
        this.stackPolicy = EmptyFields.kept(stackPolicy);
    }

    public List<String> getRollbackAlarms() {
        return rollbackAlarms;
    }

    @DataBoundSetter
    public void setRollbackAlarms(List<String> rollbackAlarms) {
        this.rollbackAlarms = EmptyFields.kept(rollbackAlarms);
    }

    public Integer getMonitoringMinutes() {
        return monitoringMinutes;
    }

    @DataBoundSetter
    public void setMonitoringMinutes(Integer monitoringMinutes) {
        this.monitoringMinutes = monitoringMinutes;
    }

    public boolean isNestedStacks() {
        return nestedStacks;
    }

    @DataBoundSetter
    public void setNestedStacks(boolean nestedStacks) {
        this.nestedStacks = nestedStacks;
    }

    public String getOnFailure() {
        return onFailure;
    }

    @DataBoundSetter
    public void setOnFailure(String onFailure) {
        this.onFailure = EmptyFields.kept(onFailure);
    }

    public boolean isImportExisting() {
        return importExisting;
    }

    @DataBoundSetter
    public void setImportExisting(boolean importExisting) {
        this.importExisting = importExisting;
    }

    public List<Map<String, Object>> getResourcesToImport() {
        return resourcesToImport;
    }

    /** @param resourcesToImport each with {@code type}, {@code logicalId} and a map {@code identifier} */
    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setResourcesToImport(ArrayList resourcesToImport) {
        this.resourcesToImport = new ArrayList<>();
        if (resourcesToImport != null) {
            resourcesToImport.forEach(one -> this.resourcesToImport.add(plain((Map<?, ?>) one)));
        }
    }

    public boolean isRevertDrift() {
        return revertDrift;
    }

    @DataBoundSetter
    public void setRevertDrift(boolean revertDrift) {
        this.revertDrift = revertDrift;
    }

    public boolean isRecreate() {
        return recreate;
    }

    @DataBoundSetter
    public void setRecreate(boolean recreate) {
        this.recreate = recreate;
    }

    public boolean isContinueRollback() {
        return continueRollback;
    }

    @DataBoundSetter
    public void setContinueRollback(boolean continueRollback) {
        this.continueRollback = continueRollback;
    }

    public List<String> getResourcesToSkip() {
        return resourcesToSkip;
    }

    @DataBoundSetter
    public void setResourcesToSkip(List<String> resourcesToSkip) {
        this.resourcesToSkip = EmptyFields.kept(resourcesToSkip);
    }

    public int getBusyMinutes() {
        return busyMinutes;
    }

    @DataBoundSetter
    public void setBusyMinutes(int busyMinutes) {
        this.busyMinutes = busyMinutes;
    }

    /** Texts and maps of texts, in collections that Jenkins's serializer takes. */
    private static Map<String, Object> plain(Map<?, ?> resource) {
        Map<String, Object> plain = new LinkedHashMap<>();
        resource.forEach((name, value) -> plain.put(
                String.valueOf(name),
                value instanceof Map<?, ?> map ? NameValueLines.texts(map) : Objects.toString(value, null)));
        return plain;
    }

    @Override
    public final StepExecution start(StepContext context) throws Exception {
        StepExecution execution = super.start(context);
        if (needsWorkspace() && context.get(FilePath.class) == null) {
            throw new AbortException(getDescriptor().getFunctionName()
                    + ": it reads files of a workspace: surround the step with node { … }.");
        }
        return execution;
    }

    boolean needsWorkspace() {
        return files(UnaryOperator.identity()).needWorkspace();
    }

    @Override
    final ActionPlan plan(UnaryOperator<String> words) {
        return plan(words, request(words), files(words), stackPolicy);
    }

    /** @param policy a stack policy, JSON; null for none */
    abstract ActionPlan plan(
            UnaryOperator<String> words, ChangeSetRequest request, ChangeSetFiles files, String policy);

    final StackPreparation preparation() {
        return new StackPreparation(recreate, continueRollback, resourcesToSkip, Duration.ofMinutes(busyMinutes));
    }

    final ChangeSetRequest request(UnaryOperator<String> words) {
        return new ChangeSetRequest(
                words.apply(stack),
                values(getParameters(), words),
                capabilities,
                values(tags, words),
                words.apply(role),
                null,
                options(words));
    }

    private ChangeSetOptions options(UnaryOperator<String> words) {
        return new ChangeSetOptions(
                keepPreviousValues,
                words.apply(store),
                all(words, notificationTopics),
                all(words, rollbackAlarms),
                monitoringMinutes,
                nestedStacks,
                onFailure,
                importExisting,
                resourcesToImport.stream().map(CfnChangeStep::imported).toList(),
                revertDrift);
    }

    /** A value that names no variable is taken as it is, with its spaces. */
    private static String value(String value, UnaryOperator<String> words) {
        return value != null && FieldChecks.namesVariable(value) ? Util.fixNull(words.apply(value)) : value;
    }

    private static Map<String, String> values(Map<String, String> values, UnaryOperator<String> words) {
        Map<String, String> expanded = new LinkedHashMap<>(values);
        expanded.replaceAll((name, value) -> value(value, words));
        return expanded;
    }

    private static ImportedResource imported(Map<String, Object> resource) {
        Map<String, String> identifier =
                resource.get("identifier") instanceof Map<?, ?> map ? NameValueLines.texts(map) : Map.of();
        return new ImportedResource(
                Objects.toString(resource.get("type"), null),
                Objects.toString(resource.get("logicalId"), null),
                identifier);
    }

    private ChangeSetFiles files(UnaryOperator<String> words) {
        String overrides = value(getParameterOverrides(), words);
        return new ChangeSetFiles(
                words.apply(template),
                // What $HOME is in it, a machine knows that the template makes.
                templateText,
                words.apply(templateUrl),
                templateArtifact,
                previousTemplate,
                words.apply(parametersFile),
                overrides == null ? null : SealedText.of(overrides),
                artifacts);
    }

    /** What is wrong with what is to be deployed. */
    List<String> whatProblems(UnaryOperator<String> words) {
        List<String> problems = new ArrayList<>(request(words).problems());
        problems.addAll(files(words).problems());
        return problems;
    }

    @Override
    List<String> problems(UnaryOperator<String> words) {
        List<String> problems = new ArrayList<>(whatProblems(words));
        problems.addAll(preparation().problems());
        String roleProblem = AwsNames.roleProblem(words.apply(role));
        if (roleProblem != null) {
            problems.add(roleProblem);
        }
        if (busyMinutes < 0) {
            problems.add("busyMinutes: must be 0 or more.");
        }
        return problems;
    }
}
