package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The blocking driver: everything happens on the thread that calls {@link #runUntil}. */
public final class LoopScheduler implements Scheduler {

    private final DelayQueue<Task> tasks = new DelayQueue<>();
    private final AtomicLong order = new AtomicLong();
    private final Clock clock = Clock.systemUTC();
    private final News news;
    private final Supplier<String> place;

    /** Where nobody brings news. */
    public LoopScheduler() {
        this(new News(), () -> "");
    }

    /** @param place see {@link News#listen} */
    public LoopScheduler(News news, Supplier<String> place) {
        this.news = news;
        this.place = place;
    }

    @Override
    public Scheduled after(Duration delay, Runnable task) {
        Task entry = new Task(System.nanoTime() + delay.toNanos(), order.incrementAndGet(), task);
        tasks.add(entry);
        return () -> tasks.remove(entry);
    }

    @Override
    public Scheduled listen(String about, Runnable told) {
        return news.listen(about, place, told);
    }

    @Override
    public Clock clock() {
        return clock;
    }

    /**
     * Runs what is due until {@code done} says so.
     *
     * @throws InterruptedException when the thread is interrupted while waiting; the loop can be entered again
     */
    public void runUntil(BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            tasks.take().run.run();
        }
    }

    private record Task(long due, long number, Runnable run) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            Task task = (Task) other;
            int byDue = Long.compare(due - task.due, 0);
            return byDue != 0 ? byDue : Long.compare(number, task.number);
        }
    }
}
