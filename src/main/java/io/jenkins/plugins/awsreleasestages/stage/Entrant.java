package io.jenkins.plugins.awsreleasestages.stage;

import java.time.Instant;

/**
 * A release in front of a stage, or in it.
 *
 * @param id unique, of this visit to the stage
 * @param job whose release it is: only those of one job are older or newer than each other
 * @param release by which older and newer are told: the number of its run, or of the run that is tried again
 * @param inside whether it has entered
 */
public record Entrant(String id, String job, long release, Kind kind, StageMode mode, Instant arrived, boolean inside) {

    /** Why it comes; a rollback and a retry were asked for, so that no newer one in front of the stage supersedes them. */
    public enum Kind {
        STANDARD,
        RETRY,
        ROLLBACK
    }

    Entrant entered() {
        return new Entrant(id, job, release, kind, mode, arrived, true);
    }
}
