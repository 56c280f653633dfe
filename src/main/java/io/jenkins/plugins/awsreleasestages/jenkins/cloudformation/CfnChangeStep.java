package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Util;
import hudson.model.Item;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetOptions;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.PrepareStackAction;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.NameValueLines;
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsNames;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStepDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** What a step that makes a change set says about it: shared by {@code cfnChangeSet} and {@code cfnDeploy}. */
public abstract class CfnChangeStep extends CfnStep {

    /** Long enough for what CloudFormation itself allows a resource. */
    static final int DEFAULT_MINUTES = 12 * 60;

    static final int DEFAULT_BUSY_MINUTES = 60;

    private String stack;

    @DataBoundSetter
    public String template;

    private String templateText;

    @DataBoundSetter
    public String templateUrl;

    // Jenkins's own serializer refuses the JDK's immutable collections.
    private Map<String, String> templateArtifact;

    @DataBoundSetter
    public boolean previousTemplate;

    @DataBoundSetter
    public String store;

    /** Sealed, as are the overrides: nobody says which of them are secrets. */
    private Map<String, String> parameters = new LinkedHashMap<>();

    @DataBoundSetter
    public String parametersFile;

    private String parameterOverrides;
    private Map<String, Map<String, String>> artifacts = new LinkedHashMap<>();

    @DataBoundSetter
    public boolean keepPreviousValues = true;

    @DataBoundSetter
    public List<String> capabilities = new ArrayList<>();

    private Map<String, String> tags = new LinkedHashMap<>();

    @DataBoundSetter
    public String role;

    @DataBoundSetter
    @StepFields.OnePerLine
    public List<String> notificationTopics = new ArrayList<>();

    @DataBoundSetter
    public String stackPolicy;

    @DataBoundSetter
    @StepFields.OnePerLine
    public List<String> rollbackAlarms = new ArrayList<>();

    @DataBoundSetter
    public Integer monitoringMinutes;

    @DataBoundSetter
    public boolean nestedStacks = true;

    @DataBoundSetter
    public String onFailure;

    @DataBoundSetter
    public boolean importExisting;

    private List<Map<String, Object>> resourcesToImport = new ArrayList<>();

    @DataBoundSetter
    public boolean revertDrift;

    @DataBoundSetter
    public boolean recreate;

    @DataBoundSetter
    public boolean continueRollback;

    @DataBoundSetter
    @StepFields.OnePerLine
    public List<String> resourcesToSkip = new ArrayList<>();

    @DataBoundSetter
    public int busyMinutes = DEFAULT_BUSY_MINUTES;

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

    public String getTemplateText() {
        return templateText;
    }

