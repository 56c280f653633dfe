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
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.AccountLimitExceededException;
import software.amazon.awssdk.services.codebuild.model.ProjectEnvironment;

/**
 * Starts something in CodeBuild once, and finds it again when the answer to its start was lost.
 *
 * @param <T> what is started: a build, a batch
 */
abstract class TokenStart<T> {

    /** CodeBuild API reference, StartBuild and StartBuildBatch: idempotencyToken "is valid for 5 minutes". */
    private static final Duration TOKEN_VALIDITY = Duration.ofMinutes(5);

    /** By how much AWS's clock may be behind the controller's; with more, AWS refuses every call. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(15);

    /** A page of the project's history. */
    record Listed(List<String> ids, String next) {}

    private final String what;
    private final String rights;
    private final String project;
    private final Supplier<AwsSession> sessions;
    private final Supplier<BuildRequest> request;

    /**
     * @param what what is started, as in "a build"
     * @param rights the IAM actions to find it
     * @param request asked when it is started; may throw {@link RemoteFailure}
     */
    TokenStart(
            String what, String rights, String project, Supplier<AwsSession> sessions, Supplier<BuildRequest> request) {
        this.what = what;
        this.rights = rights;
        this.project = project;
        this.sessions = sessions;
        this.request = request;
    }

    abstract T start(CodeBuildClient codeBuild, BuildRequest asked, String token);

    /** @param page null for the first one; the newest come first */
    abstract Listed list(CodeBuildClient codeBuild, String projectName, String page);

    abstract List<T> get(CodeBuildClient codeBuild, List<String> ids);

    abstract ProjectEnvironment environment(T started);

    abstract Instant startTime(T started);

    final T start(String token) {
        BuildRequest asked = request.get();
        AwsSession session = sessions.get();
        return AwsFailures.call(session, "Starting a " + what + " of CodeBuild project " + project, () -> {
            try {
                return start(session.codeBuild(), asked, token);
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
     * Looks for what carries the token.
     *
     * @param since when the token was chosen
     */
    final Optional<T> find(String token, Instant since, Instant now) {
        AwsSession session = sessions.get();
        try {
            return AwsFailures.call(
                    session,
                    "Looking for the " + what + " of CodeBuild project " + project + " begun earlier",
                    () -> search(session.codeBuild(), token, since.minus(CLOCK_SKEW)));
        } catch (RemoteFailure e) {
            if (e.passing()) {
                throw e;
            }
            if (now.isBefore(since.plus(TOKEN_VALIDITY))) {
                // Starting again with the same token gives the same one, so it need not be found.
                return Optional.empty();
            }
            throw RemoteFailure.refused("Whether a " + what + " of CodeBuild project " + project
                    + " was begun before the interruption cannot be told, so none is started: it might be the second."
                    + " Look for a " + what + " with " + BuildRequest.TOKEN_VARIABLE + "=" + token
                    + " in the project's history; allow " + rights + " to have it found next time. "
                    + e.getMessage());
        }
    }

    /** The newest come first; those from before the token was chosen need no look. */
    private Optional<T> search(CodeBuildClient codeBuild, String token, Instant oldest) {
        String page = null;
        do {
            Listed listed = list(codeBuild, project, page);
            if (listed.ids().isEmpty()) {
                return Optional.empty();
            }
            List<T> these = get(codeBuild, listed.ids());
            Optional<T> found =
                    these.stream().filter(one -> carries(one, token)).findFirst();
            if (found.isPresent() || these.stream().anyMatch(one -> isBefore(startTime(one), oldest))) {
                return found;
            }
            page = listed.next();
        } while (page != null);
        return Optional.empty();
    }

    private static boolean isBefore(Instant time, Instant oldest) {
        return time != null && time.isBefore(oldest);
    }

    private boolean carries(T started, String token) {
        return environment(started) != null
                && environment(started).environmentVariables().stream()
                        .anyMatch(variable ->
                                BuildRequest.TOKEN_VARIABLE.equals(variable.name()) && token.equals(variable.value()));
    }
}
