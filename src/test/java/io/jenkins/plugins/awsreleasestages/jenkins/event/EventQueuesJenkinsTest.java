package io.jenkins.plugins.awsreleasestages.jenkins.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.util.FormValidation;
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
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javaposse.jobdsl.plugin.ExecuteDslScripts;
import javax.xml.transform.stream.StreamSource;
import jenkins.model.Jenkins;
import jenkins.model.ModifiableTopLevelItemGroup;
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

    // Of folders.

    private static final String SHOP = """
            {"source": "aws.s3", "detail-type": "Object Created", "account": "111122223333",
             "region": "eu-west-1", "time": "2026-01-01T10:00:00Z",
             "detail": {"bucket": {"name": "event-releases"}, "object": {"key": "shop.zip"}}}""";

    private static Folder folderWith(String name, String url) throws Exception {
        Folder folder = Jenkins.get().createProject(Folder.class, name);
        folder.addProperty(new EventQueuesFolderProperty(List.of(new EventQueue(url, "prod"))));
        return folder;
    }

    private static FreeStyleProject watching(ModifiableTopLevelItemGroup parent, String name) throws Exception {
        FreeStyleProject job = (FreeStyleProject) parent.createProject(
                Jenkins.get().getDescriptorByType(FreeStyleProject.DescriptorImpl.class), name, false);
        AwsSourceTrigger trigger = new AwsSourceTrigger("0 0 1 1 *", new S3ObjectSource("event-releases", "shop.zip"));
        trigger.setEnvironment("prod");
        job.addTrigger(trigger);
        trigger.start(job, true);
        return job;
    }

    /** Whoever configures a folder, and so can make up events, makes nobody else look. */
    @Test
    void whatComesByTheQueueOfAFolderIsForTheJobsBelowAlone() throws Throwable {
        S3Client s3 = AWS.s3With("event-releases");
        s3.putBucketVersioning(
                r -> r.bucket("event-releases").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        s3.putObject(r -> r.bucket("event-releases").key("shop.zip"), RequestBody.fromString("1"));
        SqsClient sqs = AWS.at(SqsClient.builder()).build();
        String url = sqs.createQueue(r -> r.queueName("team-events")).queueUrl();
        session.then(j -> {
            environment();
            Folder team = folderWith("team", url);
            FreeStyleProject below = watching(team, "shop");
            FreeStyleProject neighbour = watching(j.jenkins, "teamster");
            String place = url + " (folder team)";
            until(() -> EventQueues.listeners().reports().containsKey(place));
            sqs.sendMessage(r -> r.queueUrl(url).messageBody(SHOP));
            until(() -> below.getLastCompletedBuild() != null);
            Reception.Report report = EventQueues.listeners().reports().get(place);
            assertThat(report.last())
                    .singleElement()
                    .satisfies(last -> assertThat(last.told()).isEqualTo(1));
            j.waitUntilNoActivity();
            assertThat(neighbour.getBuilds()).isEmpty();
            assertThat(j.createWebClient().goTo("manage/aws-release-events/").asNormalizedText())
                    .contains(place);

            team.renameTo("crew");
            until(() -> EventQueues.listeners().reports().keySet().equals(Set.of(url + " (folder crew)")));
            s3.putObject(r -> r.bucket("event-releases").key("shop.zip"), RequestBody.fromString("2"));
            sqs.sendMessage(r -> r.queueUrl(url).messageBody(SHOP));
            until(() -> below.getBuilds().size() == 2);
            j.waitUntilNoActivity();
        });
        session.then(j -> {
            until(() -> EventQueues.listeners().reports().keySet().equals(Set.of(url + " (folder crew)")));
            Folder crew = j.jenkins.getItemByFullName("crew", Folder.class);
            String xml = crew.getConfigFile().asString();
            crew.updateByXml(
                    new StreamSource(new StringReader(xml.replace("<environment>prod<", "<environment>none<"))));
            until(() -> new EventsMonitor()
                    .getTroubles()
                    .getOrDefault(url + " (folder crew)", "")
                    .contains("There is no AWS environment 'none' among those of the jobs below folder 'crew'."));
            crew.delete();
            until(() -> EventQueues.listeners().reports().isEmpty());
        });
    }

    @Test
    void anEnvironmentThatIsForOtherJobsReadsNoQueueOfAFolder() throws Throwable {
        session.then(j -> {
            environment();
            AwsEnvironment prod =
                    AwsReleaseStagesConfiguration.get().getEnvironments().get(0);
            prod.setAllowed("other/*");
            AwsReleaseStagesConfiguration.get().setEnvironments(List.of(prod));
            folderWith("team", URL);
            until(() -> new EventsMonitor()
                    .getTroubles()
                    .getOrDefault(URL + " (folder team)", "")
                    .contains("There is no AWS environment 'prod'"));
        });
    }

    @Test
    void aSeedJobSetsTheQueuesOfAFolderAndWhoMayNotConfigureItSeesNoEnvironments() throws Throwable {
        session.then(j -> {
            environment();
            FreeStyleProject seed = j.createFreeStyleProject("seed");
            ExecuteDslScripts dsl = new ExecuteDslScripts();
            dsl.setScriptText("""
                    folder('team') {
                      properties {
                        awsEventQueues {
                          queues {
                            eventQueue { url('%s'); environment('prod') }
                          }
                        }
                      }
                    }
                    """.formatted(URL));
            seed.getBuildersList().add(dsl);
            j.buildAndAssertSuccess(seed);
            Folder team = j.jenkins.getItemByFullName("team", Folder.class);
            assertThat(team.getProperties().get(EventQueuesFolderProperty.class).getQueues())
                    .singleElement()
                    .satisfies(queue -> assertThat(queue.getUrl()).isEqualTo(URL));
            assertThatThrownBy(() -> new EventQueuesFolderProperty(IntStream.range(0, 11)
                            .mapToObj(i -> new EventQueue(URL + i, "prod"))
                            .toList()))
                    .hasMessageContaining("at most 10");

            j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
            j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                    .grant(Jenkins.READ, Item.READ)
                    .everywhere()
                    .to("reader", "owner")
                    .grant(Item.CONFIGURE)
                    .onItems(team)
                    .to("owner"));
            EventQueue.DescriptorImpl form = j.jenkins.getDescriptorByType(EventQueue.DescriptorImpl.class);
            assertThat(as("owner", () -> form.doFillEnvironmentItems(team, "")))
                    .extracting(option -> option.value)
                    .containsExactly("", "prod");
            assertThat(as("owner", () -> form.doFillEnvironmentItems(null, ""))).hasSize(1);
            assertThat(as("reader", () -> form.doFillEnvironmentItems(team, "")))
                    .hasSize(1);
            assertThat(as("owner", () -> form.doCheckUrl(team, "x")).kind).isEqualTo(FormValidation.Kind.ERROR);
            assertThat(as("reader", () -> form.doCheckUrl(team, "x")).kind).isEqualTo(FormValidation.Kind.OK);
        });
    }

    private static <T> T as(String user, Supplier<T> task) {
        try (ACLContext ignored = ACL.as2(User.getById(user, true).impersonate2())) {
            return task.get();
        }
    }
}
