package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code cfnOutputs stack: …}: the outputs of a stack. */
public class CfnOutputsStep extends StackStep {

    /** There is nothing to wait for but AWS's patience. */
    static final int DEFAULT_MINUTES = 15;

    private boolean failIfAbsent = true;
    private boolean details;

    /** @param stack its name or ARN */
    @DataBoundConstructor
    public CfnOutputsStep(String stack) {
        super(stack, DEFAULT_MINUTES);
    }

    public boolean isFailIfAbsent() {
        return failIfAbsent;
    }

    @DataBoundSetter
    public void setFailIfAbsent(boolean failIfAbsent) {
        this.failIfAbsent = failIfAbsent;
    }

    public boolean isDetails() {
        return details;
    }

    /** @param details whether all about the stack is returned, and not the outputs alone */
    @DataBoundSetter
    public void setDetails(boolean details) {
        this.details = details;
    }

    @Override
    ActionPlan plan(UnaryOperator<String> words) {
        return new CfnOutputsPlan(scope(words), words.apply(getStack()), failIfAbsent, details, limit());
    }

    @Extension
    @Symbol("cfnOutputs")
    public static final class DescriptorImpl extends CfnStepDescriptor {

        @Override
        public String getFunctionName() {
            return "cfnOutputs";
        }

        @Override
        public List<Class<? extends ActionPlan>> planKinds() {
            return List.of(CfnOutputsPlan.class);
        }

        @Override
        public String getDisplayName() {
            return "Read the outputs of a CloudFormation stack";
        }
    }
}
