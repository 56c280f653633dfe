package io.jenkins.plugins.awsreleasestages.aws;

import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.model.IdpCommunicationErrorException;

/** Puts the SDK's exceptions into the engine's terms and into words for the person who has to act. */
public final class AwsFailures {

    /** Codes that mean "your credentials are over": the next call gets fresh ones. */
    private static final Set<String> EXPIRED =
            Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired");

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
            if (isExpired(e)) {
                session.forget();
            }
            throw failure(what, e);
        }
    }

    public static RemoteFailure failure(String what, SdkException e) {
        if (e instanceof RoleNotAssumed role) {
            RemoteFailure why = failure(role.getMessage(), role.answer());
            String words = why.getMessage().replaceFirst(" failed: AWS says:", ". AWS says:");
            return new RemoteFailure(why.kind(), what + " failed: " + words, e);
        }
        if (e instanceof AwsServiceException service) {
            return new RemoteFailure(kind(service), what + " failed: AWS says: " + words(service), e);
        }
        if (e instanceof SdkClientException && hasNoCredentials(e)) {
            return new RemoteFailure(
                    Kind.REFUSED,
                    what + " failed: no AWS credentials. Surround the step with awsRole(credentialsId: …). "
                            + e.getMessage(),
                    e);
        }
        return new RemoteFailure(Kind.UNREACHABLE, what + " got no answer from AWS: " + e.getMessage() + ".", e);
    }

    /** AWS's error code, or an empty string. */
    public static String code(SdkException e) {
        return e instanceof AwsServiceException service && service.awsErrorDetails() != null
                ? String.valueOf(service.awsErrorDetails().errorCode())
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
                || e.statusCode() >= 500
                || isExpired(e)
                || e.isClockSkewException()
                || e instanceof IdpCommunicationErrorException;
    }

    private static boolean isExpired(SdkException e) {
        return e instanceof RoleNotAssumed role ? isExpired(role.answer()) : EXPIRED.contains(code(e));
    }

    private static boolean hasNoCredentials(SdkException e) {
        return e.getMessage() != null && e.getMessage().contains("Unable to load credentials");
    }

    private static String words(AwsServiceException e) {
        String message = e.awsErrorDetails() != null ? e.awsErrorDetails().errorMessage() : e.getMessage();
        String id = e.requestId() == null ? "" : ", request " + e.requestId();
        return message + " (" + code(e) + id + ")";
    }
}
