package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import java.util.Set;

/**
 * What the states of a stack mean (CloudFormation API reference, data type Stack). A state that this code does not
 * know counts as in progress: waiting is harmless, a wrong end is not.
 */
final class StackStates {

    static final String REVIEW = "REVIEW_IN_PROGRESS";

    private static final Set<String> GOOD = Set.of("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE");

    /** Ended badly, and a new update may still be tried. */
    private static final Set<String> BAD =
            Set.of("UPDATE_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_COMPLETE", "CREATE_FAILED", "UPDATE_FAILED");

    /** The first creation failed: nothing of it ever worked. */
    private static final Set<String> NEVER_WORKED = Set.of("ROLLBACK_COMPLETE", "ROLLBACK_FAILED");

    /** Ended badly, and somebody has to decide something first. */
    private static final Set<String> STUCK = Set.of(
            "ROLLBACK_COMPLETE",
            "ROLLBACK_FAILED",
            "UPDATE_ROLLBACK_FAILED",
            "IMPORT_ROLLBACK_FAILED",
            "DELETE_FAILED");

    private StackStates() {}

    static boolean good(String status) {
        return GOOD.contains(status);
    }

    static boolean terminal(String status) {
        return GOOD.contains(status) || BAD.contains(status) || STUCK.contains(status);
    }

    static boolean deleted(String status) {
        return "DELETE_COMPLETE".equals(status);
    }

    static boolean busy(String status) {
        return !terminal(status) && !REVIEW.equals(status) && !deleted(status);
    }

    /** Whether a stack in this state takes no change set until somebody has decided something. */
    static boolean stuck(String status) {
        return STUCK.contains(status);
    }

    static boolean neverWorked(String status) {
        return NEVER_WORKED.contains(status);
    }

    /**
     * The type of change set that a stack in this state takes.
     *
     * @param status null when there is no such stack
     * @return CREATE or UPDATE
     * @throws RemoteFailure BUSY while another operation runs, REFUSED when somebody has to decide something first
     */
    static String changeSetType(String stack, String status) {
        if (status == null || REVIEW.equals(status) || deleted(status)) {
            return "CREATE";
        }
        if (GOOD.contains(status) || BAD.contains(status)) {
            return "UPDATE";
        }
        if (STUCK.contains(status)) {
            throw RemoteFailure.refused(
                    "Stack " + stack + " is in " + status + " and takes no change set: " + choice(status));
        }
        throw new RemoteFailure(Kind.BUSY, "Stack " + stack + " is in " + status + ": another operation is under way.");
    }

    /** What can be done about a stack that is stuck. */
    static String choice(String status) {
        return switch (status) {
            case "ROLLBACK_COMPLETE" ->
                "its creation failed and was rolled back, so that nothing of it is left. It can"
                        + " only be deleted; look at its events first. recreate: true deletes it and creates it anew.";
            case "ROLLBACK_FAILED" ->
                "its creation failed, and so did the rollback, so that some of its resources are"
                        + " left. It can only be deleted; look at its events first. recreate: true deletes it, with what"
                        + " is left, and creates it anew.";
            case "UPDATE_ROLLBACK_FAILED" ->
                "an update failed, and so did its rollback. Repair what the events name;"
                        + " continueRollback: true then takes the rollback to its end before anything else.";
            case "IMPORT_ROLLBACK_FAILED" ->
                "an import failed, and so did its rollback. AWS's documentation names no call that continues"
                        + " such a rollback: repair what the events name, with AWS's support if need be, and run the"
                        + " step again.";
            case "DELETE_FAILED" ->
                "somebody tried to delete it and some resources could not be deleted. Finish the"
                        + " deletion and run the step again.";
            default -> "look at its events.";
        };
    }

    /** In which condition an operation that failed leaves the stack. One sentence. */
    static String left(String status) {
        String state = "The stack is in " + status + ": ";
        return switch (status) {
            case "UPDATE_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_COMPLETE" -> state + "it is rolled back to what it was.";
            case "CREATE_FAILED", "UPDATE_FAILED" -> state + "it was not rolled back.";
            default -> state + choice(status);
        };
    }

    /** What the step has done when it ended well, for its result. */
    static String result(String status) {
        return switch (status) {
            case "CREATE_COMPLETE" -> "CREATED";
            case "IMPORT_COMPLETE" -> "IMPORTED";
            default -> "UPDATED";
        };
    }

    /** What was attempted, as far as the state tells: {@code created}, {@code updated}, … */
    static String attempted(String status) {
        if (status.startsWith("UPDATE_")) {
            return "updated";
        }
        if (status.startsWith("DELETE_")) {
            // What came before the deletion the state does not tell.
            return "deployed";
        }
        return status.startsWith("IMPORT_") ? "imported into" : "created";
    }
}
