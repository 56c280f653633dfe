package org.jenkinsci.plugins.workflow.steps;

import com.google.common.util.concurrent.FutureCallback;
import java.io.Serializable;

public abstract class BodyExecutionCallback implements Serializable {
    private static final long serialVersionUID = 1L;

    public void onStart(StepContext context) {}

    public abstract void onSuccess(StepContext context, Object result);

    public abstract void onFailure(StepContext context, Throwable problem);

    public static BodyExecutionCallback wrap(FutureCallback<Object> callback) {
        return new Passing(callback);
    }

    private static final class Passing extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        private final FutureCallback<Object> to;

        Passing(FutureCallback<Object> to) {
            this.to = to;
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            to.onSuccess(result);
        }

        @Override
        public void onFailure(StepContext context, Throwable problem) {
            to.onFailure(problem);
        }
    }

    public abstract static class TailCall extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;

        protected abstract void finished(StepContext context) throws Exception;

        @Override
        public final void onSuccess(StepContext context, Object result) {
            try {
                finished(context);
            } catch (Exception e) {
                context.onFailure(e);
                return;
            }
            context.onSuccess(result);
        }

        @Override
        public final void onFailure(StepContext context, Throwable problem) {
            try {
                finished(context);
            } catch (Exception e) {
                problem.addSuppressed(e);
            }
            context.onFailure(problem);
        }
    }
}
