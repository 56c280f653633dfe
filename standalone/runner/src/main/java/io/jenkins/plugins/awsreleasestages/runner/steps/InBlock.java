package io.jenkins.plugins.awsreleasestages.runner.steps;

import java.util.List;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** Runs its block once, with something more around it. */
final class InBlock extends StepExecution {
    private static final long serialVersionUID = 1L;

    private final transient List<?> given;
    private final transient String name;

    InBlock(StepContext context, String name, List<?> given) {
        super(context);
        this.name = name;
        this.given = given;
    }

    @Override
    public boolean start() {
        BodyInvoker body = getContext().newBodyInvoker().withContexts(given).withCallback(new PassOn());
        if (name != null) {
            body.withDisplayName(name);
        }
        body.start();
        return false;
    }

    /** The end of the block is the end of the step. */
    static final class PassOn extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;

        @Override
        public void onSuccess(StepContext context, Object result) {
            context.onSuccess(result);
        }

        @Override
        public void onFailure(StepContext context, Throwable problem) {
            context.onFailure(problem);
        }
    }
}
