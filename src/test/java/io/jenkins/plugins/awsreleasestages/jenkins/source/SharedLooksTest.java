package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One look for many jobs. */
@Timeout(60)
class SharedLooksTest {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private final SharedLooks looks = new SharedLooks(clock);
    private final AtomicInteger made = new AtomicInteger();

    private static SourceRevision revision(int number) {
        return SourceRevision.git("https://example.com/r", "main", String.format("%040x", number));
    }

    private SourceRevision look(String key, Instant last) throws Exception {
        return looks.look(key, last, () -> revision(made.incrementAndGet()));
    }

    @Test
    void manyJobsMakeAsManyLooksAsThereAreSources() throws Exception {
        Map<Integer, Instant> last = new HashMap<>();
        for (int minute = 0; minute < 10; minute++) {
            for (int job = 0; job < 1000; job++) {
                look("source " + job % 50, last.getOrDefault(job, Instant.EPOCH));
                last.put(job, now);
            }
            assertThat(made).hasValue(50 * (minute + 1));
            now = now.plus(Duration.ofMinutes(1));
        }
    }

    @Test
    void nobodyIsToldTwiceOfTheSameLook() throws Exception {
        assertThat(look("shop", Instant.EPOCH)).isEqualTo(revision(1));
        Instant first = now;
        now = now.plusSeconds(10);
        assertThat(look("shop", Instant.EPOCH)).as("another job").isEqualTo(revision(1));
        assertThat(look("shop", first)).as("the same job again").isEqualTo(revision(2));
    }

    @Test
    void whatIsOldIsLookedForAgain() throws Exception {
        look("shop", Instant.EPOCH);
        now = now.plus(SharedLooks.GOOD_FOR).minusMillis(1);
        assertThat(look("shop", Instant.EPOCH)).isEqualTo(revision(1));
        now = now.plusMillis(1);
        assertThat(look("shop", Instant.EPOCH)).isEqualTo(revision(2));
    }

    @Test
    void anotherIdentityLooksForItself() throws Exception {
        look("shop alice", Instant.EPOCH);
        assertThat(look("shop bob", Instant.EPOCH)).isEqualTo(revision(2));
    }

    @Test
    void aServerThatDoesNotAnswerIsAskedOnceForAll() {
        for (Exception failure : List.of(RemoteFailure.refused("no answer"), new IOException("broken pipe"))) {
            String key = failure.getMessage();
            made.set(0);
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> looks.look(key, Instant.EPOCH, () -> {
                            made.incrementAndGet();
                            if (failure instanceof IOException e) {
                                throw e;
                            }
                            throw (RemoteFailure) failure;
                        }))
                        .isSameAs(failure);
            }
            assertThat(made).hasValue(1);
        }
    }

    @Test
    void whatWasInterruptedIsNobodysAnswer() throws Exception {
        assertThatThrownBy(() -> looks.look("shop", Instant.EPOCH, () -> {
                    throw new InterruptedException("stopped");
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(look("shop", Instant.EPOCH)).isEqualTo(revision(1));
    }

    @Test
    void whoComesWhileALookIsUnderWayWaitsForItAndOthersDoNot() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        try {
            List<Future<SourceRevision>> found = new ArrayList<>();
            found.add(threads.submit(() -> looks.look("slow", Instant.EPOCH, () -> {
                begun.countDown();
                answers.await();
                return revision(7);
            })));
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 3; i++) {
                found.add(threads.submit(() -> look("slow", Instant.EPOCH)));
            }
            assertThat(look("quick", Instant.EPOCH)).isEqualTo(revision(1));
            answers.countDown();
            for (Future<SourceRevision> one : found) {
                assertThat(one.get(30, TimeUnit.SECONDS)).isEqualTo(revision(7));
            }
            assertThat(made).as("only the quick one").hasValue(1);
        } finally {
            threads.shutdownNow();
        }
    }
}
