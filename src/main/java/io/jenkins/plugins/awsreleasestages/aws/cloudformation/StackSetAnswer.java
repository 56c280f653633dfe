package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.util.List;

/**
 * What a look at an operation on a stack set brings.
 *
 * @param status RUNNING, SUCCEEDED, FAILED, STOPPING, STOPPED or QUEUED
 * @param reason AWS's reason for the status; empty where it gives none
 * @param instances what it came to in each account and region, in AWS's order
 */
public record StackSetAnswer(String status, String reason, List<StackSetInstance> instances) {}
