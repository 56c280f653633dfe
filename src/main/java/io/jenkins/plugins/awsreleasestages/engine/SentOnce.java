package io.jenkins.plugins.awsreleasestages.engine;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * For requests that must not be made twice, and that leave nothing by which they could be found again. One look says here
 * that a request is about to be sent; once that is saved ({@link Look#goesOnOnceSaved}), the next look sends it. After a
 * restart nothing is in here, so that what was saved as about to be sent is not sent again.
 *
 * @param <R> what is answered
 */
public final class SentOnce<R> {

    /** What this process knows of a request. */
    public enum Known {
        /** It did nothing, for certain: it was not sent, or not taken. */
        NOTHING_DONE,
        OPEN,
        /** It was answered, or its answer is lost, or another process has sent it. */
        OVER
    }

    private final CompletableFuture<R> announced = new CompletableFuture<>();
    private final Map<String, CompletableFuture<R>> requests = new ConcurrentHashMap<>();

    public void announce(String token) {
        requests.put(token, announced);
    }

    /**
     * Sends what was announced.
     *
     * @param send fails with a {@link RemoteFailure}
     * @param didNothing whether a failure says for certain that nothing was done; it may be sent again then, as after any
     *     failure of a call. Any other is final.
     */
    public CompletionStage<R> send(
            String token, Supplier<CompletableFuture<R>> send, Predicate<RemoteFailure> didNothing) {
        CompletableFuture<R> request =
                requests.computeIfPresent(token, (same, open) -> open == announced ? send.get() : open);
        return request == null
                ? CompletableFuture.failedFuture(
                        RemoteFailure.refused("Jenkins was restarted before there was an answer."))
                : request.handle((answer, problem) -> answer(token, answer, problem, didNothing));
    }

    private R answer(String token, R answer, Throwable problem, Predicate<RemoteFailure> didNothing) {
        Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
        if (cause instanceof RemoteFailure failure) {
            if (didNothing.test(failure)) {
                // But for what was forgotten meanwhile.
                requests.computeIfPresent(token, (same, open) -> announced);
                throw failure;
            }
            throw new RemoteFailure(RemoteFailure.Kind.REFUSED, failure.getMessage(), failure);
        }
        if (cause != null) {
            throw new CompletionException(cause);
        }
        return answer;
    }

    public Known known(String token) {
        CompletableFuture<R> request = requests.get(token);
        if (request == null || request != announced && request.isDone()) {
            return Known.OVER;
        }
        return request == announced ? Known.NOTHING_DONE : Known.OPEN;
    }

    /** Nobody waits for it any more; what is open is broken off. */
    public void forget(String token) {
        CompletableFuture<R> request = requests.remove(token);
        if (request != null && request != announced) {
            request.cancel(true);
        }
    }
}
