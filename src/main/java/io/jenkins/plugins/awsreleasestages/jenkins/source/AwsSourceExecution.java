package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStepExecution;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Pins the revision, brings it in, records it on the run. */
final class AwsSourceExecution extends ActionStepExecution<SourceState, SourceRevision> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(AwsSourceExecution.class.getName());

    /** Long enough for the largest repositories over slow lines; a shorter limit is set with timeout. */
    private static final Duration LIMIT = Duration.ofHours(2);

    private final AwsSource source;
    private final String revision;

    AwsSourceExecution(StepContext context, AwsSource source, String revision) {
        super(context);
        this.source = source;
        this.revision = revision;
    }

    @Override
    protected SourceState initial() {
        return new SourceState(revision, null, null);
    }

    @Override
    protected Action<SourceState, SourceRevision> action() {
        StepSite site = new StepSite(getContext());
        return new BringIn(source, site, site::seenByTrigger);
    }

    @Override
    protected Duration limit() {
        return LIMIT;
    }

    @Override
    protected Object result(SourceState state) {
        record(state.revision());
        return state.revision().toMap();
    }

    @Override
    protected String describe(SourceState state) {
        return state.revision() == null ? "" : state.revision().toString();
    }

    /** The record is for people; it is no reason to fail a step that has done its work. */
    private void record(SourceRevision brought) {
        try {
            SourceRevisionsAction.add(getContext().get(Run.class), brought);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The source revision was not recorded on the run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
