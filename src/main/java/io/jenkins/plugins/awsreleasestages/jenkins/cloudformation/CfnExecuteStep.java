package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.PrepareStackAction;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStep;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.PolicyGate;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStepDescriptor;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** {@code cfnExecute changeSet: …}: executes exactly the change set that was read and follows the stack to the end. */
@ActionStep.Title("Execute a CloudFormation change set")
public class CfnExecuteStep extends CfnStep {

    static final int DEFAULT_MINUTES = 12 * 60;

    private final Object changeSet;

    @DataBoundSetter
    public String onAbort = AbortChoice.CANCEL.name();

    @DataBoundSetter
    public int busyMinutes = CfnChangeStep.DEFAULT_BUSY_MINUTES;

    /** @param changeSet what {@code cfnChangeSet} returned, or the ARN of a change set */
    @DataBoundConstructor
    public CfnExecuteStep(Object changeSet) {
        super(DEFAULT_MINUTES);
        this.changeSet = changeSet;
    }

    public Object getChangeSet() {
        return changeSet;
    }

    @Override
    protected List<String> problems(Expansion expansion) {
        List<String> problems = super.problems(expansion);
        try {
            given(expansion);
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

    private ChangeSetResult given(Expansion expansion) {
        return ChangeSetResult.of(
                changeSet instanceof CharSequence text ? Util.fixNull(expansion.of(text.toString())) : changeSet);
    }

    @Override
    protected ActionPlan plan(Expansion expansion) {
        return new Plan(
                scope(expansion),
                given(expansion),
                Duration.ofMinutes(busyMinutes),
                onAbort.equals(AbortChoice.LEAVE.name()),
                limit());
    }

    @Override
    public Map<String, String> variables(Map<?, ?> result) {
        return StackStages.variables(result);
    }

    /** The same in a freestyle job. */
    public static final class Builder extends ActionBuilder<CfnExecuteStep> {
        @DataBoundConstructor
        public Builder(CfnExecuteStep step) {
            super(step);
        }

        @Extension
        @Symbol("cfnExecute")
        public static final class DescriptorImpl extends ActionBuilderDescriptor {}
    }

    @Extension
    @Symbol("cfnExecute")
    public static final class DescriptorImpl extends AwsStepDescriptor {

        /** A form can only hold the ARN: forms cannot bind a field that takes more than one type. */
        @Override
        public Step newInstance(StaplerRequest2 request, JSONObject form) throws Descriptor.FormException {
            EmptyFields.forget(form);
            CfnExecuteStep step = new CfnExecuteStep(
                    Util.fixNull((String) form.remove("changeSet")).trim());
            if (request != null) {
                request.bindJSON(step, form);
            }
            return step;
        }

        @POST
        public ListBoxModel doFillOnAbortItems(@AncestorInPath Item item) {
            return FieldChecks.mayConfigure(item) ? AbortChoice.items() : new ListBoxModel();
        }
    }

    /** Waits for the stack, and executes a change set that was made before. */
    @ActionPlan.Kind("cfnExecute")
    record Plan(AwsRoleScope scope, ChangeSetResult given, Duration busy, boolean leavesOnAbort, Duration limit)
            implements StackPlan, PolicyGate.Plan {

        @Override
        public StackStages stack() {
            return StackStages.of(given.stack() != null ? given.stack() : "of change set " + given.name());
        }

        @Override
        public Sequence sequence(ActionContext context) {
            List<Stage<?, ?>> stages = stack().execution(
                            given, PrepareStackAction.Preparation.waiting(busy), leavesOnAbort, context, scope);
            return state -> stages;
        }

        @Override
        public String describe(SequenceState state) {
            return StackPlan.super.describe(state);
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            return stack().executionResult(state);
        }
    }

    /** What becomes of an execution when the run is aborted. */
    enum AbortChoice {
        /** An update is cancelled and rolls back; AWS cannot cancel a creation. */
        CANCEL,
        /** It goes on by itself. */
        LEAVE;

        /** @return what is wrong, or null */
        static String problem(String name) {
            return Arrays.stream(values()).anyMatch(choice -> choice.name().equals(name))
                    ? null
                    : "onAbort: '" + name + "' is neither CANCEL nor LEAVE.";
        }

        static ListBoxModel items() {
            ListBoxModel items = new ListBoxModel();
            items.add("Cancel an update and follow its rollback", CANCEL.name());
            items.add("Let it run", LEAVE.name());
            return items;
        }
    }
}
