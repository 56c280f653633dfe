package io.jenkins.plugins.awsreleasestages.engine;

import static io.jenkins.plugins.awsreleasestages.engine.Phase.RUNNING;
import static io.jenkins.plugins.awsreleasestages.engine.Phase.STARTING;
import static io.jenkins.plugins.awsreleasestages.engine.Phase.STOPPING;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The life of an action as a declared table. What is not declared here does not happen. */
public final class Lifecycle {

    /** What is done about it. */
    public enum Then {
        /** It goes on after a while. */
        GO_ON,
        /** It is saved, and then goes on. */
        SAVE,
        /** It goes on and is saved meanwhile. */
        SAVE_MEANWHILE,
        /** It ends: {@link Outcome.Succeeded}. */
        SUCCEED,
        /** It ends: {@link Outcome.Failed}. */
        FAIL,
        /** It ends: {@link Outcome.Stopped}. */
        STOP,
        /** The same, and the log says how the work is, since it may go on. */
        TELL_AND_STOP
    }

    /** One row of the table: what a signal comes to in a phase. An end leaves the phase as it is. */
    public record Transition(Phase from, Signal signal, Then then, Phase to) {}

    private record Key(Phase from, Signal signal) {}

    private static final List<Transition> TABLE = List.of(
            new Transition(STARTING, Signal.START_FOUND, Then.SAVE, RUNNING),
            new Transition(STARTING, Signal.START_ACCEPTED, Then.SAVE, RUNNING),
            new Transition(STARTING, Signal.START_POSTPONED, Then.GO_ON, STARTING),
            new Transition(STARTING, Signal.START_REFUSED, Then.FAIL, STARTING),
            new Transition(STARTING, Signal.STOP_WANTED, Then.SAVE_MEANWHILE, STOPPING),
            new Transition(STARTING, Signal.DEADLINE_PASSED, Then.SAVE_MEANWHILE, STOPPING),
            new Transition(RUNNING, Signal.STILL_RUNNING, Then.GO_ON, RUNNING),
            new Transition(RUNNING, Signal.LOOK_MISSED, Then.GO_ON, RUNNING),
            new Transition(RUNNING, Signal.LOOK_REFUSED, Then.FAIL, RUNNING),
            new Transition(RUNNING, Signal.FINISHED_WELL, Then.SUCCEED, RUNNING),
            new Transition(RUNNING, Signal.FINISHED_BADLY, Then.FAIL, RUNNING),
            new Transition(RUNNING, Signal.STOP_WANTED, Then.SAVE_MEANWHILE, STOPPING),
            new Transition(RUNNING, Signal.DEADLINE_PASSED, Then.SAVE_MEANWHILE, STOPPING),
            new Transition(STOPPING, Signal.START_FOUND, Then.SAVE, STOPPING),
            new Transition(STOPPING, Signal.STOP_ACCEPTED, Then.GO_ON, STOPPING),
            new Transition(STOPPING, Signal.STOP_POSTPONED, Then.GO_ON, STOPPING),
            new Transition(STOPPING, Signal.STOP_REFUSED, Then.GO_ON, STOPPING),
            new Transition(STOPPING, Signal.STILL_RUNNING, Then.GO_ON, STOPPING),
            new Transition(STOPPING, Signal.LOOK_MISSED, Then.GO_ON, STOPPING),
            new Transition(STOPPING, Signal.LOOK_REFUSED, Then.TELL_AND_STOP, STOPPING),
            new Transition(STOPPING, Signal.FINISHED_WELL, Then.TELL_AND_STOP, STOPPING),
            new Transition(STOPPING, Signal.FINISHED_BADLY, Then.STOP, STOPPING),
            new Transition(STOPPING, Signal.NOTHING_TO_STOP, Then.STOP, STOPPING),
            new Transition(STOPPING, Signal.LEFT_ALONE, Then.TELL_AND_STOP, STOPPING),
            new Transition(STOPPING, Signal.GRACE_OVER, Then.TELL_AND_STOP, STOPPING));

    /** Fails where a row is declared twice. */
    private static final Map<Key, Transition> BY_KEY =
            TABLE.stream().collect(Collectors.toUnmodifiableMap(row -> new Key(row.from(), row.signal()), row -> row));

    private final Consumer<Transition> onTransition;

    /** @param onTransition is told of each transition made; tests use it to prove that every one is visited */
    public Lifecycle(Consumer<Transition> onTransition) {
        this.onTransition = onTransition;
    }

    public Lifecycle() {
        this(transition -> {});
    }

    public static List<Transition> transitions() {
        return TABLE;
    }

    /** @throws IllegalStateException when the table has no such transition */
    public Transition next(Phase from, Signal signal) {
        Transition transition = BY_KEY.get(new Key(from, signal));
        if (transition == null) {
            throw new IllegalStateException("No transition from " + from + " on " + signal);
        }
        onTransition.accept(transition);
        return transition;
    }
}
