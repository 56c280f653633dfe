package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DriftAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DriftReport;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code cfnDrift stack: …}: how far a stack is from its template. */
@ActionStep.Title("Compare a CloudFormation stack with its template")
public class CfnDriftStep extends StackStep {

    /** AWS takes minutes for a stack with many resources. */
    static final int DEFAULT_MINUTES = 60;

    @DataBoundSetter
    public boolean failOnDrift;

    @DataBoundSetter
    public boolean showValues = true;

    /** @param stack its name or ARN */
    @DataBoundConstructor
    public CfnDriftStep(String stack) {
        super(stack, DEFAULT_MINUTES);
    }

    @Override
    protected ActionPlan plan(Expansion expansion) {
        return new Plan(scope(expansion), expansion.of(getStack()), failOnDrift, showValues, limit());
    }

    @Override
    public Map<String, String> variables(Map<?, ?> result) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("CFN_DRIFT_STATUS", String.valueOf(result.get("status")));
        variables.put(
                "CFN_DRIFTED_RESOURCES",
                ((List<?>) result.get("drifted"))
                        .stream()
                                .map(resource -> String.valueOf(((Map<?, ?>) resource).get("logicalId")))
                                .collect(Collectors.joining(",")));
        return variables;
    }

    /** The same in a freestyle job. */
    public static final class Builder extends ActionBuilder<CfnDriftStep> {
        @DataBoundConstructor
        public Builder(CfnDriftStep step) {
            super(step);
        }

        @Extension
        @Symbol("cfnDrift")
        public static final class DescriptorImpl extends ActionBuilderDescriptor {}
    }

    @Extension
    @Symbol("cfnDrift")
    public static final class DescriptorImpl extends AwsStepDescriptor {}

    @ActionPlan.Kind("cfnDrift")
    record Plan(AwsRoleScope scope, String stack, boolean failOnDrift, boolean showValues, Duration limit)
            implements ActionPlan {

        private static final String DETECT = "detect";

        @Override
        public Sequence sequence(ActionContext context) {
            Supplier<AwsSession> sessions = () -> RunSession.of(context, scope);
            return Sequence.of(Stage.of(
                            DETECT,
                            DriftAction.State.class,
                            state -> DriftAction.State.create(stack),
                            state -> new DriftAction(sessions, stack, failOnDrift, showValues))
                    .calls(Calls.paced(StackStages.pace(sessions))));
        }

        @Override
        public String describe(SequenceState state) {
            return stack;
        }

        @Override
        public Object result(SequenceState last, ActionContext context) {
            DriftAction.State state = last.state(DETECT, DriftAction.State.class);
            DriftReport report = state.report();
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("status", report.status());
            result.put("stack", state.stack());
            result.put("stackId", state.stackId());
            result.put("drifted", list(report.drifted(), Plan::drifted));
            result.put("inSync", list(report.inSync(), DriftReport.ResourceDrift::logicalId));
            result.put("notChecked", list(report.notChecked(), DriftReport.ResourceDrift::logicalId));
            result.put("nested", list(report.nested(), DriftReport.ResourceDrift::physicalId));
            result.put("console", ConsoleLink.drift(state.stackId()));
            return result;
        }

        private static List<Object> list(
                List<DriftReport.ResourceDrift> resources, Function<DriftReport.ResourceDrift, Object> each) {
            return new ArrayList<>(resources.stream().map(each).toList());
        }

        private static Map<String, Object> drifted(DriftReport.ResourceDrift resource) {
            List<Object> differences = new ArrayList<>();
            for (DriftReport.ResourceDrift.Property drift : resource.differences()) {
                Map<String, Object> difference = new LinkedHashMap<>();
                difference.put("path", drift.path());
                difference.put("kind", drift.kind());
                difference.put("expected", drift.expected());
                difference.put("actual", drift.actual());
                difference.put("hidden", drift.hidden());
                differences.add(difference);
            }
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("logicalId", resource.logicalId());
            map.put("physicalId", resource.physicalId());
            map.put("type", resource.type());
            map.put("status", resource.status());
            map.put("differences", differences);
            return map;
        }
    }
}
