package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.jenkins.SequenceExecution;
import io.jenkins.plugins.awsreleasestages.jenkins.StageScope;
import io.jenkins.plugins.awsreleasestages.stage.OnFailure;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord.Status;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * The block of a stage: how it begins, goes on after a restart, and ends. As a step it is only what version 1.0 has saved of a
 * stage that nobody was asked for, which holds no lock.
 */
final class ReleaseStageExecution extends StepExecution {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(ReleaseStageExecution.class.getName());

    private final String name;
    private final String id;

    private ReleaseStageExecution(StepContext context, String id, String name) {
        super(context);
        this.id = id;
        this.name = name;
    }

    @Override
    public boolean start() {
        throw new IllegalStateException("Stage " + name + " has begun already.");
    }

    /**
     * Of a stage that the release has entered.
     *
     * @param receivers the names of those who are told of it, beside those whom stages around it name
     */
    static BodyInvoker block(StepContext context, String id, String name, List<String> receivers, OnFailure onFailure)
            throws IOException, InterruptedException {
        Run<?, ?> run = context.get(Run.class);
        StageScope scope = new StageScope(id, name, context.get(StageScope.class), receivers);
        ReleaseAction release = ReleaseAction.of(run);
        release.begins(id, Instant.now());
        StageVisits.record(release, id);
        StageNotices.tell(run, release, id, scope.receivers());
        return context.newBodyInvoker()
                .withDisplayName(name)
                .withContext(scope)
                .withCallback(new Recorder(id, scope.receivers(), onFailure));
    }

    @Override
    public void onResume() {
        // The block goes on by itself.
        goesOn(getContext(), id, List.of());
    }

    /** Told again only where it was not told before: then by whom the stages around it name, too. */
    static void goesOn(StepContext context, String id, List<String> receivers) {
        record(context, release -> {
            release.goesOn(id);
            StageLines.get().goesOn(release.getRun(), id);
            StageScope outer = context.get(StageScope.class);
            StageNotices.tell(release.getRun(), release, id, new StageScope(id, null, outer, receivers).receivers());
        });
    }

    static void ended(StepContext context, String id, Throwable problem, List<String> receivers) {
        ended(context, id, problem, receivers, null);
    }

    private static void ended(
            StepContext context, String id, Throwable problem, List<String> receivers, OnFailure onFailure) {
        boolean stopped = problem instanceof FlowInterruptedException;
        String cause = stopped ? SequenceExecution.reason(problem) : problem.getMessage();
        Status status = Superseded.isCauseOf(problem) ? Status.SUPERSEDED : stopped ? Status.STOPPED : Status.FAILED;
        ended(context, id, status, cause, receivers, onFailure == null ? OnFailure.FAIL : onFailure);
    }

    /** Only then it is the next one's turn; a rollback on its way goes first. */
    private static void ended(
            StepContext context, String id, Status status, String cause, List<String> receivers, OnFailure onFailure) {
        record(context, release -> {
            release.end(id, status, cause, Instant.now());
            StageVisits.record(release, id);
            StageNotices.tell(release.getRun(), release, id, receivers);
            if (status == Status.FAILED) {
                Reruns.follow(release, id, onFailure, context.get(TaskListener.class));
            }
        });
        StageLines.get().leave(id);
    }

    private interface Record {
        void in(ReleaseAction release) throws IOException, InterruptedException;
    }

    /** A record that cannot be written must not change what becomes of the release. */
    private static void record(StepContext context, Record record) {
        try {
            record.in(ReleaseAction.of(context.get(Run.class)));
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "What becomes of a stage could not be recorded", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes down how the stage ended, then passes the end on. */
    private static final class Recorder extends BodyExecutionCallback {

        private static final long serialVersionUID = 1L;

        private final String id;

        /** Null where it only fails. */
        private final OnFailure onFailure;

        /** Null in what was saved before there were any. */
        private final ArrayList<String> receivers;

        Recorder(String id, List<String> receivers, OnFailure onFailure) {
            this.id = id;
            this.onFailure = onFailure;
            this.receivers = new ArrayList<>(receivers);
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            record(context, release -> RecordedReturn.keep(context, release, id, result));
            ended(context, id, Status.SUCCEEDED, null, List.of(), OnFailure.FAIL);
            context.onSuccess(result);
        }

        @Override
        public void onFailure(StepContext context, Throwable problem) {
            ended(context, id, problem, receivers == null ? List.of() : receivers, onFailure);
            context.onFailure(problem);
        }
    }
}
