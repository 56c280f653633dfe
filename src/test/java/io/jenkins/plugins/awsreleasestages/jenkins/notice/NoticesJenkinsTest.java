package io.jenkins.plugins.awsreleasestages.jenkins.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.tasks.Mailer;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.emulator.SecretSearch;
import io.jenkins.plugins.awsreleasestages.jenkins.SystemCredentials;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.ApprovalAction;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.PolicyDefinition;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePolicies;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsEnvironment;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsReleaseStagesConfiguration;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.Util;
import java.io.IOException;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javaposse.jobdsl.plugin.ExecuteDslScripts;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Receivers as they are set, and what they get. */
class NoticesJenkinsTest {

    private static final String SECRET = "/services/" + URLEncoder.encode(SecretSearch.MARK, StandardCharsets.UTF_8);

    private static final String YAML = """
            unclassified:
              awsReleaseNotices:
                receivers:
                  - slackWebhook:
                      credentialsId: "slack"
                      gatesOnly: true
                  - webhook:
                      credentialsId: "hook"
                      name: "pager"
                  - snsTopic:
                      topicArn: "arn:aws:sns:eu-west-1:111122223333:release-notices"
                      environment: "shared"
                  - mail:
                      to: "ops@example.org"
            """;

    private static final String GATE = """
            releaseStage('Prod') {
              releaseApproval message: 'Ship it?', approvers: ['alice', 'bob']
              error 'no room'
            }
            """;

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    @RegisterExtension
    final ReachedEmulator reached = new ReachedEmulator(AWS);

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @TempDir
    Path folder;

    private ReceivingServer server;

    @BeforeEach
    void open() throws Exception {
        server = new ReceivingServer();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static void until(BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            Thread.sleep(20);
        }
    }

    private static String exported() throws Exception {
        return Util.toYamlString(Util.getUnclassifiedRoot(new ConfigurationContext(ConfiguratorRegistry.get()))
                .get("awsReleaseNotices"));
    }

    private void secret(String id) throws Exception {
        secret(id, server);
    }

    private static void secret(String id, ReceivingServer at) throws Exception {
        SystemCredentials.add(new StringCredentialsImpl(
                CredentialsScope.GLOBAL, id, "for tests", Secret.fromString(at.address(SECRET))));
    }

