package io.jenkins.plugins.awsreleasestages.aws.cloudwatch;

import java.time.Instant;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;

/**
 * How an alarm stands.
 *
 * @param state {@code OK}, {@code ALARM} or {@code INSUFFICIENT_DATA}
 * @param acts whether it notifies anybody when its state changes
 * @param since when it came into this state; null where AWS does not say it
 */
public record Alarm(String name, String state, boolean acts, Instant since) {

    static Alarm of(MetricAlarm alarm) {
        Instant since = alarm.stateTransitionedTimestamp();
        return new Alarm(
                alarm.alarmName(),
                alarm.stateValueAsString(),
                !Boolean.FALSE.equals(alarm.actionsEnabled()),
                since == null ? alarm.stateUpdatedTimestamp() : since);
    }

    static Alarm of(CompositeAlarm alarm) {
        Instant since = alarm.stateTransitionedTimestamp();
        return new Alarm(
                alarm.alarmName(),
                alarm.stateValueAsString(),
                !Boolean.FALSE.equals(alarm.actionsEnabled()),
                since == null ? alarm.stateUpdatedTimestamp() : since);
    }
}
