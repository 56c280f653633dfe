package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** The timer driver: a timer says when, a bounded pool of workers does it. A waiting action holds no thread. */
public final class TimerScheduler implements Scheduler {

    private final ScheduledExecutorService timer;
    private final Executor workers;
    private final Clock clock;

    public TimerScheduler(ScheduledExecutorService timer, Executor workers, Clock clock) {
        this.timer = timer;
        this.workers = workers;
        this.clock = clock;
    }

    @Override
    public Scheduled after(Duration delay, Runnable task) {
        // A timer may keep what was cancelled until it would have been due, and is to keep nothing of the task.
        AtomicReference<Runnable> kept = new AtomicReference<>(task);
        Future<?> pending = timer.schedule(
                () -> {
                    Runnable due = kept.getAndSet(null);
                    if (due != null) {
                        workers.execute(due);
                    }
                },
                Math.max(0, delay.toMillis()),
                TimeUnit.MILLISECONDS);
        return () -> {
            kept.set(null);
            pending.cancel(false);
        };
    }

    @Override
    public Clock clock() {
        return clock;
    }
}
