package io.jenkins.plugins.awsreleasestages.engine;

import static io.jenkins.plugins.awsreleasestages.engine.Phase.ABANDONED;
import static io.jenkins.plugins.awsreleasestages.engine.Phase.FAILED;
import static io.jenkins.plugins.awsreleasestages.engine.Phase.NEW;
import static io.jenkins.plugins.awsreleasestages.engine.Phase.RUNNING;
import static io.jenkins.plugins.awsreleasestages.engine.Phase.STARTING;
import static io.jenkins.plugins.awsreleasestages.engine.Phase.STOPPED;
import static io.jenkins.plugins.awsreleasestages.engine.Phase.STOPPING;
import static io.jenkins.plugins.awsreleasestages.engine.Phase.SUCCEEDED;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The life of an action as a declared table. A transition that is not declared here does not exist. */
public final class Lifecycle {

    /** One row of the table. */
    public record Transition(Phase from, Signal signal, Phase to) {}

    private record Key(Phase from, Signal signal) {}

    private static final List<Transition> TABLE = List.of(
            new Transition(NEW, Signal.BEGIN, STARTING),
            new Transition(NEW, Signal.STOP_WANTED, STOPPED),
            new Transition(STARTING, Signal.START_FOUND, RUNNING),
            new Transition(STARTING, Signal.START_ACCEPTED, RUNNING),
            new Transition(STARTING, Signal.START_POSTPONED, STARTING),
            new Transition(STARTING, Signal.START_REFUSED, FAILED),
            new Transition(STARTING, Signal.STOP_WANTED, STOPPING),
            new Transition(STARTING, Signal.DEADLINE_PASSED, STOPPING),
            new Transition(RUNNING, Signal.STILL_RUNNING, RUNNING),
            new Transition(RUNNING, Signal.LOOK_MISSED, RUNNING),
            new Transition(RUNNING, Signal.LOOK_REFUSED, FAILED),
            new Transition(RUNNING, Signal.FINISHED_WELL, SUCCEEDED),
            new Transition(RUNNING, Signal.FINISHED_BADLY, FAILED),
            new Transition(RUNNING, Signal.STOP_WANTED, STOPPING),
            new Transition(RUNNING, Signal.DEADLINE_PASSED, STOPPING),
            new Transition(STOPPING, Signal.START_FOUND, STOPPING),
            new Transition(STOPPING, Signal.NOTHING_TO_STOP, STOPPED),
            new Transition(STOPPING, Signal.STOP_ACCEPTED, STOPPING),
            new Transition(STOPPING, Signal.STOP_POSTPONED, STOPPING),
            new Transition(STOPPING, Signal.STOP_REFUSED, STOPPING),
            new Transition(STOPPING, Signal.STILL_RUNNING, STOPPING),
            new Transition(STOPPING, Signal.LOOK_MISSED, STOPPING),
            new Transition(STOPPING, Signal.LOOK_REFUSED, ABANDONED),
            new Transition(STOPPING, Signal.FINISHED_WELL, STOPPED),
            new Transition(STOPPING, Signal.FINISHED_BADLY, STOPPED),
            new Transition(STOPPING, Signal.GRACE_OVER, ABANDONED));

    private static final Map<Key, Transition> BY_KEY = byKey();

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
    public Phase next(Phase from, Signal signal) {
        Transition transition = BY_KEY.get(new Key(from, signal));
        if (transition == null) {
            throw new IllegalStateException("No transition from " + from + " on " + signal);
        }
        onTransition.accept(transition);
        return transition.to();
    }

    private static Map<Key, Transition> byKey() {
        Map<Key, Transition> rows = new LinkedHashMap<>();
        for (Transition row : TABLE) {
            if (rows.put(new Key(row.from(), row.signal()), row) != null) {
                throw new IllegalStateException("Declared twice: " + row);
            }
        }
        return rows;
    }
}
