package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.OnStandIns;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No line of a step's log is lost, whenever its program is saved and its controller is killed. */
@Timeout(60)
@OnStandIns
class StepLogTest {

    private static final int LINES = 20;

    private static CompletableFuture<String> end;
    private static Supplier<Object> result;
    private static volatile int logsNotAtHand;
    private static boolean runNotAtHand;
    private static RunLog log;

    /** Like the log of a run in Jenkins: what was printed reaches the disk when it is flushed, or some time later. */
    private static final class RunLog extends ByteArrayOutputStream {
        private int onDisk;
        private Runnable afterEachLine = () -> {};

        @Override
        public synchronized void flush() {
            onDisk = lines();
        }

        synchronized int onDisk() {
            return onDisk;
        }

        synchronized int lines() {
            return (int) toString(StandardCharsets.UTF_8).lines().count();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            if (bytes[offset + length - 1] == '\n') {
                afterEachLine.run();
            }
        }
    }

    private static final class Context extends FakeStepContext {
        private static final long serialVersionUID = 1L;

        @Override
        public <T> T get(Class<T> key) throws IOException {
            if (key == Run.class && runNotAtHand) {
                throw new IOException("not yet");
            }
            if (key != TaskListener.class) {
                return null;
            }
            if (log.lines() > 0 && logsNotAtHand-- > 0) {
                throw new IOException("not yet");
            }
            PrintStream stream = new PrintStream(log, false, StandardCharsets.UTF_8);
            return key.cast((TaskListener) () -> stream);
        }

        @Override
        public void onSuccess(Object value) {
            end.complete("done: " + value);
        }

        @Override
        public void onFailure(Throwable problem) {
            end.complete("failed: " + problem.getMessage());
        }
    }

    /** Its state is how many lines it has said; each look brings two. */
    private static final class Talk implements Action<Integer, String> {
        @Override
        public String title() {
            return "The talk";
        }

        @Override
        public Optional<Integer> find(Integer state) {
            return Optional.empty();
        }

        @Override
        public Integer start(Integer state) {
            return state;
        }

        @Override
        public CompletionStage<String> ask(Integer state) {
            return CompletableFuture.completedFuture("line ");
        }

        @Override
        public Look<Integer> read(Integer state, String answer, Instant now) {
            if (state == LINES) {
                // Saved at its end: one more look comes to the same.
                return Look.succeeded(state, List.of());
            }
            List<String> lines = List.of(answer + (state + 1), answer + (state + 2));
            return state + 2 == LINES
                    ? Look.succeeded(state + 2, lines)
                    : Look.goesOn(state + 2, lines, Duration.ofMillis(1));
        }

        @Override
        public void stop(Integer state) {}

        @Override
        public String leftBehind(Integer state) {
            return "";
        }
    }

    @ActionPlan.Kind("talk")
    private record Plan() implements ActionPlan {
        @Override
        public Sequence sequence(ActionContext context) {
            return Sequence.of(Stage.of("talk", Integer.class, state -> 0, state -> new Talk()));
        }

        @Override
        public Duration limit() {
            return Duration.ofSeconds(30);
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            return result.get();
        }
    }

    @BeforeAll
    static void aDescriptorKnowsThePlan() {
        FakeStepContext.knows(Plan.class);
    }

    @BeforeEach
    void begin() {
        end = new CompletableFuture<>();
        result = () -> "all";
        logsNotAtHand = 0;
        runNotAtHand = false;
        log = new RunLog();
    }

    private static String end() throws Exception {
        return end.get(20, TimeUnit.SECONDS);
    }

    private static StepExecution step() {
        return new SequenceExecution(new Context(), new Plan());
    }

    /** A moment at which another step of the run had the program saved, and how the log was before and after. */
    private record Saved(int linesBefore, int linesSaid, int linesAfter, int onDisk) {}

    private static Saved save(StepExecution step) {
        int before = log.lines();
        byte[] saved = FakeStepContext.saved(step);
        int onDisk = log.onDisk();
        int after = log.lines();
        return new Saved(before, said(FakeStepContext.restored(saved)), after, onDisk);
    }

    private static int said(StepExecution step) {
        return ((SequenceExecution) step).state().state("talk", Integer.class);
    }

    @Test
    void aProgramSavedWhileLinesAreShownKnowsThemAllOrNone() throws Exception {
        StepExecution step = step();
        Queue<CompletableFuture<Saved>> saving = new ConcurrentLinkedQueue<>();
        log.afterEachLine = () -> {
            CompletableFuture<Saved> other = CompletableFuture.supplyAsync(() -> save(step));
            saving.add(other);
            // What has to wait until the lines are shown is not waited for.
            other.copy().completeOnTimeout(null, 50, TimeUnit.MILLISECONDS).join();
        };
        step.start();
        assertThat(end()).isEqualTo("done: all");
        assertThat(saving).hasSize(LINES);
        for (CompletableFuture<Saved> one : saving) {
            Saved saved = one.get(20, TimeUnit.SECONDS);
            assertThat(saved.linesSaid()).as("%s", saved).isLessThanOrEqualTo(saved.onDisk());
            if (saved.linesBefore() == saved.linesAfter()) {
                assertThat(saved.linesSaid()).as("%s", saved).isEqualTo(saved.linesBefore());
            }
        }
    }

    @Test
    void linesWaitForALogThatIsNotAtHand() throws Exception {
        logsNotAtHand = 1;
        step().start();
        assertThat(end()).isEqualTo("done: all");
        assertEachLineOnce(LINES);
    }

    @Test
    void aLogThatIsNotAtHandAnyMoreIsStillWrittenOut() throws Exception {
        logsNotAtHand = 100;
        StepExecution step = step();
        step.start();
        // Shown, and then a look that was missed.
        while (log.lines() < 2 || logsNotAtHand > 95) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        Saved saved = save(step);
        logsNotAtHand = 0;
        assertThat(saved.linesSaid()).isEqualTo(2);
        assertThat(saved.onDisk()).isEqualTo(2);
        assertThat(end()).isEqualTo("done: all");
        assertEachLineOnce(LINES);
    }

    @Test
    void linesAreNotRepeatedWhereAStateCannotBeSaved() throws Exception {
        StepExecution step = step();
        CompletableFuture<byte[]> early = new CompletableFuture<>();
        log.afterEachLine = () -> CompletableFuture.runAsync(() -> early.complete(FakeStepContext.saved(step)));
        step.start();
        assertThat(end()).isEqualTo("done: all");

        StepExecution resumed = FakeStepContext.restored(early.get());
        end = new CompletableFuture<>();
        log.reset();
        log.afterEachLine = () -> {};
        runNotAtHand = true;
        int said = said(resumed);
        resumed.onResume();
        assertThat(end()).isEqualTo("done: all");
        assertEachLineOnce(LINES - said);
    }

    private static void assertEachLineOnce(int lines) {
        assertThat(log.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("line ")))
                .hasSize(lines)
                .doesNotHaveDuplicates();
    }

    @Test
    void aResultThatCannotBeMadeFailsTheStep() throws Exception {
        result = () -> {
            throw new IllegalStateException("No result.");
        };
        step().start();
        assertThat(end()).contains("No result.");
    }
}
