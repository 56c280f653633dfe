package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStepExecution;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code codeBuildWait id: …}: waits for a build that was started before, by {@code wait: false} or elsewhere. */
public class CodeBuildWaitStep extends Step {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9\\-_]{1,149}:[A-Za-z0-9\\-]+");

    private final String id;
    private int timeoutMinutes = CodeBuildStep.LONGEST_MINUTES;
    private boolean propagate = true;
    private boolean stopOnAbort;

    @DataBoundConstructor
    public CodeBuildWaitStep(String id) {
        this.id = Util.fixEmptyAndTrim(id);
    }

    public String getId() {
        return id;
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

    public boolean isStopOnAbort() {
        return stopOnAbort;
    }

    @DataBoundSetter
    public void setStopOnAbort(boolean stopOnAbort) {
        this.stopOnAbort = stopOnAbort;
    }

    @Override
    public StepExecution start(StepContext context) throws AbortException {
        String problems = Stream.of(idProblem(id), timeoutMinutes < 1 ? "timeoutMinutes: must be 1 or more." : null)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
        if (!problems.isEmpty()) {
            throw new AbortException("codeBuildWait: " + problems);
        }
        return new ActionStepExecution(
                context, new CodeBuildWaitPlan(id, Duration.ofMinutes(timeoutMinutes), propagate, stopOnAbort));
    }

    private static String idProblem(String id) {
        if (id == null) {
            return "id: the id of a CodeBuild build is missing.";
        }
        return ID.matcher(id).matches() ? null : "id: '" + id + "' is not a build's id, project:uuid.";
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {

        @Override
        public String getFunctionName() {
            return "codeBuildWait";
        }

        @Override
        public String getDisplayName() {
            return "Wait for a build in AWS CodeBuild";
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, EnvVars.class);
        }

        @POST
        public FormValidation doCheckId(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> idProblem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckTimeoutMinutes(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(item, () -> FormValidation.validatePositiveInteger(value));
        }
    }
}
