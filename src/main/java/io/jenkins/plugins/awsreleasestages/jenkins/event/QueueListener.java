package io.jenkins.plugins.awsreleasestages.jenkins.event;

import io.jenkins.plugins.awsreleasestages.aws.sqs.MessageQueue;
import io.jenkins.plugins.awsreleasestages.engine.Backoff;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.event.Event;
import io.jenkins.plugins.awsreleasestages.event.Refused;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Reads one queue, one read after another, and brings the news to whoever waits for it. A message is deleted after that; so
 * it may come twice, and nothing is lost with the controller. What is not deleted, or cannot be read, is tried again ever more
 * rarely, for as long as the queue is in the settings.
 *
 * <p>A read waits in the network, not on a thread.
 */
final class QueueListener {

    private static final Logger LOGGER = Logger.getLogger(QueueListener.class.getName());

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(2), 2, Duration.ofMinutes(2), 0.2);

    private final Supplier<MessageQueue> queue;
    private final ToIntFunction<String> news;
    private final Scheduler scheduler;
    private final Reception reception;

    private boolean closed;
    /** The call that is under way. */
    private Future<?> open = CompletableFuture.completedFuture(null);

    private Scheduler.Scheduled next = () -> {};

    /**
     * @param queue asked before each read: credentials are never kept; may fail as the read would
     * @param news told what there is news of; gives how many wait for it
     */
    QueueListener(Supplier<MessageQueue> queue, ToIntFunction<String> news, Scheduler scheduler) {
        this.queue = queue;
        this.news = news;
        this.scheduler = scheduler;
        this.reception = new Reception(scheduler.clock());
    }

    Reception.Report report() {
        return reception.report();
    }

    void go() {
        next(Duration.ZERO, this::receive);
    }

    /** What was received and is not deleted yet comes again, to whoever reads the queue then. */
    synchronized void close() {
        closed = true;
        next.cancel();
        open.cancel(true);
    }

    private synchronized void next(Duration wait, Runnable task) {
        if (!closed) {
            next = scheduler.after(wait, task);
        }
    }

    private void receive() {
        call(MessageQueue::receive, this::take);
    }

    private <T> void call(Function<MessageQueue, CompletableFuture<T>> call, Consumer<T> then) {
        CompletableFuture<T> called;
        try {
            called = call.apply(queue.get());
        } catch (RuntimeException e) {
            failed(e);
            return;
        }
        synchronized (this) {
            open = called;
            if (closed) {
                called.cancel(true);
            }
        }
        called.whenComplete((answer, problem) -> next(Duration.ZERO, () -> {
            if (problem == null) {
                then.accept(answer);
            } else {
                failed(problem);
            }
        }));
    }

    private void take(List<MessageQueue.Received> messages) {
        messages.forEach(this::take);
        if (messages.isEmpty()) {
            goOn();
        } else {
            call(same -> same.delete(messages), nothing -> goOn());
        }
    }

    private void goOn() {
        reception.read();
        next(Duration.ZERO, this::receive);
    }

    /** Never fails: one message is not to stand in the way of the others. */
    private void take(MessageQueue.Received message) {
        reception.took(message.sent());
        try {
            Event event = Event.read(message.body());
            reception.heard(event, event.about().stream().mapToInt(news).sum());
        } catch (Refused e) {
            reception.refused(message.body(), e.getMessage());
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "A message could not be taken in", e);
            reception.refused(message.body(), "Internal error: " + e);
        }
    }

    private void failed(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        if (!(cause instanceof RemoteFailure)) {
            LOGGER.log(Level.WARNING, "A queue could not be read", cause);
        }
        boolean refused = !(cause instanceof RemoteFailure failure) || !failure.passing();
        String words = cause instanceof RemoteFailure failure ? failure.sentence() : "Internal error: " + cause;
        int misses = reception.failed(refused, words);
        next(BACKOFF.delay(misses, ThreadLocalRandom.current().nextDouble()), this::receive);
    }
}
