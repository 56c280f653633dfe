package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.jenkins.RunInRole;
import java.util.UUID;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;

/** Rules that ask AWS, in a real Jenkins. */
class AskedRulesJenkinsTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    private final String alarm = "rules-" + UUID.randomUUID();

    @Test
    void anAlarmIsWaitedForOverARestart() throws Throwable {
        session.then(j -> {
            var run = RunInRole.start(j, "gate", """
                    def gate = releaseGate conditions: [alarmClear(alarms: ['%s'])]
                    echo "shipped ${gate.conditions*.verdict}"
                    """.formatted(alarm));
            j.waitForMessage("there is no alarm '" + alarm + "'", run);
            j.assertLogNotContains("shipped", run);
        });
        try (CloudWatchClient cloudWatch = AWS.at(CloudWatchClient.builder()).build()) {
            cloudWatch.putMetricAlarm(r -> r.alarmName(alarm)
                    .namespace("Rules")
                    .metricName("Errors")
                    .statistic("Sum")
                    .period(60)
                    .evaluationPeriods(1)
                    .threshold(1.0)
                    .comparisonOperator("GreaterThanThreshold"));
        }
        session.then(j -> {
            var run = j.jenkins.getItemByFullName("gate", WorkflowJob.class).getBuildByNumber(1);
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("shipped [PASS]", run);
        });
    }

    @Test
    void theFormSaysWhatIsWrong() throws Throwable {
        session.then(j -> {
            var scans = j.jenkins.getDescriptorByType(ImageScanRule.DescriptorImpl.class);
            assertThat(scans.doCheckImage(null, "checkout").kind).isEqualTo(FormValidation.Kind.ERROR);
            assertThat(scans.doCheckImage(null, "checkout:1").kind).isEqualTo(FormValidation.Kind.OK);
            assertThat(scans.doCheckExceptions(null, "CVE-1").kind).isEqualTo(FormValidation.Kind.ERROR);
            var metrics = j.jenkins.getDescriptorByType(MetricCheckRule.DescriptorImpl.class);
            assertThat(metrics.doCheckMetrics(null, "errors").getMessage()).contains("has to be like errors = Sum");
            assertThat(metrics.doCheckValue(null, "much", "LT").getMessage()).contains("is no number");
            var functions = j.jenkins.getDescriptorByType(LambdaCheckRule.DescriptorImpl.class);
            assertThat(functions.doCheckPayload(null, "{").kind).isEqualTo(FormValidation.Kind.ERROR);
        });
    }
}
