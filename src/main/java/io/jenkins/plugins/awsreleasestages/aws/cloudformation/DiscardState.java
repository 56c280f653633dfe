package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;

/**
 * A change set that nobody is going to execute.
 *
 * @param madeStack whether the stack came into being, empty, by this change set
 * @param stackStays whether it is more than that by now, and was left
 * @param problem why it could not be deleted; null when it was
 */
public record DiscardState(
        String changeSet,
        String name,
        String stack,
        String stackId,
        boolean madeStack,
        boolean stackStays,
        String problem)
        implements Serializable {

    public static DiscardState of(ChangeSetState change) {
        return new DiscardState(
                change.id(), change.name(), change.stack(), change.stackId(), change.madeStack(), false, null);
    }

    DiscardState with(String newProblem) {
        return new DiscardState(changeSet, name, stack, stackId, madeStack, stackStays, newProblem);
    }

    DiscardState leavingStack() {
        return new DiscardState(changeSet, name, stack, stackId, madeStack, true, problem);
    }
}
