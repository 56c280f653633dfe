package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The two drivers that are not for tests. */
@Timeout(30)
class LoopSchedulerTest {

    private final FakeWork work = new FakeWork();
    private final FakeHost host = new FakeHost();

    @Test
    void theBlockingDriverDoesAllOnTheCallingThread() throws Exception {
        LoopScheduler loop = new LoopScheduler();
        Set<Thread> threads = new HashSet<>();
        loop.after(Duration.ofMillis(5), () -> threads.add(Thread.currentThread()));
        work.looks = 0;
        run(loop).go();
        loop.runUntil(() -> !host.outcomes.isEmpty() && !threads.isEmpty());
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void theTimerDriverDoesItOnItsWorkers() throws Exception {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try {
            TimerScheduler scheduler = new TimerScheduler(timer, Runnable::run, java.time.Clock.systemUTC());
            work.looks = 0;
            run(scheduler).go();
            timer.awaitTermination(1, TimeUnit.SECONDS);
            assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        } finally {
            timer.shutdownNow();
        }
    }

    @Test
    void theBlockingDriverWaitsUntilSomethingIsDue() throws Exception {
        LoopScheduler loop = new LoopScheduler();
        List<String> done = new ArrayList<>();
        long begin = System.nanoTime();
        loop.after(Duration.ofMillis(120), () -> done.add("last"));
        loop.after(Duration.ofMillis(60), () -> done.add("second"));
        loop.after(Duration.ZERO, () -> done.add("first"));
        loop.runUntil(() -> done.size() == 3);
        assertThat(done).containsExactly("first", "second", "last");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(120));
    }

    @Test
    void whatIsDueAtTheSameTimeIsDoneInTheOrderInWhichItWasAsked() throws Exception {
        LoopScheduler loop = new LoopScheduler();
        List<Integer> done = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int number = i;
            loop.after(Duration.ZERO, () -> done.add(number));
        }
        loop.runUntil(() -> done.size() == 200);
        assertThat(done).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whatIsCancelledIsNotDone() throws Exception {
        LoopScheduler loop = new LoopScheduler();
        List<String> done = new ArrayList<>();
        loop.after(Duration.ZERO, () -> done.add("cancelled")).cancel();
        loop.after(Duration.ofMillis(20), () -> done.add("done"));
        loop.runUntil(() -> !done.isEmpty());
        assertThat(done).containsExactly("done");
    }

    @Test
    void whatTheTimerDriverIsToDoLaterIsDoneLaterOrNotAtAll() throws Exception {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try {
            TimerScheduler scheduler = new TimerScheduler(timer, Runnable::run, java.time.Clock.systemUTC());
            BlockingQueue<String> done = new LinkedBlockingQueue<>();
            long begin = System.nanoTime();
            scheduler.after(Duration.ofSeconds(3), () -> done.add("cancelled")).cancel();
            scheduler.after(Duration.ofSeconds(4), () -> done.add("later"));
            scheduler.after(Duration.ofMillis(-5), () -> done.add("at once"));
            assertThat(done.poll(20, TimeUnit.SECONDS)).isEqualTo("at once");
            assertThat(done.poll(20, TimeUnit.SECONDS)).isEqualTo("later");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
            assertThat(scheduler.clock().instant()).isBefore(Instant.now().plusSeconds(1));
        } finally {
            timer.shutdownNow();
        }
    }

    private ActionRun<FakeWork.State, FakeWork.Answer> run(Scheduler scheduler) {
        return new ActionRun<>(
                work,
                work.calls(),
                host,
                scheduler,
                new Lifecycle(),
                ActionRun.Options.standard(),
                ActionState.create(new FakeWork.State("token", null), Instant.now(), Duration.ofMinutes(1)));
    }
}
