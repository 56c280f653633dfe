package io.jenkins.plugins.awsreleasestages.approval;

import java.time.Instant;

/**
 * The answer to a gate.
 *
 * @param kind what was answered
 * @param by the id of who answered; where nobody did, what ended the wait
 * @param reason in the words of who answered; may be empty
 */
public record Decision(Kind kind, String by, String reason, Instant at) {

    /** What became of a gate. */
    public enum Kind {
        APPROVED,
        REJECTED,
        /** Let through by somebody with the right to, whatever the rules say. */
        OVERRIDDEN,
        /** All conditions were met, and nobody was asked. */
        PASSED,
        /** A condition said no. */
        FAILED,
        /** The run was aborted while it waited. */
        ABORTED,
        /** Nobody answered in time. */
        EXPIRED,
        /** What was to be approved, or had been, cannot happen any more. */
        WITHDRAWN
    }

    public static Decision aborted(String why, Instant at) {
        return new Decision(Kind.ABORTED, why, "", at);
    }

    public static Decision expired(Instant at) {
        return new Decision(Kind.EXPIRED, "nobody decided in time", "", at);
    }

    public static Decision passed(Instant at) {
        return new Decision(Kind.PASSED, "all conditions are met", "", at);
    }

    public static Decision failed(String why, Instant at) {
        return new Decision(Kind.FAILED, why, "", at);
    }

    public static Decision withdrawn(String why, Instant at) {
        return new Decision(Kind.WITHDRAWN, why, "", at);
    }

    /** Whether the release goes on. */
    public boolean passes() {
        return kind == Kind.APPROVED || kind == Kind.OVERRIDDEN || kind == Kind.PASSED;
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
            case OVERRIDDEN -> "Overridden by " + by;
            case PASSED -> "Passed: " + by;
            case FAILED -> "Not passed: " + by;
            // Jenkins itself says "Aborted by alice".
            case ABORTED -> by.startsWith("Aborted") ? by : "Aborted: " + by;
            case EXPIRED -> "Expired: " + by;
            case WITHDRAWN -> "Withdrawn: " + by;
        };
    }
}