    private static WorkflowRun start(JenkinsRule j, String script) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, "app");
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static List<String> kinds(List<String> received) {
        return received.stream()
                .map(text -> text.replaceAll(".*\"kind\":\"([A-Z_]+)\".*", "$1"))
                .toList();
    }

    private static void people(JenkinsRule j) {
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("alice"));
    }

    private static void approve(JenkinsRule j, WorkflowRun run) throws Exception {
        JenkinsRule.WebClient web = j.createWebClient().login("alice");
        String gate = web.goTo(run.getUrl() + "approval/api/v1/gates", "application/json")
                .getWebResponse()
                .getContentAsString()
                .replaceAll("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
        web.getOptions().setThrowExceptionOnFailingStatusCode(true);
        web.getPage(web.addCrumb(new WebRequest(
                new URL(j.getURL(), run.getUrl() + "approval/decide?approve=true&reason=tested&id=" + gate),
                HttpMethod.POST)));
    }

    @Test
    void theFormShowsWhatTheFileSaidAndARestartKeepsIt() throws Throwable {
        session.then(j -> {
            ConfigurationAsCode.get()
                    .configure(Files.writeString(folder.resolve("jenkins.yaml"), YAML)
                            .toString());
            String before = exported();
            assertThat(before)
                    .contains(
                            "slackWebhook",
                            "gatesOnly: true",
                            "name: \"pager\"",
                            "webhook",
                            "snsTopic",
                            "shared",
                            "ops@example.org");
            j.configRoundtrip();
            assertThat(exported()).isEqualTo(before);
            assertThatThrownBy(() -> Notices.get()
                            .setReceivers(List.of(
                                    new SlackWebhook(" "),
                                    new Webhook("hook"),
                                    new Webhook("hook"),
                                    new SnsTopic("x", ""))))
                    .hasMessageContaining("receivers: slackWebhook: credentialsId: say which secret text")
                    .hasMessageContaining("receivers: webhook: is there twice.")
                    .hasMessageContaining("receivers: snsTopic: topicArn: 'x' is not the ARN of a topic")
                    .hasMessageContaining("receivers: snsTopic: environment: say which");
            Notices.get().save();
        });
        session.then(j -> assertThat(Notices.get().getReceivers())
                .extracting(one -> one.getClass().getSimpleName())
                .containsExactly("SlackWebhook", "Webhook", "SnsTopic", "MailReceiver"));
    }

    @Test
    void aFolderHasReceiversOfItsOwnFromFormAndSeedJob() throws Throwable {
        session.then(j -> {
            FreeStyleProject seed = j.createFreeStyleProject("seed");
            ExecuteDslScripts dsl = new ExecuteDslScripts();
            dsl.setScriptText("""
                    folder('team') {
                      properties {
                        awsReleaseNotices {
                          receivers {
                            slackWebhook { credentialsId('slack-team'); name('team') }
                          }
                        }
                      }
                    }
                    """);
            seed.getBuildersList().add(dsl);
            j.buildAndAssertSuccess(seed);
            Folder team = j.jenkins.getItemByFullName("team", Folder.class);
            j.configRoundtrip(team);
            assertThat(team.getProperties().get(NoticesFolderProperty.class).getReceivers())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            SlackWebhook.class,
                            slack -> assertThat(List.of(slack.getCredentialsId(), slack.getName()))
                                    .containsExactly("slack-team", "team"));

            people(j);
            Webhook.DescriptorImpl form = j.jenkins.getDescriptorByType(Webhook.DescriptorImpl.class);
            assertThat(as("alice", () -> form.doCheckCredentialsId(team, " ")).kind)
                    .isEqualTo(FormValidation.Kind.ERROR);
            secret("hook");
            assertThat(as("alice", () -> form.doFillCredentialsIdItems(null, "")))
                    .extracting(option -> option.value)
                    .contains("hook");
            assertThat(as("mallory", () -> form.doFillCredentialsIdItems(team, "")))
                    .extracting(option -> option.value)
                    .doesNotContain("hook");
        });
    }

    private static <T> T as(String user, Supplier<T> task) {
        try (ACLContext ignored = ACL.as2(User.getById(user, true).impersonate2())) {
            return task.get();
        }
    }

    @Test
    void aGateAndItsStageAreToldOnceEach() throws Throwable {
        session.then(j -> {
            people(j);
            secret("hook");
            Notices.get().setReceivers(List.of(new Webhook("hook")));
            WorkflowRun run = start(j, GATE);
            until(() -> server.received.size() == 2);
            approve(j, run);
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
            until(() -> server.received.size() == 4);

            assertThat(kinds(server.received))
                    .containsExactly("STAGE_STARTED", "GATE_OPENED", "GATE_DECIDED", "STAGE_FAILED");
            assertThat(server.received.get(1))
                    .contains("\"subject\":\"Approval needed: Ship it?\"", "\"stage\":\"Prod\"")
                    .contains("\"link\":\"" + j.getURL() + run.getUrl() + "approval/#gate-")
                    .contains("\"attempt\":1,\"duplicate\":false");
            assertThat(server.received.get(2)).contains("Approved by alice", "Reason: tested");
            assertThat(server.received.get(3)).doesNotContain("no room");
            assertThat(j.createWebClient()
                            .login("alice")
                            .goTo("manage/aws-release-notices/")
                            .asNormalizedText())
                    .contains("Webhook (credentials 'hook')");
        });
    }

    @Test
    void aDeadReceiverHoldsUpNothingAndGetsItAfterARestartOnceItIsAlive() throws Throwable {
        server.status = 503;
        session.then(j -> {
            people(j);
            secret("slack");
            SlackWebhook slack = new SlackWebhook("slack");
            slack.setGatesOnly(true);
            Notices.get().setReceivers(List.of(slack));
            Notices.get().save();
            WorkflowRun run = start(j, GATE);
            j.waitForMessage("does not take a notice: The receiver answers HTTP 503. It is sent again for a day.", run);
            assertThat(j.createWebClient()
                            .login("alice")
                            .goTo(run.getUrl() + "release/")
                            .asNormalizedText())
                    .contains("Notices about this gate do not get through.", "HTTP 503");
            assertThat(new NoticesMonitor().getTroubles()).hasSize(1);
        });
        server.status = 200;
        session.then(j -> {
            until(() -> server.received.size() == 1);
            assertThat(server.received.get(0))
                    .startsWith("{\"text\":\"Approval needed: Ship it? (told again, attempt ");
            WorkflowRun run =
                    j.jenkins.getItemByFullName("app", WorkflowJob.class).getBuildByNumber(1);
            until(() -> new NoticesMonitor().getTroubles().isEmpty());
            until(() -> !run.getAction(ApprovalAction.class).awaited().isEmpty());
            run.doStop();
            j.waitForCompletion(run);
            until(() -> server.received.size() == 2);
            assertThat(server.received.get(1))
                    .as("the opening is not told again")
                    .contains("borted");
        });
        assertThat(Files.walk(session.getHome().toPath())
                        .filter(Files::isRegularFile)
                        .filter(file -> !file.toString().contains("/secrets/"))
                        .filter(file -> {
                            try {
                                return Files.readString(file, StandardCharsets.ISO_8859_1)
                                        .contains(SECRET);
                            } catch (IOException e) {
                                return false;
                            }
                        }))
                .isEmpty();
    }

    @Test
    void aSecretThatIsNotThereIsSaidAndAReceiverOfAFolderTakesCredentialsOfNoOther() throws Throwable {
        session.then(j -> {
            people(j);
            Folder team = j.createProject(Folder.class, "team");
            team.addProperty(new NoticesFolderProperty(List.of(new Webhook("hook"))));
            WorkflowJob job = team.createProject(WorkflowJob.class, "app");
            job.setDefinition(new CpsFlowDefinition(GATE, true));
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            j.waitForMessage(
                    "Webhook (credentials 'hook') of folder 'team' does not take a notice: There are no credentials of the"
                            + " kind \"Secret text\" with the id 'hook' in folder 'team'.",
                    run);
            secret("hook");
            until(() -> kinds(server.received).contains("GATE_OPENED"));
            run.doStop();
            j.waitForCompletion(run);
        });
    }

    /** Its address may have come to the wrong people. */
    @Test
    void aReceiverThatWasTakenOutOfTheSettingsIsSentNothingMore() throws Throwable {
        server.status = 503;
        session.then(j -> {
            people(j);
            secret("hook");
            Notices.get().setReceivers(List.of(new Webhook("hook")));
            WorkflowRun run = start(j, GATE);
            until(() -> !new NoticesMonitor().getTroubles().isEmpty());
            // Of the stage and of its gate.
            until(() -> Notices.reports().values().stream().allMatch(report -> report.waiting() == 2));
            Notices.get().setReceivers(List.of());
            server.status = 200;
            until(() -> Notices.reports().values().stream().allMatch(report -> report.refused() == 2));
            assertThat(server.received).isEmpty();
            assertThat(new NoticesMonitor().getTroubles()).isEmpty();
            run.doStop();
            j.waitForCompletion(run);
        });
    }

    @Test
    void aMailArrives() throws Throwable {
        try (MailServer mails = new MailServer()) {
            session.then(j -> {
                people(j);
                Mailer.descriptor().setSmtpHost("127.0.0.1");
                Mailer.descriptor().setSmtpPort(String.valueOf(mails.port()));
                Notices.get().setReceivers(List.of(new MailReceiver("ops@example.org, managers@example.org")));
                WorkflowRun run = start(j, GATE);
                until(() -> mails.received.size() == 2);
                run.doStop();
                j.waitForCompletion(run);

                assertThat(mails.received.get(1))
                        .contains("RCPT TO:<ops@example.org>", "RCPT TO:<managers@example.org>")
                        .contains("Subject: Approval needed: Ship it?", j.getURL() + run.getUrl() + "approval/#gate-");
            });
        }
    }

    private static Webhook named(String name, String credentialsId) {
        Webhook named = new Webhook(credentialsId);
        named.setName(name);
        return named;
    }

    /** By a step, by the stage around it, and by a policy; each is told what it is named for and nothing else. */
    @Test
    void whoHasANameIsToldOnlyWhereItIsNamed() throws Throwable {
        try (ReceivingServer pager = new ReceivingServer();
                ReceivingServer chief = new ReceivingServer()) {
            session.then(j -> {
                people(j);
                secret("hook");
                secret("pager", pager);
                secret("chief", chief);
                Notices.get()
                        .setReceivers(List.of(new Webhook("hook"), named("pager", "pager"), named("chief", "chief")));
                PolicyDefinition policy = new PolicyDefinition("Told");
                policy.setStages(List.of("Prod"));
                policy.setNotify(List.of("chief", "nobody"));
                ReleasePolicies.get().setPolicies(List.of(policy));

                WorkflowRun run = start(j, """
                        releaseStage('Prod') {
                          releaseApproval message: 'Ship it?', approvers: ['alice'], notify: ['pager']
                        }
                        releaseStage(name: 'Smoke', notify: ['pager']) {
                          releaseGate conditions: [deploymentWindow(windows: ['* 00:00-24:00'])]
                        }
                        releaseGate conditions: [deploymentWindow(windows: ['* 00:00-24:00'])]
                        """);
                until(() -> pager.received.size() == 1);
                approve(j, run);
                j.assertBuildStatusSuccess(j.waitForCompletion(run));
                until(() -> pager.received.size() == 4 && chief.received.size() == 3 && server.received.size() == 4);

                assertThat(kinds(pager.received))
                        .containsExactly("GATE_OPENED", "GATE_DECIDED", "STAGE_STARTED", "GATE_DECIDED");
                assertThat(pager.received.get(3)).contains("Passed: all conditions are met", "\"stage\":\"Smoke\"");
                assertThat(kinds(chief.received)).containsExactly("STAGE_STARTED", "GATE_OPENED", "GATE_DECIDED");
                assertThat(kinds(server.received))
                        .containsExactly("STAGE_STARTED", "GATE_OPENED", "GATE_DECIDED", "STAGE_STARTED");
            });
        }
    }

    @Test
    void aNameThatNobodyHasIsRefusedBeforeAnythingStartsAndAPolicysIsSaid() throws Throwable {
        session.then(j -> {
            people(j);
            secret("hook");
            Notices.get().setReceivers(List.of(named("pager", "hook")));
            Folder team = j.createProject(Folder.class, "team");
            team.addProperty(new NoticesFolderProperty(List.of(named("team", "hook"))));
            for (String step : List.of(
                    "releaseStage(name: 'Prod', notify: ['pagr']) { echo 'in' }",
                    "releaseApproval message: 'Ship it?', notify: ['pagr', 'https://example.org/']",
                    "releaseGate conditions: [deploymentWindow(windows: ['* 00:00-24:00'])], notify: ['pagr']")) {
                WorkflowJob job = team.createProject(WorkflowJob.class, "app" + step.hashCode());
                job.setDefinition(new CpsFlowDefinition(step, true));
                WorkflowRun run = j.buildAndAssertStatus(Result.FAILURE, job);
                j.assertLogContains(
                        "notify: no receiver of notices has the name 'pagr' here. There are: pager, team.", run);
                assertThat(run.getAction(ApprovalAction.class)).isNull();
            }
            PolicyDefinition policy = new PolicyDefinition("Told");
            policy.setJobs(List.of("**"));
            policy.setNotify(List.of("team"));
            ReleasePolicies.get().setPolicies(List.of(policy));
            WorkflowRun run = start(j, "releaseApproval message: 'Ship it?', approvers: ['alice']");
            j.waitForMessage("no receiver of notices has the name 'team' here. There are: pager.", run);
            run.doStop();
            j.waitForCompletion(run);
            PolicyDefinition.DescriptorImpl form = j.jenkins.getDescriptorByType(PolicyDefinition.DescriptorImpl.class);
            assertThat(as("alice", () -> form.doCheckNotify(team, "team\npager")).kind)
                    .isEqualTo(FormValidation.Kind.OK);
            assertThat(as("alice", () -> form.doCheckNotify(null, "team")).kind).isEqualTo(FormValidation.Kind.WARNING);
            assertThat(as("alice", () -> form.doCheckNotify(null, "https://a")).kind)
                    .isEqualTo(FormValidation.Kind.ERROR);
        });
    }

    @Test
    void aTopicGetsCodePipelinesPayload() throws Throwable {
        SnsClient sns = AWS.at(SnsClient.builder()).build();
        SqsClient sqs = AWS.at(SqsClient.builder()).build();
        String topic = sns.createTopic(r -> r.name("harness-notices")).topicArn();
        String queue = sqs.createQueue(r -> r.queueName("harness-subscriber")).queueUrl();
        String arn = sqs.getQueueAttributes(r -> r.queueUrl(queue).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        sns.subscribe(
                r -> r.topicArn(topic).protocol("sqs").endpoint(arn).attributes(Map.of("RawMessageDelivery", "true")));
        session.then(j -> {
            people(j);
            AwsEnvironment shared = new AwsEnvironment("shared");
            shared.setRegion(Emulator.REGION);
            shared.setCredentialsId("ci");
            SystemCredentials.addAwsKeys("ci");
            AwsReleaseStagesConfiguration.get().setEnvironments(List.of(shared));
            SnsTopic receiver = new SnsTopic(topic, "shared");
            receiver.setGatesOnly(true);
            Notices.get().setReceivers(List.of(receiver));
            WorkflowRun run = start(j, GATE);
            until(() -> Notices.reports().values().stream().anyMatch(report -> report.sent() == 1));
            assertThat(sqs.receiveMessage(r -> r.queueUrl(queue)).messages())
                    .singleElement()
                    .satisfies(message -> assertThat(message.body())
                            .contains("\"approval\":{\"pipelineName\":\"app\",\"stageName\":\"Prod\"")
                            .contains("\"customData\":\"Approval needed: Ship it?\"", "GATE_OPENED"));
            run.doStop();
            j.waitForCompletion(run);
        });
    }
}
