package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** Deploys a stack; later builders find its outputs. */
public class CfnDeployBuilder extends CfnBuilder<CfnDeployStep> {

    @DataBoundConstructor
    public CfnDeployBuilder(CfnDeployStep step) {
        super(step);
    }

    public CfnDeployStep getStep() {
        return step();
    }

    @Override
    protected Map<String, String> variables(Map<?, ?> result) {
        return getStep().getAssembly() == null ? ofExecution(result) : ofStacks(result);
    }

    /** The outputs of each stack, which may have the same names. */
    private static Map<String, String> ofStacks(Map<?, ?> results) {
        Map<String, String> variables = new LinkedHashMap<>();
        results.forEach((stack, result) -> ((Map<?, ?>) ((Map<?, ?>) result).get("outputs"))
                .forEach((name, value) -> variables.put(
                        "CFN_OUTPUT_" + stack.toString().replace('-', '_') + "_" + name,
                        Objects.toString(value, null))));
        return variables;
    }

    @Extension
    @Symbol("cfnDeploy")
    public static final class DescriptorImpl extends ActionBuilderDescriptor {
        @Override
        public String getDisplayName() {
            return "Deploy a CloudFormation stack: change set, approval, execution";
        }
    }
}
