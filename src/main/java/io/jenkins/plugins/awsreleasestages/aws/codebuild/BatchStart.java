package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.codebuild.model.BuildBatch;
import software.amazon.awssdk.services.codebuild.model.ListBuildBatchesForProjectResponse;
import software.amazon.awssdk.services.codebuild.model.SortOrderType;

/** Starts a batch once, and finds it again when the answer to its start was lost. */
final class BatchStart {

    /** CodeBuild API reference, StartBuildBatch: idempotencyToken "is valid for five minutes". */
    private static final Duration TOKEN_VALIDITY = Duration.ofMinutes(5);

    /** By how much AWS's clock may be behind the controller's; with more, AWS refuses every call. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(15);

    private final String project;
    private final Supplier<AwsSession> sessions;
    private final Supplier<BuildRequest> request;

    BatchStart(String project, Supplier<AwsSession> sessions, Supplier<BuildRequest> request) {
        this.project = project;
        this.sessions = sessions;
        this.request = request;
    }

    BuildBatch start(String token) {
        BuildRequest asked = request.get();
        AwsSession session = sessions.get();
        return AwsFailures.call(
                session,
                "Starting a batch of builds of CodeBuild project " + project,
                () -> session.codeBuild()
                        .startBuildBatch(asked.toStartBatch(token))
                        .buildBatch());
    }

    /** @param since when the token was chosen */
    Optional<BuildBatch> find(String token, Instant since, Instant now) {
        AwsSession session = sessions.get();
        try {
            return AwsFailures.call(
                    session,
                    "Looking for the batch of CodeBuild project " + project + " begun earlier",
                    () -> search(session, token, since.minus(CLOCK_SKEW)));
        } catch (RemoteFailure e) {
            if (e.passing()) {
                throw e;
            }
            if (now.isBefore(since.plus(TOKEN_VALIDITY))) {
                // Starting again with the same token gives the same batch, so it need not be found.
                return Optional.empty();
            }
            throw RemoteFailure.refused("Whether a batch of CodeBuild project " + project + " was begun before the"
                    + " interruption cannot be told, so none is started: it might be the second. Look for a batch with "
                    + BuildRequest.TOKEN_VARIABLE + "=" + token + " in the project's history; allow"
                    + " codebuild:ListBuildBatchesForProject and codebuild:BatchGetBuildBatches to have it found next"
                    + " time. " + e.getMessage());
        }
    }

    /** The newest come first; those from before the token was chosen need no look. */
    private Optional<BuildBatch> search(AwsSession session, String token, Instant oldest) {
        String page = null;
        do {
            String next = page;
            ListBuildBatchesForProjectResponse listed = session.codeBuild()
                    .listBuildBatchesForProject(r -> r.projectName(project)
                            .sortOrder(SortOrderType.DESCENDING)
                            .nextToken(next));
            if (listed.ids().isEmpty()) {
                return Optional.empty();
            }
            List<BuildBatch> batches = session.codeBuild()
                    .batchGetBuildBatches(r -> r.ids(listed.ids()))
                    .buildBatches();
            Optional<BuildBatch> found =
                    batches.stream().filter(batch -> carries(batch, token)).findFirst();
            boolean past = batches.stream()
                    .anyMatch(batch ->
                            batch.startTime() != null && batch.startTime().isBefore(oldest));
            if (found.isPresent() || past) {
                return found;
            }
            page = listed.nextToken();
        } while (page != null);
        return Optional.empty();
    }

    private static boolean carries(BuildBatch batch, String token) {
        return batch.environment() != null
                && batch.environment().environmentVariables().stream()
                        .anyMatch(variable ->
                                BuildRequest.TOKEN_VARIABLE.equals(variable.name()) && token.equals(variable.value()));
    }
}
