package io.jenkins.plugins.awsreleasestages.runner.steps;

import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.runner.StepCall;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

public final class RetryStep extends BaseStep {
    private final int count;

    @DataBoundConstructor
    public RetryStep(int count) {
        this.count = count;
    }

    @Override
    StepExecution start(StepCall call) {
        return new Execution(call, count);
    }

    private static final class Execution extends StepExecution {
        private static final long serialVersionUID = 1L;

        private final int count;

        Execution(StepContext context, int count) {
            super(context);
            this.count = count;
        }

        @Override
        public boolean start() {
            getContext().newBodyInvoker().withCallback(new Attempt(count - 1)).start();
            return false;
        }
    }

    private static final class Attempt extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;

        private final int left;

        Attempt(int left) {
            this.left = left;
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            context.onSuccess(result);
        }

        @Override
        public void onFailure(StepContext context, Throwable problem) {
            boolean wanted = problem instanceof FlowInterruptedException interrupted
                    && interrupted.isActualInterruption();
            if (wanted || left <= 0) {
                context.onFailure(problem);
                return;
            }
            StepCall call = (StepCall) context;
            call.say("ERROR: " + problem.getMessage());
            call.say("Retrying");
            context.newBodyInvoker().withCallback(new Attempt(left - 1)).start();
        }
    }

    @Extension
    public static final class DescriptorImpl extends Described {
        public DescriptorImpl() {
            super("retry", true);
        }
    }
}
