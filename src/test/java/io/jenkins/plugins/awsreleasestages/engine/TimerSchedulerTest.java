package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.engine.Scheduler.Scheduled;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TimerSchedulerTest {

    /** As Jenkins's own: it keeps what was cancelled until it would have been due. */
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

    private final TimerScheduler scheduler = new TimerScheduler(timer, Runnable::run, Clock.systemUTC());

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void whatIsDueIsDone() throws Exception {
        CountDownLatch done = new CountDownLatch(2);
        scheduler.after(Duration.ZERO, done::countDown);
        scheduler.after(Duration.ofMillis(-5), done::countDown);
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nothingOfWhatWasCancelledIsKept() throws Exception {
        WeakReference<byte[]> large = cancelled();
        while (large.get() != null) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(timer.getQueue()).as("kept by the timer itself").hasSize(1);
    }

    private WeakReference<byte[]> cancelled() {
        byte[] large = new byte[1_000_000];
        Scheduled scheduled =
                scheduler.after(Duration.ofHours(12), () -> assertThat(large).isEmpty());
        scheduled.cancel();
        return new WeakReference<>(large);
    }
}
