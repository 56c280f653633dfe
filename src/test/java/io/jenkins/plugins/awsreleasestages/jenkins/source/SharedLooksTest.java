package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.engine.FakeTime;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

    private final FakeTime time = new FakeTime();
    private final SharedLooks<SourceRevision> looks = new SharedLooks<>(time.clock());
    private final AtomicInteger made = new AtomicInteger();

    private static SourceRevision revision(int number) {
        return SourceRevision.git("https://example.com/r", "main", String.format("%040x", number));
    }

    private SourceRevision look(String key, Object job) throws Exception {
        return looks.look(key, job, () -> revision(made.incrementAndGet()));
    }

    @Test
    void manyJobsMakeAsManyLooksAsThereAreSources() throws Exception {
        for (int minute = 0; minute < 10; minute++) {
            for (int job = 0; job < 1000; job++) {
                look("source " + job % 50, job);
            }
            assertThat(made).hasValue(50 * (minute + 1));
            time.pass(Duration.ofMinutes(1));
        }
    }

    @Test
    void nobodyIsToldTwiceOfTheSameLook() throws Exception {
        assertThat(look("shop", "one")).isEqualTo(revision(1));
        assertThat(look("shop", "two")).as("another job").isEqualTo(revision(1));
        assertThat(look("shop", "one")).as("the same job again").isEqualTo(revision(2));
        assertThat(look("shop", "two")).as("of which the other learns").isEqualTo(revision(2));
        assertThat(look("shop", "two")).as("and asks itself, then").isEqualTo(revision(3));
    }

    @Test
    void whatIsOldIsLookedForAgain() throws Exception {
        look("shop", "one");
        time.pass(SharedLooks.GOOD_FOR.minusMillis(1));
        assertThat(look("shop", "two")).isEqualTo(revision(1));
        time.pass(Duration.ofMillis(1));
        assertThat(look("shop", "three")).isEqualTo(revision(2));
    }

    /** As when there was news of it then. */
    @Test
    void whatWasFoundBeforeAMomentCanBeForgotten() throws Exception {
        look("shop", "one");
        time.pass(Duration.ofSeconds(1));
        looks.forget("shop", time.now());
        assertThat(look("shop", "two")).as("the one before is too old").isEqualTo(revision(2));
        looks.forget("shop", time.now());
        assertThat(look("shop", "three")).as("found at that moment, or later").isEqualTo(revision(2));
        looks.forget("store", time.now().plusSeconds(1));
        assertThat(look("shop", "four")).as("another source's news").isEqualTo(revision(2));
        looks.forget("shop", time.now().plusSeconds(1));
        assertThat(look("shop", "five")).isEqualTo(revision(3));
    }

    @Test
    void whoForgetsWaitsForTheLookThatIsUnderWay() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        try {
            Future<SourceRevision> slow = threads.submit(() -> looks.look("shop", "one", () -> {
                begun.countDown();
                answers.await();
                return revision(7);
            }));
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            time.pass(Duration.ofSeconds(1));
            Instant news = time.now();
            Future<SourceRevision> told = threads.submit(() -> {
                looks.forget("shop", news);
                return look("shop", "two");
            });
            answers.countDown();
            assertThat(slow.get(30, TimeUnit.SECONDS)).isEqualTo(revision(7));
            assertThat(told.get(30, TimeUnit.SECONDS))
                    .as("begun before the news")
                    .isEqualTo(revision(1));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anotherIdentityLooksForItself() throws Exception {
        look("shop alice", "one");
        assertThat(look("shop bob", "two")).isEqualTo(revision(2));
    }

    @Test
    void aServerThatDoesNotAnswerIsAskedOnceForAll() {
        for (Exception failure : List.of(RemoteFailure.refused("no answer"), new IOException("broken pipe"))) {
            String key = failure.getMessage();
            made.set(0);
            for (int i = 0; i < 5; i++) {
                int job = i;
                assertThatThrownBy(() -> looks.look(key, job, () -> {
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
        assertThatThrownBy(() -> looks.look("shop", "one", () -> {
                    throw new InterruptedException("stopped");
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(look("shop", "two")).isEqualTo(revision(1));
    }

    @Test
    void whoComesWhileALookIsUnderWayWaitsForItAndOthersDoNot() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        try {
            List<Future<SourceRevision>> found = new ArrayList<>();
            found.add(threads.submit(() -> looks.look("slow", "first", () -> {
                begun.countDown();
                answers.await();
                return revision(7);
            })));
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 3; i++) {
                int job = i;
                found.add(threads.submit(() -> look("slow", job)));
            }
            assertThat(look("quick", "one")).isEqualTo(revision(1));
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
