package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import java.util.Map;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** Executes a change set; later builders find the outputs of the stack. */
public class CfnExecuteBuilder extends CfnBuilder<CfnExecuteStep> {

    @DataBoundConstructor
    public CfnExecuteBuilder(CfnExecuteStep step) {
        super(step);
    }

    public CfnExecuteStep getStep() {
        return step();
    }

    @Override
    protected Map<String, String> variables(Map<?, ?> result) {
        return ofExecution(result);
    }

    @Extension
    @Symbol("cfnExecute")
    public static final class DescriptorImpl extends ActionBuilderDescriptor {
        @Override
        public String getDisplayName() {
            return "Execute a CloudFormation change set";
        }
    }
}
