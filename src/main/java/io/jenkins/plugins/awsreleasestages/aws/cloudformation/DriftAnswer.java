package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

/**
 * What a look at a drift detection brings.
 *
 * @param status DETECTION_IN_PROGRESS, DETECTION_COMPLETE, DETECTION_FAILED
 * @param reason AWS's reason for the status; empty where it gives none
 * @param report null while it is in progress
 */
public record DriftAnswer(String status, String reason, DriftReport report) {}
