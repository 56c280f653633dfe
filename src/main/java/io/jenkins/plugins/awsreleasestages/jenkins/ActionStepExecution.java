package io.jenkins.plugins.awsreleasestages.jenkins;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * What the versions before 1.0 have saved of a step that waits: {@link SequenceExecution} took its place. Its name stays,
 * so that such a program is refused in words and not with the name of a class that is missing.
 */
public final class ActionStepExecution extends StepExecution {

    private static final long serialVersionUID = 1L;

    private ActionStepExecution(StepContext context) {
        super(context);
    }

    @Override
    public boolean start() {
        throw new UnsupportedOperationException();
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw refused();
    }

    /** Says that the build has to begin anew. */
    public static InvalidObjectException refused() {
        return new InvalidObjectException(
                "This build waited in a step of a version of AWS Release Stages before 1.0, which"
                        + " saved its state in another form, so that it cannot go on. What it had started at AWS goes on by itself;"
                        + " begin the build anew.");
    }
}
