package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStep;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork.Length;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.NameValueLines;
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.BuildspecAction.State.PhaseResult;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.BuildspecAction.State.StoredArtifact;
import io.jenkins.plugins.awsreleasestages.jenkins.codebuild.TestResults;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStep;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStepDescriptor;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code buildspec file: …}: runs the phases of a {@code buildspec.yml} on the agent. */
@ActionStep.Title("Run a buildspec.yml on this agent")
public class BuildspecStep extends AwsStep {

    static final String DEFAULT_FILE = "buildspec.yml";

    /** CodeBuild's own default and maximum for the time that a build may take. */
    static final int DEFAULT_MINUTES = 60;

    static final int LONGEST_MINUTES = 2160;

    @DataBoundSetter
    public String file = DEFAULT_FILE;

    /** A class that Jenkins can write as XML, as Map.of is not. */
    private Map<String, String> env = new TreeMap<>();

    @DataBoundSetter
    public String store;

    @DataBoundSetter
    public int timeoutMinutes = DEFAULT_MINUTES;

    @DataBoundSetter
    public boolean propagate = true;

    @DataBoundConstructor
    public BuildspecStep() {}

    public Map<String, String> getEnv() {
        return env;
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setEnv(HashMap env) {
        this.env = NameValueLines.texts(env);
    }

    @Override
    protected ActionPlan plan(Expansion expansion) {
        return new Plan(
                scope(expansion), file, SealedText.sealed(env), store, Duration.ofMinutes(timeoutMinutes), propagate);
    }

    @Override
    protected List<String> problems(Expansion expansion) {
        List<String> problems = new ArrayList<>();
        if (ArtifactStore.problem(store) != null) {
            problems.add(ArtifactStore.problem(store));
        }
        problems.addAll(NameValueLines.variableProblems("env", env));
        if (minutesProblem(timeoutMinutes) != null) {
            problems.add(minutesProblem(timeoutMinutes));
        }
        return problems;
    }

    private static String minutesProblem(int minutes) {
        return minutes >= 1 && minutes <= LONGEST_MINUTES
                ? null
                : "timeoutMinutes: must be 1 to " + LONGEST_MINUTES + ".";
    }

    @Extension
    @Symbol("buildspec")
    public static final class DescriptorImpl extends AwsStepDescriptor {

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, EnvVars.class, FilePath.class, Launcher.class);
        }
    }

    /**
     * @param env sealed: saved with the program
     * @param store {@code s3://bucket/prefix}; null for none
     */
    @ActionPlan.Kind("buildspec")
    record Plan(
            AwsRoleScope scope, String file, Map<String, String> env, String store, Duration limit, boolean propagate)
            implements ActionPlan {

        private static final String BUILD = "build";

        @Override
        public Sequence sequence(ActionContext context) {
            return Sequence.of(Stage.of(
                            BUILD,
                            BuildspecAction.State.class,
                            state -> BuildspecAction.State.create(
                                    UUID.randomUUID().toString()),
                            state -> new BuildspecAction(
                                    file,
                                    SealedText.opened(env),
                                    Optional.ofNullable(store).map(ArtifactStore::parse),
                                    () -> JenkinsAgent.of(context),
                                    () -> RunSession.of(context, scope),
                                    BlockingWork.say(context),
                                    (xml, unstable) -> TestResults.record(context, xml, unstable)))
                    .calls(Calls.<BuildspecAction.State>free()
                            .by(BlockingWork.with(
                                    context, now -> now.stage().movesFiles() ? Length.LONG : Length.SHORT))));
        }

        @Override
        public boolean returnsFailure(SequenceState state) {
            return !propagate && state.started(BUILD);
        }

        @Override
        public String describe(SequenceState last) {
            List<PhaseResult> phases =
                    last.state(BUILD, BuildspecAction.State.class).phases();
            return phases.isEmpty() ? file : phases.get(phases.size() - 1).name();
        }

        /** The files are in the workspace of the run that has built them. */
        @Override
        public Optional<ActionPlan> again(Object returned) {
            return Optional.of(this);
        }

        @Override
        public Object result(SequenceState last, ActionContext context) {
            BuildspecAction.State state = last.state(BUILD, BuildspecAction.State.class);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("status", state.succeeded() ? "SUCCEEDED" : "FAILED");
            result.put("variables", new LinkedHashMap<>(state.variables()));
            List<Object> phases = new ArrayList<>();
            state.phases().forEach(phase -> phases.add(plain(phase)));
            result.put("phases", phases);
            List<Object> artifacts = new ArrayList<>();
            state.artifacts().forEach(artifact -> artifacts.add(plain(artifact)));
            result.put("artifacts", artifacts);
            return result;
        }

        private static Map<String, Object> plain(PhaseResult phase) {
            Map<String, Object> plain = new LinkedHashMap<>();
            plain.put("name", phase.name());
            plain.put("status", phase.status());
            plain.put("seconds", phase.seconds());
            return plain;
        }

        private static Map<String, Object> plain(StoredArtifact artifact) {
            Map<String, Object> plain = new LinkedHashMap<>();
            plain.put("identifier", artifact.identifier());
            plain.put("name", artifact.name());
            plain.put("files", artifact.files());
            if (artifact.bucket() == null) {
                plain.put("paths", new ArrayList<>(artifact.paths()));
                return plain;
            }
            plain.put("location", "s3://" + artifact.bucket() + "/" + artifact.key());
            plain.put("bucket", artifact.bucket());
            plain.put("key", artifact.key());
            plain.put("versionId", artifact.versionId());
            plain.put("sha256", artifact.sha256());
            plain.put("size", artifact.size());
            return plain;
        }
    }
}
