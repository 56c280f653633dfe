package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.codebuild.model.AccountLimitExceededException;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.ListBuildsForProjectResponse;
import software.amazon.awssdk.services.codebuild.model.SortOrderType;

/** Starts a build once, and finds it again when the answer to its start was lost. */
final class BuildStart {

    /** CodeBuild API reference, StartBuild: idempotencyToken "is valid for 5 minutes". */
    private static final Duration TOKEN_VALIDITY = Duration.ofMinutes(5);

    /** By how much AWS's clock may be behind the controller's; with more, AWS refuses every call. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(15);

    private final String project;
    private final Supplier<AwsSession> sessions;
    private final Supplier<BuildRequest> request;

    /** @param request asked when the build is started; may throw {@link RemoteFailure} */
    BuildStart(String project, Supplier<AwsSession> sessions, Supplier<BuildRequest> request) {
        this.project = project;
        this.sessions = sessions;
        this.request = request;
    }

    Build start(String token) {
        BuildRequest asked = request.get();
        AwsSession session = sessions.get();
        return AwsFailures.call(session, "Starting a build of CodeBuild project " + project, () -> {
            try {
                return session.codeBuild().startBuild(asked.toStart(token)).build();
            } catch (AccountLimitExceededException e) {
                throw new RemoteFailure(
                        Kind.BUSY,
                        "CodeBuild is at its limit of concurrent builds, waiting for a place. AWS says: "
                                + e.awsErrorDetails().errorMessage(),
                        e);
            }
        });
    }

    /**
     * Looks for the build that carries the token.
     *
     * @param since when the token was chosen
     */
    Optional<Build> find(String token, Instant since, Instant now) {
        try {
            return AwsFailures.call(
                    sessions.get(),
                    "Looking for the build of CodeBuild project " + project + " begun earlier",
                    () -> search(token, since.minus(CLOCK_SKEW)));
        } catch (RemoteFailure e) {
            if (e.passing()) {
                throw e;
            }
            if (now.isBefore(since.plus(TOKEN_VALIDITY))) {
                // Starting again with the same token gives the same build, so it need not be found.
                return Optional.empty();
            }
            throw RemoteFailure.refused("Whether a build of CodeBuild project " + project + " was begun before the"
                    + " interruption cannot be told, so none is started: it might be the second. Look for a build"
                    + " with " + TOKEN_VARIABLE_IS + token + " in the project's history; allow"
                    + " codebuild:ListBuildsForProject and codebuild:BatchGetBuilds to have it found next time. "
                    + e.getMessage());
        }
    }

    private static final String TOKEN_VARIABLE_IS = BuildRequest.TOKEN_VARIABLE + "=";

    /** The newest builds come first; those from before the token was chosen need no look. */
    private Optional<Build> search(String token, Instant oldest) {
        AwsSession session = sessions.get();
        String page = null;
        do {
            String next = page;
            ListBuildsForProjectResponse listed = session.codeBuild()
                    .listBuildsForProject(r -> r.projectName(project)
                            .sortOrder(SortOrderType.DESCENDING)
                            .nextToken(next));
            if (listed.ids().isEmpty()) {
                return Optional.empty();
            }
            List<Build> builds =
                    session.codeBuild().batchGetBuilds(r -> r.ids(listed.ids())).builds();
            Optional<Build> found =
                    builds.stream().filter(build -> carries(build, token)).findFirst();
            boolean past = builds.stream()
                    .anyMatch(build ->
                            build.startTime() != null && build.startTime().isBefore(oldest));
            if (found.isPresent() || past) {
                return found;
            }
            page = listed.nextToken();
        } while (page != null);
        return Optional.empty();
    }

    private static boolean carries(Build build, String token) {
        return build.environment() != null
                && build.environment().environmentVariables().stream()
                        .anyMatch(variable ->
                                BuildRequest.TOKEN_VARIABLE.equals(variable.name()) && token.equals(variable.value()));
    }
}
