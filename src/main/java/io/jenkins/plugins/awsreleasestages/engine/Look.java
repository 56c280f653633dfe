package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Duration;
import java.util.List;

/**
 * What one look came to: the new state, the lines to log, and whether the remote work goes on.
 *
 * @param state the state from here on
 * @param lines what the log gets, in order
 * @param verdict whether the work goes on
 */
public record Look<S>(S state, List<String> lines, Verdict verdict) {

    public Look {
        lines = List.copyOf(lines);
    }

    /** Whether the remote work goes on, and how it ended. */
    public sealed interface Verdict {}

    /**
     * The work goes on; look again after {@code next}.
     *
     * @param saved whether the state must be safe on disk before that, because the next look acts on what this one saw
     */
    public record GoesOn(Duration next, boolean saved) implements Verdict {}

    /** The work ended well. */
    public record Succeeded() implements Verdict {}

    /** The work ended badly; {@code message} says why, the first cause first. */
    public record Failed(String message) implements Verdict {}

    public static <S> Look<S> goesOn(S state, List<String> lines, Duration next) {
        return new Look<>(state, lines, new GoesOn(next, false));
    }

    /** The work goes on, and the next look, at once, acts on what this one saw: the state is saved in between. */
    public static <S> Look<S> goesOnOnceSaved(S state, List<String> lines) {
        return new Look<>(state, lines, new GoesOn(Duration.ZERO, true));
    }

    public static <S> Look<S> succeeded(S state, List<String> lines) {
        return new Look<>(state, lines, new Succeeded());
    }

    public static <S> Look<S> failed(S state, List<String> lines, String message) {
        return new Look<>(state, lines, new Failed(message));
    }
}
