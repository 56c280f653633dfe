package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import hudson.model.Result;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

class ReleaseApprovalJenkinsTest {

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private static WorkflowRun waiting(JenkinsRule j, String script) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, "gate");
        job.setDefinition(new CpsFlowDefinition(script, true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        j.waitForMessage("Approve or reject", run);
        return run;
    }

    private static WorkflowRun first(JenkinsRule j) {
        return j.jenkins.getItemByFullName("gate", WorkflowJob.class).getBuildByNumber(1);
    }

    private static HtmlForm form(HtmlPage page) {
        return page.getForms().stream()
                .filter(form -> form.getActionAttribute().equals("decide"))
                .findFirst()
                .orElseThrow();
    }

    private static HtmlPage decide(JenkinsRule.WebClient client, WorkflowRun run, String button, String reason)
            throws Exception {
        HtmlForm form = form(client.getPage(run, ApprovalAction.URL));
        form.getInputByName("reason").setValue(reason);
        return form.getButtonByName(button).click();
    }

    /** Alice and the group of managers may approve, Bob may build, Carol may read, root may administer. */
    private static void secure(JenkinsRule j) {
        JenkinsRule.DummySecurityRealm realm = j.createDummySecurityRealm();
        realm.addGroups("erin", "managers");
        j.jenkins.setSecurityRealm(realm);
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("root")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("alice", "bob", "carol", "erin")
                .grant(Item.BUILD)
                .everywhere()
                .to("bob"));
    }

    @Test
    void theFormKeepsWhatWasEntered() throws Throwable {
        session.then(j -> {
            ReleaseApprovalStep step = new ReleaseApprovalStep("Ship it?");
            step.setApprovers(List.of("alice", "managers"));
            step.setTimeoutMinutes(60);
            ReleaseApprovalStep again = new StepConfigTester(j).configRoundTrip(step);
            assertThat(again.getMessage()).isEqualTo("Ship it?");
            assertThat(again.getApprovers()).containsExactly("alice", "managers");
            assertThat(again.getTimeoutMinutes()).isEqualTo(60);
        });
    }

    @Test
    void approvedAfterARestart() throws Throwable {
        session.then(
                j -> waiting(j, "def d = releaseApproval message: 'Ship <it>?'\necho \"by ${d.by}: ${d.reason}\""));
        session.then(j -> {
            WorkflowRun run = first(j);
            assertThat(run.isBuilding()).isTrue();
            try (JenkinsRule.WebClient client = j.createWebClient()) {
                assertThat(client.getPage(run, ApprovalAction.URL)
                                .getWebResponse()
                                .getContentAsString())
                        .contains("Ship &lt;it>?")
                        .doesNotContain("Ship <it>?");
                decide(client, run, "approve", "tested on staging");
                j.assertBuildStatusSuccess(j.waitForCompletion(run));
                j.assertLogContains("by anonymous: tested on staging", run);
                assertThat(client.getPage(run, ApprovalAction.URL).asNormalizedText())
                        .contains("Approved by anonymous", "tested on staging", "after ");
            }
        });
    }

    @Test
    void rejectedEndsTheRun() throws Throwable {
        session.then(j -> {
            WorkflowRun run = waiting(j, "retry(3) { releaseApproval message: 'Ship it?' }\necho 'shipped'");
            try (JenkinsRule.WebClient client = j.createWebClient()) {
                decide(client, run, "reject", "not today");
            }
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            j.assertLogContains("Rejected by anonymous: not today", run);
            j.assertLogNotContains("shipped", run);
        });
    }

    @Test
    void abortedWhileWaiting() throws Throwable {
        session.then(j -> {
            WorkflowRun run = waiting(j, "releaseApproval message: 'Ship it?'");
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            assertThat(run.getAction(ApprovalAction.class).getGates()).noneMatch(GateRecord::isWaiting);
        });
    }

    @Test
    void onlyTheNamedMayDecide() throws Throwable {
        session.then(j -> {
            secure(j);
            WorkflowRun run = waiting(j, "releaseApproval message: 'Ship it?', approvers: ['alice', 'managers']");
            String id = run.getAction(ApprovalAction.class).getGates().get(0).getId();
            for (String stranger : List.of("bob", "carol", "root")) {
                try (JenkinsRule.WebClient client = j.createWebClient().login(stranger)) {
                    client.getOptions().setThrowExceptionOnFailingStatusCode(false);
                    assertThat(client.getPage(run, ApprovalAction.URL).asNormalizedText())
                            .contains("You may not decide here");
                    assertThat(post(j, client, run, id)).as(stranger).isEqualTo(403);
                }
            }
            assertThat(run.isBuilding()).isTrue();
            try (JenkinsRule.WebClient client = j.createWebClient().login("erin")) {
                decide(client, run, "approve", "");
            }
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("Approved by erin", run);
        });
    }

    @Test
    void withoutNamesWhoMayBuildMayDecide() throws Throwable {
        session.then(j -> {
            secure(j);
            WorkflowRun run = waiting(j, "releaseApproval message: 'Ship it?'");
            String id = run.getAction(ApprovalAction.class).getGates().get(0).getId();
            try (JenkinsRule.WebClient client = j.createWebClient().login("carol")) {
                client.getOptions().setThrowExceptionOnFailingStatusCode(false);
                assertThat(post(j, client, run, id)).isEqualTo(403);
            }
            try (JenkinsRule.WebClient client = j.createWebClient().login("bob")) {
                decide(client, run, "approve", "");
            }
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
        });
    }

    @Test
    void aGetDecidesNothing() throws Throwable {
        session.then(j -> {
            WorkflowRun run = waiting(j, "releaseApproval message: 'Ship it?'");
            String id = run.getAction(ApprovalAction.class).getGates().get(0).getId();
            try (JenkinsRule.WebClient client = j.createWebClient()) {
                client.assertFails(run.getUrl() + "approval/decide?id=" + id + "&approve=true", 405);
            }
            assertThat(run.isBuilding()).isTrue();
            run.getExecutor().interrupt();
            j.waitForCompletion(run);
        });
    }

    @Test
    void twoDecisionsAtOnceCountOnce() throws Throwable {
        session.then(j -> {
            WorkflowRun run = waiting(j, "releaseApproval message: 'Ship it?'");
            try (JenkinsRule.WebClient first = j.createWebClient();
                    JenkinsRule.WebClient second = j.createWebClient()) {
                HtmlForm late = form(second.getPage(run, ApprovalAction.URL));
                decide(first, run, "approve", "me first");
                j.assertBuildStatusSuccess(j.waitForCompletion(run));
                HtmlPage answer = late.getButtonByName("reject").click();
                assertThat(answer.asNormalizedText()).contains("Approved by anonymous", "me first");
            }
            j.assertBuildStatusSuccess(run);
        });
    }

    private static int post(JenkinsRule j, JenkinsRule.WebClient client, WorkflowRun run, String id) throws Exception {
        var request = new org.htmlunit.WebRequest(
                client.createCrumbedUrl(run.getUrl() + "approval/decide?id=" + id + "&approve=true"),
                org.htmlunit.HttpMethod.POST);
        return client.getPage(request).getWebResponse().getStatusCode();
    }
}
