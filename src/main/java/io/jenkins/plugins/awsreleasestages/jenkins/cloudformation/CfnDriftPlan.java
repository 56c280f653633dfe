package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DriftAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DriftAnswer;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DriftReport;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DriftState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.PropertyDrift;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ResourceDrift;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.PacedAction.Calls;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

final class CfnDriftPlan implements ActionPlan {

    private static final long serialVersionUID = 1L;

    private final AwsRoleScope scope;
    private final String stack;
    private final boolean failOnDrift;
    private final boolean showValues;
    private final Duration limit;

    CfnDriftPlan(AwsRoleScope scope, String stack, boolean failOnDrift, boolean showValues, Duration limit) {
        this.scope = scope;
        this.stack = stack;
        this.failOnDrift = failOnDrift;
        this.showValues = showValues;
        this.limit = limit;
    }

    @Override
    public DriftState initial(ActionContext context) {
        return DriftState.create(stack);
    }

    @Override
    public Action<DriftState, DriftAnswer> action(Serializable state, ActionContext context) {
        Supplier<AwsSession> sessions = () -> RunSession.of(context, scope);
        return StackPlan.paced(
                sessions, Calls.STARTS_AND_LOOKS, new DriftAction(sessions, stack, failOnDrift, showValues));
    }

    @Override
    public Duration limit() {
        return limit;
    }

    @Override
    public String describe(Serializable saved) {
        return stack;
    }

    @Override
    public Object result(Serializable last, ActionContext context) {
        DriftState state = (DriftState) last;
        DriftReport report = state.report();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("status", report.status());
        result.put("stack", state.stack());
        result.put("stackId", state.stackId());
        result.put("drifted", list(report.drifted(), CfnDriftPlan::drifted));
        result.put("inSync", list(report.inSync(), ResourceDrift::logicalId));
        result.put("notChecked", list(report.notChecked(), ResourceDrift::logicalId));
        result.put("nested", list(report.nested(), ResourceDrift::physicalId));
        result.put("console", ConsoleLink.drift(state.stackId()));
        return result;
    }

    private static List<Object> list(List<ResourceDrift> resources, Function<ResourceDrift, Object> each) {
        return new ArrayList<>(resources.stream().map(each).toList());
    }

    private static Map<String, Object> drifted(ResourceDrift resource) {
        List<Object> differences = new ArrayList<>();
        for (PropertyDrift drift : resource.differences()) {
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
