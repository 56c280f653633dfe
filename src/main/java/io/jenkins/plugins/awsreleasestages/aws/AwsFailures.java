package io.jenkins.plugins.awsreleasestages.aws;

import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.model.IdpCommunicationErrorException;

/** Puts the SDK's exceptions into the engine's terms and into words for the person who has to act. */
public final class AwsFailures {

    /** Codes that mean "your credentials are over": the next call gets fresh ones. */
    private static final Set<String> EXPIRED =
            Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired");

    /** HTTP's own word for a call that is not known there. */
    private static final int NOT_IMPLEMENTED = 501;

    /** Codes that mean that the service, or what stands in for it, does not have this call. */
    private static final Set<String> UNKNOWN_CALL =
            Set.of("UnknownOperation", "UnknownOperationException", "InvalidAction", "NotImplemented");

    private AwsFailures() {}

    /**
     * Makes one call.
     *
     * @param what what is attempted, as the beginning of a sentence: {@code Starting a build of checkout-it}
     */
    public static <T> T call(AwsSession session, String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw met(session, what, e);
        }
    }

    /**
     * Makes one call that is answered later, and by nobody's thread; fails with what {@link #call} would throw.
     *
     * @return goes with the call: who cancels it closes the connection
     */
    public static <T> CompletableFuture<T> later(AwsSession session, String what, Supplier<CompletableFuture<T>> call) {
        CompletableFuture<T> asked = call(session, what, call);
        CompletableFuture<T> answer = new CompletableFuture<>();
        asked.whenComplete((value, problem) -> {
            Throwable cause =
                    problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
            if (cause == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(cause instanceof SdkException e ? met(session, what, e) : cause);
            }
        });
        answer.whenComplete((value, problem) -> {
            if (answer.isCancelled()) {
                asked.cancel(true);
            }
        });
        return answer;
    }

    /** Whether the call has done nothing, for certain: AWS has refused it, or no connection has come about. */
    public static boolean didNothing(RemoteFailure failure) {
        return failure.kind() != Kind.UNREACHABLE
                || AwsReach.causes(failure)
                        .anyMatch(cause -> cause instanceof RoleNotAssumed
                                || cause instanceof AwsServiceException service && service.statusCode() < 500
                                || AwsReach.isWithoutConnection(cause));
    }

    private static RemoteFailure met(AwsSession session, String what, SdkException e) {
        if (isExpired(e)) {
            session.forget();
        }
        return failure(what, e);
    }

    public static RemoteFailure failure(String what, SdkException e) {
        if (e instanceof RoleNotAssumed role) {
            return failure(what, role);
        }
        if (e instanceof AwsServiceException service) {
            return new RemoteFailure(kind(service), what + " failed: AWS says: " + reason(service), e);
        }
        if (e instanceof SdkClientException && hasNoCredentials(e)) {
            return new RemoteFailure(
                    Kind.REFUSED,
                    what + " failed: no AWS credentials. Surround the step with awsRole(credentialsId: …). "
                            + e.getMessage(),
                    e);
        }
        if (e instanceof AwsReach.NeverReached) {
            return new RemoteFailure(Kind.UNCONNECTED, what + " did not reach AWS: " + e.getMessage() + ".", e);
        }
        return isWithoutAnswer(e)
                ? new RemoteFailure(Kind.UNREACHABLE, what + " got no answer from AWS: " + e.getMessage() + ".", e)
                : new RemoteFailure(Kind.REFUSED, what + " failed: the AWS SDK says: " + e.getMessage() + ".", e);
    }

    /** The network, or time, got in the way; without them it is the SDK that refuses, and will again. */
    private static boolean isWithoutAnswer(SdkException e) {
        return e instanceof RetryableException
                || e instanceof AbortedException
                || AwsReach.causes(e)
                        .anyMatch(cause -> cause instanceof IOException
                                || cause instanceof UncheckedIOException
                                || cause instanceof InterruptedException
                                || cause instanceof TimeoutException
                                || cause instanceof ApiCallTimeoutException
                                || cause instanceof ApiCallAttemptTimeoutException);
    }

    private static RemoteFailure failure(String what, RoleNotAssumed role) {
        RemoteFailure why = failure(role.getMessage(), role.answer());
        String reason = why.getMessage().replaceFirst(" failed: AWS says:", ". AWS says:");
        String advice = role.advice().isEmpty() ? "" : ". " + role.advice();
        Kind kind = role.isTokenOver() && !role.held() ? Kind.REFUSED : why.kind();
        return new RemoteFailure(kind, what + " failed: " + reason + advice, role);
    }

    /** AWS's own words, or an empty string. */
    static String message(SdkException e) {
        return e instanceof AwsServiceException service && service.awsErrorDetails() != null
                ? Objects.toString(service.awsErrorDetails().errorMessage(), "")
                : "";
    }

    /** AWS's error code, or an empty string. */
    public static String code(SdkException e) {
        return e instanceof AwsServiceException service && service.awsErrorDetails() != null
                ? Objects.toString(service.awsErrorDetails().errorCode(), "")
                : "";
    }

    private static Kind kind(AwsServiceException e) {
        if (e.isThrottlingException()) {
            return Kind.THROTTLED;
        }
        return isPassing(e) ? Kind.UNREACHABLE : Kind.REFUSED;
    }

    private static boolean isPassing(AwsServiceException e) {
        return e.isThrottlingException()
                || e.statusCode() >= 500 && e.statusCode() != NOT_IMPLEMENTED && !UNKNOWN_CALL.contains(code(e))
                || isExpired(e)
                || e.isClockSkewException()
                || e instanceof IdpCommunicationErrorException
                || RoleRefusal.isOfKeys(e);
    }

    private static boolean isExpired(SdkException e) {
        if (e instanceof RoleNotAssumed role) {
            // Another session would be given the same token.
            return !role.isTokenOver() && isExpired(role.answer());
        }
        return EXPIRED.contains(code(e));
    }

    private static boolean hasNoCredentials(SdkException e) {
        return e.getMessage() != null && e.getMessage().contains("Unable to load credentials");
    }

    private static String reason(AwsServiceException e) {
        String id = e.requestId() == null ? "" : "request " + e.requestId();
        String code = code(e).isEmpty() ? "HTTP " + e.statusCode() : code(e);
        if (message(e).isBlank()) {
            return code + (code(e).isEmpty() ? ", and nothing else" : "") + (id.isEmpty() ? "" : " (" + id + ")");
        }
        return message(e) + " (" + code + (id.isEmpty() ? "" : ", " + id) + ")";
    }
}
