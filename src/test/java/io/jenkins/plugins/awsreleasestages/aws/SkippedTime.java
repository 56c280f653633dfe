package io.jenkins.plugins.awsreleasestages.aws;

import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Time in which nobody waits: where there is nothing to do, the clock is put forward to what comes next. For actions
 * against a look-alike that has the same clock, and against the emulator, whose clock is put forward too.
 */
public final class SkippedTime extends Clock {

    /** Lets this much time pass where the actions work, and says what time it is there. */
    private final Function<Duration, Instant> elsewhere;

    private Instant now;

    public SkippedTime() {
        now = Instant.now();
        elsewhere = time -> instant().plus(time);
    }

    /** @param elsewhere lets this much time pass where the actions work, and says what time it is there */
    public SkippedTime(Function<Duration, Instant> elsewhere) {
        this.elsewhere = elsewhere;
        now = elsewhere.apply(Duration.ZERO);
    }

    public <S, A> Driven<S, A> run(Action<S, A> action, S state) {
        return run(scheduler -> Driven.free(action), state);
    }

    /** As after a restart of the controller. */
    public <S, A> Driven<S, A> resume(Action<S, A> action, ActionState<S> state) {
        return resume(scheduler -> Driven.free(action), state);
    }

    public <S, A> Driven<S, A> stopped(Action<S, A> action, S state, BiPredicate<ActionState<S>, List<String>> when) {
        return stopped(scheduler -> Driven.free(action), state, when);
    }

    /** For an action that shares its looks with others. */
    public <S, A> Driven<S, A> run(Function<Scheduler, Driven.Paced<S, A>> work, S state) {
        return Driven.run(new Line(), work, state);
    }

    public <S, A> Driven<S, A> resume(Function<Scheduler, Driven.Paced<S, A>> work, ActionState<S> state) {
        return Driven.resume(new Line(), work, state);
    }

    public <S, A> Driven<S, A> stopped(
            Function<Scheduler, Driven.Paced<S, A>> work, S state, BiPredicate<ActionState<S>, List<String>> when) {
        return Driven.stopped(new Line(), work, state, when);
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    /** Lets this much time pass in which nobody here does anything. */
    public void pass(Duration time) {
        putForward(instant().plus(time));
    }

    private void putForward(Instant to) {
        Duration wait = Duration.between(instant(), to);
        if (!wait.isNegative() && !wait.isZero()) {
            Instant there = elsewhere.apply(wait);
            reached(there.isBefore(to) ? to : there);
        }
    }

    /** Another action's thread may have put it further. */
    private synchronized void reached(Instant time) {
        now = time.isAfter(now) ? time : now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    /** What one action has before it; all on the thread that drives it. */
    private final class Line implements Driven.Time {
        private record Task(Instant due, long number, Runnable run) {}

        private final PriorityQueue<Task> tasks =
                new PriorityQueue<>(Comparator.comparing(Task::due).thenComparing(Task::number));
        private long number;

        @Override
        public Scheduled after(Duration delay, Runnable task) {
            Task entry = new Task(instant().plus(delay), number++, task);
            tasks.add(entry);
            return () -> tasks.remove(entry);
        }

        @Override
        public Clock clock() {
            return SkippedTime.this;
        }

        @Override
        public void runUntil(BooleanSupplier done) {
            while (!done.getAsBoolean()) {
                Task next = tasks.remove();
                putForward(next.due());
                next.run().run();
            }
        }
    }
}
