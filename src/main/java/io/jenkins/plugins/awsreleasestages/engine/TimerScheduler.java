package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

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
        Future<?> pending =
                timer.schedule(() -> workers.execute(task), Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
        return () -> pending.cancel(false);
    }

    @Override
    public Clock clock() {
        return clock;
    }
}
