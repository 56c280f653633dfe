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
 * @param eventsDenied whether the events may not be read
 * @param notes what is still to be logged
 * @param progress what the events have told; null before the start
 * @param begunAt when the first look was; null before
 * @param saidAt when the log got its last line from a look; null before
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
        boolean eventsDenied,
        List<String> notes,
        OperationProgress progress,
        Instant begunAt,
        Instant saidAt,
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
                false,
                List.of(),
                null,
                null,
                null,
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
                false,
                newNotes,
                OperationProgress.create(total),
                null,
                null,
                0,
                Map.of());
    }

    ExecuteState looked(String newStatus, OperationProgress newProgress, boolean denied, Instant now, boolean said) {
        Instant begun = begunAt == null ? now : begunAt;
        return new ExecuteState(
                changeSet,
                fingerprint,
                token,
                stack,
                stackId,
                since,
                newStatus,
                denied,
                List.of(),
                newProgress,
                begun,
                said || saidAt == null ? now : saidAt,
                now.getEpochSecond() - begun.getEpochSecond(),
                outputs);
    }

    ExecuteState with(String newStatus, Map<String, String> newOutputs) {
        return new ExecuteState(
                changeSet,
                fingerprint,
                token,
                stack,
                stackId,
                since,
                newStatus,
                eventsDenied,
                notes,
                progress,
                begunAt,
                saidAt,
                seconds,
                newOutputs);
    }
}
