package io.jenkins.plugins.awsreleasestages.jenkins.notice;

import io.jenkins.plugins.awsreleasestages.engine.Backoff;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.notice.Destination;
import io.jenkins.plugins.awsreleasestages.notice.Notice;
import io.jenkins.plugins.awsreleasestages.notice.Outbox;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sends what is in the outbox: to each destination one notice after another, to all of them at once. Whoever puts something
 * in waits for nobody; a destination that does not answer is asked ever more rarely.
 */
final class Dispatch {

    private static final Logger LOGGER = Logger.getLogger(Dispatch.class.getName());

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(5), 2, Duration.ofMinutes(10), 0.2);

    /** Who has not said by then whether it was taken will never say it. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Outbox outbox;
    private final Scheduler scheduler;
    private final Function<Outbox.Entry, CompletableFuture<?>> sender;
    private final Troubles troubles;
    private final Set<Destination> busy = new HashSet<>();
    private final Map<Destination, Integer> misses = new ConcurrentHashMap<>();

    /** Who wants to know that a destination takes nothing. */
    interface Troubles {
        /** @param gates about which something waits and does not get through; each is told once of it */
        void at(Destination to, Set<String> gates, String why);
    }

    /**
     * @param sender as {@link NoticeReceiver#send}; may also fail at once
     */
    Dispatch(
            Outbox outbox,
            Scheduler scheduler,
            Function<Outbox.Entry, CompletableFuture<?>> sender,
            Troubles troubles) {
        this.outbox = outbox;
        this.scheduler = scheduler;
        this.sender = sender;
        this.troubles = troubles;
    }

    void put(Notice notice, List<Destination> to) {
        if (outbox.put(notice, to)) {
            to.forEach(this::go);
            to.stream()
                    .filter(misses::containsKey)
                    .forEach(one ->
                            tell(one, gates(notice), outbox.reports().get(one).trouble()));
        }
    }

    private static Set<String> gates(Notice notice) {
        return notice.gate() == null ? Set.of() : Set.of(notice.gate());
    }

    /** With all that waits there since the last start. */
    void go() {
        outbox.destinations().forEach(this::go);
    }

    private synchronized void go(Destination to) {
        if (busy.add(to)) {
            scheduler.after(Duration.ZERO, () -> next(to));
        }
    }

    private void next(Destination to) {
        Outbox.Entry entry;
        synchronized (this) {
            entry = outbox.next(to).orElse(null);
            if (entry == null) {
                busy.remove(to);
                return;
            }
        }
        CompletableFuture<?> sent;
        try {
            sent = sender.apply(entry);
        } catch (RuntimeException e) {
            sent = CompletableFuture.failedFuture(e);
        }
        sent.orTimeout(LONGEST.toSeconds(), TimeUnit.SECONDS)
                .whenComplete((answer, problem) ->
                        scheduler.after(Duration.ZERO, () -> scheduler.after(ended(entry, problem), () -> next(to))));
    }

    /** @return after which wait it goes on */
    private Duration ended(Outbox.Entry entry, Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        if (cause == null) {
            misses.remove(entry.to());
            outbox.sent(entry);
            return Duration.ZERO;
        }
        if (cause instanceof NoticeReceiver.NotWanted) {
            outbox.refused(entry, cause.getMessage());
            log(entry.to(), cause.getMessage());
            tell(entry.to(), gates(entry.notice()), cause.getMessage() + " It is not sent again.");
            return Duration.ZERO;
        }
        int missed = misses.merge(entry.to(), 1, Integer::sum);
        Duration wait = BACKOFF.delay(missed, ThreadLocalRandom.current().nextDouble());
        String why = inWords(cause);
        outbox.failed(entry, why, scheduler.clock().instant().plus(wait));
        if (missed == 1) {
            log(entry.to(), why);
            tell(entry.to(), outbox.gates(entry.to()), why + " It is sent again for a day.");
        }
        return wait;
    }

    private static void log(Destination to, String why) {
        LOGGER.warning("A notice is not taken by " + to + ": " + why);
    }

    private static String inWords(Throwable cause) {
        if (cause instanceof RemoteFailure failure) {
            return failure.sentence();
        }
        if (cause instanceof TimeoutException) {
            return "The receiver does not answer within " + LONGEST.toSeconds() + " seconds.";
        }
        LOGGER.log(Level.WARNING, "A notice could not be sent", cause);
        return "Internal error: " + cause.getClass().getSimpleName() + ".";
    }

    private void tell(Destination to, Set<String> gates, String why) {
        try {
            troubles.at(to, gates, why);
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "Nobody was told that a notice could not be sent", e);
        }
    }
}
