package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** Creates or updates a stack set in a freestyle job. */
public class CfnStackSetBuilder extends CfnBuilder<CfnStackSetStep> {

    @DataBoundConstructor
    public CfnStackSetBuilder(CfnStackSetStep step) {
        super(step);
    }

    public CfnStackSetStep getStep() {
        return step();
    }

    @Override
    protected Map<String, String> variables(Map<?, ?> result) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("CFN_STACK_SET_ID", String.valueOf(result.get("id")));
        variables.put("CFN_STACK_SET_STATUS", String.valueOf(result.get("status")));
        variables.put(
                "CFN_STACK_SET_OPERATIONS",
                ((List<?>) result.get("operations"))
                        .stream().map(String::valueOf).collect(Collectors.joining(",")));
        return variables;
    }

    @Extension
    @Symbol("cfnStackSet")
    public static final class DescriptorImpl extends ActionBuilderDescriptor {
        @Override
        public String getDisplayName() {
            return "Create or update a CloudFormation stack set";
        }
    }
}
