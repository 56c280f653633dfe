package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;

/**
 * One stack of a stack set, or what an operation came to there.
 *
 * @param unit the organizational unit of the account; empty where it is deployed to by its number
 * @param status of the stack: CURRENT, OUTDATED, INOPERABLE; of an operation: PENDING, RUNNING, SUCCEEDED, FAILED,
 *     CANCELLED
 * @param reason AWS's reason for the status; empty where it gives none
 */
public record StackSetInstance(String account, String region, String unit, String status, String reason)
        implements Serializable {

    boolean is(String wanted) {
        return status.equals(wanted);
    }

    /** Where it is: {@code 111122223333 in eu-west-1}. */
    String words() {
        return account + " in " + region;
    }
}
