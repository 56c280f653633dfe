package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * All that is saved of a running action. Plain data: never a client, a thread, a listener or a credential.
 *
 * @param phase where the action is in its life
 * @param data the action's own state
 * @param deadline when the work is stopped because it took too long
 * @param mayHaveStarted whether a start may have reached the remote side
 * @param started whether the remote id is known
 * @param stopReason why a stop is wanted; null when none is
 * @param timedOut whether the deadline, and not a person, wanted the stop
 * @param stopSent whether the remote side was told to stop
 * @param stopBy when waiting for the stop ends; null before a stop is wanted
 * @param misses calls in a row that got no answer
 */
public record ActionState<S>(
        Phase phase,
        S data,
        Instant deadline,
        boolean mayHaveStarted,
        boolean started,
        String stopReason,
        boolean timedOut,
        boolean stopSent,
        Instant stopBy,
        int misses) {

    /** A new action whose work must end before {@code limit} has passed. */
    public static <S> ActionState<S> create(S data, Instant now, Duration limit) {
        return new ActionState<>(Phase.STARTING, data, now.plus(limit), false, false, null, false, false, null, 0);
    }

    ActionState<S> in(Phase next) {
        return new ActionState<>(
                next, data, deadline, mayHaveStarted, started, stopReason, timedOut, stopSent, stopBy, misses);
    }

    /** The same with its data read as what they are. */
    <T> ActionState<T> with(T read) {
        return new ActionState<>(
                phase, read, deadline, mayHaveStarted, started, stopReason, timedOut, stopSent, stopBy, misses);
    }

    ActionState<S> withData(S newData) {
        return new ActionState<>(
                phase, newData, deadline, mayHaveStarted, started, stopReason, timedOut, stopSent, stopBy, misses);
    }

    ActionState<S> withMayHaveStarted(boolean may) {
        return new ActionState<>(phase, data, deadline, may, started, stopReason, timedOut, stopSent, stopBy, misses);
    }

    ActionState<S> withStarted(S newData) {
        return new ActionState<>(phase, newData, deadline, true, true, stopReason, timedOut, stopSent, stopBy, 0);
    }

    ActionState<S> withStopWanted(String reason, boolean byDeadline, Instant by) {
        return new ActionState<>(
                phase, data, deadline, mayHaveStarted, started, reason, byDeadline, stopSent, by, misses);
    }

    ActionState<S> withStopSent() {
        return new ActionState<>(phase, data, deadline, mayHaveStarted, started, stopReason, timedOut, true, stopBy, 0);
    }

    ActionState<S> withMisses(int count) {
        return new ActionState<>(
                phase, data, deadline, mayHaveStarted, started, stopReason, timedOut, stopSent, stopBy, count);
    }
}
