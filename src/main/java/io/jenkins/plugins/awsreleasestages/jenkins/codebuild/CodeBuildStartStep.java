package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.NameValueLines;
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;
import software.amazon.awssdk.services.codebuild.model.ComputeType;
import software.amazon.awssdk.services.codebuild.model.EnvironmentType;

/** What StartBuild and StartBuildBatch have in common: a step that starts something of a CodeBuild project. */
public abstract class CodeBuildStartStep extends CodeBuildFollowStep {

    /** CodeBuild API reference, CreateProject. */
    private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9\\-_]{1,149}|arn:.+:project/.+");

    /** Members that both calls have and a form shows in a field of their own. */
    private static final Set<String> FIELDS = Set.of(
            "sourceVersion",
            "sourceTypeOverride",
            "sourceLocationOverride",
            "gitCloneDepthOverride",
            "gitSubmodulesConfigOverride",
            "insecureSslOverride",
            "buildspecOverride",
            "imageOverride",
            "imagePullCredentialsTypeOverride",
            "computeTypeOverride",
            "environmentTypeOverride",
            "privilegedModeOverride",
            "certificateOverride",
            "serviceRoleOverride",
            "queuedTimeoutInMinutesOverride",
            "encryptionKeyOverride",
            "debugSessionEnabled");

    final Overrides overrides = new Overrides();

    private final String project;
    // Jenkins's own serializer refuses the JDK's immutable collections.
    private Map<String, Object> source;
    /** Sealed: nobody says which of them are secrets. */
    private Map<String, String> env = new LinkedHashMap<>();

    private Map<String, String> envFromParameterStore = new LinkedHashMap<>();
    private Map<String, String> envFromSecretsManager = new LinkedHashMap<>();

    @DataBoundSetter
    public String buildspecFile;

    @DataBoundSetter
    public boolean wait = true;

    CodeBuildStartStep(String project) {
        this.project = Util.fixEmptyAndTrim(project);
    }

    /**
     * One of the two calls.
     *
     * @param step what the step is called that makes it
     * @param timeout the member that limits how long a build, or a batch, may take
     * @param report the member that says whether the Git provider is told
     * @param ownFields members that this call alone has and a form shows in a field of their own
     * @param problems what the call does not know, a sentence each
     */
    record Call(
            String step,
            String timeout,
            String report,
            Set<String> ownFields,
            Function<BuildRequest, List<String>> problems) {

        /** All members that a form shows in a field of their own. */
        Set<String> fields() {
            Set<String> fields = new HashSet<>(FIELDS);
            fields.addAll(ownFields);
            fields.add(timeout);
            fields.add(report);
            return fields;
        }
    }

    abstract Call call();

    /** What is wrong with the fields of the subclass, a sentence each. */
    abstract List<String> ownProblems();

    /** @param expansion what names stand for; null stays null */
    abstract ActionPlan plan(SavedRequest request, Expansion expansion);

    public String getProject() {
        return project;
    }

    public Map<String, Object> getSource() {
        return source;
    }

    @DataBoundSetter
    @SuppressWarnings({"rawtypes", "unchecked"})
    public void setSource(HashMap source) {
        this.source = (Map<String, Object>) Overrides.plain(source);
    }

    public Map<String, String> getEnv() {
        return SealedText.opened(env);
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setEnv(HashMap env) {
        this.env = SealedText.sealed(NameValueLines.texts(env));
    }

    public Map<String, String> getEnvFromParameterStore() {
        return envFromParameterStore;
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setEnvFromParameterStore(HashMap envFromParameterStore) {
        this.envFromParameterStore = NameValueLines.texts(envFromParameterStore);
    }

    public Map<String, String> getEnvFromSecretsManager() {
        return envFromSecretsManager;
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setEnvFromSecretsManager(HashMap envFromSecretsManager) {
        this.envFromSecretsManager = NameValueLines.texts(envFromSecretsManager);
    }

    public String getSourceVersion() {
        return overrides.text("sourceVersion");
    }

    @DataBoundSetter
    public void setSourceVersion(String sourceVersion) {
        overrides.put("sourceVersion", Util.fixNull(sourceVersion));
    }

    public String getSourceType() {
        return overrides.text("sourceTypeOverride");
    }

    @DataBoundSetter
    public void setSourceType(String sourceType) {
        overrides.put("sourceTypeOverride", Util.fixNull(sourceType));
    }

    public String getSourceLocation() {
        return overrides.text("sourceLocationOverride");
    }

    @DataBoundSetter
    public void setSourceLocation(String sourceLocation) {
        overrides.put("sourceLocationOverride", Util.fixNull(sourceLocation));
    }

    public Integer getGitCloneDepth() {
        return overrides.number("gitCloneDepthOverride");
    }

    @DataBoundSetter
    public void setGitCloneDepth(Integer gitCloneDepth) {
        overrides.put("gitCloneDepthOverride", gitCloneDepth);
    }

    public Boolean getGitSubmodules() {
        Map<String, Object> config = overrides.map("gitSubmodulesConfigOverride");
        return Overrides.as(Boolean.class, config == null ? null : config.get("fetchSubmodules"));
    }

    @DataBoundSetter
    public void setGitSubmodules(Boolean gitSubmodules) {
        overrides.put(
                "gitSubmodulesConfigOverride", gitSubmodules == null ? null : Map.of("fetchSubmodules", gitSubmodules));
    }

    public Boolean getInsecureSsl() {
        return overrides.truth("insecureSslOverride");
    }

    @DataBoundSetter
    public void setInsecureSsl(Boolean insecureSsl) {
        overrides.put("insecureSslOverride", insecureSsl);
    }

    public String getBuildspec() {
        return overrides.text("buildspecOverride");
    }

    @DataBoundSetter
    public void setBuildspec(String buildspec) {
        overrides.put("buildspecOverride", Util.fixNull(buildspec));
    }

    public String getImage() {
        return overrides.text("imageOverride");
    }

    @DataBoundSetter
    public void setImage(String image) {
        overrides.put("imageOverride", Util.fixNull(image));
    }

    public String getImagePullCredentials() {
        return overrides.text("imagePullCredentialsTypeOverride");
    }

    @DataBoundSetter
    public void setImagePullCredentials(String imagePullCredentials) {
        overrides.put("imagePullCredentialsTypeOverride", Util.fixNull(imagePullCredentials));
    }

    public String getComputeType() {
        return overrides.text("computeTypeOverride");
    }

    @DataBoundSetter
    public void setComputeType(String computeType) {
        overrides.put("computeTypeOverride", Util.fixNull(computeType));
    }

    public String getEnvironmentType() {
        return overrides.text("environmentTypeOverride");
    }

    @DataBoundSetter
    public void setEnvironmentType(String environmentType) {
        overrides.put("environmentTypeOverride", Util.fixNull(environmentType));
    }

    public Boolean getPrivileged() {
        return overrides.truth("privilegedModeOverride");
    }

    @DataBoundSetter
    public void setPrivileged(Boolean privileged) {
        overrides.put("privilegedModeOverride", privileged);
    }

    public String getCertificate() {
        return overrides.text("certificateOverride");
    }

    @DataBoundSetter
    public void setCertificate(String certificate) {
        overrides.put("certificateOverride", Util.fixNull(certificate));
    }

    public String getServiceRole() {
        return overrides.text("serviceRoleOverride");
    }

    @DataBoundSetter
    public void setServiceRole(String serviceRole) {
        overrides.put("serviceRoleOverride", Util.fixNull(serviceRole));
    }

    public Integer getBuildTimeoutMinutes() {
        return overrides.number(call().timeout());
    }

    @DataBoundSetter
    public void setBuildTimeoutMinutes(Integer buildTimeoutMinutes) {
        overrides.put(call().timeout(), buildTimeoutMinutes);
    }

    public Integer getQueuedTimeoutMinutes() {
        return overrides.number("queuedTimeoutInMinutesOverride");
    }

    @DataBoundSetter
    public void setQueuedTimeoutMinutes(Integer queuedTimeoutMinutes) {
        overrides.put("queuedTimeoutInMinutesOverride", queuedTimeoutMinutes);
    }

    public String getEncryptionKey() {
        return overrides.text("encryptionKeyOverride");
    }

    @DataBoundSetter
    public void setEncryptionKey(String encryptionKey) {
        overrides.put("encryptionKeyOverride", Util.fixNull(encryptionKey));
    }

    public Boolean getReportBuildStatus() {
        return overrides.truth(call().report());
    }

    @DataBoundSetter
    public void setReportBuildStatus(Boolean reportBuildStatus) {
        overrides.put(call().report(), reportBuildStatus);
    }

    public Boolean getDebugSession() {
        return overrides.truth("debugSessionEnabled");
    }

    @DataBoundSetter
    public void setDebugSession(Boolean debugSession) {
        overrides.put("debugSessionEnabled", debugSession);
    }

    public Map<String, Object> getSourceAuth() {
        return overrides.map("sourceAuthOverride");
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setSourceAuth(HashMap sourceAuth) {
        overrides.put("sourceAuthOverride", sourceAuth);
    }

    public Map<String, Object> getRegistryCredential() {
        return overrides.map("registryCredentialOverride");
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setRegistryCredential(HashMap registryCredential) {
        overrides.put("registryCredentialOverride", registryCredential);
    }

    public Map<String, Object> getArtifacts() {
        return overrides.map("artifactsOverride");
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setArtifacts(HashMap artifacts) {
        overrides.put("artifactsOverride", artifacts);
    }

    public Map<String, Object> getCache() {
        return overrides.map("cacheOverride");
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setCache(HashMap cache) {
        overrides.put("cacheOverride", cache);
    }

    public Map<String, Object> getLogsConfig() {
        return overrides.map("logsConfigOverride");
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setLogsConfig(HashMap logsConfig) {
        overrides.put("logsConfigOverride", logsConfig);
    }

    public List<Map<String, Object>> getSecondarySources() {
        return overrides.list("secondarySourcesOverride");
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setSecondarySources(ArrayList secondarySources) {
        overrides.put("secondarySourcesOverride", secondarySources);
    }

    public List<Map<String, Object>> getSecondarySourcesVersion() {
        return overrides.list("secondarySourcesVersionOverride");
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setSecondarySourcesVersion(ArrayList secondarySourcesVersion) {
        overrides.put("secondarySourcesVersionOverride", secondarySourcesVersion);
    }

    public List<Map<String, Object>> getSecondaryArtifacts() {
        return overrides.list("secondaryArtifactsOverride");
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setSecondaryArtifacts(ArrayList secondaryArtifacts) {
        overrides.put("secondaryArtifactsOverride", secondaryArtifacts);
    }

    /** Members of the call, by its own names, that have no parameter of their own. */
    public Map<String, Object> getOverrides() {
        return overrides.withoutParameter(call().fields());
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setOverrides(HashMap values) {
        overrides.putAll(values);
    }

    @Override
    protected final String missingWorkspace() {
        return needsWorkspace()
                ? "there is no workspace here for buildspecFile, workspace or artifactsTo. Put the step inside node."
                : null;
    }

    boolean needsWorkspace() {
        return buildspecFile != null;
    }

    @Override
    public final ActionPlan planOfBuilder(EnvVars variables) throws AbortException {
        if (source != null) {
            throw refusal("source: is the result of awsSource, which a freestyle job has not. Say sourceType,"
                    + " sourceLocation and sourceVersion.");
        }
        return super.planOfBuilder(variables);
    }

    @Override
    protected final ActionPlan plan(Expansion expansion) {
        BuildRequest request = request(expansion.of(project)).expanded(expansion.variables());
        return plan(SavedRequest.of(request, expansion.of(buildspecFile)), expansion);
    }

    /** Whether a source is said that is not the project's own. */
    boolean sourceSaid() {
        return source != null
                || Stream.of("sourceTypeOverride", "sourceLocationOverride", "sourceVersion")
                        .anyMatch(overrides.all()::containsKey);
    }

    private BuildRequest request(String named) {
        BuildRequest request = new BuildRequest(named, overrides.all(), List.of())
                .withVariables(BuildRequest.Source.PLAINTEXT, getEnv())
                .withVariables(BuildRequest.Source.PARAMETER_STORE, envFromParameterStore)
                .withVariables(BuildRequest.Source.SECRETS_MANAGER, envFromSecretsManager);
        return BuildSource.apply(source, request);
    }

    @Override
    protected List<String> problems(Expansion expansion) {
        List<String> problems = super.problems(expansion);
        add(problems, projectProblem(expansion.of(project)));
        add(problems, BuildSource.problem(source));
        problems.addAll(NameValueLines.variableProblems("env", getEnv()));
        problems.addAll(NameValueLines.variableProblems("envFromParameterStore", envFromParameterStore));
        problems.addAll(NameValueLines.variableProblems("envFromSecretsManager", envFromSecretsManager));
        twice().forEach(name -> problems.add("env: '" + name + "' has more than one value."));
        overrides.saidTwice().forEach(member -> problems.add(member + ": is said twice, and differently."));
        Set.of("projectName", "idempotencyToken", "environmentVariablesOverride").stream()
                .filter(overrides.all()::containsKey)
                .sorted()
                .forEach(member ->
                        problems.add("overrides: " + member + " is said by project, env or the step itself."));
        problems.addAll(call().problems().apply(BuildRequest.of(project).withAll(overrides.all())));
        if (buildspecFile != null && overrides.all().containsKey("buildspecOverride")) {
            problems.add("buildspecFile: there is a buildspec, too; say one of them.");
        }
        add(problems, rangeProblem("buildTimeoutMinutes", getBuildTimeoutMinutes(), 5, 2160));
        add(problems, rangeProblem("queuedTimeoutMinutes", getQueuedTimeoutMinutes(), 5, 480));
        add(problems, rangeProblem("gitCloneDepth", getGitCloneDepth(), 0, Integer.MAX_VALUE));
        problems.addAll(ownProblems());
        overrides.blank(call().fields()).forEach(member -> problems.add("overrides: " + member + " is blank."));
        return problems;
    }

    private Set<String> twice() {
        Set<String> seen = new LinkedHashSet<>();
        Set<String> twice = new LinkedHashSet<>();
        List.of(env, envFromParameterStore, envFromSecretsManager)
                .forEach(values ->
                        values.keySet().stream().filter(name -> !seen.add(name)).forEach(twice::add));
        return twice;
    }

    static void add(List<String> problems, String problem) {
        if (problem != null) {
            problems.add(problem);
        }
    }

    static String rangeProblem(String field, Integer value, int least, int most) {
        if (value == null || value >= least && value <= most) {
            return null;
        }
        return field + ": must be " + (most == Integer.MAX_VALUE ? least + " or more." : least + " to " + most + ".");
    }

    /** @return null where nothing is wrong */
    static String projectProblem(String project) {
        if (project == null) {
            return "project: the name of a CodeBuild project is missing.";
        }
        return PROJECT.matcher(project).matches()
                ? null
                : "project: '" + project + "' is not a name for a CodeBuild project.";
    }

    /** The form of what both calls have. */
    public abstract static class CodeBuildStartDescriptor extends CodeBuildFollowDescriptor {

        abstract Call call();

        /** The ways to say where the source is, which exclude each other. */
        public String sourceWays() {
            return ",sourceType+sourceLocation";
        }

        @Override
        public String getFunctionName() {
            return call().step();
        }

        /** The form shows what has no field as JSON. */
        @Override
        public Step newInstance(StaplerRequest2 request, JSONObject form) throws Descriptor.FormException {
            CodeBuildStartStep step = (CodeBuildStartStep) super.newInstance(request, form);
            try {
                step.setOverrides(new LinkedHashMap<>(BuildRequest.members(form.optString("overridesJson"))));
            } catch (IllegalArgumentException e) {
                throw new FormException(e.getMessage(), "overridesJson");
            }
            return step;
        }

        public String overridesJson(CodeBuildStartStep step) {
            return step == null
                    ? ""
                    : BuildRequest.membersText(
                            step.overrides.without(step.call().fields()));
        }

        @POST
        public FormValidation doCheckOverridesJson(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> {
                try {
                    return String.join(
                            " ", call().problems().apply(BuildRequest.of("any").withAll(BuildRequest.members(value))));
                } catch (IllegalArgumentException e) {
                    return e.getMessage();
                }
            });
        }

        @Override
        public List<String> checkedWith(String field) {
            return field.equals("buildspecFile") ? List.of("buildspec") : List.of();
        }

        @POST
        public FormValidation doCheckComputeType(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(item, () -> known(value, ComputeType.knownValues()));
        }

        @POST
        public FormValidation doCheckEnvironmentType(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(item, () -> known(value, EnvironmentType.knownValues()));
        }

        /** Only a warning: AWS adds types faster than the SDK's plugin is updated. */
        private static FormValidation known(String value, Set<?> values) {
            String text = Util.fixEmptyAndTrim(value);
            boolean known = text == null || values.stream().anyMatch(one -> text.equals(one.toString()));
            return known ? FormValidation.ok() : FormValidation.warning("Not known here. Known: " + values);
        }
    }
}
