package io.jenkins.plugins.awsreleasestages.jenkins.notice;

import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.OutgoingHttp;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Posts JSON to addresses that are secrets: what fails is told without them. Redirects are not followed, and of the answer
 * nothing is read but its status.
 */
final class WebhookCalls {

    /** Of these the notice itself is the cause, and not the receiver, its settings or its load. */
    private static final Set<Integer> NOT_WANTED = Set.of(400, 413, 422);

    private final Duration patience;
    private final OutgoingHttp http;

    /** @param patience how long an answer is waited for */
    WebhookCalls(Duration patience, OutgoingHttp http) {
        this.patience = patience;
        this.http = http;
    }

    static WebhookCalls get() {
        return ActionThreads.get()
                .shared(WebhookCalls.class, scheduler -> new WebhookCalls(Duration.ofSeconds(15), OutgoingHttp.get()));
    }

    CompletableFuture<Void> post(String address, String json) {
        HttpRequest request = request(address, json);
        return http.client()
                .sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .handle((response, problem) -> {
                    if (problem != null) {
                        throw failure(problem);
                    }
                    close(response.body());
                    check(response.statusCode());
                    return null;
                });
    }

    private HttpRequest request(String address, String json) {
        try {
            return HttpRequest.newBuilder(URI.create(address))
                    .timeout(patience)
                    .header("Content-Type", "application/json; charset=utf-8")
                    .header("User-Agent", "aws-release-stages")
                    .POST(HttpRequest.BodyPublishers.ofString(json))
                    .build();
        } catch (IllegalArgumentException e) {
            // Without the cause, which says the address.
            throw RemoteFailure.refused("The secret text is no address, such as https://hooks.example.org/releases.");
        }
    }

    /** What is not read closes the connection. */
    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // The status has come all the same.
        }
    }

    private static void check(int status) {
        if (status >= 200 && status < 300) {
            return;
        }
        if (NOT_WANTED.contains(status)) {
            throw new NoticeReceiver.NotWanted(
                    "The receiver answers HTTP " + status + ": it does not take this notice.");
        }
        boolean redirect = status >= 300 && status < 400;
        throw new RemoteFailure(
                Kind.UNREACHABLE,
                "The receiver answers HTTP " + status + "."
                        + (redirect ? " Redirects are not followed: put the final address into the credentials." : ""));
    }

    private RemoteFailure failure(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        return new RemoteFailure(
                Kind.UNREACHABLE,
                cause instanceof HttpTimeoutException
                        ? "The receiver does not answer within " + patience.toSeconds() + " seconds."
                        : "The receiver cannot be reached (" + cause.getClass().getSimpleName() + ").");
    }
}
