package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.EnvVars;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Does in a freestyle job what a step does, said in the same fields; texts may name variables of the run.
 *
 * @param <S> the step; each builder has a getter of its own type for it, by which the form knows its fields
 */
public abstract class CfnBuilder<S extends CfnStep> extends ActionBuilder {

    private final S step;

    CfnBuilder(S step) {
        this.step = step;
    }

    final S step() {
        return step;
    }

    /** What an execution leaves. */
    static Map<String, String> ofExecution(Map<?, ?> result) {
        Map<String, String> variables = new LinkedHashMap<>();
        ((Map<?, ?>) result.get("outputs"))
                .forEach((name, value) -> variables.put("CFN_OUTPUT_" + name, Objects.toString(value, null)));
        variables.put("CFN_RESULT", text(result, "status"));
        variables.put("CFN_STACK_ID", text(result, "stackId"));
        return variables;
    }

    static String text(Map<?, ?> result, String key) {
        return Objects.toString(result.get(key), null);
    }

    @Override
    protected ActionPlan plan(EnvVars variables) throws IOException {
        return step.checkedPlan(variables::expand);
    }
}
