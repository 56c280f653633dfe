package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.jenkins.StageScope;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord.Status;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

final class ReleaseStageExecution extends StepExecution {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(ReleaseStageExecution.class.getName());

    private final String name;
    private final String id = UUID.randomUUID().toString();

    ReleaseStageExecution(StepContext context, String name) {
        super(context);
        this.name = name;
    }

    @Override
    public boolean start() throws Exception {
        ReleaseAction.of(getContext().get(Run.class)).begin(StageRecord.begin(id, name, Instant.now()));
        getContext()
                .newBodyInvoker()
                .withDisplayName(name)
                .withContext(new StageScope(id))
                .withCallback(new Recorder(id))
                .start();
        return false;
    }

    @Override
    public void onResume() {
        // The block goes on by itself.
        try {
            ReleaseAction.of(getContext().get(Run.class)).goesOn(id);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "A stage that goes on is not known to its record", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes down how the stage ended, then passes the end on. */
    private static final class Recorder extends BodyExecutionCallback {

        private static final long serialVersionUID = 1L;

        private final String id;

        Recorder(String id) {
            this.id = id;
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            record(context, Status.SUCCEEDED, null);
            context.onSuccess(result);
        }

        @Override
        public void onFailure(StepContext context, Throwable problem) {
            boolean stopped = problem instanceof FlowInterruptedException;
            record(context, stopped ? Status.STOPPED : Status.FAILED, problem.getMessage());
            context.onFailure(problem);
        }

        /** A record that cannot be written must not change what became of the release. */
        private void record(StepContext context, Status status, String cause) {
            try {
                ReleaseAction.of(context.get(Run.class)).end(id, status, cause, Instant.now());
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "The end of a stage could not be recorded", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
