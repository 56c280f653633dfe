package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.Extension;
import hudson.Util;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.LogMode;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.NameValueLines;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.AwsRule;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.ReleaseData;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.RuleLook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * {@code codeBuildCheck(project: 'acceptance')}: a build is started once for the release, which goes on where it succeeds.
 * Nobody stops the build of a gate that ends otherwise.
 */
public class CodeBuildCheckRule extends AwsRule {

    private static final long serialVersionUID = 1L;

    /** Between two looks at a build. */
    private static final Duration INTERVAL = Duration.ofSeconds(15);

    // What is kept for the next look.
    private static final String TOKEN = "token";
    private static final String SINCE = "since";
    private static final String ID = "id";
    private static final String PASSED = "passed";

    private final String project;
    private String sourceVersion;
    private List<String> variables = new ArrayList<>();
    private List<String> env = new ArrayList<>();

    @DataBoundConstructor
    public CodeBuildCheckRule(String project) {
        this.project = EmptyFields.kept(project);
    }

    public String getProject() {
        return project;
    }

    public String getSourceVersion() {
        return sourceVersion;
    }

    @DataBoundSetter
    public void setSourceVersion(String sourceVersion) {
        this.sourceVersion = EmptyFields.kept(sourceVersion);
    }

    public List<String> getVariables() {
        return variables;
    }

    /** The names of those of the run that the build is given. */
    @DataBoundSetter
    public void setVariables(List<String> variables) {
        this.variables = EmptyFields.kept(variables);
    }

    public List<String> getEnv() {
        return env;
    }

    /** @param env others, {@code NAME=value} each; no secrets */
    @DataBoundSetter
    @StepFields.OnePerLine
    public void setEnv(List<String> env) {
        this.env = EmptyFields.keptLines(env);
    }

    @Override
    protected String inWords() {
        return "build of CodeBuild project " + project + (sourceVersion == null ? "" : " at " + sourceVersion);
    }

    @Override
    protected List<String> awsProblems() {
        List<String> problems = new ArrayList<>();
        CodeBuildStartStep.add(problems, CodeBuildStartStep.projectProblem(Util.fixEmpty(project)));
        Map<String, String> named = new LinkedHashMap<>();
        variables.stream().filter(name -> !name.isEmpty()).forEach(name -> named.put(name, ""));
        problems.addAll(NameValueLines.variableProblems("variables", named));
        try {
            Map<String, String> values = values();
            problems.addAll(NameValueLines.variableProblems("env", values));
            values.keySet().stream()
                    .filter(variables::contains)
                    .forEach(name -> problems.add("env: '" + name + "' is one of variables, too."));
        } catch (IllegalArgumentException e) {
            problems.add("env: " + e.getMessage());
        }
        return problems;
    }

    private Map<String, String> values() {
        return NameValueLines.parse(String.join("\n", env));
    }

    /** What will find the build again is saved before it is started, so that there is one, whenever Jenkins dies. */
    @Override
    protected CompletionStage<ConditionAnswer> ask(AwsSession session, RuleLook look) {
        Map<String, String> kept =
                new LinkedHashMap<>(look.last() == null ? Map.of() : look.last().kept());
        if (kept.containsKey(PASSED)) {
            return CompletableFuture.completedFuture(
                    ConditionAnswer.pass(kept.get(PASSED)).keeping(kept));
        }
        if (!kept.containsKey(TOKEN)) {
            kept.put(TOKEN, UUID.randomUUID().toString());
            kept.put(SINCE, look.now().toString());
            return CompletableFuture.completedFuture(ConditionAnswer.waiting("a build is about to be started", null)
                    .again(look.now())
                    .keeping(kept));
        }
        BuildAction.State state = BuildAction.State.create(kept.get(TOKEN), Instant.parse(kept.get(SINCE)));
        BuildAction build = build(session, look);
        return kept.containsKey(ID)
                ? build.look(state.withId(kept.get(ID)), look.now()).thenApply(seen -> answer(seen, kept, look.now()))
                : paced(session, () -> begun(build, state, kept, look.now()));
    }

    /** There may be one already: the answer to its start, or what was to be saved of it, can be lost. */
    static ConditionAnswer begun(BuildAction build, BuildAction.State state, Map<String, String> kept, Instant now) {
        kept.put(ID, build.find(state).orElseGet(() -> build.start(state)).id());
        return ConditionAnswer.waiting("build " + kept.get(ID) + " was started", null)
                .again(now)
                .keeping(kept);
    }

    private BuildAction build(AwsSession session, RuleLook look) {
        return new BuildAction(
                project,
                () -> session,
                () -> request(look),
                BuildFollowing.looks(),
                LogMode.NONE,
                begun -> BuildFollowing.record(look.context(), begun));
    }

    /** The build is told of the release; whatever else is said, not of another one. */
    private BuildRequest request(RuleLook look) {
        Map<String, String> values = new LinkedHashMap<>(ReleaseData.variables(look, variables));
        values.putAll(values());
        Map<String, Object> told = ReleaseData.of(look);
        values.put("RELEASE_JOB", told.get("job").toString());
        values.put("RELEASE_RUN", told.get("run").toString());
        values.put("RELEASE_PAGE", told.get("page").toString());
        values.put("RELEASE_STAGE", Objects.toString(told.get("stage"), null));
        values.put("RELEASE_WAITING_SINCE", told.get("waitingSince").toString());
        values.put("RELEASE_REVISIONS", PlainJson.of(told.get("revisions")));
        values.values().removeAll(Collections.singleton(null));
        BuildRequest request = BuildRequest.of(project).withVariables(BuildRequest.Source.PLAINTEXT, values);
        return sourceVersion == null ? request : request.with("sourceVersion", sourceVersion);
    }

    static ConditionAnswer answer(Look<BuildAction.State> seen, Map<String, String> kept, Instant now) {
        if (seen.verdict() instanceof Look.Failed failed) {
            return ConditionAnswer.fail(failed.message());
        }
        String console =
                seen.state().console() == null ? "" : ": " + seen.state().console();
        String build = "build " + seen.state().id();
        if (seen.verdict() instanceof Look.Succeeded) {
            kept.put(PASSED, build + " has succeeded" + console);
            return ConditionAnswer.pass(kept.get(PASSED)).keeping(kept);
        }
        return ConditionAnswer.waiting(build + " runs" + console, null)
                .again(now.plus(INTERVAL))
                .keeping(kept);
    }

    @Extension
    @Symbol("codeBuildCheck")
    public static final class DescriptorImpl extends AwsRuleDescriptor {

        @Override
        public String getDisplayName() {
            return "CodeBuild build";
        }
    }
}
