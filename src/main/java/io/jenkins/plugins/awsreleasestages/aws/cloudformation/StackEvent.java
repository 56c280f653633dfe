package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * One event of a stack.
 *
 * @param reason AWS's words; empty where it gives none
 * @param token the token of the operation it belongs to; empty where AWS does not say
 * @param inner what first went wrong inside, where it is the failure of a nested stack; else null
 */
public record StackEvent(
        String id,
        Instant time,
        String stackId,
        String logicalId,
        String physicalId,
        String type,
        String status,
        String reason,
        String token,
        String inner) {

    private static final Pattern CANCELLED = Pattern.compile(
            "(Resource|Stack) (creation|update|deletion|import) (cancelled|canceled)", Pattern.CASE_INSENSITIVE);

    String stackName() {
        return Stacks.nameIn(stackId);
    }

    StackEvent within(String cause) {
        return new StackEvent(id, time, stackId, logicalId, physicalId, type, status, reason, token, cause);
    }

    /** Whether it tells that a nested stack went wrong, whose own events say more. */
    boolean ofFailedNested() {
        return failed() && !cancelled() && !ofStack() && Stacks.NESTED.equals(type) && physicalId.startsWith("arn:");
    }

    /** Such as {@code Queue (AWS::SQS::Queue) CREATE_FAILED: …}; of a nested stack, what went wrong inside. */
    String cause() {
        return inner != null
                ? logicalId + " → " + inner
                : logicalId + " (" + type + ") " + status + ": " + plainReason();
    }

    /** AWS's reasons can hold what other systems said: no line breaks, no control sequences in the log. */
    String plainReason() {
        return reason.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }

    /** Whether it is about the stack itself and not about a resource, which may be a nested stack. */
    boolean ofStack() {
        return Stacks.NESTED.equals(type) && stackId.equals(physicalId);
    }

    boolean failed() {
        return status.endsWith("_FAILED");
    }

    /** Cancelled because something else had failed: never a cause. */
    boolean cancelled() {
        return failed() && CANCELLED.matcher(reason).lookingAt();
    }
}
