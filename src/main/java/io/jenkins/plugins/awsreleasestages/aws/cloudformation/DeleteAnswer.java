package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.util.List;

/**
 * What a look at a stack that is being deleted brings.
 *
 * @param status DELETE_COMPLETE also where AWS does not know the stack any more
 * @param reason AWS's reason for the status; empty where it gives none
 * @param events of the deletion, new since the last look
 * @param undeletable the logical ids of what could not be deleted, once it has failed
 */
public record DeleteAnswer(
        String status, String reason, FollowedOperation.NewEvents events, List<String> undeletable) {}
