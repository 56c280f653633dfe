package io.jenkins.plugins.awsreleasestages.jenkins.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.cli.CLICommandInvoker;
import hudson.model.Item;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.PolicyDefinition;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePolicies;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePoliciesFolderProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** The audit log of a Jenkins: what is in it, who sees it, and what becomes of a change. */
class ReleaseAuditJenkinsTest {

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private static void secure(JenkinsRule j) {
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("root")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("alice"));
    }

    private static String log() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : ReleaseAudit.get().files()) {
            all.append(Files.readString(file));
        }
        return all.toString();
    }

    private static CLICommandInvoker.Result verify(JenkinsRule j, String user) {
        return new CLICommandInvoker(j, "verify-release-audit").asUser(user).invoke();
    }

    @Test
    void whatIsDecidedAndWhoChangesPoliciesIsInItOverARestart() throws Throwable {
        session.then(j -> {
            secure(j);
            WorkflowJob job = j.createProject(WorkflowJob.class, "gate");
            job.setDefinition(new CpsFlowDefinition(
                    "releaseGate message: '<b>Ship</b>', conditions: [deploymentWindow(windows: ['* 00:00-24:00'])]",
                    true));
            WorkflowRun run = j.buildAndAssertSuccess(job);
            assertThat(log().lines().toList())
                    .hasSize(2)
                    .satisfiesExactly(
                            opened -> assertThat(opened)
                                    .contains("\"number\":1,", "\"kind\":\"gate.opened\",\"job\":\"gate\",\"run\":1"),
                            decided -> assertThat(decided)
                                    .contains("\"number\":2,", "\"kind\":\"gate.decided\"", "all conditions are met"));
            String evidence = j.createWebClient()
                    .login("alice")
                    .goTo(run.getUrl() + "release/evidence.json", "application/json")
                    .getWebResponse()
                    .getContentAsString();
            assertThat(evidence).contains("\"job\":\"gate\"", "\"result\":\"SUCCESS\"", "\"verdict\":\"PASS\"");
            HtmlPage release = j.createWebClient().login("alice").getPage(run, "release");
            assertThat(release.getAnchorByText("Evidence").getHrefAttribute()).isEqualTo("evidence.json");
        });
        session.then(j -> {
            Folder folder = j.createProject(Folder.class, "shop");
            PolicyDefinition policy = new PolicyDefinition("Production");
            policy.setJobs(List.of("**"));
            policy.setProtected(true);
            try (ACLContext ignored = ACL.as(User.getById("root", true))) {
                folder.addProperty(new ReleasePoliciesFolderProperty(List.of(policy)));
                folder.save();
                folder.save();
                ReleasePolicies.get().setPolicies(List.of(policy));
                ReleasePolicies.get().save();
                ReleasePolicies.get().setPolicies(List.of());
                ReleasePolicies.get().save();
            }
            assertThat(log().lines().skip(2).toList())
                    .hasSize(3)
                    .allMatch(
                            line -> line.contains("\"kind\":\"policies.changed\"") && line.contains("\"by\":\"root\""))
                    .anyMatch(
                            line -> line.contains("\"folder\":\"shop\"") && line.contains("\"before\":[],\"after\":[{"))
                    .anyMatch(line -> line.contains("\"folder\":\"\"") && line.contains("\"after\":[]"));
            CLICommandInvoker.Result verified = verify(j, "root");
            assertThat(verified.returnCode()).isZero();
            assertThat(verified.stdout()).startsWith("The audit log is whole: 5 events, 1 to 5,");
        });
    }

    @Test
    void aChangeIsToldToAdministratorsAndToNobodyElse() throws Throwable {
        session.then(j -> {
            secure(j);
            WorkflowJob job = j.createProject(WorkflowJob.class, "gate");
            job.setDefinition(new CpsFlowDefinition(
                    "releaseGate conditions: [deploymentWindow(windows: ['* 00:00-24:00'])]", true));
            j.buildAndAssertSuccess(job);
            AuditMonitor monitor =
                    j.jenkins.getExtensionList(AuditMonitor.class).get(0);
            assertThat(monitor.isActivated()).isFalse();

            Path file = ReleaseAudit.get().files().get(0);
            Files.writeString(file, Files.readString(file).replace("PASSED", "FAILED"));
            CLICommandInvoker.Result verified = verify(j, "root");
            assertThat(verified.returnCode()).isEqualTo(VerifyReleaseAuditCommand.CHANGED);
            assertThat(verified.stdout()).contains("The audit log was changed: event 2, the last one, was changed");
            assertThat(monitor.isActivated()).isTrue();

            JenkinsRule.WebClient root = j.createWebClient().login("root");
            HtmlPage page = root.goTo("manage/aws-release-audit/");
            assertThat(page.asNormalizedText()).contains("event 2, the last one, was changed");
            HtmlPage again = j.submit(page.getFormByName("verify"));
            assertThat(again.asNormalizedText()).contains("event 2, the last one, was changed");
            assertThat(root.goTo("manage/aws-release-audit/release-audit.jsonl", "application/x-ndjson")
                            .getWebResponse()
                            .getContentAsString())
                    .isEqualTo(Files.readString(file));

            assertThat(verify(j, "alice").returnCode()).isNotZero().isNotEqualTo(VerifyReleaseAuditCommand.CHANGED);
            JenkinsRule.WebClient alice = j.createWebClient()
                    .withThrowExceptionOnFailingStatusCode(false)
                    .login("alice");
            for (String path : List.of("", "release-audit.jsonl")) {
                assertThat(alice.goTo("manage/aws-release-audit/" + path, null)
                                .getWebResponse()
                                .getStatusCode())
                        .isEqualTo(403);
            }
        });
    }
}
