package io.jenkins.plugins.awsreleasestages.engine;

import java.io.Serializable;
import java.util.concurrent.CompletionStage;

/** Who runs an action: a Pipeline step, a freestyle builder, a test. */
public interface ActionHost<S extends Serializable> {

    /** Saves the state; the stage completes when it is safe on disk. Nothing is sent before that. */
    CompletionStage<Void> save(ActionState<S> state);

    /** Takes over a state that may be saved later: losing it costs a repeated look, never a repeated start. */
    void keep(ActionState<S> state);

    /** Writes one line of the action's log. */
    void log(String line);

    /**
     * Called once, when the action has ended. This state is nothing to go on from: who may lose the end goes on from what
     * was kept before, and one more look comes to the same end.
     */
    void ended(ActionState<S> state, Outcome outcome);
}
