package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that is saved of the execution of a change set.
 *
 * @param changeSet the change set's ARN; null when there was nothing to change
 * @param fingerprint what the change set must still be like; null when nobody has read it before
 * @param token chosen before the execution is asked for; AWS puts it on every event of it
 * @param stack the stack's name; null before it is known
 * @param stackId the stack's ARN; null before it is known
 * @param since no event of the operation is older, by AWS's clock; null before it is known
 * @param status the stack's state at the last look; empty before
 * @param notes what is still to be logged
 * @param seconds how long it took, once it has ended
 * @param outputs the stack's outputs, once it has ended well
 */
public record ExecuteState(
        String changeSet,
        String fingerprint,
        String token,
        String stack,
        String stackId,
        Instant since,
        String status,
        List<String> notes,
        FollowedOperation followed,
        long seconds,
        Map<String, String> outputs)
        implements Serializable {

    public ExecuteState {
        notes = List.copyOf(notes);
        outputs = new LinkedHashMap<>(outputs);
    }

    /**
     * @param changeSet null when there is nothing to change
     * @param fingerprint null when nobody has read the change set before
     * @param stack null when it is not known yet
     * @param stackId null when it is not known yet
     */
    public static ExecuteState create(
            String changeSet, String fingerprint, String token, String stack, String stackId) {
        return new ExecuteState(
                changeSet,
                fingerprint,
                token,
                stack,
                stackId,
                null,
                "",
                List.of(),
                FollowedOperation.create(0),
                0,
                Map.of());
    }

    /** What the step has done: CREATED, UPDATED, IMPORTED, or NO_CHANGES. */
    public String result() {
        return changeSet == null ? "NO_CHANGES" : StackStates.result(status);
    }

    ExecuteState started(String newStack, String newStackId, Instant newSince, int total, List<String> newNotes) {
        return new ExecuteState(
                changeSet,
                fingerprint,
                token,
                newStack,
                newStackId,
                newSince,
                "",
                newNotes,
                FollowedOperation.create(total),
                0,
                Map.of());
    }

    ExecuteState looked(String newStatus, FollowedOperation operation, Instant now, boolean said) {
        FollowedOperation looked = operation.looked(now, said);
        return new ExecuteState(
                changeSet,
                fingerprint,
                token,
                stack,
                stackId,
                since,
                newStatus,
                List.of(),
                looked,
                looked.times().passed(now).toSeconds(),
                outputs);
    }

    OperationProgress progress() {
        return followed.progress();
    }

    ExecuteState with(String newStatus, Map<String, String> newOutputs) {
        return new ExecuteState(
                changeSet, fingerprint, token, stack, stackId, since, newStatus, notes, followed, seconds, newOutputs);
    }
}
