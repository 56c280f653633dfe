package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The saves of one action. A disk that is full for a moment is no reason to give up what runs at the remote side, so a
 * save that fails is tried again; the log says so once.
 */
final class StateSaves<S> {

    private final String title;
    private final ActionHost<S> host;
    private final Scheduler scheduler;
    private final ActionRun.Options options;

    private int failed;
    private Scheduler.Scheduled later;
    private boolean closed;

    StateSaves(String title, ActionHost<S> host, Scheduler scheduler, ActionRun.Options options) {
        this.title = title;
        this.host = host;
        this.scheduler = scheduler;
        this.options = options;
    }

    /** @param notSaved told why not; trying again is its affair */
    void save(ActionState<S> state, Runnable saved, Consumer<String> notSaved) {
        begin(() -> host.save(state), saved, notSaved);
    }

    /** Saves the state while everything else goes on, however often it must be tried. */
    void saveMeanwhile(ActionState<S> state) {
        save(state, () -> {}, why -> saveLater());
    }

    /** Tries again later, while everything else goes on, what could not be saved. */
    synchronized void saveLater() {
        if (!closed && later == null) {
            later = scheduler.after(pause(), this::saveNow);
        }
    }

    /** How long to wait after a save that failed. */
    synchronized Duration pause() {
        return options.backoff().delay(failed, options.chance().getAsDouble());
    }

    /** What has ended is not saved any more. */
    synchronized void close() {
        closed = true;
        if (later != null) {
            later.cancel();
        }
    }

    private void saveNow() {
        synchronized (this) {
            later = null;
            if (closed) {
                return;
            }
        }
        begin(host::saveAgain, () -> {}, why -> saveLater());
    }

    private void begin(Supplier<CompletionStage<Void>> save, Runnable saved, Consumer<String> notSaved) {
        begun(save)
                .whenComplete((done, problem) -> scheduler.after(Duration.ZERO, () -> {
                    if (problem == null) {
                        succeeded();
                        saved.run();
                    } else {
                        notSaved.accept(failed(problem));
                    }
                }));
    }

    private static CompletionStage<Void> begun(Supplier<CompletionStage<Void>> save) {
        try {
            return save.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized void succeeded() {
        failed = 0;
    }

    private String failed(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        String why = "The state of " + title + " could not be saved: " + cause + ".";
        boolean first;
        synchronized (this) {
            first = failed++ == 0;
        }
        if (first) {
            host.log(why + " Trying again.");
        }
        return why;
    }
}
