package io.jenkins.plugins.awsreleasestages.runner.steps;

import hudson.AbortException;
import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.runner.StepCall;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

public final class ErrorStep extends BaseStep {
    private final String message;

    @DataBoundConstructor
    public ErrorStep(String message) {
        this.message = message;
    }

    @Override
    StepExecution start(StepCall call) {
        return new Now(call, () -> {
            throw new AbortException(message);
        });
    }

    @Extension
    public static final class DescriptorImpl extends Described {
        public DescriptorImpl() {
            super("error", false);
        }
    }
}
