package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A sequence after some of its stages have ended, without anything having run. */
public final class AfterStages {

    private final Sequence sequence;
    private SequenceState state;

    private AfterStages(Sequence sequence, SequenceState state) {
        this.sequence = sequence;
        this.state = state;
    }

    /** Nothing has begun; it may take a day. */
    public static AfterStages of(Sequence sequence) {
        return new AfterStages(sequence, SequenceState.create(Instant.EPOCH, Duration.ofDays(1)));
    }

    private AfterStages ended(String stage, Object data, boolean well, String failure) {
        state = state.ended(new SequenceState.Ended(stage, data, true, well, failure));
        return this;
    }

    public AfterStages well(String stage, Object data) {
        return ended(stage, data, true, null);
    }

    public AfterStages failed(String stage, Object data, String why) {
        return ended(stage, data, false, why);
    }

    /** @param started whether the stage had begun anything at the remote side */
    public AfterStages stopped(String stage, Object data, boolean started) {
        state = state.ended(new SequenceState.Ended(stage, data, started, false, null))
                .stopped(new Outcome.Stopped("stopped", false));
        return this;
    }

    /** A stop came when the last of these stages had just ended. */
    public AfterStages justStopped() {
        state = state.stopped(new Outcome.Stopped("stopped", false));
        return this;
    }

    /** The stage is under way. */
    public AfterStages at(String stage, Object data) {
        ActionState<Object> work = ActionState.create(data, Instant.EPOCH, Duration.ofDays(1));
        state = new SequenceState(state.deadline(), stage, work, state.ended(), state.stopReason(), state.timedOut());
        return this;
    }

    public SequenceState state() {
        return state;
    }

    /** The same as it is after it was saved and read again: nothing of our classes in it. */
    public SequenceState restored() {
        return PlainData.read(SequenceState.class, PlainData.of(state));
    }

    /** The name of the stage that comes next; null when that was all. */
    public String next() {
        Stage<?, ?> stage = SequenceRun.next(sequence, restored()).stage();
        return stage == null ? null : stage.name();
    }

    /** The first state of what comes next; null when that was all. */
    public Object nextData() {
        return SequenceRun.next(sequence, restored()).data();
    }

    /** How it ends where nothing comes next. */
    public Outcome outcome() {
        return SequenceRun.next(sequence, restored()).state().outcome();
    }

    /** The action of a stage in that state. */
    public <S, A> Action<S, A> action(String stage, S data) {
        return this.<S, A>stage(stage).action().apply(state, data);
    }

    /** Who makes the calls of a stage in that state; empty where they cannot hang. */
    public <S> Optional<Worker> worker(String stage, S data) {
        return this.<S, Object>stage(stage).calls().workerFor(data);
    }

    @SuppressWarnings("unchecked")
    private <S, A> Stage<S, A> stage(String name) {
        return (Stage<S, A>) sequence.stages(state).stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
