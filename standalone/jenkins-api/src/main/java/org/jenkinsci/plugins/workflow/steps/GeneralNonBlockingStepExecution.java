package org.jenkinsci.plugins.workflow.steps;

import java.util.concurrent.Future;

/** Does short work on a thread of its own, and then goes on without it. */
public abstract class GeneralNonBlockingStepExecution extends StepExecution {
    private static final long serialVersionUID = 1L;

    private transient volatile Future<?> task;
    private transient Throwable stopCause;
    private boolean busy;

    protected GeneralNonBlockingStepExecution(StepContext context) {
        super(context);
    }

    @FunctionalInterface
    protected interface Block {
        void run() throws Exception;
    }

    protected final void run(Block block) {
        busy = true;
        task = standalone.Workers.submit(() -> work(block));
    }

    private void work(Block block) {
        try {
            block.run();
        } catch (Throwable e) {
            getContext().onFailure(stopCause == null ? e : stopCause);
        } finally {
            busy = false;
            task = null;
        }
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        stopCause = cause;
        Future<?> running = task;
        if (running != null) {
            running.cancel(true);
            return;
        }
        super.stop(cause);
    }

    @Override
    public void onResume() {
        if (busy) {
            getContext().onFailure(new hudson.AbortException("Resume after a restart not supported while running"));
        }
    }
}
