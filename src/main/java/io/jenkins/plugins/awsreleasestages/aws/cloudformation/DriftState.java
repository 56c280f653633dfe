package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;

/**
 * All that is saved of a drift detection.
 *
 * @param stack its name or ARN, as somebody gave it
 * @param stackId null before it is known
 * @param detection the id that AWS gave the detection; null before
 * @param report what was found; null before
 */
public record DriftState(String stack, String stackId, String detection, WatchTimes times, DriftReport report)
        implements Serializable {

    public static DriftState create(String stack) {
        return new DriftState(stack, null, null, WatchTimes.NEW, null);
    }

    DriftState started(String newStackId, String newDetection) {
        return new DriftState(stack, newStackId, newDetection, WatchTimes.NEW, null);
    }

    DriftState with(WatchTimes newTimes, DriftReport newReport) {
        return new DriftState(stack, stackId, detection, newTimes, newReport);
    }
}
