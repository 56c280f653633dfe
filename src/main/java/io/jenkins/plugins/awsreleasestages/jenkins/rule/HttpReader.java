package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.OutgoingHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;

/**
 * Reads what others serve: from allowed hosts only, nothing that they redirect to, within a limit of bytes and of time, and
 * without a thread that waits.
 */
final class HttpReader {

    /** Answers of interfaces and calendars are some kilobytes. */
    static final int MOST_BYTES = 1024 * 1024;

    static final Duration LONGEST = Duration.ofSeconds(30);

    private final Duration longest;
    private final Function<URI, String> refusal;
    private final OutgoingHttp http;

    /** @param refusal why an address is not asked, or null */
    HttpReader(Duration longest, Function<URI, String> refusal, OutgoingHttp http) {
        this.longest = longest;
        this.refusal = refusal;
        this.http = http;
    }

    static HttpReader get() {
        return ActionThreads.get()
                .shared(
                        HttpReader.class,
                        scheduler -> new HttpReader(
                                LONGEST, address -> AllowedHosts.get().refusal(address), OutgoingHttp.get()));
    }

    /** What a server said: a status of HTTP and the body. */
    record Answer(int status, byte[] body) {}

    /** What keeps an answer from being read, in words without a dot. */
    static final class NotRead extends IOException {
        private static final long serialVersionUID = 1L;

        NotRead(String why) {
            super(why);
        }
    }

    /** What kept an answer from being read, in words without a dot. */
    static String words(Throwable problem) {
        Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
        return cause instanceof NotRead known
                ? known.getMessage()
                : "the answer cannot be read: " + cause.getClass().getSimpleName();
    }

    /**
     * @param authorization the header; null for none
     * @return fails with {@link NotRead} only
     */
    CompletableFuture<Answer> read(URI address, String accept, String authorization) {
        String refused = refusal.apply(address);
        if (refused != null) {
            return CompletableFuture.failedFuture(new NotRead(refused));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(address).header("Accept", accept);
        if (authorization != null) {
            try {
                request.header("Authorization", authorization);
            } catch (IllegalArgumentException e) {
                // Which says the secret.
                return CompletableFuture.failedFuture(
                        new NotRead("the credentials have characters that cannot be sent"));
            }
        }
        CompletableFuture<HttpResponse<byte[]>> sent = http.client().sendAsync(request.build(), head -> new Limited());
        // The client's own limit ends with the head of the answer.
        Scheduler.Scheduled limit = ActionThreads.get().after(longest, () -> sent.cancel(true));
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        sent.whenComplete((response, problem) -> {
            limit.cancel();
            if (problem == null) {
                answer.complete(new Answer(response.statusCode(), response.body()));
            } else {
                answer.completeExceptionally(notRead(address, problem));
            }
        });
        return answer;
    }

    private NotRead notRead(URI address, Throwable problem) {
        Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
        if (cause instanceof NotRead known) {
            return known;
        }
        if (cause.getCause() instanceof NotRead known) {
            return known;
        }
        String host = address.getAuthority();
        return new NotRead(
                cause instanceof CancellationException
                        ? host + " has not answered within " + longest.toSeconds() + " seconds"
                        : host + " cannot be asked: " + cause.getClass().getSimpleName());
    }

    /** Takes bytes until there are too many, whatever length was said. */
    private static final class Limited implements HttpResponse.BodySubscriber<byte[]> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private Flow.Subscription subscription;

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                byte[] some = new byte[Math.min(buffer.remaining(), MOST_BYTES + 1 - bytes.size())];
                buffer.get(some);
                bytes.writeBytes(some);
                if (bytes.size() > MOST_BYTES) {
                    subscription.cancel();
                    body.completeExceptionally(new NotRead("the answer has more than 1 MiB"));
                    return;
                }
            }
        }

        @Override
        public void onError(Throwable problem) {
            body.completeExceptionally(problem);
        }

        @Override
        public void onComplete() {
            body.complete(bytes.toByteArray());
        }
    }
}
