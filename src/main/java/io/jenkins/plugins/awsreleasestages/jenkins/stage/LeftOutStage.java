package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord.Status;
import java.time.Instant;
import java.util.UUID;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** A stage of which the block does not run: it returns what it has returned before, or null. */
final class LeftOutStage extends StepExecution {

    private static final long serialVersionUID = 1L;

    private final String name;

    /** It ends where it starts, so nothing of it is saved. */
    private final transient Rerun.Decision.LeftOut leftOut;

    private LeftOutStage(StepContext context, String name, Rerun.Decision.LeftOut leftOut) {
        super(context);
        this.name = name;
        this.leftOut = leftOut;
    }

    /**
     * @return null where the stage runs
     * @throws AbortException it may not, and there is nothing that it could return
     */
    static StepExecution of(StepContext context, Run<?, ?> run, String name) throws AbortException {
        Rerun.Decision decision = run == null ? new Rerun.Decision.Runs() : Rerun.decide(run, name);
        if (decision instanceof Rerun.Decision.Refused refused) {
            throw new AbortException(refused.why());
        }
        return decision instanceof Rerun.Decision.LeftOut leftOut ? new LeftOutStage(context, name, leftOut) : null;
    }

    @Override
    public boolean start() throws Exception {
        Run<?, ?> run = getContext().get(Run.class);
        StageRecord begun = StageRecord.waiting(UUID.randomUUID().toString(), name, Instant.now(), null);
        ReleaseAction.of(run).skipped(begun.end(Status.SKIPPED, leftOut.why(), Instant.now()), leftOut.given());
        TaskListener listener = getContext().get(TaskListener.class);
        if (listener != null) {
            listener.getLogger().println("Stage " + name + " does not run. " + leftOut.why());
        }
        getContext()
                .onSuccess(
                        leftOut.given() == null
                                ? null
                                : SealedData.open(leftOut.given().returned()));
        return true;
    }
}
