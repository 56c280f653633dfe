package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One kind of remote work: start it, look at it, stop it.
 *
 * <p>An action holds no state of its own. All that must outlive a restart is in {@code S}: remote ids, the token that
 * makes the start idempotent, the log cursor. Every method but {@link #read} may do I/O, is called on a worker thread,
 * never on two threads at once for the same state, and throws {@link RemoteFailure} to say what went wrong.
 *
 * @param <S> the saved state: small, immutable, plain data
 * @param <A> what the remote side answers to a look
 */
public interface Action<S, A> {

    /** What this is, for messages: {@code CodeBuild build of project checkout-it}. */
    String title();

    /**
     * Looks for the remote work that an earlier, interrupted {@link #start} with the same state has begun.
     *
     * @return the state with the remote id filled in, or empty when nothing was begun
     */
    Optional<S> find(S state);

    /**
     * Starts the remote work. The state, with its token, was saved before this call.
     *
     * @return the state with the remote id filled in
     */
    S start(S state);

    /**
     * Asks the remote side how things are. The answer may come much later, when it is worth it; when a stop is wanted
     * meanwhile, it is not waited for.
     */
    CompletionStage<A> ask(S state);

    /** What news of the work would name, such as its ARN; null where there is none. Pure. */
    default String about(S state) {
        return null;
    }

    /** There is news of the work: whoever asks from now on, and who has asked and waits, wants the answer at once. */
    default void hurry(S state) {}

    /**
     * How long until the next look: rarer than is read from an answer where news can be relied on instead.
     *
     * @param own what {@link #read} has said
     */
    default Duration pause(S state, Duration own) {
        return own;
    }

    /** Reads an answer. Pure: no I/O, no clock but {@code now}. */
    Look<S> read(S state, A answer, Instant now);

    /** Asks the remote side to stop; may be called more than once. Looking goes on until the work has ended. */
    void stop(S state);

    /**
     * The same, where it matters who or what wants it.
     *
     * @param reason in words
     */
    default void stop(S state, String reason) {
        stop(state);
    }

    /** What a stop means for the work. */
    enum OnStop {
        /** It is told to stop, and looked at until it has ended. */
        STOP,
        /** It goes on by itself; one more look says how it is. */
        LOOK_ONCE,
        /** It goes on by itself, and is not looked at any more: a look would do something. */
        LEAVE
    }

    /** What a stop means for the work in that state. Pure. */
    default OnStop onStop(S state) {
        return OnStop.STOP;
    }

    /** What stays behind, and where, when the remote side does not stop in time. One sentence. */
    String leftBehind(S state);
}
