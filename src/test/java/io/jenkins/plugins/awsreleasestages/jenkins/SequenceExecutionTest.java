package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import io.jenkins.plugins.awsreleasestages.OnStandIns;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A step as a controller has saved it at any moment, goes on to the same end. Pipeline saves a program whenever any of
 * its steps asks, so that moment may be in the middle of what this step does.
 */
@Timeout(60)
class SequenceExecutionTest {

    /** How the build ends; a stopped one leaves something to be deleted. */
    enum Case {
        WELL("done: reports"),
        BADLY("failed: build broke."),
        STOPPED("failed: Enough");

        private final String end;

        Case(String end) {
            this.end = end;
        }
    }

    /** What the remote side has, by the name of what was started. */
    private static final Map<String, String> REMOTE = new ConcurrentSkipListMap<>();

    /** Somebody has aborted the step, and does not do it again. */
    private static final String ABORTED = "abort";

    private static final List<Moment> MOMENTS = new ArrayList<>();
    private static CompletableFuture<String> end;
    private static StepExecution current;
    private static CompletableFuture<Void> abort;
    private static boolean watching;

    /** Which saves fail: of which nobody learns but who asked. */
    private static IntPredicate failing = save -> false;

    private static int saves;

    /** A moment: what was saved then, and how things were at the remote side. */
    private record Moment(String what, byte[] saved, Map<String, String> remote) {}

    private static synchronized void moment(String what) {
        if (!watching) {
            return;
        }
        Map<String, String> remote;
        byte[] saved;
        do {
            // An abort comes on a thread of its own; the two belong together only when nothing has changed meanwhile.
            remote = Map.copyOf(REMOTE);
            saved = FakeStepContext.saved(current);
        } while (!remote.equals(REMOTE));
        MOMENTS.add(new Moment(what, saved, remote));
    }

    private static final class Context extends FakeStepContext {
        private static final long serialVersionUID = 1L;

        @Override
        public void onSuccess(Object result) {
            moment("success");
            end.complete("done: " + result);
        }

        @Override
        public void onFailure(Throwable problem) {
            moment("failure");
            end.complete("failed: " + problem.getMessage());
        }

        @Override
        public ListenableFuture<Void> saveState() {
            moment("save");
            return failing.test(saves++)
                    ? Futures.immediateFailedFuture(new IOException("No space left on device"))
                    : super.saveState();
        }
    }

    private static final class Work implements Action<String, String> {
        private final Case how;

        Work(Case how) {
            this.how = how;
        }

        @Override
        public String title() {
            return "The work";
        }

        @Override
        public Optional<String> find(String name) {
            moment("find " + name);
            return Optional.ofNullable(REMOTE.containsKey(name) ? name : null);
        }

        @Override
        public String start(String name) {
            moment("start " + name);
            assertThat(REMOTE).doesNotContainKey(name);
            REMOTE.put(name, "GOING");
            moment("started " + name);
            return name;
        }

        @Override
        public CompletionStage<String> ask(String name) {
            moment("ask " + name);
            String status = REMOTE.get(name);
            if (status.equals("GOING") && name.equals("build") && how == Case.STOPPED) {
                if (!REMOTE.containsKey(ABORTED) && abort == null) {
                    abort = CompletableFuture.runAsync(Work::abort);
                }
            } else if (status.equals("GOING")) {
                REMOTE.put(name, "ENDED");
            }
            return CompletableFuture.completedFuture(status);
        }

