package org.jenkinsci.plugins.workflow.steps;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import java.io.Serializable;
import java.util.function.Consumer;
import standalone.Host;

public abstract class StepExecution implements Serializable {
    private static final long serialVersionUID = 1L;

    private StepContext context;

    @Deprecated
    protected StepExecution() {}

    protected StepExecution(StepContext context) {
        this.context = context;
    }

    public StepContext getContext() {
        return context;
    }

    public abstract boolean start() throws Exception;

    public void stop(Throwable cause) throws Exception {
        getContext().onFailure(cause);
    }

    public void onResume() {}

    public String getStatus() {
        return null;
    }

    public boolean blocksRestart() {
        return false;
    }

    public static ListenableFuture<?> acceptAll(Consumer<? super StepExecution> action) {
        return acceptAll(StepExecution.class, action);
    }

    public static <T extends StepExecution> ListenableFuture<Void> acceptAll(
            Class<T> type, Consumer<? super T> action) {
        for (StepExecution execution : Host.get().runningSteps()) {
            if (type.isInstance(execution)) {
                action.accept(type.cast(execution));
            }
        }
        return Futures.immediateVoidFuture();
    }
}
