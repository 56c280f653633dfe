package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.AbortException;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a step or a builder does: a sequence of actions, and what comes of it. A plan is a record that holds what the user
 * said and nothing else; it is saved as plain data, see {@link SavedPlan}, so that its class may change: never a client, a
 * listener or a secret in the clear.
 */
public interface ActionPlan {

    /** The name of a plan in what is saved. It stays when the class is renamed. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface Kind {
        String value();

        /** Counts the changes of its data, or its stages' data, that a tolerant reader cannot bridge. */
        int version() default 1;
    }

    /** The descriptor of a step says which plans it saves, and what becomes of those that earlier versions have saved. */
    interface Kinds {

        List<Class<? extends ActionPlan>> planKinds();

        /**
         * Brings the data of an earlier version to the form of this one.
         *
         * @param version in which they were saved
         * @param data the plan's, under {@code plan}, and those of the sequence with its stages, under {@code state}
         */
        default Map<String, Object> upgraded(String kind, int version, Map<String, Object> data) {
            return data;
        }
    }

    /**
     * The stages. Cheap to make; what an action needs from the context it asks for when it needs it. The names and the
     * states of the stages are saved.
     */
    Sequence sequence(ActionContext context);

    /** How long all of it may take. */
    Duration limit();

    /** What the step returns: plain maps, lists, strings and numbers. What is recorded on the run is recorded here. */
    Object result(SequenceState state, ActionContext context);

    /** Whether a failure of what was started is returned as a result and does not fail the step. */
    default boolean returnsFailure(SequenceState state) {
        return false;
    }

    /** What the step fails with. */
    default Exception failure(SequenceState state, String message) {
        return new AbortException(message);
    }

    /** Called once, when all has ended, however it has: what was held only while it lasted is let go. No I/O. */
    default void ended(SequenceState state) {}

    /**
     * What whoever is called at night wants to know besides the cause, by its name in a word or two: how the build or the
     * stack is now; {@code link}, where to look at it. What has no value is left out.
     */
    default Map<String, String> atTheEnd(SequenceState state) {
        return Map.of();
    }

    /** The gate at which the work waits for people; empty where it does not. */
    default Optional<Gate> gate(SequenceState state) {
        return Optional.empty();
    }

    /**
     * What a retry of its stage does in its place, although it had ended well: a gate asks again, what leaves files in the
     * workspace brings them in again.
     *
     * @param returned what it had returned
     * @return empty where nothing is left to do, and it returns the same
     */
    default Optional<ActionPlan> again(Object returned) {
        return Optional.empty();
    }

    /** A line as the log gets it, such as with a colour. */
    default String inLog(String line) {
        return line;
    }

    /** How things are, in a few words, for the thread dump of the build. */
    default String describe(SequenceState state) {
        return "";
    }
}
