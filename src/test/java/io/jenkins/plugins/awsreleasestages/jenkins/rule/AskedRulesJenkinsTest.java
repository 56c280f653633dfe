package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.jenkins.RunInRole;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsEnvironment;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsReleaseStagesConfiguration;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
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
            assertThat(scans.check(null, "image", name -> "checkout").kind).isEqualTo(FormValidation.Kind.ERROR);
            assertThat(scans.check(null, "image", name -> "checkout:1").kind).isEqualTo(FormValidation.Kind.OK);
            assertThat(scans.check(null, "exceptions", Map.of("exceptions", "CVE-1")::get).kind)
                    .isEqualTo(FormValidation.Kind.ERROR);
            var metrics = j.jenkins.getDescriptorByType(MetricCheckRule.DescriptorImpl.class);
            assertThat(metrics.check(null, "metrics", Map.of("metrics", "errors")::get)
                            .getMessage())
                    .contains("has to be like errors = Sum");
            assertThat(metrics.doCheckValue(null, "much", "LT").getMessage()).contains("is no number");
            var functions = j.jenkins.getDescriptorByType(LambdaCheckRule.DescriptorImpl.class);
            assertThat(functions.check(null, "payload", Map.of("payload", "{")::get).kind)
                    .isEqualTo(FormValidation.Kind.ERROR);
        });
    }

    /** What forms have in common is said in interfaces, where Stapler has to find it. */
    @Test
    void aBrowserIsAnsweredByWhatFormsHaveInCommon() throws Throwable {
        session.then(j -> {
            var metrics = j.jenkins.getDescriptorByType(MetricCheckRule.DescriptorImpl.class);
            // As a page is made, in a request.
            assertThat(j.executeOnServer(() -> metrics.getCheckMethod("value").getDependsOn()))
                    .isEqualTo("operator");
            String value = "checkValue?value=much&operator=LT";
            assertThat(asked(j, HttpMethod.POST, value).getContentAsString()).contains("is no number");
            assertThat(asked(j, HttpMethod.GET, value).getStatusCode()).isIn(404, 405);
            assertThat(asked(j, HttpMethod.POST, "checkField/count?value=0").getContentAsString())
                    .contains("between 1 and");
            assertThat(j.executeOnServer(() -> metrics.getCheckMethod("count").toStemUrl()))
                    .endsWith("/checkField/count");
            assertThat(asked(j, HttpMethod.POST, "fillOperatorItems").getContentAsString())
                    .contains("is less than")
                    .doesNotContain("contains");
            assertThat(asked(j, HttpMethod.POST, "checkRegion?value=Frankfurt").getContentAsString())
                    .contains("Frankfurt");
            assertThat(asked(j, HttpMethod.GET, "checkRegion?value=Frankfurt").getStatusCode())
                    .isIn(404, 405);
            assertThat(asked(j, HttpMethod.POST, "checkEnvironment?value=prod").getContentAsString())
                    .contains("sees no environment", "prod");
            AwsReleaseStagesConfiguration.get().setEnvironments(List.of(new AwsEnvironment("prod")));
            assertThat(asked(j, HttpMethod.POST, "fillEnvironmentItems").getContentAsString())
                    .contains("prod");
        });
    }

    private static WebResponse asked(JenkinsRule j, HttpMethod http, String what) throws Exception {
        JenkinsRule.WebClient client = j.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        URL url = new URL(j.getURL(), "descriptorByName/" + MetricCheckRule.class.getName() + "/" + what);
        WebRequest request = new WebRequest(url, http);
        return client.loadWebResponse(http == HttpMethod.POST ? client.addCrumb(request) : request);
    }
}
