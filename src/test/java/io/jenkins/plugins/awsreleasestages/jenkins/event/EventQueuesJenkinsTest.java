package io.jenkins.plugins.awsreleasestages.jenkins.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.model.FreeStyleProject;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.engine.News;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.SystemCredentials;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsEnvironment;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsReleaseStagesConfiguration;
import io.jenkins.plugins.awsreleasestages.jenkins.source.AwsSourceTrigger;
import io.jenkins.plugins.awsreleasestages.jenkins.source.S3ObjectSource;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.Util;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Event queues as they are set, read and shown. */
class EventQueuesJenkinsTest {

    private static final String URL = "https://sqs.eu-west-1.amazonaws.com/111122223333/release-events";

    private static final String YAML = """
            unclassified:
              awsEventQueues:
                queues:
                  - url: "%s"
                    environment: "prod"
            """;

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    @RegisterExtension
    final ReachedEmulator reached = new ReachedEmulator(AWS);

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @TempDir
    Path folder;

    private void configure(String url) throws Exception {
        Path file = Files.writeString(folder.resolve("jenkins.yaml"), YAML.formatted(url));
        ConfigurationAsCode.get().configure(file.toString());
    }

    private static String exported() throws Exception {
        return Util.toYamlString(Util.getUnclassifiedRoot(new ConfigurationContext(ConfiguratorRegistry.get()))
                .get("awsEventQueues"));
    }

    private static void until(BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            Thread.sleep(20);
        }
    }

    /** With the credentials of the test for everybody. */
    private static void environment() throws Exception {
        AwsEnvironment prod = new AwsEnvironment("prod");
        prod.setRegion(Emulator.REGION);
        prod.setCredentialsId("ci");
        SystemCredentials.addAwsKeys("ci");
        AwsReleaseStagesConfiguration.get().setEnvironments(List.of(prod));
    }

    @Test
    void theFormShowsWhatTheFileSaidAndARestartKeepsIt() throws Throwable {
        session.then(j -> {
            configure(URL);
            String before = exported();
            j.configRoundtrip();
            assertThat(exported()).isEqualTo(before).contains(URL, "prod");
            assertThatThrownBy(() -> EventQueues.get()
                            .setQueues(List.of(
                                    new EventQueue("x", " "), new EventQueue(URL, "a"), new EventQueue(URL, "b"))))
                    .hasMessageContaining("'x' is not the URL of a queue")
                    .hasMessageContaining("environment: say which")
                    .hasMessageContaining("is there twice");
            EventQueues.get().save();
        });
        session.then(j -> {
            assertThat(EventQueues.get().getQueues()).singleElement().satisfies(queue -> {
                assertThat(queue.getUrl()).isEqualTo(URL);
                assertThat(queue.getEnvironment()).isEqualTo("prod");
            });
            // There is no such environment: that is said, and goes on being tried.
            until(() -> new EventsMonitor().isActivated());
            assertThat(new EventsMonitor().getTroubles().get(URL)).contains("There is no AWS environment 'prod'");
        });
    }

    @Test
    void aMessageMakesTheTriggerLookAndStartsTheJobOnce() throws Throwable {
        S3Client s3 = AWS.s3With("event-releases");
        s3.putBucketVersioning(
                r -> r.bucket("event-releases").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        SqsClient sqs = AWS.at(SqsClient.builder()).build();
        String url = sqs.createQueue(r -> r.queueName("jenkins-events")).queueUrl();
        session.then(j -> {
            environment();
            configure(url);
            FreeStyleProject job = j.createFreeStyleProject("release");
            AwsSourceTrigger trigger =
                    new AwsSourceTrigger("0 0 1 1 *", new S3ObjectSource("event-releases", "shop.zip"));
            trigger.setEnvironment("prod");
            job.addTrigger(trigger);
            trigger.start(job, true);
            s3.putObject(r -> r.bucket("event-releases").key("shop.zip"), RequestBody.fromString("1"));
            sqs.sendMessage(r -> r.queueUrl(url).messageBody("<script>alert(1)</script>"));
            for (int i = 0; i < 20; i++) {
                sqs.sendMessage(r -> r.queueUrl(url).messageBody("""
                        {"source": "aws.s3", "detail-type": "Object Created", "account": "111122223333",
                         "region": "eu-west-1", "time": "2026-01-01T10:00:00Z",
                         "detail": {"bucket": {"name": "event-releases"}, "object": {"key": "shop.zip"}}}"""));
            }
            until(() -> job.getLastCompletedBuild() != null);
            j.waitUntilNoActivity();
            assertThat(job.getBuilds()).hasSize(1);

            until(() -> EventQueues.listeners().reports().get(url).received() == 21);
            j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
            j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                    .grant(Jenkins.ADMINISTER)
                    .everywhere()
                    .to("admin")
                    .grant(Jenkins.READ)
                    .everywhere()
                    .to("reader"));
            JenkinsRule.WebClient admin = j.createWebClient().login("admin");
            HtmlPage page = admin.goTo("manage/aws-release-events/");
            assertThat(page.asNormalizedText()).contains("Object Created", "event-releases/shop.zip", url);
            assertThat(page.getWebResponse().getContentAsString())
                    .contains("&lt;script>alert(1)")
                    .doesNotContain("<script>alert(1)");
            assertThat(admin.goTo("manage/aws-release-events/release-events.yaml", "application/yaml")
                            .getWebResponse()
                            .getContentAsString())
                    .isEqualTo(EventsPage.templateText());
            JenkinsRule.WebClient reader =
                    j.createWebClient().login("reader").withThrowExceptionOnFailingStatusCode(false);
            assertThat(reader.getPage(reader.createCrumbedUrl("manage/aws-release-events/"))
                            .getWebResponse()
                            .getStatusCode())
                    .isIn(403, 404);
            assertThat(reader.getPage(reader.createCrumbedUrl("manage/aws-release-events/release-events.yaml"))
                            .getWebResponse()
                            .getStatusCode())
                    .isIn(403, 404);
            News news = ActionThreads.get().news();
            job.removeTrigger(trigger.getDescriptor());
            trigger.stop();
            assertThat(news.of("S3 event-releases/shop.zip")).isZero();
        });
    }
}
