package io.jenkins.plugins.awsreleasestages.engine;

import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One stage of a {@link Sequence}: which action, from which state on, and when.
 *
 * @param name by which its state is saved, and found by the stages after it; it stays when classes are renamed
 * @param type of the action's state
 * @param when after what it may come
 * @param begin the first state, its token chosen; gives null when this stage has nothing to do. No I/O. A
 *     {@link RemoteFailure} is the stage's failure: nothing was started.
 * @param action goes with a state; cheap to make
 * @param calls at whose pace, and by whom
 * @param seen told of each state of the action before it is saved, for what a page shows; must not throw
 */
public record Stage<S, A>(
        String name,
        Class<S> type,
        When when,
        Function<SequenceState, S> begin,
        BiFunction<SequenceState, S, Action<S, A>> action,
        Calls<S> calls,
        Consumer<S> seen) {

    /** After what a stage may come. */
    public enum When {
        /** All before it has ended well. */
        ALL_WELL,
        /** Also when something before it has failed: fetching the reports of a build. */
        ALSO_AFTER_FAILURE,
        /** Also after a failure or a stop: deleting what nobody is going to use now. How it ends changes nothing. */
        TIDYING
    }

    public static <S, A> Stage<S, A> of(
            String name, Class<S> type, Function<SequenceState, S> begin, Function<S, Action<S, A>> action) {
        return of(name, type, begin, (state, data) -> action.apply(data));
    }

    /** The same for an action that needs what stages before it have come to. */
    public static <S, A> Stage<S, A> of(
            String name,
            Class<S> type,
            Function<SequenceState, S> begin,
            BiFunction<SequenceState, S, Action<S, A>> action) {
        return new Stage<>(name, type, When.ALL_WELL, begin, action, Calls.free(), state -> {});
    }

    /**
     * Nothing but a condition: where it is not met, the sequence ends here.
     *
     * @param problem gives what is wrong, for the one who has to act; else null
     */
    public static Stage<Void, Void> check(String name, Function<SequenceState, String> problem) {
        return of(
                name,
                Void.class,
                state -> {
                    String found = problem.apply(state);
                    if (found != null) {
                        throw RemoteFailure.refused(found);
                    }
                    return null;
                },
                (state, none) -> null);
    }

    public Stage<S, A> when(When newWhen) {
        return new Stage<>(name, type, newWhen, begin, action, calls, seen);
    }

    public Stage<S, A> calls(Calls<S> newCalls) {
        return new Stage<>(name, type, when, begin, action, newCalls, seen);
    }

    public Stage<S, A> seen(Consumer<S> newSeen) {
        return new Stage<>(name, type, when, begin, action, calls, newSeen);
    }

    boolean mayCome(SequenceState state) {
        if (state.stopped()) {
            return when == When.TIDYING;
        }
        return state.failure() == null || when != When.ALL_WELL;
    }
}
