package io.jenkins.plugins.awsreleasestages.jenkins.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.util.Secret;
import io.jenkins.plugins.awsreleasestages.jenkins.SystemCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** Notices in a process of its own, which is killed while none of them gets through. */
@Timeout(600)
class KilledNoticesJenkinsTest {

    private static final int RUNS = 20;

    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension();

    private static void begin(JenkinsRule j, String address) throws Exception {
        SystemCredentials.add(
                new StringCredentialsImpl(CredentialsScope.GLOBAL, "hook", "for tests", Secret.fromString(address)));
        Notices.get().setReceivers(List.of(new Webhook("hook")));
        Notices.get().save();
        WorkflowJob job = j.createProject(WorkflowJob.class, "app");
        job.setDefinition(new CpsFlowDefinition("releaseStage('Prod') { echo 'shipped' }", true));
        for (int i = 0; i < RUNS; i++) {
            // A receiver that takes nothing holds up no release.
            j.assertBuildStatusSuccess(job.scheduleBuild2(0));
        }
    }

    private static void until(Callable<Boolean> done) throws Exception {
        while (!done.call()) {
            Thread.sleep(100);
        }
    }

    @Test
    void noNoticeIsLostAndWhatMayComeTwiceSaysSo() throws Throwable {
        try (ReceivingServer server = new ReceivingServer()) {
            server.status = 503;
            String address = server.address("/hook");
            jenkins.startJenkins();
            jenkins.runRemotely(KilledNoticesJenkinsTest::begin, address);
            Path outbox = jenkins.getHome().toPath().resolve("aws-release-stages/notices.jsonl");
            until(() -> Files.readString(outbox).contains("\"tried\""));
            // By SIGKILL.
            jenkins.stopJenkinsForcibly();

            server.status = 200;
            jenkins.startJenkins();
            until(() -> server.received.size() >= RUNS);
            jenkins.stopJenkins();

            assertThat(server.received).hasSize(RUNS);
            for (int i = 1; i <= RUNS; i++) {
                assertThat(server.received.get(i - 1)).contains("\"run\":\"app#" + i + "\"");
            }
            assertThat(server.received.get(0)).contains("\"duplicate\":true");
            assertThat(server.received.get(1)).contains("\"attempt\":1,\"duplicate\":false");
        }
    }
}
