package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import java.util.Map;
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
        return ofExecution(result);
    }

    @Extension
    @Symbol("cfnDeploy")
    public static final class DescriptorImpl extends CfnBuilderDescriptor {
        @Override
        public String getDisplayName() {
            return "Deploy a CloudFormation stack: change set, approval, execution";
        }
    }
}
