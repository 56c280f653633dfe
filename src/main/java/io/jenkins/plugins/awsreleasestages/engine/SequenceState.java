package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is saved of a sequence: plain data, immutable.
 *
 * @param deadline when the work is stopped because it took too long
 * @param stage the name of the stage under way; null before the first
 * @param work the state of its action; null before the first
 * @param ended the stages that have ended, in their order
 * @param stopReason why it was stopped; null unless it was
 * @param timedOut whether the deadline, and not a person, has stopped it
 */
public record SequenceState(
        Instant deadline,
        String stage,
        ActionState<Object> work,
        List<Ended> ended,
        String stopReason,
        boolean timedOut) {

    /**
     * A stage that has ended.
     *
     * @param data the last state of its action; null where it never had one
     * @param started whether anything was begun
     * @param well whether it has ended well
     * @param failure why it has failed; null when it ended well or was stopped
     */
    public record Ended(String stage, Object data, boolean started, boolean well, String failure) {}

    public SequenceState {
        ended = List.copyOf(ended);
    }

    /** Nothing has begun; all must end before {@code limit} has passed. */
    public static SequenceState create(Instant now, Duration limit) {
        return new SequenceState(now.plus(limit), null, null, List.of(), null, false);
    }

    /** What a stage has come to, under way or ended; null when it has not begun. */
    public <T> T state(String name, Class<T> type) {
        Object data = data(name);
        // What comes from the disk is plain until somebody asks.
        return type.isInstance(data) ? type.cast(data) : PlainData.read(type, data);
    }

    private Object data(String name) {
        if (name.equals(stage)) {
            return work.data();
        }
        return ended.stream()
                .filter(one -> one.stage().equals(name))
                .map(Ended::data)
                .filter(data -> data != null)
                .findFirst()
                .orElse(null);
    }

    /** Whether a stage has begun something at the remote side. */
    public boolean started(String name) {
        if (name.equals(stage)) {
            return work.started();
        }
        return ended.stream().anyMatch(one -> one.stage().equals(name) && one.started());
    }

    /** Whether a stage has ended well. */
    public boolean endedWell(String name) {
        return ended.stream().anyMatch(one -> one.stage().equals(name) && one.well());
    }

    /** Whether somebody, or the deadline, has stopped it. */
    public boolean stopped() {
        return stopReason != null;
    }

    /** The first failure, which is the cause of all after it; null when there is none. */
    public String failure() {
        return firstFailed() == null ? null : firstFailed().failure();
    }

    /** Where the first failure was; null when there is none. */
    public String failedStage() {
        return firstFailed() == null ? null : firstFailed().stage();
    }

    private Ended firstFailed() {
        return ended.stream().filter(one -> one.failure() != null).findFirst().orElse(null);
    }

    /**
     * The stage that says how all of it is, or has ended: where it failed or was stopped; else the one under way, or the
     * last that had something to do. Null before the first.
     */
    public String decisiveStage() {
        if (stopped()) {
            return ended.stream()
                    .filter(one -> !one.well())
                    .map(Ended::stage)
                    .findFirst()
                    .orElseGet(this::lastStage);
        }
        return failure() != null ? failedStage() : lastStage();
    }

    private String lastStage() {
        if (stage != null) {
            return stage;
        }
        for (int i = ended.size() - 1; i >= 0; i--) {
            if (ended.get(i).data() != null) {
                return ended.get(i).stage();
            }
        }
        return null;
    }

    /** The stage after which the next one is looked for; null before the first. */
    String position() {
        return ended.isEmpty() ? null : ended.get(ended.size() - 1).stage();
    }

    SequenceState begun(Stage<?, ?> next, Object data, Instant now, Duration limit) {
        return new SequenceState(
                deadline, next.name(), ActionState.create(data, now, limit), ended, stopReason, timedOut);
    }

    SequenceState with(ActionState<?> newWork) {
        return new SequenceState(deadline, stage, generic(newWork), ended, stopReason, timedOut);
    }

    SequenceState ended(Ended one) {
        List<Ended> all = new ArrayList<>(ended);
        all.add(one);
        return new SequenceState(deadline, null, null, all, stopReason, timedOut);
    }

    /** The first stop counts. */
    SequenceState stopped(Outcome.Stopped how) {
        return stopped() ? this : new SequenceState(deadline, stage, work, ended, how.reason(), how.timedOut());
    }

    Outcome outcome() {
        if (stopped()) {
            return new Outcome.Stopped(stopReason, timedOut);
        }
        return failure() == null ? new Outcome.Succeeded() : new Outcome.Failed(failure());
    }

    @SuppressWarnings("unchecked") // whoever asks for the data says the type
    private static ActionState<Object> generic(ActionState<?> state) {
        return (ActionState<Object>) state;
    }
}
