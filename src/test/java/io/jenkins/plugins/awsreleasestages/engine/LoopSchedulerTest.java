package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
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

    private ActionRun<FakeWork.State, FakeWork.Answer> run(Scheduler scheduler) {
        return new ActionRun<>(
                work,
                host,
                scheduler,
                new Lifecycle(),
                ActionRun.Options.standard(),
                ActionState.create(new FakeWork.State("token", null), Instant.now(), Duration.ofMinutes(1)));
    }
}
