package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** Deletes a stack in a freestyle job. */
public class CfnDeleteBuilder extends CfnBuilder<CfnDeleteStep> {

    @DataBoundConstructor
    public CfnDeleteBuilder(CfnDeleteStep step) {
        super(step);
    }

    public CfnDeleteStep getStep() {
        return step();
    }

    @Override
    protected Map<String, String> variables(Map<?, ?> result) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("CFN_DELETED_STACK_ID", Objects.toString(result.get("stackId"), null));
        return variables;
    }

    @Extension
    @Symbol("cfnDelete")
    public static final class DescriptorImpl extends ActionBuilderDescriptor {
        @Override
        public String getDisplayName() {
            return "Delete a CloudFormation stack";
        }
    }
}
