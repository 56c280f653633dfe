package io.jenkins.plugins.awsreleasestages.jenkins.source;

import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import io.jenkins.plugins.awsreleasestages.engine.Worker;
import io.jenkins.plugins.awsreleasestages.engine.Worker.Work;
import io.jenkins.plugins.awsreleasestages.source.CommitAuthors;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Pins a revision (the start) and brings it in (the looks). The answer to a look is the revision once it is here, null
 * while it is on its way. After a restart of the controller the same revision is brought in again.
 */
final class SourceCheckout implements Action<SourceCheckout.State, SourceRevision> {

    /** A look waits this long for the end, so that it is known at once and a stop is noticed soon. */
    private static final long LOOK_SECONDS = 2;

    private final AwsSource source;
    private final SourceSite site;
    private final RemoteCall<SourceRevision> seenByTrigger;

    private final Supplier<Worker> worker;

    /** The work under way in this life of the controller; null when there is none. */
    private Work<SourceRevision> arriving;

    private boolean stopped;

    /**
     * @param seenByTrigger the revision that started the run; null when none did
     * @param worker brings the revision in; asked for when it is needed, may fail while the agent is away
     */
    SourceCheckout(
            AwsSource source, SourceSite site, RemoteCall<SourceRevision> seenByTrigger, Supplier<Worker> worker) {
        this.source = source;
        this.site = site;
        this.seenByTrigger = seenByTrigger;
        this.worker = worker;
    }

    @Override
    public String title() {
        return "awsSource";
    }

    @Override
    public Optional<State> find(State state) {
        return Optional.empty();
    }

    @Override
    public State start(State state) {
        return remote(() -> {
            if (state.asked() != null) {
                String why = state.override() == null ? "as named by revision" : "as asked for by " + state.override();
                return state.pinned(source.named(site, state.asked()), why);
            }
            SourceRevision seen = seenByTrigger.call();
            if (seen != null && source.has(seen)) {
                return state.pinned(seen, "as seen by the trigger");
            }
            return state.pinned(source.look(site), source.why());
        });
    }

    @Override
    public synchronized CompletionStage<SourceRevision> ask(State state) {
        boolean failed = arriving != null && end().isCompletedExceptionally();
        if (stopped && (arriving == null || failed)) {
            throw wasStopped();
        }
        if (arriving == null || failed) {
            arriving = worker.get().begin(() -> remote(() -> source.bringIn(site, state.revision())));
        }
        return end().copy()
                .completeOnTimeout(null, LOOK_SECONDS, TimeUnit.SECONDS)
                .exceptionallyCompose(problem -> CompletableFuture.failedFuture(isStopped() ? wasStopped() : problem));
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private static RemoteFailure wasStopped() {
        return RemoteFailure.refused("Bringing the source in was stopped.");
    }

    private CompletableFuture<SourceRevision> end() {
        return arriving.end().toCompletableFuture();
    }

    @Override
    public Look<State> read(State state, SourceRevision arrived, Instant now) {
        if (arrived == null) {
            return Look.goesOn(state, List.of(), Duration.ZERO);
        }
        return Look.succeeded(
                state.pinned(arrived, state.why()), List.of("Source: " + arrived + ", " + state.why() + "."));
    }

    /** Interrupts the work; the next look tells how it ended. */
    @Override
    public synchronized void stop(State state) {
        stopped = true;
        if (arriving != null) {
            arriving.interrupt().run();
        }
    }

    @Override
    public String leftBehind(State state) {
        return "What was already brought in stays in the workspace.";
    }

    /** Something that may fail on its way. */
    interface RemoteCall<T> {
        T call() throws IOException, InterruptedException;
    }

    private static <T> T remote(RemoteCall<T> call) {
        try {
            return call.call();
        } catch (IOException e) {
            throw new RemoteFailure(Kind.REFUSED, "Bringing the source in failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteFailure(Kind.UNREACHABLE, "Bringing the source in was interrupted.", e);
        }
    }

    /**
     * What is saved of a running {@code awsSource}.
     *
     * @param asked the revision that the user names; null for the trigger's or the newest
     * @param pinned the pinned revision, see {@link SourceRevision#toMap}; null before the start, and where it is known
     *     only when it is here
     * @param why why it is this revision, for the log
     * @param authors who has written what it brings; null where that is not known yet
     * @param override how the run was asked for another revision than the newest, and by whom; null where it was not
     */
    record State(String asked, Map<String, String> pinned, String why, CommitAuthors authors, String override) {

        static State create(String asked) {
            return new State(asked, null, null, null, null);
        }

        static State overridden(String asked, String override) {
            return new State(asked, null, null, null, override);
        }

        State pinned(SourceRevision pin, String reason) {
            return pin == null
                    ? new State(asked, null, reason, null, override)
                    : new State(asked, pin.toMap(), reason, pin.authors(), override);
        }

        /** Null as long as it is not known. */
        SourceRevision revision() {
            if (pinned == null) {
                return null;
            }
            SourceRevision revision = SourceRevision.of(pinned);
            return authors == null ? revision : revision.by(authors);
        }
    }
}
