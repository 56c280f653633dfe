package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** Gates whose rules ask AWS. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class AskedRulesTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    @TempDir
    Path folder;

    private final String name = "asked-" + UUID.randomUUID();

    @BeforeEach
    void open() throws Exception {
        System.setProperty("aws.endpointUrl", AWS.endpoint().toString());
        Trial.credentials(folder.resolve("home"), "ci");
    }

    @AfterEach
    void close() {
        System.clearProperty("aws.endpointUrl");
    }

    private Trial.Ended run(String rule) throws Exception {
        return Trial.run(folder, """
                awsRole(credentialsId: 'ci', region: '%s') {
                    def gate = releaseGate conditions: [freeze(periods: ['2020-12-20..2021-01-02 Christmas']), %s]
                    echo "shipped, ${gate.conditions*.verdict}"
                }
                """.formatted(Emulator.REGION, rule));
    }

    private void alarm(StateValue state) {
        try (CloudWatchClient cloudWatch = AWS.at(CloudWatchClient.builder()).build()) {
            cloudWatch.putMetricAlarm(r -> r.alarmName(name)
                    .namespace("Asked")
                    .metricName("Errors")
                    .statistic("Sum")
                    .period(60)
                    .evaluationPeriods(1)
                    .threshold(1.0)
                    .comparisonOperator("GreaterThanThreshold"));
            cloudWatch.setAlarmState(r -> r.alarmName(name).stateValue(state).stateReason("test"));
        }
    }

    @Test
    void anAlarmThatIsNotOnLetsItGoOn() throws Exception {
        alarm(StateValue.OK);
        Trial.Ended ended = run("alarmClear(alarms: ['" + name + "'])");
        assertThat(ended.status()).as(ended.out()).isZero();
        assertThat(ended.out()).contains("Met: no alarm of '" + name + "': clear.", "shipped, [PASS, PASS]");
    }

    @Test
    void anAlarmThatIsOnFailsItWhereThatIsSaid() throws Exception {
        alarm(StateValue.ALARM);
        Trial.Ended ended = run("alarmClear(alarms: ['" + name + "'], onAlarm: 'FAIL')");
        assertThat(ended.status()).isEqualTo(Main.FAILED);
        assertThat(ended.out())
                .contains("Not passed: no alarm of '" + name + "': '" + name + "' is in state ALARM")
                .doesNotContain("shipped");
    }
}
