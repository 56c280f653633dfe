package io.jenkins.plugins.awsreleasestages.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * One save for all who ask for the same thing to be saved at the same time. Each is answered by a save that began after
 * it had asked, so that what it had changed is in it; one save is under way at a time, and at most one is to come.
 */
public final class SharedSave {

    private CompletableFuture<Void> next;
    private Supplier<CompletionStage<Void>> saving;
    private boolean underWay;

    /** @param saving begins a save; of those who share one, the one who asked last is called */
    public CompletionStage<Void> save(Supplier<CompletionStage<Void>> saving) {
        CompletableFuture<Void> mine;
        synchronized (this) {
            this.saving = saving;
            if (next == null) {
                next = new CompletableFuture<>();
            }
            mine = next;
            if (underWay) {
                return mine;
            }
            underWay = true;
        }
        begin();
        return mine;
    }

    private void begin() {
        CompletableFuture<Void> these;
        Supplier<CompletionStage<Void>> now;
        synchronized (this) {
            these = next;
            now = saving;
            next = null;
            saving = null;
        }
        begun(now).whenComplete((done, problem) -> {
            if (problem == null) {
                these.complete(null);
            } else {
                these.completeExceptionally(problem);
            }
            if (more()) {
                begin();
            }
        });
    }

    private static CompletionStage<Void> begun(Supplier<CompletionStage<Void>> saving) {
        try {
            return saving.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private synchronized boolean more() {
        underWay = next != null;
        return underWay;
    }
}