        private static void abort() {
            try {
                current.stop(new IOException("Enough"));
                REMOTE.put(ABORTED, "once");
                moment("aborted");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Look<String> read(String name, String status, Instant now) {
            moment("read " + name);
            return switch (status) {
                case "GOING" -> Look.goesOn(name, List.of(), Duration.ofMillis(5));
                case "ENDED" ->
                    name.equals("build") && how == Case.BADLY
                            ? Look.failed(name, List.of(), "build broke.")
                            : Look.succeeded(name, List.of());
                default -> Look.failed(name, List.of(), "It was stopped.");
            };
        }

        @Override
        public void stop(String name) {
            moment("stop " + name);
            REMOTE.put(name, "STOPPED");
            moment("stopped " + name);
        }

        @Override
        public String leftBehind(String name) {
            return "";
        }
    }

    @ActionPlan.Kind("the plan")
    private record Plan(Case how) implements ActionPlan {

        @Override
        public Sequence sequence(ActionContext context) {
            return Sequence.of(
                    Stage.of("build", String.class, state -> "build", state -> new Work(how)),
                    Stage.of("reports", String.class, this::reports, state -> new Work(how)),
                    Stage.of("deletion", String.class, Plan::deletion, state -> new Work(how))
                            .when(Stage.When.TIDYING));
        }

        private String reports(SequenceState state) {
            moment("begin reports");
            return how == Case.WELL ? "reports" : null;
        }

        private static String deletion(SequenceState state) {
            moment("begin deletion");
            return state.stopped() && state.started("build") ? "deletion" : null;
        }

        @Override
        public void ended(SequenceState state) {
            moment("over");
        }

        @Override
        public Duration limit() {
            return Duration.ofSeconds(30);
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            moment("result");
            return state.decisiveStage();
        }
    }

    @BeforeAll
    static void aDescriptorKnowsThePlan() {
        FakeStepContext.knows(Plan.class);
    }

    private static String run(StepExecution execution, boolean resumed) throws Exception {
        current = execution;
        end = new CompletableFuture<>();
        abort = null;
        if (resumed) {
            execution.onResume();
        } else {
            execution.start();
        }
        String how = end.get(20, TimeUnit.SECONDS);
        if (abort != null) {
            abort.get(20, TimeUnit.SECONDS);
        }
        REMOTE.remove(ABORTED);
        return how;
    }

    private static void savesFail(IntPredicate which) {
        REMOTE.clear();
        saves = 0;
        failing = which;
    }

    @AfterEach
    void allSavesWork() {
        failing = save -> false;
    }

    @ParameterizedTest
    @EnumSource
    void aFullDiskInTheMiddleChangesNothingOfTheEnd(Case how) throws Exception {
        savesFail(save -> false);
        run(new SequenceExecution(new Context(), new Plan(how)), false);
        Map<String, String> atTheEnd = Map.copyOf(REMOTE);
        List<IntPredicate> disks = List.of(save -> save == 0, save -> save == 1, save -> save == 2, save -> save == 3);
        for (int i = 0; i < disks.size(); i++) {
            savesFail(disks.get(i));
            assertThat(run(new SequenceExecution(new Context(), new Plan(how)), false))
                    .as("save %s failed", i)
                    .isEqualTo(how.end);
            assertThat(REMOTE).as("save %s failed", i).isEqualTo(atTheEnd);
        }
    }

    @Test
    void whereNothingCanBeSavedOnceTheWorkHasBegunItIsWatchedToItsEnd() throws Exception {
        savesFail(save -> save > 0);
        assertThat(run(new SequenceExecution(new Context(), new Plan(Case.BADLY)), false))
                .isEqualTo(Case.BADLY.end);
        assertThat(REMOTE).containsEntry("build", "ENDED");
    }

    @Test
    void whileNothingCanBeSavedNothingIsStarted() throws Exception {
        savesFail(save -> true);
        end = new CompletableFuture<>();
        current = new SequenceExecution(new Context(), new Plan(Case.WELL));
        current.start();
        assertThat(end).as("it waits").failsWithin(Duration.ofSeconds(3));
        assertThat(REMOTE).isEmpty();
        current.stop(new IOException("Enough"));
        assertThat(end).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("failed: Enough");
        assertThat(REMOTE).doesNotContainKey("build");
    }

    @ParameterizedTest
    @OnStandIns
    @EnumSource
    void savedAtAnyMomentItGoesOnToTheSameEnd(Case how) throws Exception {
        REMOTE.clear();
        MOMENTS.clear();
        watching = true;
        assertThat(run(new SequenceExecution(new Context(), new Plan(how)), false))
                .isEqualTo(how.end);
        watching = false;
        assertThat(MOMENTS).extracting(Moment::what).contains("started build", "ask build", "save");
        Map<String, String> atTheEnd = Map.copyOf(REMOTE);

        for (Moment moment : MOMENTS) {
            REMOTE.clear();
            REMOTE.putAll(moment.remote());
            StepExecution saved = FakeStepContext.restored(moment.saved());
            assertThat(run(saved, true)).as("saved at: %s", moment.what()).isEqualTo(how.end);
            assertThat(REMOTE).as("saved at: %s", moment.what()).isEqualTo(atTheEnd);
        }
    }

    /** A time limit around the step may have run out while the controller was down, and is resumed before the step. */
    @Test
    @OnStandIns
    void stoppedBeforeItIsResumedItEndsWithThatCause() throws Exception {
        REMOTE.clear();
        MOMENTS.clear();
        watching = true;
        run(new SequenceExecution(new Context(), new Plan(Case.STOPPED)), false);
        watching = false;
        Moment building = MOMENTS.stream()
                .filter(moment -> moment.what().equals("ask build"))
                .findFirst()
                .orElseThrow();
        REMOTE.clear();
        REMOTE.putAll(building.remote());
        current = FakeStepContext.restored(building.saved());
        end = new CompletableFuture<>();
        abort = new CompletableFuture<>();
        current.stop(new IOException("Enough"));
        current.onResume();
        assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo(Case.STOPPED.end);
        assertThat(REMOTE).containsEntry("build", "STOPPED").containsKey("deletion");
    }
}
