package io.jenkins.plugins.awsreleasestages.aws.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.Paces;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import io.jenkins.plugins.awsreleasestages.engine.FakeTime;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class AlarmLooksEmulatorTest {

    private static final String CALL = "MONITORING.DescribeAlarms";

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private final FakeTime time = new FakeTime();
    private final AlarmLooks looks = new AlarmLooks(time, new Paces(time));
    private FaultProxy proxy;
    private AwsSession session;

    @BeforeEach
    void open() {
        proxy = AWS.proxy();
        session = Driven.session(proxy.endpoint());
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private void alarm(String name, StateValue state, boolean acts) {
        try (CloudWatchClient cloudWatch = AWS.at(CloudWatchClient.builder()).build()) {
            cloudWatch.putMetricAlarm(r -> r.alarmName(name)
                    .namespace("Looks")
                    .metricName("Errors")
                    .statistic("Sum")
                    .period(60)
                    .evaluationPeriods(1)
                    .threshold(1.0)
                    .actionsEnabled(acts)
                    .comparisonOperator("GreaterThanThreshold"));
            cloudWatch.setAlarmState(r -> r.alarmName(name).stateValue(state).stateReason("test"));
        }
    }

    private Map<String, Alarm> asked(String... names) {
        CompletableFuture<Map<String, Alarm>> answer = looks.ask(session, List.of(names));
        time.pass(Duration.ofMinutes(2));
        return answer.join();
    }

    @Test
    void eachIsAsItStandsAndOneThatDoesNotExistIsMissing() {
        alarm("looks <5xx>, all", StateValue.ALARM, true);
        alarm("looks-muted", StateValue.OK, false);
        Map<String, Alarm> found = asked("looks <5xx>, all", "looks-muted", "looks-nowhere");
        assertThat(found).containsOnlyKeys("looks <5xx>, all", "looks-muted");
        assertThat(found.get("looks <5xx>, all").state()).isEqualTo("ALARM");
        assertThat(found.get("looks <5xx>, all").acts()).isTrue();
        assertThat(found.get("looks-muted").state()).isEqualTo("OK");
        assertThat(found.get("looks-muted").acts()).isFalse();
        assertThat(proxy.calls(CALL))
                .singleElement()
                .satisfies(call -> assertThat(call.body()).contains("MetricAlarm", "CompositeAlarm"));
    }

    @Test
    void aThousandGatesMakeFewCalls() {
        List<CompletableFuture<Map<String, Alarm>>> answers = new ArrayList<>();
        for (int gate = 0; gate < 1_000; gate++) {
            answers.add(looks.ask(session, List.of("looks-shared", "looks-" + gate % 150)));
        }
        time.pass(Duration.ofMinutes(1));
        assertThat(answers).allMatch(CompletableFuture::isDone);
        assertThat(proxy.count(CALL)).isEqualTo(2);
    }

    @Test
    void aThrottledCallIsMadeAgainAndOneThatIsDeniedIsSaid() {
        proxy.on(CALL).first(2).throttle();
        assertThat(asked("looks-nowhere")).isEmpty();
        assertThat(proxy.count(CALL)).isEqualTo(3);
        proxy.on(CALL).denyAccess();
        CompletableFuture<Map<String, Alarm>> answer = looks.ask(session, List.of("looks-a", "looks-b"));
        time.pass(Duration.ofMinutes(2));
        assertThat(answer)
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .withCauseInstanceOf(RemoteFailure.class)
                .withMessageContaining("Looking at CloudWatch alarms failed: AWS says:");
    }

    @Test
    void aCompositeAlarmIsReadAsAnyOther() {
        Instant at = Instant.parse("2026-12-07T09:00:00Z");
        Alarm alarm = Alarm.of(CompositeAlarm.builder()
                .alarmName("all")
                .stateValue("INSUFFICIENT_DATA")
                .actionsEnabled(true)
                .stateUpdatedTimestamp(at)
                .build());
        assertThat(alarm).isEqualTo(new Alarm("all", "INSUFFICIENT_DATA", true, at));
    }
}
