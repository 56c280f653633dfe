package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;
import java.time.Instant;

/**
 * All that is saved while a stack is made ready for an operation.
 *
 * @param token the step's: who holds the stack's turn; also the token of what is done to the stack
 * @param label what others are told of who holds it
 * @param stack the stack's name; null when only the change set is known
 * @param stackId the stack's ARN; null before it is known
 * @param changeSet the ARN of a change set of the stack; null when the stack is named
 * @param repair what is being done to the stack
 * @param repairSent whether AWS was told to
 * @param since when waiting began; null before the first look
 * @param said what the log was told last, so that it is not told again
 */
public record PrepareStackState(
        String token,
        String label,
        String stack,
        String stackId,
        String changeSet,
        Repair repair,
        boolean repairSent,
        Instant since,
        String said)
        implements Serializable {

    /** What is done to a stack that takes no operation as it is. */
    public enum Repair {
        NONE,
        /** It is deleted, because nothing of it ever worked. */
        DELETE,
        /** Its failed rollback is continued. */
        CONTINUE_ROLLBACK
    }

    /** @param changeSet null when the stack is named */
    public static PrepareStackState create(String token, String label, String stack, String stackId, String changeSet) {
        return new PrepareStackState(token, label, stack, stackId, changeSet, Repair.NONE, false, null, "");
    }

    /** AWS takes a token for one kind of operation only. */
    String tokenOf(String operation) {
        return operation + "-" + token;
    }

    String name() {
        if (stack != null) {
            return stack;
        }
        return stackId == null ? "of change set " + changeSet : Stacks.nameIn(stackId);
    }

    PrepareStackState repairing(Repair newRepair, String newStackId) {
        return new PrepareStackState(token, label, stack, newStackId, changeSet, newRepair, false, since, said);
    }

    PrepareStackState looked(Instant now, boolean sent, String newSaid) {
        return new PrepareStackState(
                token,
                label,
                stack,
                stackId,
                changeSet,
                repair,
                repairSent || sent,
                since == null ? now : since,
                newSaid);
    }
}
