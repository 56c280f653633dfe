package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code cfnChangeSet stack: …, template: …}: creates a change set, shows and returns what it would do. */
public class CfnChangeSetStep extends CfnChangeStep {

    @DataBoundConstructor
    public CfnChangeSetStep(String stack) {
        super(stack);
    }

    @Override
    ActionPlan plan(UnaryOperator<String> words, ChangeSetRequest request, ChangeSetFiles files, String policy) {
        return new CfnChangeSetPlan(
                scope(words),
                new StackChange(SealedChangeSetRequest.of(request), files, policy, preparation(), null, false),
                limit());
    }

    @Extension
    @Symbol("cfnChangeSet")
    public static final class DescriptorImpl extends CfnChangeStepDescriptor {

        @Override
        public String getFunctionName() {
            return "cfnChangeSet";
        }

        @Override
        public List<Class<? extends ActionPlan>> planKinds() {
            return List.of(CfnChangeSetPlan.class);
        }

        @Override
        public String getDisplayName() {
            return "Create a CloudFormation change set and show what it would do";
        }
    }
}
