package io.jenkins.plugins.awsreleasestages.stage;

import java.time.Duration;
import java.time.Instant;

/**
 * One stage of a release, as it is recorded.
 *
 * @param id unique within the run
 * @param ended null while it goes on
 * @param cause why it did not succeed; empty otherwise
 */
public record StageRecord(String id, String name, Status status, Instant started, Instant ended, String cause) {

    /** CodePipeline's words for the status of a stage execution, and one for a stage that nobody has let begin yet. */
    public enum Status {
        WAITING,
        IN_PROGRESS,
        SUCCEEDED,
        FAILED,
        STOPPED,
        /** A newer release came, before this one could enter. */
        SUPERSEDED,
        /** It was left out: its block has not run. */
        SKIPPED
    }

    /** People are asked whether it may begin. */
    public static StageRecord waiting(String id, String name, Instant now) {
        return new StageRecord(id, name, Status.WAITING, now, null, "");
    }

    public static StageRecord begin(String id, String name, Instant now) {
        return new StageRecord(id, name, Status.IN_PROGRESS, now, null, "");
    }

    public StageRecord end(Status how, String why, Instant now) {
        return new StageRecord(id, name, how, started, now, why == null ? "" : why);
    }

    /** How long it took, or has taken so far. */
    public Duration duration(Instant now) {
        return Duration.between(started, ended == null ? now : ended);
    }
}
