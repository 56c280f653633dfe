package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.Util;
import io.jenkins.plugins.awsreleasestages.stage.ActionRecord;
import io.jenkins.plugins.awsreleasestages.stage.ActionRecord.Outcome;
import io.jenkins.plugins.awsreleasestages.stage.Returned;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/** An action in a stage as it stands in {@code build.xml}: plain texts, so that the file outlives our classes. */
public final class StageAction implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String id;
    private final String kind;
    private final String digest;
    private final String subject;
    private final String outcome;
    private final String started;
    private final String ended;
    private final String link;

    /** Sealed JSON; null where it has returned nothing, or nothing that is kept. */
    private String returned;

    StageAction(ActionRecord record) {
        id = record.id();
        kind = record.kind();
        digest = record.digest();
        subject = record.subject();
        outcome = record.outcome() == null ? null : record.outcome().name();
        started = record.started().toString();
        ended = record.ended() == null ? null : record.ended().toString();
        link = record.link();
    }

    ActionRecord record() {
        return new ActionRecord(
                id,
                kind,
                digest,
                subject,
                outcome == null ? null : Outcome.valueOf(outcome),
                Instant.parse(started),
                ended == null ? null : Instant.parse(ended),
                link);
    }

    /** What cannot be kept is not: a retry has the action run again. */
    void returned(Object value) {
        try {
            returned = record().endedWell() ? SealedData.of(value, Returned.MOST_OF_ACTION) : null;
        } catch (IllegalArgumentException e) {
            returned = null;
        }
    }

    String id() {
        return id;
    }

    boolean hasDigest(String other) {
        return digest.equals(other);
    }

    boolean isOpen() {
        return ended == null;
    }

    /** Null where it is not known. */
    String sealedReturn() {
        return returned;
    }

    // Read by the page.

    public String getKind() {
        return kind;
    }

    public String getSubject() {
        return subject;
    }

    public String getOutcome() {
        return outcome == null
                ? "In progress"
                : switch (Outcome.valueOf(outcome)) {
                    case SUCCEEDED -> "Succeeded";
                    case FAILED -> "Failed";
                    case STOPPED -> "Stopped";
                    case TAKEN_OVER -> "Taken over";
                };
    }

    /** The name of the design library's symbol for the outcome. */
    public String getSymbol() {
        return outcome == null
                ? "symbol-status-nobuilt-anime"
                : switch (Outcome.valueOf(outcome)) {
                    case SUCCEEDED -> "symbol-status-blue";
                    case FAILED -> "symbol-status-red";
                    case STOPPED -> "symbol-status-aborted";
                    case TAKEN_OVER -> "symbol-status-nobuilt";
                };
    }

    public String getLink() {
        return link;
    }

    public String getDuration() {
        Instant end = ended == null ? Instant.now() : Instant.parse(ended);
        return Util.getTimeSpanString(
                Duration.between(Instant.parse(started), end).toMillis());
    }
}
