package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a builder of a freestyle job does with a plan: the same as a step, on its own thread. */
@Timeout(30)
class SequenceLoopTest {

    private final List<String> done = new ArrayList<>();
    private final CountDownLatch asked = new CountDownLatch(1);

    /** @param status what a look says: GOING, DONE, BROKEN */
    record Part(String name, String status) {}

    private final class Work implements Action<Part, String> {
        private volatile boolean stopped;

        @Override
        public String title() {
            return "The work";
        }

        @Override
        public Optional<Part> find(Part state) {
            return Optional.empty();
        }

        @Override
        public Part start(Part state) {
            done.add("start " + state.name());
            return state;
        }

        /** Answered on another thread, as shared looks are. */
        @Override
        public CompletionStage<String> ask(Part state) {
            asked.countDown();
            return CompletableFuture.supplyAsync(() -> stopped ? "STOPPED" : state.status());
        }

        @Override
        public Look<Part> read(Part state, String answer, Instant now) {
            return switch (answer) {
                case "GOING" -> Look.goesOn(state, List.of(), Duration.ofMillis(20));
                case "DONE" -> Look.succeeded(state, List.of());
                default -> Look.failed(state, List.of(), state.name() + " broke.");
            };
        }

        @Override
        public void stop(Part state) {
            done.add("stop " + state.name());
            stopped = true;
        }

        @Override
        public String leftBehind(Part state) {
            return "";
        }
    }

    private final class Plan implements ActionPlan {
        private final List<Part> parts;
        private final boolean returnsFailure;

        Plan(boolean returnsFailure, Part... parts) {
            this.returnsFailure = returnsFailure;
            this.parts = List.of(parts);
        }

        /** All but the first come also after a failure. */
        @Override
        public Sequence sequence(ActionContext context) {
            List<Stage<?, ?>> stages = new ArrayList<>();
            for (Part part : parts) {
                stages.add(Stage.of(part.name(), Part.class, state -> part, state -> new Work())
                        .when(stages.isEmpty() ? Stage.When.ALL_WELL : Stage.When.ALSO_AFTER_FAILURE));
            }
            return state -> stages;
        }

        @Override
        public Duration limit() {
            return Duration.ofSeconds(20);
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            return state.ended().get(state.ended().size() - 1).stage();
        }

        @Override
        public boolean returnsFailure(SequenceState state) {
            return returnsFailure;
        }
    }

    private record Nowhere(TaskListener listener) implements ActionContext {
        @Override
        public <T> T find(Class<T> type) {
            return null;
        }
    }

    private static Object run(ActionPlan plan) throws Exception {
        return new SequenceLoop(plan, new Nowhere(TaskListener.NULL)).run();
    }

    @Test
    void oneActionComesAfterTheOther() throws Exception {
        Object result = run(new Plan(false, new Part("upload", "DONE"), new Part("build", "DONE")));
        assertThat(result).isEqualTo("build");
        assertThat(done).containsExactly("start upload", "start build");
    }

    @Test
    void aPlanMayGoOnAfterAFailureWhichDecidesAllTheSame() throws Exception {
        assertThatThrownBy(() -> run(new Plan(false, new Part("build", "BROKEN"), new Part("reports", "DONE"))))
                .hasMessage("build broke.");
        assertThat(done).containsExactly("start build", "start reports");
        assertThat(run(new Plan(true, new Part("build", "BROKEN"), new Part("reports", "DONE"))))
                .isEqualTo("reports");
    }

    @Test
    void aFailureFailsTheBuildInItsOwnWords() {
        assertThatThrownBy(() -> run(new Plan(false, new Part("build", "BROKEN"))))
                .isInstanceOf(AbortException.class)
                .hasMessage("build broke.");
    }

    @Test
    void aFailureMayBeAResult() throws Exception {
        assertThat(run(new Plan(true, new Part("build", "BROKEN")))).isEqualTo("build");
    }

    @Test
    void anAbortedBuildStopsTheWorkBeforeItEnds() throws Exception {
        Thread executor = Thread.currentThread();
        CompletableFuture.runAsync(() -> {
            try {
                asked.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            executor.interrupt();
        });
        Plan plan = new Plan(false, new Part("build", "GOING"), new Part("reports", "DONE"));
        assertThatThrownBy(() -> run(plan)).isInstanceOf(InterruptedException.class);
        assertThat(done).containsExactly("start build", "stop build");
    }
}
