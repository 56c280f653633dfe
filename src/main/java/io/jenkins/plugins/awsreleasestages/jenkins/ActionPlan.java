package io.jenkins.plugins.awsreleasestages.jenkins;

import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import java.io.Serializable;
import java.time.Duration;

/**
 * What a step or a builder does: one action, or several one after another. It is saved with the program, so it holds
 * what the user said and nothing else: plain data, never a client, a listener or a secret in the clear.
 */
public interface ActionPlan extends Serializable {

    /** The state of the first action, its token chosen. Called on the Pipeline's own thread: no I/O. */
    Serializable initial(ActionContext context);

    /**
     * The action that goes with a state. It must be cheap to make; what it needs from the context it asks for when it
     * needs it.
     */
    Action<?, ?> action(Serializable state, ActionContext context);

    /**
     * The state of the action that comes after one has ended, also after one that failed: such as fetching the reports
     * of a build. Never asked after a stop. No I/O.
     *
     * @return null when that was all: the outcome is then the outcome of the whole
     */
    default Serializable following(Serializable ended, Outcome outcome) {
        return null;
    }

    /**
     * How things are after each look, for what a page of the run shows; the last time before the end. Called on a worker
     * thread; must not throw.
     */
    default void seen(Serializable state, ActionContext context) {}

    /** How long all of it may take. */
    Duration limit();

    /** What the step returns: plain maps, lists, strings and numbers. What is recorded on the run is recorded here. */
    Object result(Serializable last, ActionContext context);

    /** Whether a failure of what was started is returned as a result and does not fail the step. */
    default boolean returnsFailure() {
        return false;
    }

    /** The same, where it depends on which of several actions has failed. */
    default boolean returnsFailure(Serializable last) {
        return returnsFailure();
    }

    /** How things are, in a few words, for the thread dump of the build. */
    default String describe(Serializable state) {
        return "";
    }
}