    @DataBoundSetter
    public void setTemplateText(String templateText) {
        // Its first line may begin with blanks.
        this.templateText = Util.fixNull(templateText);
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

    public Map<String, String> getParameters() {
        return SealedText.opened(parameters);
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setParameters(HashMap parameters) {
        this.parameters = SealedText.sealed(NameValueLines.texts(parameters));
    }

    public String getParameterOverrides() {
        return parameterOverrides == null ? null : new SealedText(parameterOverrides).open();
    }

    @DataBoundSetter
    public void setParameterOverrides(String parameterOverrides) {
        this.parameterOverrides =
                SealedText.of(EmptyFields.kept(parameterOverrides)).sealed();
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

    public Map<String, String> getTags() {
        return tags;
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setTags(HashMap tags) {
        this.tags = NameValueLines.texts(tags);
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

    /** Texts and maps of texts, in collections that Jenkins's serializer takes. */
    private static Map<String, Object> plain(Map<?, ?> resource) {
        Map<String, Object> plain = new LinkedHashMap<>();
        resource.forEach((name, value) -> plain.put(
                String.valueOf(name),
                value instanceof Map<?, ?> map ? NameValueLines.texts(map) : Objects.toString(value, null)));
        return plain;
    }

    @Override
    protected final String missingWorkspace() {
        return needsWorkspace() ? "it reads files of a workspace: surround the step with node { … }." : null;
    }

    boolean needsWorkspace() {
        return files(Expansion.NONE).needWorkspace();
    }

    @Override
    protected final ActionPlan plan(Expansion expansion) {
        return plan(expansion, request(expansion), files(expansion), stackPolicy);
    }

    /** @param policy a stack policy, JSON; null for none */
    abstract ActionPlan plan(Expansion expansion, ChangeSetRequest request, ChangeSetFiles files, String policy);

    final PrepareStackAction.Preparation preparation() {
        return new PrepareStackAction.Preparation(
                recreate, continueRollback, resourcesToSkip, Duration.ofMinutes(busyMinutes));
    }

    final ChangeSetRequest request(Expansion expansion) {
        return new ChangeSetRequest(
                expansion.of(stack),
                values(getParameters(), expansion),
                capabilities,
                values(tags, expansion),
                expansion.of(role),
                null,
                options(expansion));
    }

    private ChangeSetOptions options(Expansion expansion) {
        return new ChangeSetOptions(
                keepPreviousValues,
                expansion.of(store),
                expansion.of(notificationTopics),
                expansion.of(rollbackAlarms),
                monitoringMinutes,
                nestedStacks,
                onFailure,
                importExisting,
                resourcesToImport.stream().map(CfnChangeStep::imported).toList(),
                revertDrift);
    }

    /** A value that names no variable is taken as it is, with its spaces. */
    private static String value(String value, Expansion expansion) {
        return value != null && FieldChecks.namesVariable(value) ? Util.fixNull(expansion.of(value)) : value;
    }

    private static Map<String, String> values(Map<String, String> values, Expansion expansion) {
        Map<String, String> expanded = new LinkedHashMap<>(values);
        expanded.replaceAll((name, value) -> value(value, expansion));
        return expanded;
    }

    private static ChangeSetOptions.ImportedResource imported(Map<String, Object> resource) {
        Map<String, String> identifier =
                resource.get("identifier") instanceof Map<?, ?> map ? NameValueLines.texts(map) : Map.of();
        return new ChangeSetOptions.ImportedResource(
                Objects.toString(resource.get("type"), null),
                Objects.toString(resource.get("logicalId"), null),
                identifier);
    }

    private ChangeSetFiles files(Expansion expansion) {
        String overrides = value(getParameterOverrides(), expansion);
        return new ChangeSetFiles(
                expansion.of(template),
                // What $HOME is in it, a machine knows that the template makes.
                templateText,
                expansion.of(templateUrl),
                templateArtifact,
                previousTemplate,
                expansion.of(parametersFile),
                overrides == null ? null : SealedText.of(overrides),
                artifacts);
    }

    /** What is wrong with what is to be deployed. */
    List<String> whatProblems(Expansion expansion) {
        List<String> problems = new ArrayList<>(request(expansion).problems());
        problems.addAll(files(expansion).problems());
        return problems;
    }

    @Override
    protected List<String> problems(Expansion expansion) {
        List<String> problems = super.problems(expansion);
        problems.addAll(whatProblems(expansion));
        problems.addAll(preparation().problems());
        String roleProblem = AwsNames.roleProblem(expansion.of(role));
        if (roleProblem != null) {
            problems.add(roleProblem);
        }
        if (busyMinutes < 0) {
            problems.add("busyMinutes: must be 0 or more.");
        }
        return problems;
    }

    /** The form of {@link CfnChangeStep}: maps and lists are lines of text in it. */
    public abstract static class ChangeDescriptor extends AwsStepDescriptor {

        /** The ways to say what is deployed, which exclude each other. */
        public String templateWays() {
            return "template,templateText,templateUrl,previousTemplate";
        }

        @POST
        public ListBoxModel doFillOnFailureItems(@AncestorInPath Item item) {
            ListBoxModel items = new ListBoxModel();
            if (FieldChecks.mayConfigure(item)) {
                items.add("As CloudFormation does: roll back", "");
                items.add("Roll back", "ROLLBACK");
                items.add("Leave it as it is", "DO_NOTHING");
                items.add("Delete a stack that could not be created", "DELETE");
            }
            return items;
        }
    }
}
