package io.jenkins.plugins.awsreleasestages.approval;

import java.io.Serializable;
import java.time.Instant;

/**
 * The answer to a gate.
 *
 * @param kind what was answered
 * @param by the id of who answered; for ABORTED and EXPIRED what ended the wait
 * @param reason in the words of who answered; may be empty
 */
public record Decision(Kind kind, String by, String reason, Instant at) implements Serializable {

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
        return new Decision(approve ? Kind.APPROVED : Kind.REJECTED, by, reason == null ? "" : reason.strip(), at);
    }

    /** For the log: {@code Approved by alice: tested on staging}. */
    public String sentence() {
        return reason.isBlank() ? answer() : answer() + ": " + reason;
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
