package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is saved of the deletion of a stack.
 *
 * @param stackId the stack's ARN: another stack of the same name is never touched
 * @param since no event of the deletion is older, by AWS's clock
 * @param token chosen before the deletion is asked for; AWS puts it on every event of it
 * @param failedBefore whether an earlier deletion had failed
 * @param joined whether somebody else had begun to delete the stack, and that is what is followed
 * @param status the stack's state at the last look; empty before
 * @param notes what is still to be logged
 * @param kept the resources that stay in the account
 * @param seconds how long it took, once it has ended
 */
public record DeleteState(
        String stack,
        String stackId,
        Instant since,
        String token,
        boolean failedBefore,
        boolean joined,
        String status,
        List<String> notes,
        List<String> kept,
        FollowedOperation followed,
        long seconds)
        implements Serializable {

    public DeleteState {
        notes = List.copyOf(notes);
        kept = List.copyOf(kept);
    }

    /** @param found exists */
    public static DeleteState create(FoundStack found, String token) {
        StackReport stack = found.report();
        return new DeleteState(
                stack.name(),
                stack.id(),
                stack.changedAt(),
                token,
                stack.status().equals("DELETE_FAILED"),
                false,
                "",
                List.of(),
                List.of(),
                FollowedOperation.create(0),
                0);
    }

    DeleteState started(boolean newJoined, int resources, List<String> newNotes) {
        return new DeleteState(
                stack,
                stackId,
                since,
                token,
                failedBefore,
                newJoined,
                status,
                newNotes,
                kept,
                FollowedOperation.create(resources),
                seconds);
    }

    DeleteState looked(
            String newStatus, FollowedOperation operation, List<String> newlyKept, Instant now, boolean said) {
        List<String> allKept = new ArrayList<>(kept);
        allKept.addAll(newlyKept);
        FollowedOperation looked = operation.looked(now, said);
        return new DeleteState(
                stack,
                stackId,
                since,
                token,
                failedBefore,
                joined,
                newStatus,
                List.of(),
                allKept,
                looked,
                looked.times().passed(now).toSeconds());
    }

    OperationProgress progress() {
        return followed.progress();
    }
}
