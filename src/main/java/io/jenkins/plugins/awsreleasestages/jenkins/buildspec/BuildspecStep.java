package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.NameValueLines;
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import io.jenkins.plugins.awsreleasestages.jenkins.SequenceExecution;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStep;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStepDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

/** {@code buildspec file: …}: runs the phases of a {@code buildspec.yml} on the agent. */
public class BuildspecStep extends AwsStep {

    static final String DEFAULT_FILE = "buildspec.yml";

    /** CodeBuild's own default and maximum for the time that a build may take. */
    static final int DEFAULT_MINUTES = 60;

    static final int LONGEST_MINUTES = 2160;

    private String file = DEFAULT_FILE;
    /** A class that Jenkins can write as XML, as Map.of is not. */
    private Map<String, String> env = new TreeMap<>();

    private String store;
    private int timeoutMinutes = DEFAULT_MINUTES;
    private boolean propagate = true;

    @DataBoundConstructor
    public BuildspecStep() {}

    public String getFile() {
        return file;
    }

    @DataBoundSetter
    public void setFile(String file) {
        this.file = EmptyFields.kept(file);
    }

    public Map<String, String> getEnv() {
        return env;
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setEnv(HashMap env) {
        this.env = NameValueLines.texts(env);
    }

    public String getStore() {
        return store;
    }

    @DataBoundSetter
    public void setStore(String store) {
        this.store = EmptyFields.kept(store);
    }

    public int getTimeoutMinutes() {
        return timeoutMinutes;
    }

    @DataBoundSetter
    public void setTimeoutMinutes(int timeoutMinutes) {
        this.timeoutMinutes = timeoutMinutes;
    }

    public boolean isPropagate() {
        return propagate;
    }

    @DataBoundSetter
    public void setPropagate(boolean propagate) {
        this.propagate = propagate;
    }

    @Override
    public StepExecution start(StepContext context) throws AbortException {
        List<String> problems = problems();
        if (!problems.isEmpty()) {
            throw new AbortException("buildspec: " + String.join(" ", problems));
        }
        return new SequenceExecution(
                context,
                new BuildspecPlan(
                        scope(), file, SealedText.sealed(env), store, Duration.ofMinutes(timeoutMinutes), propagate));
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (ArtifactStore.problem(store) != null) {
            problems.add(ArtifactStore.problem(store));
        }
        problems.addAll(NameValueLines.variableProblems("env", env));
        if (minutesProblem(timeoutMinutes) != null) {
            problems.add(minutesProblem(timeoutMinutes));
        }
        problems.addAll(scopeProblems(trimmed(UnaryOperator.identity()), problems));
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
        public String getFunctionName() {
            return "buildspec";
        }

        @Override
        public List<Class<? extends ActionPlan>> planKinds() {
            return List.of(BuildspecPlan.class);
        }

        @Override
        public String getDisplayName() {
            return "Run a buildspec.yml on this agent";
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, EnvVars.class, FilePath.class, Launcher.class);
        }

        /** The form shows the variables as lines. */
        @Override
        public Step newInstance(StaplerRequest2 request, JSONObject form) throws Descriptor.FormException {
            BuildspecStep step = (BuildspecStep) super.newInstance(request, form);
            step.setEnv(NameValueLines.submitted(form, "envLines"));
            return step;
        }

        public String lines(BuildspecStep step) {
            return step == null ? "" : NameValueLines.format(step.getEnv());
        }

        @POST
        public FormValidation doCheckStore(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> ArtifactStore.problem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckEnvLines(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.lines(item, value);
        }

        @POST
        public FormValidation doCheckTimeoutMinutes(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(item, () -> FormValidation.validateIntegerInRange(value, 1, LONGEST_MINUTES));
        }
    }
}
