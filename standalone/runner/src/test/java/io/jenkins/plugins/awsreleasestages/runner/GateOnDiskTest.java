package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.StreamTaskListener;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.jenkins.FakeStepContext;
import io.jenkins.plugins.awsreleasestages.jenkins.SequenceExecution;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.ApprovalAction;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GateRecord;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.ReleaseApprovalStep;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import jenkins.util.Timer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decided at a gate is on the disk of the run before anybody learns of it. */
@Timeout(60)
class GateOnDiskTest {

    @TempDir
    Path folder;

    private Build build;
    private Context context;
    private SequenceExecution step;

    @BeforeEach
    void begin() throws Exception {
        BuildRecord record = new BuildRecord();
        record.started = System.currentTimeMillis();
        try (Home home = Home.open(folder.resolve("home"))) {
            build = Build.open(home.newBuild("", record));
        }
        context = new Context(build);
        step = (SequenceExecution) new ReleaseApprovalStep("Ship it?").start(context);
    }

    /** No file can be written any more. */
    private Path fillDisk() throws IOException {
        return Files.createDirectory(build.folder().resolve("build.xml.new"));
    }

    private static List<GateRecord> gates(Build build) {
        ApprovalAction approvals = build.getAction(ApprovalAction.class);
        return approvals == null ? List.of() : approvals.getGates();
    }

    private String onDisk() throws IOException {
        List<GateRecord> gates = gates(Build.open(build.folder()));
        return gates.isEmpty() ? "no gate" : gates.get(0).getSentence();
    }

    private Decision decide(boolean approve, String who, String reason) throws Exception {
        return Gate.of(step).decide(approve, who, reason);
    }

    @Test
    void onAFullDiskNothingIsDecided() throws Exception {
        step.start();
        context.asked();
        Path full = fillDisk();
        assertThatIOException().isThrownBy(() -> decide(true, "ann", "tested"));
        assertThat(gates(build)).allMatch(GateRecord::isWaiting);
        assertThat(context.end).isNotDone();
        assertThat(onDisk()).isEmpty();

        Files.delete(full);
        assertThat(decide(false, "bob", "no").answer()).isEqualTo("Rejected by bob");
        assertThat(context.end.get()).isEqualTo("failed: Rejected by bob: no");
        assertThat(onDisk()).isEqualTo("Rejected by bob: no");
    }

    @Test
    void theStepIsToldWhenTheDecisionIsOnDisk() throws Exception {
        step.start();
        context.asked();
        // Whoever is told looks at the disk in that moment. The end itself is visible before this has run.
        CompletableFuture<String> then = context.end.thenApply(end -> {
            try {
                return end + ", " + onDisk();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        decide(true, "ann", "tested");
        assertThat(then.get()).isEqualTo("done, Approved by ann: tested");
    }

    @Test
    void anAbortEndsTheStepAlsoOnAFullDisk() throws Exception {
        step.start();
        context.asked();
        fillDisk();
        step.stop(new IOException("Enough"));
        assertThat(context.end.get()).isEqualTo("failed: Enough");
        assertThat(gates(build)).allMatch(GateRecord::isWaiting);
    }

    /** The gate would expire in a week: until then a timer would keep the run in memory. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAbortLeavesNoTimer(boolean onAFullDisk) throws Exception {
        long before = timersOfDays();
        step.start();
        context.asked();
        // Asked, and then waited for.
        while (timersOfDays() == before) {
            Thread.onSpinWait();
        }
        if (onAFullDisk) {
            fillDisk();
        }
        step.stop(new IOException("Enough"));
        assertThat(context.end.get()).isEqualTo("failed: Enough");
        assertThat(timersOfDays()).isEqualTo(before);
    }

    private static long timersOfDays() {
        return ((ScheduledThreadPoolExecutor) Timer.get())
                .getQueue().stream()
                        .filter(task -> ((Delayed) task).getDelay(TimeUnit.DAYS) >= 1)
                        .count();
    }

    @Test
    void whatIsNotAskedYetCanBeAborted() throws Exception {
        fillDisk();
        step.start();
        step.stop(new IOException("Enough"));
        assertThat(context.end.get()).isEqualTo("failed: Enough");
        assertThat(onDisk()).isEqualTo("no gate");
        assertThat(gates(build)).isEmpty();
    }

    /** Two people, and somebody who aborts, in the same moment. */
    @RepeatedTest(20)
    void oneDecisionCounts() throws Exception {
        step.start();
        context.asked();
        Gate gate = Gate.of(step);
        CyclicBarrier together = new CyclicBarrier(3);
        ExecutorService people = Executors.newFixedThreadPool(3);
        try {
            Future<Decision> ann = people.submit(after(together, () -> gate.decide(true, "ann", "")));
            Future<Decision> bob = people.submit(after(together, () -> gate.decide(false, "bob", "")));
            Future<?> abort = people.submit(after(together, () -> {
                step.stop(new IOException("Aborted by carol"));
                return null;
            }));
            abort.get();
            assertThat(ann.get()).isEqualTo(bob.get());
            assertThat(onDisk()).isEqualTo(ann.get().sentence());
            // The abort ends the step, unless it has already gone on.
            switch (ann.get().kind()) {
                case APPROVED -> assertThat(context.end.get()).isIn("done", "failed: Aborted by carol");
                case REJECTED ->
                    assertThat(context.end.get()).isIn("failed: Rejected by bob", "failed: Aborted by carol");
                default -> assertThat(context.end.get()).isEqualTo("failed: Aborted by carol");
            }
        } finally {
            people.shutdownNow();
        }
        assertThat(context.ends).hasSize(1);
    }

    private static <T> Callable<T> after(CyclicBarrier together, Callable<T> what) {
        return () -> {
            together.await();
            return what.call();
        };
    }

    /** A Pipeline around the step, which saves nothing but the run. */
    private static final class Context extends FakeStepContext {
        private static final long serialVersionUID = 1L;

        final transient Build build;
        final transient ByteArrayOutputStream log = new ByteArrayOutputStream();
        final transient CompletableFuture<String> end = new CompletableFuture<>();
        final transient List<String> ends = new ArrayList<>();

        Context(Build build) {
            this.build = build;
        }

        /** Waits until the step has asked. */
        void asked() {
            while (!log.toString(StandardCharsets.UTF_8).contains("may decide")) {
                Thread.onSpinWait();
            }
        }

        private synchronized void ended(String how) {
            ends.add(how);
            end.complete(how);
        }

        @Override
        public void onSuccess(Object result) {
            ended(((Map<?, ?>) result).get("approved").equals(true) ? "done" : "done, but not approved");
        }

        @Override
        public void onFailure(Throwable problem) {
            ended("failed: " + said(problem));
        }

        private static String said(Throwable problem) {
            return problem instanceof org.jenkinsci.plugins.workflow.steps.FlowInterruptedException interrupted
                    ? interrupted.getCauses().get(0).getShortDescription()
                    : problem.getMessage();
        }

        @Override
        public <T> T get(Class<T> key) {
            if (key == Run.class) {
                return key.cast(build);
            }
            return key == TaskListener.class ? key.cast(new StreamTaskListener(log, StandardCharsets.UTF_8)) : null;
        }
    }
}
