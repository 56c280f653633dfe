package io.jenkins.plugins.awsreleasestages.approval;

import java.time.Instant;
import java.util.stream.Collectors;

/**
 * The answer to a gate.
 *
 * @param kind what was answered
 * @param by the id of who answered; for ABORTED and EXPIRED what ended the wait
 * @param reason in the words of who answered; may be empty
 */
public record Decision(Kind kind, String by, String reason, Instant at) {

    /** More is no reason but a document, and would be kept with every run. */
    public static final int LONGEST_REASON = 1000;

    /** What became of a gate. */
    public enum Kind {
        APPROVED,
        REJECTED,
        /** The run was aborted while it waited. */
        ABORTED,
        /** Nobody answered in time. */
        EXPIRED
    }

    /** @param reason may be null */
    public static Decision of(boolean approve, String by, String reason, Instant at) {
        return new Decision(approve ? Kind.APPROVED : Kind.REJECTED, by, reason == null ? "" : stripped(reason), at);
    }

    public static Decision aborted(String why, Instant at) {
        return new Decision(Kind.ABORTED, why, "", at);
    }

    public static Decision expired(Instant at) {
        return new Decision(Kind.EXPIRED, "nobody decided in time", "", at);
    }

    private static String stripped(String reason) {
        return reason.strip().lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
    }

    /** Whether this is what the same person has answered, though perhaps at another moment. */
    public boolean says(Decision other) {
        return kind == other.kind && by.equals(other.by);
    }

    /** For the log: {@code Approved by alice: tested on staging}. */
    public String sentence() {
        // Indented, so that no line of a reason passes for a line of ours.
        return reason.isBlank() ? answer() : answer() + ": " + reason.replace("\n", "\n  ");
    }

    /** The same without the reason: {@code Approved by alice}. */
    public String answer() {
        return switch (kind) {
            case APPROVED -> "Approved by " + by;
            case REJECTED -> "Rejected by " + by;
            // Jenkins itself says "Aborted by alice".
            case ABORTED -> by.startsWith("Aborted") ? by : "Aborted: " + by;
            case EXPIRED -> "Expired: " + by;
        };
    }
}
