package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The small form of an {@link Action}: one request without a life of its own, which may be made again. When it was made,
 * all is done.
 *
 * @param <S> the saved state: what is asked for, and the answer once it was given
 */
public interface Call<S> extends Action<S, Call.Made> {

    /** There is nothing to look at after the call. */
    enum Made {
        MADE
    }

    /**
     * Makes the request. It may be made again when nobody knows whether it was made.
     *
     * @return the state with the answer in it
     */
    S make(S state);

    /** What the log gets, once the answer is there. */
    default List<String> lines(S state) {
        return List.of();
    }

    @Override
    default Optional<S> find(S state) {
        return Optional.empty();
    }

    @Override
    default S start(S state) {
        return make(state);
    }

    @Override
    default CompletionStage<Made> ask(S state) {
        return CompletableFuture.completedFuture(Made.MADE);
    }

    @Override
    default Look<S> read(S state, Made answer, Instant now) {
        return Look.succeeded(state, lines(state));
    }

    @Override
    default void stop(S state) {}

    @Override
    default String leftBehind(S state) {
        return "";
    }
}
