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
import io.jenkins.plugins.awsreleasestages.jenkins.ActionBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStep;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStepDescriptor;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code cfnOutputs stack: …}: the outputs of a stack. */
@ActionStep.Title("Read the outputs of a CloudFormation stack")
public class CfnOutputsStep extends StackStep {

    /** There is nothing to wait for but AWS's patience. */
    static final int DEFAULT_MINUTES = 15;

    @DataBoundSetter
    public boolean failIfAbsent = true;

    /** Whether all about the stack is returned, and not the outputs alone. */
    @DataBoundSetter
    public boolean details;

    /** @param stack its name or ARN */
    @DataBoundConstructor
    public CfnOutputsStep(String stack) {
        super(stack, DEFAULT_MINUTES);
    }

    @Override
    protected ActionPlan plan(Expansion expansion) {
        return new Plan(scope(expansion), expansion.of(getStack()), failIfAbsent, details, limit());
    }

    @Override
    public Map<String, String> variables(Map<?, ?> result) {
        Map<?, ?> outputs = details ? (Map<?, ?>) result.get("outputs") : result;
        Map<String, String> variables = new LinkedHashMap<>();
        outputs.forEach((name, value) -> variables.put("CFN_OUTPUT_" + name, Objects.toString(value, null)));
        if (details) {
            variables.put("CFN_STACK_ID", Objects.toString(result.get("stackId"), null));
            variables.put("CFN_STACK_STATUS", Objects.toString(result.get("status"), null));
        }
        return variables;
    }

    /** The same in a freestyle job. */
    public static final class Builder extends ActionBuilder<CfnOutputsStep> {
        @DataBoundConstructor
        public Builder(CfnOutputsStep step) {
            super(step);
        }

        @Extension
        @Symbol("cfnOutputs")
        public static final class DescriptorImpl extends ActionBuilderDescriptor {}
    }

    @Extension
    @Symbol("cfnOutputs")
    public static final class DescriptorImpl extends AwsStepDescriptor {}

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
                            state -> new FindStackAction(
                                    sessions, stack, failIfAbsent, found -> List.of(describe(found))))
                    .calls(Calls.pacedStarts(StackStages.pace(sessions))));
        }

        /** Names only: nobody has declared what is secret in an output. */
        static String describe(FoundStack found) {
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
