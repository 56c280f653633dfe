package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStepExecution;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStep;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStepDescriptor;
import java.time.Duration;
import java.util.Set;
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

/** {@code cfnExecute changeSet: …}: executes exactly the change set that was read and follows the stack to the end. */
public class CfnExecuteStep extends AwsStep {

    static final int DEFAULT_MINUTES = 12 * 60;

    private final Object changeSet;
    private int timeoutMinutes = DEFAULT_MINUTES;

    /** @param changeSet what {@code cfnChangeSet} returned, or the ARN of a change set */
    @DataBoundConstructor
    public CfnExecuteStep(Object changeSet) {
        this.changeSet = changeSet;
    }

    public Object getChangeSet() {
        return changeSet;
    }

    public int getTimeoutMinutes() {
        return timeoutMinutes;
    }

    @DataBoundSetter
    public void setTimeoutMinutes(int timeoutMinutes) {
        this.timeoutMinutes = timeoutMinutes;
    }

    @Override
    public StepExecution start(StepContext context) throws AbortException {
        if (!scope().problems().isEmpty()) {
            throw new AbortException("cfnExecute: " + String.join(" ", scope().problems()));
        }
        if (timeoutMinutes < 1) {
            throw new AbortException("cfnExecute: timeoutMinutes: must be 1 or more.");
        }
        try {
            return new ActionStepExecution(
                    context,
                    new CfnExecutePlan(scope(), ChangeSetResult.of(changeSet), Duration.ofMinutes(timeoutMinutes)));
        } catch (IllegalArgumentException e) {
            throw new AbortException("cfnExecute: " + e.getMessage());
        }
    }

    @Extension
    @Symbol("cfnExecute")
    public static final class DescriptorImpl extends AwsStepDescriptor {

        @Override
        public String getFunctionName() {
            return "cfnExecute";
        }

        @Override
        public String getDisplayName() {
            return "Execute a CloudFormation change set";
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, EnvVars.class);
        }

        /** A form can only hold the ARN: forms cannot bind a field that takes more than one type. */
        @Override
        public Step newInstance(StaplerRequest2 request, JSONObject form) throws Descriptor.FormException {
            CfnExecuteStep step =
                    new CfnExecuteStep(Util.fixNull(form.optString("changeSet")).trim());
            step.setTimeoutMinutes(form.optInt("timeoutMinutes", DEFAULT_MINUTES));
            step.setEnvironment(form.optString("environment"));
            step.setRegion(form.optString("region"));
            return step;
        }

        @POST
        public FormValidation doCheckChangeSet(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(
                    item, () -> ChangeSetResult.arnProblem(Util.fixNull(value).trim()));
        }

        @POST
        public FormValidation doCheckTimeoutMinutes(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(item, () -> FormValidation.validatePositiveInteger(value));
        }
    }
}
