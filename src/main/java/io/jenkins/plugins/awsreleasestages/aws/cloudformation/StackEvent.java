package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.time.Instant;

/**
 * One event of a stack.
 *
 * @param reason AWS's words; empty where it gives none
 * @param token the token of the operation it belongs to; empty where AWS does not say
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
        String token) {

    /** Whether it is about the stack itself and not about a resource, which may be a nested stack. */
    boolean ofStack() {
        return "AWS::CloudFormation::Stack".equals(type) && stackId.equals(physicalId);
    }

    boolean failed() {
        return status.endsWith("_FAILED");
    }

    /** Cancelled because something else had failed: never a cause. */
    boolean cancelled() {
        return failed()
                && (reason.startsWith("Resource creation cancelled") || reason.startsWith("Resource update cancelled"));
    }
}
