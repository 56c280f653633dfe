package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
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
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsNames;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
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

/** {@code cfnDelete stack: …}: deletes a stack and follows that to the end. */
public class CfnDeleteStep extends StackStep {

    static final int DEFAULT_MINUTES = 12 * 60;

    // Jenkins's own serializer refuses the JDK's immutable collections.
    private List<String> retainResources = new ArrayList<>();
    private boolean force;
    private String role;

    /** @param stack its name or ARN */
    @DataBoundConstructor
    public CfnDeleteStep(String stack) {
        super(stack, DEFAULT_MINUTES);
    }

    public List<String> getRetainResources() {
        return retainResources;
    }

    @DataBoundSetter
    public void setRetainResources(List<String> retainResources) {
        this.retainResources = EmptyFields.keptChoice(retainResources);
    }

    public boolean isForce() {
        return force;
    }

    @DataBoundSetter
    public void setForce(boolean force) {
        this.force = force;
    }

    public String getRole() {
        return role;
    }

    @DataBoundSetter
    public void setRole(String role) {
        this.role = EmptyFields.kept(role);
    }

    @Override
    List<String> problems(UnaryOperator<String> words) {
        List<String> problems = super.problems(words);
        problems.addAll(request(words).problems());
        if (AwsNames.roleProblem(words.apply(role)) != null) {
            problems.add(AwsNames.roleProblem(words.apply(role)));
        }
        return problems;
    }

    @Override
    ActionPlan plan(UnaryOperator<String> words) {
        return new Plan(scope(words), words.apply(getStack()), request(words), limit());
    }

    private DeleteAction.Request request(UnaryOperator<String> words) {
        return new DeleteAction.Request(all(words, retainResources), force, words.apply(role));
    }

    @Extension
    @Symbol("cfnDelete")
    public static final class DescriptorImpl extends CfnStepDescriptor {

        @Override
        public String getFunctionName() {
            return "cfnDelete";
        }

        @Override
        public List<Class<? extends ActionPlan>> planKinds() {
            return List.of(Plan.class);
        }

        @Override
        public String getDisplayName() {
            return "Delete a CloudFormation stack";
        }

        /** The form shows the list as words. */
        @Override
        public Step newInstance(StaplerRequest2 request, JSONObject form) throws Descriptor.FormException {
            CfnDeleteStep step = (CfnDeleteStep) super.newInstance(request, form);
            if (form.has("retainedNames")) {
                step.setRetainResources(words(form.optString("retainedNames")));
            }
            return step;
        }

        public String retainedNames(CfnDeleteStep step) {
            return step == null ? "" : String.join(", ", step.getRetainResources());
        }

        @POST
        public FormValidation doCheckRetainedNames(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problemUnlessVariable(
                    item,
                    value,
                    () -> String.join(" ", new DeleteAction.Request(words(value), false, null).problems()));
        }

        @POST
        public FormValidation doCheckRole(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problemUnlessVariable(
                    item, value, () -> AwsNames.roleProblem(Util.fixEmptyAndTrim(value)));
        }
    }

    /** Finds the stack, whose id is then saved, and deletes exactly that. */
    @ActionPlan.Kind("cfnDelete")
    record Plan(AwsRoleScope scope, String stack, DeleteAction.Request request, Duration limit) implements ActionPlan {

        private static final String FIND = "find";
        private static final String DELETE = "delete";

        @Override
        public Sequence sequence(ActionContext context) {
            Supplier<AwsSession> sessions = () -> RunSession.of(context, scope);
            Supplier<Pace> pace = StackStages.pace(sessions);
            return Sequence.of(
                    Stage.of(
                                    FIND,
                                    FoundStack.class,
                                    state -> FoundStack.create(stack),
                                    state -> new FindStackAction(sessions, stack, false, Plan::nothingToDelete))
                            .calls(Calls.pacedStarts(pace)),
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
