package io.jenkins.plugins.awsreleasestages.runner;

import groovy.lang.Closure;
import java.util.ArrayList;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;

/** Collects with what a body is to be run. */
public final class BodyStart extends BodyInvoker {
    private final StepCall owner;
    private final Closure<?> closure;
    private final ArrayList<Object> given = new ArrayList<>();
    private final ArrayList<BodyExecutionCallback> callbacks = new ArrayList<>();
    private String name;
    private boolean branch;

    BodyStart(StepCall owner, Closure<?> closure) {
        this.owner = owner;
        this.closure = closure;
    }

    @Override
    public BodyInvoker withContext(Object override) {
        if (override != null) {
            given.add(override);
        }
        return this;
    }

    @Override
    public BodyInvoker withDisplayName(String displayName) {
        name = displayName;
        return this;
    }

    /** A named body is a stage, unless it is a branch of {@code parallel}. */
    public BodyInvoker asBranch(String branchName) {
        name = branchName;
        branch = true;
        return this;
    }

    @Override
    public BodyInvoker withCallback(BodyExecutionCallback callback) {
        callbacks.add(callback);
        return this;
    }

    @Override
    public BodyExecution start() {
        BodyRun body = new BodyRun(owner, closure, given, callbacks, name, branch);
        owner.interpreter().launch(body);
        return body;
    }
}
