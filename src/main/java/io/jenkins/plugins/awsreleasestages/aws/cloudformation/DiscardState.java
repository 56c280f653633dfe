package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;

/**
 * A change set that nobody is going to execute.
 *
 * @param madeStack whether the stack came into being, empty, by this change set
 * @param stackStays whether it is more than that by now, and was left
 * @param why what the deletion ends with as its failure; null where it only tidies up
 * @param problem why it could not be deleted; null when it was
 */
public record DiscardState(
        String changeSet,
        String name,
        String stack,
        String stackId,
        boolean madeStack,
        boolean stackStays,
        String why,
        String problem)
        implements Serializable {

    /** @param why null where it only tidies up */
    public static DiscardState of(ChangeSetState change, String why) {
        return new DiscardState(
                change.id(), change.name(), change.stack(), change.stackId(), change.madeStack(), false, why, null);
    }

    DiscardState with(String newProblem) {
        return new DiscardState(changeSet, name, stack, stackId, madeStack, stackStays, why, newProblem);
    }

    DiscardState leavingStack() {
        return new DiscardState(changeSet, name, stack, stackId, madeStack, true, why, problem);
    }
}
