package io.jenkins.plugins.awsreleasestages.aws;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Knows whether a client has ever been answered. A way that is broken for an hour is an outage; one that never was there
 * is a wrong region, a wrong endpoint or a network without a way out, and waiting does not help.
 */
final class AwsReach implements ExecutionInterceptor {

    /** No connection came about, and none has ever done with this client: nothing was sent. */
    static final class NeverReached extends SdkClientException {
        private static final long serialVersionUID = 1L;

        NeverReached(String message, Throwable cause) {
            super(SdkClientException.builder().message(message));
            // As its cause the SDK would take it for an exception to be put into words, and its own win.
            addSuppressed(cause);
        }
    }

    /** Of the HTTP client and of TLS, which are not ours to link to. */
    private static final Set<String> NO_CONNECTION =
            Set.of("ConnectTimeoutException", "TunnelRefusedException", "SSLHandshakeException");

    private volatile boolean answered;

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        answered = true;
    }

    @Override
    public Throwable modifyException(Context.FailedExecution context, ExecutionAttributes attributes) {
        Throwable problem = context.exception();
        return answered
                ? problem
                : causes(problem)
                        .filter(AwsReach::isWithoutConnection)
                        .findFirst()
                        .<Throwable>map(cause -> new NeverReached(describe(cause, host(context)), problem))
                        .orElse(problem);
    }

    private static String host(Context.FailedExecution context) {
        return context.httpRequest()
                .map(request -> request.host() + (request.port() == 443 ? "" : ":" + request.port()))
                .orElse("AWS");
    }

    /** Whether nothing was sent, since there was nobody to send it to. */
    static boolean isWithoutConnection(Throwable cause) {
        return cause instanceof UnknownHostException
                || cause instanceof ConnectException
                || cause instanceof NoRouteToHostException
                || NO_CONNECTION.contains(cause.getClass().getSimpleName());
    }

    private static String describe(Throwable cause, String host) {
        return cause instanceof UnknownHostException
                ? "the name " + host + " is not known to this controller"
                : "there is no connection to " + host + ": "
                        + Optional.ofNullable(cause.getMessage())
                                .orElse(cause.getClass().getSimpleName());
    }

    /** The problem and all that it comes from. */
    static Stream<Throwable> causes(Throwable problem) {
        return Stream.iterate(problem, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }
}
