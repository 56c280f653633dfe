package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.AbortException;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a step or a builder does: one action, or several one after another. It is saved with the program, so it holds
 * what the user said and nothing else: plain data, never a client, a listener or a secret in the clear.
 */
public interface ActionPlan extends Serializable {

    /** How long tidying up after a stop may take. */
    Duration TIDYING = Duration.ofMinutes(2);

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

    /**
     * The state of an action that tidies up after a stop, such as deleting what nobody is going to use now. It has
     * {@link #TIDYING} for that; how it ends changes nothing about the outcome. No I/O.
     *
     * @param ended the state of the action that was stopped, or had just ended well when the stop came
     * @param started whether that had begun anything
     * @return null when there is nothing to tidy up
     */
    default Serializable afterStop(Serializable ended, boolean started) {
        return null;
    }

    /** Called once, when all has ended, however it has: what was held only while it lasted is let go. No I/O. */
    default void over(Serializable last) {}

    /**
     * What whoever is called at night wants to know besides the cause, by its name in a word or two: how the build or the
     * stack is now; {@code link}, where to look at it. What has no value is left out.
     */
    default Map<String, String> atTheEnd(Serializable last) {
        return Map.of();
    }

    /** What the step fails with. */
    default Exception failure(Serializable last, String message) {
        return new AbortException(message);
    }

    /** The gate at which the work waits for people; empty where it does not. */
    default Optional<Gate> gate(Serializable state) {
        return Optional.empty();
    }

    /** A line as the log gets it, such as with a colour. */
    default String inLog(String line) {
        return line;
    }

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
