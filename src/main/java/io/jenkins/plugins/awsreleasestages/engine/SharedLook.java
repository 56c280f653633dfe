package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Answers the looks of many actions with few calls: what is asked for between two calls is asked for together.
 *
 * <p>There is at least {@code interval} between two rounds, more after throttling; the first look after a pause is
 * answered at once. A throttled or failed call fails the looks that waited for it and nothing else.
 *
 * @param <K> the remote id
 * @param <V> what is known of it
 */
public final class SharedLook<K, V> {

    private final Duration interval;
    private final int most;
    private final Function<List<K>, Map<K, V>> call;
    private final Scheduler scheduler;
    private final Backoff backoff;

    private Map<K, CompletableFuture<V>> waiting = new LinkedHashMap<>();
    private Instant notBefore = Instant.MIN;
    private boolean scheduled;
    private int throttled;

    /**
     * @param interval the least time between two rounds of calls
     * @param most how many ids one call takes
     * @param call asks for some ids; an id missing from its answer is unknown to the remote side
     */
    public SharedLook(
            Duration interval, int most, Function<List<K>, Map<K, V>> call, Scheduler scheduler, Backoff backoff) {
        this.interval = interval;
        this.most = most;
        this.call = call;
        this.scheduler = scheduler;
        this.backoff = backoff;
    }

    /** @return what is known of the id in the next round; null where the remote side does not know it */
    public synchronized CompletionStage<V> ask(K id) {
        CompletableFuture<V> answer = waiting.computeIfAbsent(id, key -> new CompletableFuture<>());
        if (!scheduled) {
            scheduled = true;
            Instant now = scheduler.clock().instant();
            Duration wait = notBefore.isAfter(now) ? Duration.between(now, notBefore) : Duration.ZERO;
            scheduler.after(wait, this::round);
        }
        return answer;
    }

    private void round() {
        Map<K, CompletableFuture<V>> round;
        synchronized (this) {
            round = waiting;
            waiting = new LinkedHashMap<>();
            scheduled = false;
            notBefore = scheduler.clock().instant().plus(interval);
        }
        List<K> ids = new ArrayList<>(round.keySet());
        for (int from = 0; from < ids.size(); from += most) {
            answer(ids.subList(from, Math.min(ids.size(), from + most)), round);
        }
    }

    private void answer(List<K> ids, Map<K, CompletableFuture<V>> round) {
        Map<K, V> answers;
        try {
            answers = call.apply(List.copyOf(ids));
        } catch (RuntimeException e) {
            slowDown(e);
            ids.forEach(id -> round.get(id).completeExceptionally(e));
            return;
        }
        synchronized (this) {
            throttled = 0;
        }
        ids.forEach(id -> round.get(id).complete(answers.get(id)));
    }

    private synchronized void slowDown(RuntimeException e) {
        if (!(e instanceof RemoteFailure failure) || failure.kind() != RemoteFailure.Kind.THROTTLED) {
            return;
        }
        throttled++;
        Duration pause = backoff.delay(throttled, 0.5);
        Instant until = scheduler.clock().instant().plus(pause.compareTo(interval) > 0 ? pause : interval);
        notBefore = until.isAfter(notBefore) ? until : notBefore;
    }
}
