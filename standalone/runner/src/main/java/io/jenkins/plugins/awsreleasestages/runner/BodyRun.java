package io.jenkins.plugins.awsreleasestages.runner;

import com.cloudbees.groovy.cps.Outcome;
import groovy.lang.Closure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** One run of the block of a step. */
final class BodyRun extends BodyExecution {
    private static final long serialVersionUID = 1L;

    private final StepCall owner;
    private final Closure<?> closure;
    private final ArrayList<Object> given;
    private final ArrayList<BodyExecutionCallback> callbacks;
    private final String name;
    private final boolean branch;
    private StageRecord stage;
    private boolean cancelled;
    private Outcome outcome;

    BodyRun(
            StepCall owner,
            Closure<?> closure,
            ArrayList<Object> given,
            ArrayList<BodyExecutionCallback> callbacks,
            String name,
            boolean branch) {
        this.owner = owner;
        this.closure = closure;
        this.given = given;
        this.callbacks = callbacks;
        this.name = name;
        this.branch = branch;
    }

    StepCall owner() {
        return owner;
    }

    Closure<?> closure() {
        return closure;
    }

    boolean isStage() {
        return name != null && !branch;
    }

    boolean isBranch() {
        return branch;
    }

    String name() {
        return name;
    }

    StageRecord stage() {
        return stage;
    }

    void stage(StageRecord record) {
        stage = record;
    }

    /** The last one given counts. */
    Object given(Class<?> key) {
        for (int i = given.size() - 1; i >= 0; i--) {
            if (key.isInstance(given.get(i))) {
                return given.get(i);
            }
        }
        return null;
    }

    void begun() {
        callbacks.forEach(callback -> callback.onStart(owner));
    }

    void ended(Outcome end) {
        synchronized (this) {
            outcome = end;
            notifyAll();
        }
        for (BodyExecutionCallback callback : callbacks) {
            try {
                if (end.isSuccess()) {
                    callback.onSuccess(owner, end.getNormal());
                } else {
                    callback.onFailure(owner, end.getAbnormal());
                }
            } catch (RuntimeException | Error e) {
                owner.onFailure(e);
            }
        }
    }

    @Override
    public Collection<StepExecution> getCurrentExecutions() {
        List<StepExecution> executions = new ArrayList<>();
        owner.interpreter().leavesBelow(this).forEach(call -> executions.add(call.execution()));
        return executions;
    }

    @Override
    public boolean cancel(Throwable cause) {
        synchronized (this) {
            if (outcome != null || cancelled) {
                return false;
            }
            cancelled = true;
        }
        owner.interpreter().post(() -> owner.interpreter().stop(this, cause));
        return true;
    }

    @Override
    public synchronized boolean isCancelled() {
        return cancelled;
    }

    @Override
    public synchronized boolean isDone() {
        return outcome != null;
    }

    @Override
    public synchronized Object get() throws InterruptedException, ExecutionException {
        while (outcome == null) {
            wait();
        }
        if (outcome.isFailure()) {
            throw new ExecutionException(outcome.getAbnormal());
        }
        return outcome.getNormal();
    }

    @Override
    public synchronized Object get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException {
        if (outcome == null) {
            unit.timedWait(this, timeout);
        }
        return get();
    }
}
