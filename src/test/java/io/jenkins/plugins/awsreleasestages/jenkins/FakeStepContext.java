package io.jenkins.plugins.awsreleasestages.jenkins;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import hudson.model.Result;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** A Pipeline around one step: nothing in it but what a test puts there, and every save is done at once. */
abstract class FakeStepContext extends StepContext {

    private static final long serialVersionUID = 1L;

    @Override
    public <T> T get(Class<T> key) throws IOException {
        return null;
    }

    @Override
    public ListenableFuture<Void> saveState() {
        return Futures.immediateFuture(null);
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setResult(Result result) {}

    @Override
    public BodyInvoker newBodyInvoker() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean equals(Object other) {
        return other != null && getClass() == other.getClass();
    }

    @Override
    public int hashCode() {
        return 1;
    }
}
