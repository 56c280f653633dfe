package org.jenkinsci.plugins.workflow.steps;

import java.util.concurrent.Future;

/** Does short work on a thread of its own. After a restart nobody knows how far it came, so it fails. */
public abstract class SynchronousNonBlockingStepExecution<T> extends StepExecution {
    private static final long serialVersionUID = 1L;

    private transient Future<?> task;
    private transient Throwable stopCause;

    protected SynchronousNonBlockingStepExecution(StepContext context) {
        super(context);
    }

    protected abstract T run() throws Exception;

    @Override
    public final boolean start() throws Exception {
        task = standalone.Workers.submit(this::work);
        return false;
    }

    private void work() {
        try {
            getContext().onSuccess(run());
        } catch (Throwable e) {
            getContext().onFailure(stopCause == null ? e : stopCause);
        }
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        stopCause = cause;
        if (task != null) {
            task.cancel(true);
        }
    }

    @Override
    public void onResume() {
        getContext().onFailure(new hudson.AbortException("Resume after a restart not supported for non-blocking "
                + "synchronous steps"));
    }
}
