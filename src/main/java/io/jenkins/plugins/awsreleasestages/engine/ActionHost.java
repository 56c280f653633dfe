package io.jenkins.plugins.awsreleasestages.engine;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Who runs an action: a Pipeline step, a freestyle builder, a test. */
public interface ActionHost<S> {

    /** Saves the state; the stage completes when it is safe on disk. Nothing is sent before that. */
    CompletionStage<Void> save(ActionState<S> state);

    /** Saves what was saved or kept last, after a save that failed. */
    CompletionStage<Void> saveAgain();

    /**
     * Shows the lines that a look has brought, and takes over the state that goes on after them: whoever saves at any
     * moment saves both or neither. The state may be saved later: losing it costs a repeated look, never a repeated
     * start.
     *
     * @throws RemoteFailure while the lines cannot be shown; the look is then repeated
     */
    void keep(ActionState<S> state, List<String> lines);

    /** Writes one line that goes with no state, such as why a look was missed. */
    void log(String line);

    /**
     * Called once, when the action has ended. This state is nothing to go on from: who may lose the end goes on from what
     * was kept before, and one more look comes to the same end.
     */
    void ended(ActionState<S> state, Outcome outcome);
}
