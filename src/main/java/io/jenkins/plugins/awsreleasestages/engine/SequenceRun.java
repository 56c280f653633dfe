package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Carries out a {@link Sequence}: one stage after another, each by an {@link ActionRun}; then what comes after a failure
 * or a stop. It begins anew, or goes on after a restart, from its {@link SequenceState}.
 */
public final class SequenceRun {

    /** How long each stage may at least take that comes after a failure or a stop. */
    static final Duration TIDYING = Duration.ofMinutes(2);

    private final Sequence sequence;
    private final SequenceHost host;
    private final Scheduler scheduler;
    private final ActionRun.Options options;

    private SequenceState state;
    private ActionRun<?, ?> work;
    private String stopReason;
    private boolean closed;

    public SequenceRun(
            Sequence sequence, SequenceHost host, Scheduler scheduler, ActionRun.Options options, SequenceState state) {
        this.sequence = sequence;
        this.host = host;
        this.scheduler = scheduler;
        this.options = options;
        this.state = state;
    }

    /** Begins, or goes on after a restart. */
    public void go() {
        if (state().stage() == null) {
            goOn(state());
            return;
        }
        ActionRun<?, ?> resumed = work(stage(state()));
        String wanted;
        synchronized (this) {
            wanted = state.stopped() ? null : stopReason;
        }
        if (wanted != null) {
            resumed.stop(wanted);
        }
        resumed.go();
    }

    /** Wants it stopped. Returns at once; {@link SequenceHost#ended} follows. What tidies up is not stopped. */
    public void stop(String reason) {
        ActionRun<?, ?> current;
        synchronized (this) {
            if (state.stopped()) {
                return;
            }
            stopReason = reason;
            current = work;
        }
        if (current != null) {
            current.stop(reason);
        }
    }

    /** Forgets the run without ending it, as when the controller shuts down. */
    public synchronized void close() {
        closed = true;
        if (work != null) {
            work.close();
        }
    }

    /** The state from which it goes on after a restart. */
    public synchronized SequenceState state() {
        return state;
    }

    /** What the {@link SequenceState#decisiveStage} is called in messages; empty before the first. */
    public static String title(Sequence sequence, SequenceState state) {
        String decisive = state.decisiveStage();
        String title = "";
        for (Stage<?, ?> stage : sequence.stages(state)) {
            // A mere condition has no title; the stage before it says what it was about.
            title = title(stage, state).orElse(title);
            if (stage.name().equals(decisive)) {
                return title;
            }
        }
        return title;
    }

    private static <S, A> Optional<String> title(Stage<S, A> stage, SequenceState state) {
        return Optional.ofNullable(state.state(stage.name(), stage.type()))
                .map(data -> stage.action().apply(state, data).title());
    }

