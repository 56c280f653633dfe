package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** Puts the outputs of a stack into the environment of later builders. */
public class CfnOutputsBuilder extends CfnBuilder<CfnOutputsStep> {

    @DataBoundConstructor
    public CfnOutputsBuilder(CfnOutputsStep step) {
        super(step);
    }

    public CfnOutputsStep getStep() {
        return step();
    }

    @Override
    protected Map<String, String> variables(Map<?, ?> result) {
        Map<?, ?> outputs = step().isDetails() ? (Map<?, ?>) result.get("outputs") : result;
        Map<String, String> variables = new LinkedHashMap<>();
        outputs.forEach((name, value) -> variables.put("CFN_OUTPUT_" + name, Objects.toString(value, null)));
        if (step().isDetails()) {
            variables.put("CFN_STACK_ID", Objects.toString(result.get("stackId"), null));
            variables.put("CFN_STACK_STATUS", Objects.toString(result.get("status"), null));
        }
        return variables;
    }

    @Extension
    @Symbol("cfnOutputs")
    public static final class DescriptorImpl extends ActionBuilderDescriptor {
        @Override
        public String getDisplayName() {
            return "Read the outputs of a CloudFormation stack";
        }
    }
}
