package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How a stack is to be deleted.
 *
 * @param retainResources logical ids of what stays in the account; AWS takes them only of a stack in DELETE_FAILED
 * @param force whether what cannot be deleted stays in the account; AWS does so only of a stack in DELETE_FAILED
 * @param role the service role that CloudFormation uses for it; null for the one that the stack has
 */
public record DeleteRequest(List<String> retainResources, boolean force, String role) implements Serializable {

    public DeleteRequest {
        retainResources = List.copyOf(retainResources);
    }

    /** Everything that AWS would refuse about it, one sentence each; empty when all is well. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        retainResources.stream()
                .filter(id -> !id.matches("[A-Za-z0-9]{1,255}"))
                .forEach(id -> problems.add(
                        "retainResources: '" + id + "' is not the logical id of a resource: letters and digits only."));
        if (force && !retainResources.isEmpty()) {
            problems.add("retainResources and force: say one of them.");
        }
        return problems;
    }

    /** That AWS does this only after a deletion has failed; null where it may be done. */
    String refusal(String stack, String status) {
        if (status.equals("DELETE_FAILED") || !force && retainResources.isEmpty()) {
            return null;
        }
        String said = force ? "force" : "retainResources";
        String consequence = force ? "" : ", " + String.join(", ", retainResources) + " included";
        return said + ": AWS takes it only when a deletion has failed. Stack " + stack + " is in " + status
                + " and would be deleted whole" + consequence + ". Nothing was deleted. "
                + (force
                        ? "Run the step without it first."
                        : "What has to stay needs DeletionPolicy: Retain in the stack's template; deploy that first.");
    }
}
