package io.jenkins.plugins.awsreleasestages.aws.cloudwatch;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Paces;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.engine.SharedLook;
import io.jenkins.plugins.awsreleasestages.engine.SharedTable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;

/** All who wait for alarms of one account, region and identity share one {@code DescribeAlarms} for a hundred of them. */
public final class AlarmLooks {

    /** CloudWatch API reference, DescribeAlarms: 100 names, and 100 alarms in an answer. */
    private static final int MOST_NAMES = 100;

    /** A gate looks once a minute, and need not know at once. */
    private static final Duration WITHIN = Duration.ofSeconds(5);

    private static final SharedLook.Rhythm RHYTHM =
            new SharedLook.Rhythm(Duration.ofSeconds(1), WITHIN, WITHIN.multipliedBy(2), 0);

    private final class Looks {
        volatile AwsSession session;
        final SharedLook<String, Alarm> alarms;

        Looks(AwsSession session) {
            this.session = session;
            alarms = new SharedLook<>(RHYTHM, MOST_NAMES, this::alarms, scheduler, paces.rules(session));
        }

        private Map<String, Alarm> alarms(List<String> names) {
            AwsSession now = session;
            return AwsFailures.call(now, "Looking at CloudWatch alarms", () -> described(now, names));
        }
    }

    private final Scheduler scheduler;
    private final Paces paces;
    private final SharedTable<String, Looks> looks;

    public AlarmLooks(Scheduler scheduler, Paces paces) {
        this.scheduler = scheduler;
        this.paces = paces;
        this.looks = new SharedTable<>(scheduler.clock());
    }

    /** @return by their names; those that do not exist are missing */
    public CompletableFuture<Map<String, Alarm>> ask(AwsSession session, List<String> names) {
        Looks shared = looks.get(session.lookKey(), key -> new Looks(session));
        // Any session that sees the same will do; the newest has the longest to live.
        shared.session = session;
        CompletableFuture<Map<String, Alarm>> all = CompletableFuture.completedFuture(new LinkedHashMap<>());
        for (String name : names) {
            all = all.thenCombine(shared.alarms.ask(name, WITHIN), (found, alarm) -> {
                if (alarm != null) {
                    found.put(name, alarm);
                }
                return found;
            });
        }
        return all;
    }

    /** Unless both types are named, CloudWatch leaves out the composite ones without a word. */
    private static Map<String, Alarm> described(AwsSession session, List<String> names) {
        Map<String, Alarm> found = new LinkedHashMap<>();
        for (DescribeAlarmsResponse page : session.cloudWatch()
                .describeAlarmsPaginator(r -> r.alarmNames(names)
                        .alarmTypes(AlarmType.METRIC_ALARM, AlarmType.COMPOSITE_ALARM)
                        .maxRecords(MOST_NAMES))) {
            page.metricAlarms().forEach(alarm -> found.put(alarm.alarmName(), Alarm.of(alarm)));
            page.compositeAlarms().forEach(alarm -> found.put(alarm.alarmName(), Alarm.of(alarm)));
        }
        return found;
    }
}
