package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

/**
 * What a look at a stack brings.
 *
 * @param stack null when there is no such stack any more
 * @param events of the operation, new since the last look
 * @param executionStatus the change set's, where the events do not tell whether the operation has ended; else empty
 */
public record ExecuteAnswer(StackSnapshot stack, FollowedOperation.NewEvents events, String executionStatus) {}
