package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildState.BuildPhaseResult;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * All that is saved of a batch of builds.
 *
 * @param token makes the start idempotent, and is how a started batch is found again
 * @param tokenSince when the token was chosen; CodeBuild honours it for five minutes
 * @param id the batch's id, {@code project:uuid}; null before it is known
 * @param arn null before the first look
 * @param number the project's count; null before the first look
 * @param status CodeBuild's own: IN_PROGRESS, SUCCEEDED, FAILED, FAULT, TIMED_OUT, STOPPED
 * @param console where to look at it
 * @param revision the resolved source version; may be null
 * @param phases the batch's own phases that have ended, in order
 * @param builds the build graph
 * @param cause the first of the batch's own phases that failed of itself, and why; empty while there is none
 */
public record BatchState(
        String token,
        Instant tokenSince,
        String id,
        String arn,
        Long number,
        String status,
        String console,
        String revision,
        List<BuildPhaseResult> phases,
        List<BatchBuild> builds,
        String cause)
        implements Serializable {

    /**
     * One build of the graph.
     *
     * @param identifier what the buildspec calls it
     * @param dependsOn the builds it waits for
     * @param ignoreFailure whether the batch succeeds without it
     * @param id {@code project:uuid}; null before it has begun
     * @param status PENDING before it has begun, then CodeBuild's own
     * @param console null before it has begun
     * @param seconds how long it took; 0 before its end
     * @param cause why it failed: the rest of the sentence "build … FAILED"; empty where it did not
     */
    public record BatchBuild(
            String identifier,
            List<String> dependsOn,
            boolean ignoreFailure,
            String id,
            String status,
            String console,
            long seconds,
            String cause)
            implements Serializable {

        static final String PENDING = "PENDING";

        boolean hasEnded() {
            return !status.equals(PENDING) && !status.equals("IN_PROGRESS");
        }

        boolean hasFailed() {
            return hasEnded() && !status.equals("SUCCEEDED");
        }
    }

    public static BatchState create(String token, Instant now) {
        return new BatchState(token, now, null, null, null, "IN_PROGRESS", null, null, List.of(), List.of(), "");
    }

    BatchState withId(String newId) {
        return new BatchState(token, tokenSince, newId, arn, number, status, console, revision, phases, builds, cause);
    }
}
