package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStepExecution;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.NameValueLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** {@code codeBuild project: …}: starts a build of a CodeBuild project, shows its log, waits for its end. */
public class CodeBuildStep extends Step {

    /** The longest that CodeBuild itself lets a build queue (8 h) and run (36 h). */
    static final int LONGEST_MINUTES = 480 + 2160;

    /** CodeBuild API reference, CreateProject. */
    private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9\\-_]{1,149}|arn:.+:project/.+");

    private final String project;
    // Jenkins's own serializer refuses the JDK's immutable collections.
    private Map<String, String> env = new LinkedHashMap<>();
    private int timeoutMinutes = LONGEST_MINUTES;
    private boolean propagate = true;

    @DataBoundConstructor
    public CodeBuildStep(String project) {
        this.project = Util.fixEmptyAndTrim(project);
    }

    public String getProject() {
        return project;
    }

    public Map<String, String> getEnv() {
        return env;
    }

    @DataBoundSetter
    public void setEnv(Map<String, String> env) {
        this.env = NameValueLines.texts(env);
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
            throw new AbortException("codeBuild: " + String.join(" ", problems));
        }
        return new ActionStepExecution(
                context,
                new CodeBuildPlan(
                        BuildRequest.of(project).withVariables(BuildRequest.Source.PLAINTEXT, env),
                        Duration.ofMinutes(timeoutMinutes),
                        propagate));
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (projectProblem(project) != null) {
            problems.add(projectProblem(project));
        }
        problems.addAll(NameValueLines.variableProblems("env", env));
        if (timeoutMinutes < 1) {
            problems.add("timeoutMinutes: must be 1 or more.");
        }
        return problems;
    }

    private static String projectProblem(String project) {
        if (project == null) {
            return "project: the name of a CodeBuild project is missing.";
        }
        return PROJECT.matcher(project).matches()
                ? null
                : "project: '" + project + "' is not a name for a CodeBuild project.";
    }

    @Extension
    @Symbol("codeBuild")
    public static final class DescriptorImpl extends StepDescriptor {

        @Override
        public String getFunctionName() {
            return "codeBuild";
        }

        @Override
        public String getDisplayName() {
            return "Run a build in AWS CodeBuild";
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, EnvVars.class);
        }

        /** The form shows the variables as lines. */
        @Override
        public Step newInstance(StaplerRequest2 request, JSONObject form) throws Descriptor.FormException {
            CodeBuildStep step = (CodeBuildStep) super.newInstance(request, form);
            step.setEnv(NameValueLines.submitted(form, "envLines"));
            return step;
        }

        public String lines(CodeBuildStep step) {
            return step == null ? "" : NameValueLines.format(step.getEnv());
        }

        @POST
        public FormValidation doCheckProject(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> projectProblem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckEnvLines(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.lines(item, value);
        }

        @POST
        public FormValidation doCheckTimeoutMinutes(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(item, () -> FormValidation.validatePositiveInteger(value));
        }
    }
}