    private Stage<?, ?> stage(SequenceState now) {
        return sequence.stages(now).stream()
                .filter(stage -> stage.name().equals(now.stage()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no stage " + now.stage() + " any more."));
    }

    /**
     * What comes next.
     *
     * @param stage null when that was all
     * @param state with the stages that had nothing to do, or were refused, among those that have ended
     * @param data the first state of the stage
     */
    record Next(Stage<?, ?> stage, SequenceState state, Object data) {}

    /** The next stage that has something to do. */
    static Next next(Sequence sequence, SequenceState ended) {
        SequenceState now = ended;
        while (true) {
            Stage<?, ?> stage = following(sequence, now);
            if (stage == null) {
                return new Next(null, now, null);
            }
            try {
                Object data = stage.begin().apply(now);
                if (data != null) {
                    return new Next(stage, now, data);
                }
                now = now.ended(new SequenceState.Ended(stage.name(), null, false, true, null));
            } catch (RemoteFailure e) {
                now = now.ended(new SequenceState.Ended(stage.name(), null, false, false, e.getMessage()));
            }
        }
    }

    private void goOn(SequenceState ended) {
        Next next = next(sequence, ended);
        if (next.stage() == null) {
            host.ended(next.state(), next.state().outcome());
        } else {
            begin(next.stage(), next.state(), next.data());
        }
    }

    /** The first stage after the last one that may come now; null when there is none. */
    private static Stage<?, ?> following(Sequence sequence, SequenceState now) {
        String last = now.position();
        boolean after = last == null;
        for (Stage<?, ?> stage : sequence.stages(now)) {
            if (after && stage.mayCome(now)) {
                return stage;
            }
            after |= stage.name().equals(last);
        }
        return null;
    }

    private void begin(Stage<?, ?> stage, SequenceState before, Object data) {
        Instant now = scheduler.clock().instant();
        Duration left = Duration.between(now, before.deadline());
        boolean afterTheEnd = before.stopped() || before.failure() != null;
        Duration limit = afterTheEnd && left.compareTo(TIDYING) < 0 ? TIDYING : left;
        ActionRun<?, ?> begun;
        String stopped;
        synchronized (this) {
            if (closed) {
                return;
            }
            state = before.begun(stage, data, now, limit);
            work = null;
            begun = work(stage);
            stopped = before.stopped() ? null : stopReason;
        }
        if (stopped != null) {
            // It came between two stages.
            begun.stop(stopped);
        }
        begun.go();
    }

    private synchronized <S, A> ActionRun<?, ?> work(Stage<S, A> stage) {
        if (work == null) {
            S data = state.state(stage.name(), stage.type());
            ActionState<S> saved = state.work().with(data);
            work = new ActionRun<>(
                    stage.action().apply(state, data),
                    stage.calls(),
                    new Host<>(stage),
                    scheduler,
                    new Lifecycle(),
                    options,
                    saved);
        }
        return work;
    }

    private void ended(Stage<?, ?> stage, ActionState<?> last, Outcome outcome) {
        boolean well = outcome instanceof Outcome.Succeeded;
        String failure = outcome instanceof Outcome.Failed failed ? failed.message() : null;
        SequenceState before = state().with(last);
        SequenceState now =
                before.ended(new SequenceState.Ended(stage.name(), last.data(), last.started(), well, failure));
        SequenceState next = stopped(now, outcome);
        if (failure != null && (next.stopped() || before.failure() != null)) {
            // Not the cause of the end: what came after it.
            host.log(failure);
        }
        goOn(next);
    }

    /** A stop that came when the action had just ended is a stop, too. */
    private synchronized SequenceState stopped(SequenceState now, Outcome outcome) {
        if (outcome instanceof Outcome.Stopped stopped) {
            return now.stopped(stopped);
        }
        return stopReason == null ? now : now.stopped(new Outcome.Stopped(stopReason, false));
    }

    private final class Host<S> implements ActionHost<S> {
        private final Stage<S, ?> stage;

        Host(Stage<S, ?> stage) {
            this.stage = stage;
        }

        private void tellWhatIsNew(ActionState<S> newWork) {
            if (!newWork.data().equals(state().work().data())) {
                stage.seen().accept(newWork.data());
            }
        }

        private SequenceState take(ActionState<S> newWork) {
            synchronized (SequenceRun.this) {
                state = state.with(newWork);
                return state;
            }
        }

        @Override
        public CompletionStage<Void> save(ActionState<S> newWork) {
            tellWhatIsNew(newWork);
            return host.save(take(newWork));
        }

        @Override
        public CompletionStage<Void> saveAgain() {
            return host.saveAgain();
        }

        @Override
        public void keep(ActionState<S> newWork, List<String> lines) {
            // First: what is saved was seen.
            tellWhatIsNew(newWork);
            host.keep(state().with(newWork), lines);
            take(newWork);
        }

        @Override
        public void log(String line) {
            host.log(line);
        }

        @Override
        public void ended(ActionState<S> last, Outcome outcome) {
            SequenceRun.this.ended(stage, last, outcome);
        }
    }
}
