package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.FindStackAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.FoundStack;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackReport;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code cfnOutputs stack: …}: the outputs of a stack. */
public class CfnOutputsStep extends StackStep {

    /** There is nothing to wait for but AWS's patience. */
    static final int DEFAULT_MINUTES = 15;

    private boolean failIfAbsent = true;
    private boolean details;

    /** @param stack its name or ARN */
    @DataBoundConstructor
    public CfnOutputsStep(String stack) {
        super(stack, DEFAULT_MINUTES);
    }

    public boolean isFailIfAbsent() {
        return failIfAbsent;
    }

    @DataBoundSetter
    public void setFailIfAbsent(boolean failIfAbsent) {
        this.failIfAbsent = failIfAbsent;
    }

    public boolean isDetails() {
        return details;
    }

    /** @param details whether all about the stack is returned, and not the outputs alone */
    @DataBoundSetter
    public void setDetails(boolean details) {
        this.details = details;
    }

    @Override
    ActionPlan plan(UnaryOperator<String> words) {
        return new Plan(scope(words), words.apply(getStack()), failIfAbsent, details, limit());
    }

    @Extension
    @Symbol("cfnOutputs")
    public static final class DescriptorImpl extends CfnStepDescriptor {

        @Override
        public String getFunctionName() {
            return "cfnOutputs";
        }

        @Override
        public List<Class<? extends ActionPlan>> planKinds() {
            return List.of(Plan.class);
        }

        @Override
        public String getDisplayName() {
            return "Read the outputs of a CloudFormation stack";
        }
    }

    @ActionPlan.Kind("cfnOutputs")
    record Plan(AwsRoleScope scope, String stack, boolean failIfAbsent, boolean details, Duration limit)
            implements ActionPlan {

        private static final String FIND = "find";

        @Override
        public Sequence sequence(ActionContext context) {
            Supplier<AwsSession> sessions = () -> RunSession.of(context, scope);
            return Sequence.of(Stage.of(
                            FIND,
                            FoundStack.class,
                            state -> FoundStack.create(stack),
                            state -> new FindStackAction(sessions, stack, failIfAbsent, found -> List.of(words(found))))
                    .calls(Calls.pacedStarts(StackStages.pace(sessions))));
        }

        /** Names only: nobody has declared what is secret in an output. */
        static String words(FoundStack found) {
            if (!found.exists()) {
                return found.absence();
            }
            StackReport report = found.report();
            String outputs = report.outputs().isEmpty()
                    ? "has no outputs"
                    : "has the outputs " + String.join(", ", report.outputs().keySet());
            String caution = report.status().endsWith("_IN_PROGRESS") ? ", which may be about to change" : "";
            return "Stack " + report.name() + " is in " + report.status() + " and " + outputs + caution + ".";
        }

        @Override
        public String describe(SequenceState state) {
            return stack;
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            FoundStack found = state.state(FIND, FoundStack.class);
            return details ? details(found) : outputs(found);
        }

        private static Map<String, Object> outputs(FoundStack found) {
            return found.exists() ? new LinkedHashMap<>(found.report().outputs()) : new LinkedHashMap<>();
        }

        /** The same keys whether the stack is there or not. */
        static Map<String, Object> details(FoundStack found) {
            boolean exists = found.exists();
            StackReport report = found.report();
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("exists", exists);
            map.put("status", exists ? report.status() : "ABSENT");
            map.put("reason", exists ? report.reason() : "");
            map.put("stack", report == null ? found.stack() : report.name());
            map.put("stackId", report == null ? null : report.id());
            map.put("region", found.region());
            map.put("outputs", outputs(found));
            map.put("exports", exists ? new LinkedHashMap<>(report.exports()) : new LinkedHashMap<>());
            map.put("parameters", exists ? new LinkedHashMap<>(report.parameters()) : new LinkedHashMap<>());
            map.put("tags", exists ? new LinkedHashMap<>(report.tags()) : new LinkedHashMap<>());
            map.put("protected", exists && report.protectedFromDeletion());
            map.put("drift", exists ? report.driftStatus() : "NOT_CHECKED");
            map.put("console", report == null ? null : ConsoleLink.stack(report.id()));
            return map;
        }
    }
}
