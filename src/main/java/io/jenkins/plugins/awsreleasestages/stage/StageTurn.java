package io.jenkins.plugins.awsreleasestages.stage;

import java.time.Instant;

/**
 * How a release comes to a stage.
 *
 * @param lock which other stages it shares its lock with; null where the stage is locked by itself
 * @param environment where the stage releases to; null where it does not say
 * @param release by which older and newer are told, see {@link Entrant}
 * @param target the run that is tried again or rolled back to; 0 where there is none
 * @param arrived in front of the stage
 */
public record StageTurn(
        Lock lock, String environment, StageMode mode, Entrant.Kind kind, long release, long target, Instant arrived) {

    /**
     * A lock that jobs share.
     *
     * @param place the folder below which its name means this lock; empty for all of Jenkins
     */
    public record Lock(String place, String name) {}
}
