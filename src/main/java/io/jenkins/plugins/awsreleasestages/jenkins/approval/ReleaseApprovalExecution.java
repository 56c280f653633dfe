package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import io.jenkins.plugins.awsreleasestages.jenkins.ActionStepExecution;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** What the versions before 1.0 have saved of a step that waits at a gate; see {@link ActionStepExecution}. */
final class ReleaseApprovalExecution extends StepExecution {

    private static final long serialVersionUID = 1L;

    private ReleaseApprovalExecution(StepContext context) {
        super(context);
    }

    @Override
    public boolean start() {
        throw new UnsupportedOperationException();
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw ActionStepExecution.refused();
    }
}
