package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;

/**
 * All that is saved of a build.
 *
 * @param token makes the start idempotent, and is how a started build is found again; null where it was not started here
 * @param tokenSince when the token was chosen; CodeBuild honours it for five minutes
 * @param id the build's id, {@code project:uuid}; null before it is known
 * @param arn null before the first look
 * @param number the project's count; null before the first look
 * @param status CodeBuild's own: IN_PROGRESS, SUCCEEDED, FAILED, FAULT, TIMED_OUT, STOPPED
 * @param console where to look at it
 * @param phases the phases that have ended, in order
 * @param variables exported by the buildspec
 * @param revision the resolved source version; may be null
 * @param cause the first phase that did not succeed and why, in AWS's words; empty while there is none
 * @param output what it left behind, as far as it is known
 * @param log how far the log was read
 * @param endSeen when a look first saw the build complete; null before
 */
public record BuildState(
        String token,
        Instant tokenSince,
        String id,
        String arn,
        Long number,
        String status,
        String console,
        List<BuildPhaseResult> phases,
        Map<String, String> variables,
        String revision,
        String cause,
        BuildOutput output,
        LogCursor log,
        Instant endSeen)
        implements Serializable {

    /**
     * What a build leaves behind.
     *
     * @param artifacts the primary one first
     * @param reports ARNs of test reports
     * @param logLink where the log is in the console; null while there is none
     */
    public record BuildOutput(List<BuildArtifact> artifacts, List<String> reports, String logLink)
            implements Serializable {
        static final BuildOutput NONE = new BuildOutput(List.of(), List.of(), null);
    }

    /**
     * An artifact.
     *
     * @param identifier of a secondary artifact; null for the primary one
     * @param location ARN of an object in S3, or of the folder the files are in
     * @param sha256 in hexadecimal; null unless the artifact is a zip file
     * @param md5 in hexadecimal; null unless the artifact is a zip file
     */
    public record BuildArtifact(String identifier, String location, String sha256, String md5)
            implements Serializable {}

    /** A phase that has ended. */
    public record BuildPhaseResult(String name, String status, long seconds) implements Serializable {

        /** Those that have ended, in order. */
        static List<BuildPhaseResult> ended(List<BuildPhase> phases) {
            return phases.stream()
                    .filter(phase -> phase.phaseStatusAsString() != null && phase.endTime() != null)
                    .map(phase -> new BuildPhaseResult(
                            phase.phaseTypeAsString(),
                            phase.phaseStatusAsString(),
                            phase.durationInSeconds() == null ? 0 : phase.durationInSeconds()))
                    .toList();
        }

        /**
         * A line for each that is new.
         *
         * @param of whose phases they are: several may run side by side
         */
        static List<String> lines(String of, List<BuildPhaseResult> before, List<BuildPhaseResult> now) {
            return now.stream()
                    .skip(before.size())
                    .map(phase -> "Phase " + phase.name + " " + phase.status + " (" + phase.seconds + " s) in " + of)
                    .toList();
        }
    }

    public static BuildState create(String token, Instant now) {
        return new BuildState(
                token,
                now,
                null,
                null,
                null,
                "IN_PROGRESS",
                null,
                List.of(),
                Map.of(),
                null,
                "",
                BuildOutput.NONE,
                LogCursor.START,
                null);
    }

    /** A build that was not started here. */
    public static BuildState attached(String id, Instant now) {
        return create(null, now).withId(id);
    }

    BuildState withId(String newId) {
        return new BuildState(
                token,
                tokenSince,
                newId,
                arn,
                number,
                status,
                console,
                phases,
                variables,
                revision,
                cause,
                output,
                log,
                endSeen);
    }

    BuildState withLog(LogCursor cursor) {
        return new BuildState(
                token,
                tokenSince,
                id,
                arn,
                number,
                status,
                console,
                phases,
                variables,
                revision,
                cause,
                output,
                cursor,
                endSeen);
    }
}
