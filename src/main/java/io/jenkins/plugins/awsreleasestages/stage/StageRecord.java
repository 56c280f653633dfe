package io.jenkins.plugins.awsreleasestages.stage;

import java.time.Duration;
import java.time.Instant;

/**
 * One stage of a release, as it is recorded.
 *
 * @param id unique within the run
 * @param ended null while it goes on
 * @param cause why it did not succeed; empty otherwise
 * @param turn how the release came to it; null in what was recorded before stages were locked
 * @param entered since when it has the stage, from before the question whether it may begin; null before that
 */
public record StageRecord(
        String id,
        String name,
        Status status,
        Instant started,
        Instant ended,
        String cause,
        StageTurn turn,
        Instant entered) {

    /** CodePipeline's words for the status of a stage execution, and those for a stage that nobody has let begin yet. */
    public enum Status {
        /** Other releases are in front of it, or people are asked whether it may begin. */
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

    /** It may not begin yet. */
    public static StageRecord waiting(String id, String name, Instant now, StageTurn turn) {
        return new StageRecord(id, name, Status.WAITING, now, null, "", turn, null);
    }

    /** The stage is locked for it. */
    public StageRecord enter(Instant now) {
        return new StageRecord(id, name, status, started, ended, cause, turn, entered == null ? now : entered);
    }

    public StageRecord begin(Instant now) {
        return new StageRecord(id, name, Status.IN_PROGRESS, now, null, "", turn, entered == null ? now : entered);
    }

    public StageRecord end(Status how, String why, Instant now) {
        return new StageRecord(id, name, how, started, now, why == null ? "" : why, turn, entered);
    }

    /** How long it took, or has taken so far. */
    public Duration duration(Instant now) {
        return Duration.between(started, ended == null ? now : ended);
    }
}
