package io.jenkins.plugins.awsreleasestages.approval;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What one person says at a gate.
 *
 * @param reason in the person's words; may be empty
 * @param inputs what was typed, by the names of the gate's inputs
 */
public record Vote(Kind kind, String reason, Map<String, String> inputs, Instant at) {

    /** More is no reason but a document, and would be kept with every run. */
    public static final int LONGEST_REASON = 1000;

    /** Who overrides has to say why, in more than a word. */
    public static final int SHORTEST_REASON_TO_OVERRIDE = 10;

    public enum Kind {
        APPROVE,
        REJECT,
        /** Lets the release through whatever the rules say. */
        OVERRIDE
    }

    public Vote {
        reason = reason == null
                ? ""
                : reason.strip().lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
        inputs = inputs == null ? Map.of() : Map.copyOf(inputs);
    }

    public static Vote of(Kind kind, String reason, Instant at) {
        return new Vote(kind, reason, Map.of(), at);
    }
}
