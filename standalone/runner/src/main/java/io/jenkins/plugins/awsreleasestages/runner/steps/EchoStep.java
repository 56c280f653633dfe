package io.jenkins.plugins.awsreleasestages.runner.steps;

import hudson.Extension;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.runner.StepCall;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

public final class EchoStep extends BaseStep {
    private final String message;

    @DataBoundConstructor
    public EchoStep(String message) {
        this.message = message;
    }

    @Override
    StepExecution start(StepCall call) {
        return new Now(call, () -> {
            call.get(TaskListener.class).getLogger().println(message);
            return null;
        });
    }

    @Extension
    public static final class DescriptorImpl extends Described {
        public DescriptorImpl() {
            super("echo", false);
        }
    }
}
