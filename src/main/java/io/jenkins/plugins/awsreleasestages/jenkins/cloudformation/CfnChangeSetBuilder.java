package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** Makes a change set; a later builder may execute it. */
public class CfnChangeSetBuilder extends CfnBuilder<CfnChangeSetStep> {

    @DataBoundConstructor
    public CfnChangeSetBuilder(CfnChangeSetStep step) {
        super(step);
    }

    public CfnChangeSetStep getStep() {
        return step();
    }

    @Override
    protected Map<String, String> variables(Map<?, ?> result) {
        boolean changes = result.get("id") != null;
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(
                "CFN_CHANGE_SET",
                changes ? text(result, "id") : text(result, "status") + " " + text(result, "stackId"));
        variables.put("CFN_CHANGE_SET_STATUS", text(result, "status"));
        variables.put("CFN_STACK_ID", text(result, "stackId"));
        return variables;
    }

    @Extension
    @Symbol("cfnChangeSet")
    public static final class DescriptorImpl extends ActionBuilderDescriptor {
        @Override
        public String getDisplayName() {
            return "Create a CloudFormation change set and show what it would do";
        }
    }
}
