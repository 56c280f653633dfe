package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Calls that may hang: a worker makes them whenever the test lets it, and the scheduler's thread waits for none. */
class WorkerTest {

    /** Calls that hang until the test lets one go on. */
    private static final class Hanging implements Worker {
        final Deque<Runnable> calls = new ArrayDeque<>();
        int interrupted;

        @Override
        public <T> Work<T> begin(Supplier<T> call) {
            CompletableFuture<T> end = new CompletableFuture<>();
            Runnable piece = () -> {
                try {
                    end.complete(call.get());
                } catch (RuntimeException e) {
                    end.completeExceptionally(e);
                }
            };
            calls.add(piece);
            return new Work<>(end, () -> {
                interrupted++;
                calls.remove(piece);
                end.completeExceptionally(new RemoteFailure(Kind.UNREACHABLE, "It was interrupted."));
            });
        }
    }

    private final FakeTime time = new FakeTime();
    private final FakeWork work = new FakeWork();
    private final FakeHost host = new FakeHost();
    private final Hanging worker = new Hanging();
    private final ActionRun<FakeWork.State, FakeWork.Answer> run = new ActionRun<>(
            work,
            Calls.<FakeWork.State>free().by(state -> worker),
            host,
            time,
            new Lifecycle(),
            new ActionRun.Options(Backoff.DEFAULT, Duration.ofMinutes(2), Duration.ofSeconds(3), () -> 0.5),
            ActionState.create(new FakeWork.State("token", null), FakeTime.START, Duration.ofHours(1)));

    private void oneCallGoesOn() {
        worker.calls.poll().run();
        time.pass(Duration.ofMillis(1));
    }

    private void allCallsGoOn() {
        time.pass(Duration.ofSeconds(1));
        while (!worker.calls.isEmpty()) {
            oneCallGoesOn();
            time.pass(Duration.ofSeconds(10));
        }
    }

    @Test
    void nothingIsCalledOnTheSchedulersThread() {
        run.go();
        time.pass(Duration.ofMinutes(1));
        assertThat(work.starts).isZero();
        allCallsGoOn();
        assertThat(work.starts).isEqualTo(1);
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        assertThat(host.log).endsWith("look 4: DONE");
    }

    @Test
    void aStopBreaksAHangingStartOffAndSaysNothingOfIt() {
        run.go();
        time.pass(Duration.ofMinutes(1));
        run.stop("Aborted");
        assertThat(worker.interrupted).isEqualTo(1);
        allCallsGoOn();
        assertThat(work.finds).as("it may have been sent, so it is looked for").isEqualTo(1);
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("Aborted", false));
        assertThat(host.log).isEmpty();
    }

    @Test
    void aStartThatHadBegunIsStopped() {
        run.go();
        time.pass(Duration.ofMinutes(1));
        work.begun.add("token");
        run.stop("Aborted");
        allCallsGoOn();
        assertThat(work.stopsAsked).isEqualTo(1);
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("Aborted", false));
    }

    @Test
    void aStopBreaksAHangingLookOff() {
        run.go();
        time.pass(Duration.ofSeconds(1));
        oneCallGoesOn();
        assertThat(worker.calls).as("a look hangs").hasSize(1);
        run.stop("Aborted");
        assertThat(worker.interrupted).isEqualTo(1);
        allCallsGoOn();
        assertThat(work.stopsAsked).isEqualTo(1);
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("Aborted", false));
    }

    @Test
    void aStopThatHangsIsOverWhenItsGraceIs() {
        work.stops = false;
        run.go();
        time.pass(Duration.ofSeconds(1));
        oneCallGoesOn();
        run.stop("Aborted");
        time.pass(Duration.ofMinutes(3));
        assertThat(worker.calls).as("the stop hangs").hasSize(1);
        worker.calls.peek().run();
        time.pass(Duration.ofMinutes(3));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("Aborted", false));
        assertThat(host.log).contains("It did not stop in time. The work id goes on.");
    }

    @Test
    void whatCannotBeReachedIsTriedAgain() {
        work.startFailures.add(new RemoteFailure(Kind.UNREACHABLE, "The agent gave no answer."));
        run.go();
        allCallsGoOn();
        assertThat(host.log.get(0)).isEqualTo("The agent gave no answer. Trying again.");
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
    }

    @Test
    void aDefectInACallFailsTheActionLoudly() {
        work.startFailures.add(new IllegalStateException("defect"));
        run.go();
        allCallsGoOn();
        assertThat(host.outcomes.toString())
                .contains("Internal error in The work")
                .contains("defect");
    }

    @Test
    void whatComesAfterTheControllerWentDownSettlesNothing() {
        run.go();
        time.pass(Duration.ofSeconds(1));
        run.close();
        allCallsGoOn();
        assertThat(host.outcomes).isEmpty();
    }
}
