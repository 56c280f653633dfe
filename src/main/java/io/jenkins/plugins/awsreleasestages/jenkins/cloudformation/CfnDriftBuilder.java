package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** Compares a stack with its template in a freestyle job. */
public class CfnDriftBuilder extends CfnBuilder<CfnDriftStep> {

    @DataBoundConstructor
    public CfnDriftBuilder(CfnDriftStep step) {
        super(step);
    }

    public CfnDriftStep getStep() {
        return step();
    }

    @Override
    protected Map<String, String> variables(Map<?, ?> result) {
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

    @Extension
    @Symbol("cfnDrift")
    public static final class DescriptorImpl extends ActionBuilderDescriptor {
        @Override
        public String getDisplayName() {
            return "Compare a CloudFormation stack with its template";
        }
    }
}
