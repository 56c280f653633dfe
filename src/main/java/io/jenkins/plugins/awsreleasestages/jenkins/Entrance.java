package io.jenkins.plugins.awsreleasestages.jenkins;

import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** A plan that leads to the block of its step: the step ends with the block. Only for Pipeline. */
public interface Entrance extends ActionPlan {

    /**
     * The block, with what ends the step after it.
     *
     * @throws IOException the block cannot begin, because that could not be saved
     */
    BodyInvoker block(StepContext context) throws IOException, InterruptedException;

    /** The block does not begin. Throws nothing. */
    void refused(StepContext context, Throwable why);

    /** After a restart, before the block and in it. Throws nothing. */
    void goesOn(StepContext context);

    @Override
    default Object result(SequenceState state, ActionContext context) {
        return null;
    }
}
