package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * A stack at the moment it was asked for.
 *
 * @param reason AWS's reason for the status; empty where it gives none
 * @param created by AWS's clock
 * @param protectedFromDeletion whether termination protection is on
 * @param parameters the names of its parameters
 * @param outputs in AWS's order
 */
public record StackSnapshot(
        String id,
        String name,
        String status,
        String reason,
        Instant created,
        boolean protectedFromDeletion,
        Set<String> parameters,
        Map<String, String> outputs) {}
