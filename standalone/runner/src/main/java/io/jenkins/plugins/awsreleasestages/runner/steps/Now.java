package io.jenkins.plugins.awsreleasestages.runner.steps;

import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** Is done at once, on the program's own thread. */
final class Now extends StepExecution {
    private static final long serialVersionUID = 1L;

    interface Work {
        Object run() throws Exception;
    }

    private final transient Work work;

    Now(StepContext context, Work work) {
        super(context);
        this.work = work;
    }

    @Override
    public boolean start() throws Exception {
        getContext().onSuccess(work.run());
        return true;
    }
}
