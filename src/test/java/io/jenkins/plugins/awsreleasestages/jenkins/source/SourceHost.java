package io.jenkins.plugins.awsreleasestages.jenkins.source;

import io.jenkins.plugins.awsreleasestages.engine.ActionHost;
import io.jenkins.plugins.awsreleasestages.engine.ActionRun;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Keeps all that bringing a source in has told. */
final class SourceHost implements ActionHost<SourceCheckout.State> {

    final List<String> log = new ArrayList<>();
    final List<ActionState<SourceCheckout.State>> saved = new ArrayList<>();
    ActionState<SourceCheckout.State> last;
    volatile Outcome outcome;
    Consumer<ActionState<SourceCheckout.State>> onSave = state -> {};

    /** Aborts the run once this is reached; completed with the moment. */
    static CompletableFuture<Instant> abort(ActionRun<?, ?> run, CountDownLatch reached) {
        CompletableFuture<Instant> aborted = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        reached.await();
                        aborted.complete(Instant.now());
                        run.stop("Aborted by alice");
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })
                .start();
        return aborted;
    }

    @Override
    public CompletionStage<Void> save(ActionState<SourceCheckout.State> state) {
        saved.add(state);
        onSave.accept(state);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> saveAgain() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void keep(ActionState<SourceCheckout.State> state, List<String> lines) {
        log.addAll(lines);
    }

    @Override
    public void log(String line) {
        log.add(line);
    }

    @Override
    public void ended(ActionState<SourceCheckout.State> state, Outcome how) {
        last = state;
        outcome = how;
    }
}
