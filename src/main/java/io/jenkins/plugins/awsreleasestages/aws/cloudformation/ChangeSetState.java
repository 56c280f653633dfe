package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;
import java.util.List;

/**
 * All that is saved of a change set in the making.
 *
 * @param stack the stack's name
 * @param name the change set's name, chosen before it is created; also the token that makes the creation idempotent
 * @param type CREATE, UPDATE or IMPORT; null before it is known
 * @param id the change set's ARN; null before it is known, and when AWS saw at once that nothing changes
 * @param stackId the stack's ARN; null before it is known
 * @param madeStack whether the stack came into being, empty, by this change set
 * @param seen whether AWS has described the change set at least once
 * @param unseen how many looks did not find it before that
 * @param noChanges whether AWS has found that nothing changes; the empty change set is deleted after that
 * @param notes what is still to be logged
 * @param stackPolicy JSON, to be set once the change set is executed; null for none
 * @param content what the change set does; null before it is complete
 */
public record ChangeSetState(
        String stack,
        String name,
        String type,
        String id,
        String stackId,
        boolean madeStack,
        boolean seen,
        int unseen,
        boolean noChanges,
        List<String> notes,
        String stackPolicy,
        ChangeSetContent content)
        implements Serializable {

    public ChangeSetState {
        notes = List.copyOf(notes);
    }

    public static ChangeSetState create(String stack, String name) {
        return create(stack, name, null);
    }

    /** @param stackPolicy JSON; null for that of the parameters file, or none */
    public static ChangeSetState create(String stack, String name, String stackPolicy) {
        return new ChangeSetState(stack, name, null, null, null, false, false, 0, false, List.of(), stackPolicy, null);
    }

    ChangeSetState created(String newType, String newId, String newStackId, boolean made, List<String> newNotes) {
        return new ChangeSetState(
                stack, name, newType, newId, newStackId, made, false, 0, false, newNotes, stackPolicy, null);
    }

    ChangeSetState described(ChangeSetContent newContent) {
        return new ChangeSetState(
                stack,
                name,
                type,
                newContent.id(),
                newContent.stackId(),
                madeStack,
                true,
                0,
                newContent.hasNoChanges(),
                List.of(),
                stackPolicy,
                newContent);
    }

    ChangeSetState withoutChanges(String newStackId, List<String> newNotes) {
        return new ChangeSetState(
                stack, name, "UPDATE", null, newStackId, false, true, 0, true, newNotes, stackPolicy, null);
    }

    ChangeSetState missed() {
        return new ChangeSetState(
                stack,
                name,
                type,
                id,
                stackId,
                madeStack,
                seen,
                unseen + 1,
                noChanges,
                List.of(),
                stackPolicy,
                content);
    }

    ChangeSetState quiet() {
        return new ChangeSetState(
                stack, name, type, id, stackId, madeStack, seen, unseen, noChanges, List.of(), stackPolicy, content);
    }

    ChangeSetState noted(String note) {
        return new ChangeSetState(
                stack,
                name,
                type,
                id,
                stackId,
                madeStack,
                seen,
                unseen,
                noChanges,
                List.of(note),
                stackPolicy,
                content);
    }

    ChangeSetState withPolicy(String policy) {
        return new ChangeSetState(
                stack, name, type, id, stackId, madeStack, seen, unseen, noChanges, notes, policy, content);
    }
}
