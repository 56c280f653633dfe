package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import io.jenkins.plugins.awsreleasestages.definition.Buildspec.Artifact;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * All that is saved of a running buildspec.
 *
 * @param token names the folder on the agent, and so makes the start idempotent
 * @param stage what the next look does
 * @param cursor how many bytes of the log were shown
 * @param phases the phases that began, in order
 * @param variables the exported ones; empty before the end of the last phase
 * @param wanted the artifacts that the buildspec asks for
 * @param artifacts what became of them, in the same order; empty before they are collected
 * @param failure how it ended, to be said once nothing of it is on the agent any more; null where it ended well, and
 *     before its end
 */
public record BuildspecState(
        String token,
        Stage stage,
        long cursor,
        List<PhaseResult> phases,
        Map<String, String> variables,
        List<Artifact> wanted,
        List<StoredArtifact> artifacts,
        String failure)
        implements Serializable {

    /** What the next look does. */
    public enum Stage {
        PHASES,
        COLLECT,
        STORE,
        REMOVE,
        DONE;

        boolean movesFiles() {
            return this == COLLECT || this == STORE;
        }
    }

    /**
     * A phase that began.
     *
     * @param status IN_PROGRESS, SUCCEEDED or FAILED
     */
    public record PhaseResult(String name, String status, long seconds) implements Serializable {}

    /**
     * An artifact, collected, and stored when there is a store.
     *
     * @param identifier empty for the primary artifact
     * @param files how many files it has
     * @param paths the files, relative to the base directory; empty when they are in a ZIP
     * @param sha256 of the ZIP, hexadecimal; null when there is none
     * @param size of the ZIP in bytes
     * @param bucket null until stored
     * @param versionId null in a bucket without versions
     */
    public record StoredArtifact(
            String identifier,
            String name,
            int files,
            List<String> paths,
            String sha256,
            long size,
            String bucket,
            String key,
            String versionId)
            implements Serializable {

        StoredArtifact in(String inBucket, String underKey, String version) {
            return new StoredArtifact(identifier, name, files, paths, sha256, size, inBucket, underKey, version);
        }
    }

    static BuildspecState create(String token) {
        return new BuildspecState(token, Stage.PHASES, 0, List.of(), Map.of(), List.of(), List.of(), null);
    }

    BuildspecState wanting(List<Artifact> these) {
        return new BuildspecState(token, stage, cursor, phases, variables, List.copyOf(these), artifacts, failure);
    }

    BuildspecState read(long upTo, List<PhaseResult> newPhases, Map<String, String> newVariables) {
        return new BuildspecState(token, stage, upTo, newPhases, newVariables, wanted, artifacts, failure);
    }

    BuildspecState next(Stage newStage) {
        return new BuildspecState(token, newStage, cursor, phases, variables, wanted, artifacts, failure);
    }

    BuildspecState with(List<StoredArtifact> newArtifacts) {
        return new BuildspecState(token, stage, cursor, phases, variables, wanted, List.copyOf(newArtifacts), failure);
    }

    /** @param how null where it ended well */
    BuildspecState ended(String how) {
        return new BuildspecState(token, Stage.REMOVE, cursor, phases, variables, wanted, artifacts, how);
    }

    boolean succeeded() {
        return stage == Stage.DONE;
    }
}
