package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackPreparation;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** {@code cfnExecute changeSet: …}: executes exactly the change set that was read and follows the stack to the end. */
public class CfnExecuteStep extends CfnStep {

    static final int DEFAULT_MINUTES = 12 * 60;

    private final Object changeSet;
    private String onAbort = AbortChoice.CANCEL.name();
    private int busyMinutes = CfnChangeStep.DEFAULT_BUSY_MINUTES;

    /** @param changeSet what {@code cfnChangeSet} returned, or the ARN of a change set */
    @DataBoundConstructor
    public CfnExecuteStep(Object changeSet) {
        super(DEFAULT_MINUTES);
        this.changeSet = changeSet;
    }

    public Object getChangeSet() {
        return changeSet;
    }

    public String getOnAbort() {
        return onAbort;
    }

    @DataBoundSetter
    public void setOnAbort(String onAbort) {
        this.onAbort = EmptyFields.kept(onAbort);
    }

    public int getBusyMinutes() {
        return busyMinutes;
    }

    @DataBoundSetter
    public void setBusyMinutes(int busyMinutes) {
        this.busyMinutes = busyMinutes;
    }

    @Override
    List<String> problems(UnaryOperator<String> words) {
        List<String> problems = new ArrayList<>();
        try {
            given(words);
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
        }
        if (AbortChoice.problem(onAbort) != null) {
            problems.add(AbortChoice.problem(onAbort));
        }
        if (busyMinutes < 0) {
            problems.add("busyMinutes: must be 0 or more.");
        }
        return problems;
    }

    private ChangeSetResult given(UnaryOperator<String> words) {
        return ChangeSetResult.of(
                changeSet instanceof CharSequence text ? Util.fixNull(words.apply(text.toString())) : changeSet);
    }

    @Override
    ActionPlan plan(UnaryOperator<String> words) {
        return new Plan(
                scope(words),
                given(words),
                Duration.ofMinutes(busyMinutes),
                onAbort.equals(AbortChoice.LEAVE.name()),
                limit());
    }

    @Extension
    @Symbol("cfnExecute")
    public static final class DescriptorImpl extends CfnStepDescriptor {

        @Override
        public String getFunctionName() {
            return "cfnExecute";
        }

        @Override
        public List<Class<? extends ActionPlan>> planKinds() {
            return List.of(Plan.class);
        }

        @Override
        public String getDisplayName() {
            return "Execute a CloudFormation change set";
        }

        /** A form can only hold the ARN: forms cannot bind a field that takes more than one type. */
        @Override
        public Step newInstance(StaplerRequest2 request, JSONObject form) throws Descriptor.FormException {
            EmptyFields.forget(form);
            CfnExecuteStep step =
                    new CfnExecuteStep(Util.fixNull(form.optString("changeSet")).trim());
            step.setTimeoutMinutes(form.optInt("timeoutMinutes", DEFAULT_MINUTES));
            step.setBusyMinutes(form.optInt("busyMinutes", CfnChangeStep.DEFAULT_BUSY_MINUTES));
            step.setOnAbort(form.optString("onAbort", AbortChoice.CANCEL.name()));
            if (form.has("environment")) {
                step.setEnvironment(form.optString("environment"));
            }
            if (form.has("region")) {
                step.setRegion(form.optString("region"));
            }
            return step;
        }

        @POST
        public FormValidation doCheckChangeSet(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problemUnlessVariable(
                    item,
                    value,
                    () -> ChangeSetResult.arnProblem(Util.fixNull(value).trim()));
        }

        @POST
        public ListBoxModel doFillOnAbortItems(@AncestorInPath Item item) {
            return FieldChecks.mayConfigure(item) ? AbortChoice.items() : new ListBoxModel();
        }

        @POST
        public FormValidation doCheckBusyMinutes(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(item, () -> FormValidation.validateNonNegativeInteger(value));
        }
    }

    /** Waits for the stack, and executes a change set that was made before. */
    @ActionPlan.Kind("cfnExecute")
    record Plan(AwsRoleScope scope, ChangeSetResult given, Duration busy, boolean leavesOnAbort, Duration limit)
            implements StackPlan {

        @Override
        public StackStages stack() {
            return StackStages.of(given.stack() != null ? given.stack() : "of change set " + given.name());
        }

        @Override
        public Sequence sequence(ActionContext context) {
            List<Stage<?, ?>> stages = stack().execution(
                            given,
                            StackPreparation.waiting(busy),
                            leavesOnAbort,
                            context,
                            () -> RunSession.of(context, scope));
            return state -> stages;
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            return stack().executionResult(state);
        }
    }
}
