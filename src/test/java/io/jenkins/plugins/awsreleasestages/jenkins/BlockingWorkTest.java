package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.engine.FakeTime;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.engine.Worker;
import io.jenkins.plugins.awsreleasestages.engine.Worker.Work;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork.Length;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What hangs takes nobody else's place, and not for ever. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BlockingWorkTest {

    /** The fake clock, asked by several threads. */
    private static final class Time implements Scheduler {
        private final FakeTime time = new FakeTime();

        @Override
        public synchronized Scheduled after(Duration delay, Runnable task) {
            Scheduled scheduled = time.after(delay, task);
            return () -> {
                synchronized (this) {
                    scheduled.cancel();
                }
            };
        }

        @Override
        public Clock clock() {
            return time.clock();
        }

        synchronized void pass(Duration span) {
            time.pass(span);
        }
    }

    private final Time time = new Time();
    private final BlockingWork work = new BlockingWork(time);
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch hang = new CountDownLatch(1);
    private final Semaphore begun = new Semaphore(0);

    @AfterEach
    void shutDown() {
        hang.countDown();
        work.shutDown();
    }

    private Worker at(String place) {
        return work.at(Length.SHORT, place, said::add);
    }

    private static <T> T end(Work<T> piece) throws Exception {
        return piece.end().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static boolean isDone(Work<?> piece) {
        return piece.end().toCompletableFuture().isDone();
    }

    private Supplier<String> hanging() {
        return () -> {
            begun.release();
            try {
                hang.await();
            } catch (InterruptedException e) {
                throw new RemoteFailure(RemoteFailure.Kind.UNREACHABLE, "It was interrupted.", e);
            }
            return "late";
        };
    }

    private List<Work<String>> hangAt(String place, int pieces) {
        List<Work<String>> all = new ArrayList<>();
        for (int i = 0; i < pieces; i++) {
            all.add(at(place).begin(hanging()));
        }
        return all;
    }

    @Test
    void workIsDoneElsewhereAndItsProblemsComeBack() throws Exception {
        Thread caller = Thread.currentThread();
        assertThat(end(at("the agent a").begin(() -> Thread.currentThread() != caller)))
                .isTrue();
        assertThat(end(at("the agent a").begin(() -> Thread.currentThread().isDaemon())))
                .isTrue();
        Work<String> failing = at("the agent a").begin(() -> {
            throw RemoteFailure.refused("No.");
        });
        assertThatThrownBy(() -> end(failing)).hasRootCauseMessage("No.");
    }

    @Test
    void anAgentThatHangsTakesFourPlacesAndLeavesTheOthersTheirs() throws Exception {
        List<Work<String>> stuck = hangAt("the agent a", 100);
        begun.acquire(4);
        assertThat(end(at("the agent b").begin(() -> "b"))).isEqualTo("b");
        assertThat(begun.tryAcquire()).as("a fifth").isFalse();
        assertThat(stuck).noneMatch(BlockingWorkTest::isDone);
        hang.countDown();
        for (Work<String> piece : stuck) {
            assertThat(end(piece)).isEqualTo("late");
        }
    }

    @Test
    void whatIsShortNeverWaitsForWhatIsLong() throws Exception {
        for (int i = 0; i < 100; i++) {
            work.at(Length.LONG, "the agent a", said::add).begin(hanging());
        }
        begun.acquire(8);
        assertThat(end(at("the agent a").begin(() -> "short"))).isEqualTo("short");
    }

    @Test
    void thereAreOnlySoManyThreadsHoweverManyAgentsHang() throws Exception {
        for (int agent = 0; agent < 30; agent++) {
            hangAt("the agent " + agent, 2);
        }
        begun.acquire(48);
        assertThat(begun.tryAcquire(200, TimeUnit.MILLISECONDS)).as("a 49th").isFalse();
        hang.countDown();
        begun.acquire(12);
    }

    @Test
    void whoeverHasWaitedFirstAtAnotherPlaceComesFirst() throws Exception {
        for (int agent = 0; agent < 12; agent++) {
            hangAt("the agent " + agent, 4);
        }
        begun.acquire(48);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        List<Work<Boolean>> later = new ArrayList<>();
        for (String place : List.of("x", "x", "y")) {
            later.add(at(place).begin(() -> order.add(place)));
        }
        assertThat(order).isEmpty();
        hang.countDown();
        for (Work<Boolean> piece : later) {
            end(piece);
        }
        assertThat(order).containsExactlyInAnyOrder("x", "x", "y");
    }

    @Test
    void aPieceThatTakesTooLongIsBrokenOffAndItsPlaceIsFree() throws Exception {
        List<Work<String>> stuck = hangAt("the agent a", 5);
        begun.acquire(4);
        time.pass(Duration.ofMinutes(3));
        assertThatThrownBy(() -> end(stuck.get(0)))
                .hasRootCauseMessage("No answer from the agent a within 180 s.")
                .hasCauseInstanceOf(RemoteFailure.class);
        begun.acquire(1);
        assertThat(isDone(stuck.get(4))).isFalse();
    }

    @Test
    void anInterruptBreaksOffWhatIsUnderWay() throws Exception {
        Work<String> stuck = hangAt("the agent a", 1).get(0);
        begun.acquire();
        stuck.interrupt().run();
        assertThatThrownBy(() -> end(stuck)).hasRootCauseInstanceOf(InterruptedException.class);
        assertThat(end(at("the agent a").begin(Thread::interrupted)))
                .as("the next piece is not hit")
                .isFalse();
    }

    @Test
    void anInterruptTakesWhatWaitsOutOfTheQueue() throws Exception {
        List<Work<String>> stuck = hangAt("the agent a", 5);
        begun.acquire(4);
        stuck.get(4).interrupt().run();
        assertThatThrownBy(() -> end(stuck.get(4))).hasMessageContaining("while waiting for the agent a");
        hang.countDown();
        end(stuck.get(3));
        assertThat(begun.tryAcquire(100, TimeUnit.MILLISECONDS))
                .as("it never begins")
                .isFalse();
    }

    @Test
    void whatCannotBeInterruptedIsNotWaitedFor() throws Exception {
        Work<String> stuck = at("the agent a").begin(() -> {
            begun.release();
            while (hang.getCount() > 0) {
                LockSupport.parkNanos(1_000_000);
                Thread.interrupted();
            }
            return "late";
        });
        begun.acquire();
        stuck.interrupt().run();
        assertThat(isDone(stuck)).isFalse();
        time.pass(BlockingWork.GRACE);
        assertThatThrownBy(() -> end(stuck)).hasMessageContaining("The work with the agent a was broken off.");
    }

    @Test
    void aLongWaitIsSaid() throws Exception {
        hangAt("the agent a", 6);
        begun.acquire(4);
        time.pass(BlockingWork.LONG_WAIT.minusSeconds(1));
        assertThat(said).isEmpty();
        time.pass(Duration.ofSeconds(2));
        assertThat(said)
                .hasSize(2)
                .allMatch(line -> line.equals("Waiting for the agent a: 4 pieces of work are under way there, 2 wait;"
                        + " 4 of 48 threads are taken."));
    }

    @Test
    void nothingIsHeardOfItOnceTheControllerGoesDown() throws Exception {
        List<Work<String>> stuck = hangAt("the agent a", 5);
        begun.acquire(4);
        work.shutDown();
        assertThat(isDone(at("the agent b").begin(() -> "b"))).isFalse();
        assertThat(stuck.get(0).end().toCompletableFuture())
                .as("what was under way is interrupted, and nobody is told")
                .failsWithin(Duration.ofMillis(200))
                .withThrowableOfType(TimeoutException.class);
        assertThat(isDone(stuck.get(4))).isFalse();
    }
}
