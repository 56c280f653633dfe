package io.jenkins.plugins.awsreleasestages.jenkins;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import hudson.ExtensionList;
import hudson.model.Result;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** A Pipeline around one step: nothing in it but what a test puts there, and every save is done at once. */
public abstract class FakeStepContext extends StepContext {

    private static final long serialVersionUID = 1L;

    /** As if the descriptor of a step had said so. */
    static void knows(Class<? extends ActionPlan> plan) {
        ExtensionList.lookup(ActionPlan.Kinds.class).add(() -> List.of(plan));
    }

    /** A step as Pipeline would save it now. */
    static byte[] saved(StepExecution step) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(step);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A step as it is after a restart, before it is resumed. */
    static StepExecution restored(byte[] saved) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(saved))) {
            return (StepExecution) in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

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
