package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A scheduler whose clock only moves when a test says so. Thousands of looks a second, in a fixed order. */
public final class FakeTime implements Scheduler {

    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private record Task(Instant due, long number, Runnable run) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparing(Task::due).thenComparing(Task::number));
    private final News news = new News();
    private Instant now = START;
    private long number;

    @Override
    public Scheduled after(Duration delay, Runnable task) {
        Task entry = new Task(now.plus(delay), number++, task);
        tasks.add(entry);
        return () -> tasks.remove(entry);
    }

    @Override
    public Scheduled listen(String about, Runnable told) {
        return news.listen(about, told);
    }

    public News news() {
        return news;
    }

    /** Runs all that is due within the span, moving the clock along. */
    public void pass(Duration span) {
        Instant end = now.plus(span);
        while (!tasks.isEmpty() && !tasks.peek().due().isAfter(end)) {
            Task task = tasks.poll();
            now = task.due().isAfter(now) ? task.due() : now;
            task.run().run();
        }
        // A task may have let time pass, too.
        now = end.isAfter(now) ? end : now;
    }

    /** How many tasks wait. */
    public int waiting() {
        return tasks.size();
    }

    public Instant now() {
        return now;
    }

    @Override
    public Clock clock() {
        return ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    }
}
