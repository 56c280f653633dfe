package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DeleteAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.FindStackAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.FoundStack;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.Pace;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStep;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.PolicyGate;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsNames;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStepDescriptor;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code cfnDelete stack: …}: deletes a stack and follows that to the end. */
@ActionStep.Title("Delete a CloudFormation stack")
public class CfnDeleteStep extends StackStep {

    static final int DEFAULT_MINUTES = 12 * 60;

    // Jenkins's own serializer refuses the JDK's immutable collections.
    private List<String> retainResources = new ArrayList<>();

    @DataBoundSetter
    public boolean force;

    @DataBoundSetter
    public String role;

    /** @param stack its name or ARN */
    @DataBoundConstructor
    public CfnDeleteStep(String stack) {
        super(stack, DEFAULT_MINUTES);
    }

    public List<String> getRetainResources() {
        return retainResources;
    }

    @DataBoundSetter
    @StepFields.Choice
    public void setRetainResources(List<String> retainResources) {
        this.retainResources = EmptyFields.kept(retainResources);
    }

    @Override
    protected List<String> problems(Expansion expansion) {
        List<String> problems = super.problems(expansion);
        problems.addAll(request(expansion).problems());
        if (AwsNames.roleProblem(expansion.of(role)) != null) {
            problems.add(AwsNames.roleProblem(expansion.of(role)));
        }
        return problems;
    }

    @Override
    protected ActionPlan plan(Expansion expansion) {
        return new Plan(scope(expansion), expansion.of(getStack()), request(expansion), limit());
    }

    private DeleteAction.Request request(Expansion expansion) {
        return new DeleteAction.Request(expansion.of(retainResources), force, expansion.of(role));
    }

    @Override
    public Map<String, String> variables(Map<?, ?> result) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("CFN_DELETED_STACK_ID", Objects.toString(result.get("stackId"), null));
        return variables;
    }

    /** The same in a freestyle job. */
    public static final class Builder extends ActionBuilder<CfnDeleteStep> {
        @DataBoundConstructor
        public Builder(CfnDeleteStep step) {
            super(step);
        }

        @Extension
        @Symbol("cfnDelete")
        public static final class DescriptorImpl extends ActionBuilderDescriptor {}
    }

    @Extension
    @Symbol("cfnDelete")
    public static final class DescriptorImpl extends AwsStepDescriptor {}

    /** Finds the stack, whose id is then saved, and deletes exactly that. */
    @ActionPlan.Kind("cfnDelete")
    record Plan(AwsRoleScope scope, String stack, DeleteAction.Request request, Duration limit)
            implements PolicyGate.Plan {

        private static final String FIND = "find";
        private static final String DELETE = "delete";

        @Override
        public Sequence sequence(ActionContext context) {
            Supplier<AwsSession> sessions = () -> RunSession.of(context, scope);
            Supplier<Pace> pace = StackStages.pace(sessions);
            PolicyGate policies = new PolicyGate(context, scope, stack);
            return Sequence.of(
                    Stage.of(
                                    FIND,
                                    FoundStack.class,
                                    state -> FoundStack.create(stack),
                                    state -> new FindStackAction(sessions, stack, false, Plan::nothingToDelete))
                            .calls(Calls.pacedStarts(pace)),
                    PolicyGate.stage(context, state -> policies, Plan::question),
                    Stage.of(
                                    DELETE,
                                    DeleteAction.State.class,
                                    Plan::deletion,
                                    state -> new DeleteAction(
                                            sessions,
                                            state.stack(),
                                            request,
                                            StackStages.turns(),
                                            () -> StackStages.label(context)))
                            .calls(Calls.paced(pace)));
        }

        private static List<String> nothingToDelete(FoundStack found) {
            return found.exists() ? List.of() : List.of(found.absence() + " Nothing to delete.");
        }

        private static PolicyGate.Question question(SequenceState state) {
            FoundStack found = state.state(FIND, FoundStack.class);
            return found.exists()
                    ? new PolicyGate.Question(
                            "Delete stack " + found.report().name() + "? "
                                    + found.report().id(),
                            true)
                    : null;
        }

        private static DeleteAction.State deletion(SequenceState state) {
            FoundStack found = state.state(FIND, FoundStack.class);
            return found.exists() ? DeleteAction.State.create(found, "jenkins-" + UUID.randomUUID()) : null;
        }

        /** Null before it has begun, and where there is no stack. */
        private static DeleteAction.State deleted(SequenceState state) {
            return state.state(DELETE, DeleteAction.State.class);
        }

        @Override
        public void ended(SequenceState state) {
            if (deleted(state) != null) {
                StackStages.turns().release(deleted(state).token());
            }
        }

        @Override
        public Map<String, String> atTheEnd(SequenceState state) {
            DeleteAction.State deletion = deleted(state);
            return deletion == null
                    ? StackStages.atTheEnd(stack, null)
                    : StackStages.atTheEnd(deletion.stack() + " " + deletion.status(), deletion.stackId());
        }

        @Override
        public String describe(SequenceState state) {
            DeleteAction.State deletion = deleted(state);
            return deletion == null ? stack : deletion.stack() + " " + deletion.status();
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("status", "DELETED");
            DeleteAction.State deletion = deleted(state);
            if (deletion != null) {
                result.put("existed", true);
                result.put("stack", deletion.stack());
                result.put("stackId", deletion.stackId());
                result.put("kept", new ArrayList<>(deletion.kept()));
                result.put("seconds", deletion.seconds());
                result.put("console", ConsoleLink.stack(deletion.stackId()));
                return result;
            }
            FoundStack found = state.state(FIND, FoundStack.class);
            result.put("existed", false);
            result.put(
                    "stack",
                    found.report() == null ? found.stack() : found.report().name());
            result.put("stackId", found.report() == null ? null : found.report().id());
            result.put("kept", new ArrayList<>());
            result.put("seconds", 0L);
            result.put(
                    "console",
                    found.report() == null
                            ? null
                            : ConsoleLink.stack(found.report().id()));
            return result;
        }
    }
}
