package io.jenkins.plugins.awsreleasestages.benchmark.stages;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import hudson.model.Job;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.jenkins.stage.ReleaseStageStep;
import io.jenkins.plugins.awsreleasestages.stage.StageMode;
import java.io.File;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** A run with one step {@code releaseStage}, whose block ends when it is told to. */
final class WaitingRelease extends Run<WaitingRelease.OfJob, WaitingRelease> {

    /** When its block began, as nanoseconds of this process. */
    private final transient CompletableFuture<Long> entered = new CompletableFuture<>();

    private final transient Step around = new Step(this);
    private transient BodyExecutionCallback block;

    private WaitingRelease(OfJob job, int number) {
        super(job, System.currentTimeMillis());
        this.number = number;
    }

    static WaitingRelease begin(OfJob job, String stage) throws Exception {
        WaitingRelease release = new WaitingRelease(job, job.runs.size() + 1);
        job.runs.put(release.number, release);
        ReleaseStageStep step = new ReleaseStageStep(stage);
        step.mode = StageMode.QUEUED;
        step.start(release.around).start();
        return release;
    }

    CompletableFuture<Long> entered() {
        return entered;
    }

    /** Its block ends well. */
    void ends() {
        block.onSuccess(around, null);
    }

    /** What Jenkins itself keeps of a run is not measured. */
    @Override
    public void save() {}

    /** A job with a folder of its own. */
    static final class OfJob extends Job<OfJob, WaitingRelease> {

        private final SortedMap<Integer, WaitingRelease> runs = new TreeMap<>();
        private final File folder;

        OfJob(String name, File folder) {
            super(Jenkins.get(), name);
            this.folder = folder;
        }

        @Override
        public File getRootDir() {
            return folder;
        }

        @Override
        public boolean isBuildable() {
            return true;
        }

        @Override
        protected SortedMap<Integer, WaitingRelease> _getRuns() {
            return runs;
        }

        @Override
        protected void removeRun(WaitingRelease run) {}
    }

    /** The Pipeline around the step: saving it costs nothing here. */
    private static final class Step extends StepContext {

        private static final long serialVersionUID = 1L;
        private final transient WaitingRelease release;

        Step(WaitingRelease release) {
            this.release = release;
        }

        @Override
        public <T> T get(Class<T> key) {
            return key == Run.class ? key.cast(release) : null;
        }

        @Override
        public void onSuccess(Object result) {}

        @Override
        public void onFailure(Throwable problem) {
            release.entered.completeExceptionally(problem);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public ListenableFuture<Void> saveState() {
            return Futures.immediateFuture(null);
        }

        @Override
        public void setResult(Result result) {}

        @Override
        public BodyInvoker newBodyInvoker() {
            return new Block(release);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private static final class Block extends BodyInvoker {

        private final WaitingRelease release;

        Block(WaitingRelease release) {
            this.release = release;
        }

        @Override
        public BodyInvoker withContext(Object override) {
            return this;
        }

        @Override
        public BodyInvoker withDisplayName(String name) {
            return this;
        }

        /** The first is the stage's own. */
        @Override
        public BodyInvoker withCallback(BodyExecutionCallback callback) {
            if (release.block == null) {
                release.block = callback;
            }
            return this;
        }

        @Override
        public BodyExecution start() {
            release.entered.complete(System.nanoTime());
            return null;
        }
    }
}
