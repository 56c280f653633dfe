package io.jenkins.plugins.awsreleasestages.engine;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * At whose pace an action's calls are made, and by whom.
 *
 * @param starts where starts and stops take turns with the calls of others to the same account, and which learns from
 *     their answers; gives null where it does not matter when they are made
 * @param looks the same for looks, where each look is a call of its own
 * @param worker who makes the calls where they may hang; gives null where they end by themselves, in seconds
 */
public record Calls<S>(Function<S, Pace> starts, Function<S, Pace> looks, Function<S, Worker> worker) {

    /** At no pace but the action's own, on the scheduler's thread. */
    public static <S> Calls<S> free() {
        return new Calls<>(state -> null, state -> null, state -> null);
    }

    /** @param pace asked before each call; may fail as the call would */
    public static <S> Calls<S> paced(Supplier<Pace> pace) {
        return new Calls<>(state -> pace.get(), state -> pace.get(), state -> null);
    }

    /** Looks are shared, or cost nothing. */
    public static <S> Calls<S> pacedStarts(Supplier<Pace> pace) {
        return new Calls<>(state -> pace.get(), state -> null, state -> null);
    }

    /** Only its looks are calls. */
    public static <S> Calls<S> pacedLooks(Supplier<Pace> pace) {
        return new Calls<>(state -> null, state -> pace.get(), state -> null);
    }

    /** @param chosen asked before each call; may fail as the call would; gives null where the call cannot hang */
    public Calls<S> by(Function<S, Worker> chosen) {
        return new Calls<>(starts, looks, chosen);
    }

    Optional<Worker> workerFor(S state) {
        return Optional.ofNullable(worker.apply(state));
    }
}
