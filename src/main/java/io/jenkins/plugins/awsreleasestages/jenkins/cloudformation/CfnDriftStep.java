package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code cfnDrift stack: …}: how far a stack is from its template. */
public class CfnDriftStep extends StackStep {

    /** AWS takes minutes for a stack with many resources. */
    static final int DEFAULT_MINUTES = 60;

    private boolean failOnDrift;
    private boolean showValues = true;

    /** @param stack its name or ARN */
    @DataBoundConstructor
    public CfnDriftStep(String stack) {
        super(stack, DEFAULT_MINUTES);
    }

    public boolean isFailOnDrift() {
        return failOnDrift;
    }

    @DataBoundSetter
    public void setFailOnDrift(boolean failOnDrift) {
        this.failOnDrift = failOnDrift;
    }

    public boolean isShowValues() {
        return showValues;
    }

    @DataBoundSetter
    public void setShowValues(boolean showValues) {
        this.showValues = showValues;
    }

    @Override
    ActionPlan plan(UnaryOperator<String> words) {
        return new CfnDriftPlan(scope(words), words.apply(getStack()), failOnDrift, showValues, limit());
    }

    @Extension
    @Symbol("cfnDrift")
    public static final class DescriptorImpl extends CfnStepDescriptor {

        @Override
        public String getFunctionName() {
            return "cfnDrift";
        }

        @Override
        public List<Class<? extends ActionPlan>> planKinds() {
            return List.of(CfnDriftPlan.class);
        }

        @Override
        public String getDisplayName() {
            return "Compare a CloudFormation stack with its template";
        }
    }
}
