package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import hudson.model.Result;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.AbstractPasswordBasedSecurityRealm;
import hudson.security.GroupDetails;
import hudson.util.FormValidation;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

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
        form.getTextAreaByName("reason").setText(reason);
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
            step.setApprovers(List.of("alice", "group:managers"));
            step.timeoutMinutes = 60;
            ReleaseApprovalStep again = new StepConfigTester(j).configRoundTrip(step);
            assertThat(again.getMessage()).isEqualTo("Ship it?");
            assertThat(again.getApprovers()).containsExactly("alice", "group:managers");
            assertThat(again.timeoutMinutes).isEqualTo(60);
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
            WorkflowRun run = waiting(j, "releaseApproval message: 'Ship it?', approvers: ['alice', 'group:managers']");
            for (String stranger : List.of("bob", "carol", "root")) {
                try (JenkinsRule.WebClient client = j.createWebClient().login(stranger)) {
                    client.getOptions().setThrowExceptionOnFailingStatusCode(false);
                    assertThat(client.getPage(run, ApprovalAction.URL).asNormalizedText())
                            .contains("Only these may decide: user alice, group managers.");
                    assertThat(post(j, client, run, "approve=true"))
                            .as(stranger)
                            .isEqualTo(403);
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
            try (JenkinsRule.WebClient client = j.createWebClient().login("carol")) {
                client.getOptions().setThrowExceptionOnFailingStatusCode(false);
                assertThat(post(j, client, run, "approve=true")).isEqualTo(403);
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
            try (JenkinsRule.WebClient client = j.createWebClient()) {
                client.assertFails(
                        run.getUrl() + "approval/decide?id=" + gate(run).getId() + "&approve=true", 405);
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
                assertThat(answer.asNormalizedText())
                        .contains("Your decision came too late", "Approved by anonymous", "me first");
            }
            j.assertBuildStatusSuccess(run);
        });
    }

    @Test
    void aBareNameIsNoGroup() throws Throwable {
        session.then(j -> {
            secure(j);
            WorkflowRun run = waiting(j, "releaseApproval message: 'Ship it?', approvers: ['managers']");
            try (JenkinsRule.WebClient client = j.createWebClient().login("erin")) {
                client.getOptions().setThrowExceptionOnFailingStatusCode(false);
                assertThat(post(j, client, run, "approve=true")).isEqualTo(403);
            }
            abort(j, run);
        });
    }

    @Test
    void withoutJavaScript() throws Throwable {
        session.then(j -> {
            WorkflowRun run = waiting(j, "releaseApproval message: 'Ship it?'");
            try (JenkinsRule.WebClient client = j.createWebClient()) {
                client.getOptions().setJavaScriptEnabled(false);
                decide(client, run, "approve", "read twice");
            }
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("Approved by anonymous: read twice", run);
        });
    }

    /** Typed "NO: the tests are red", Enter: that was an approval. */
    @Test
    void enterDecidesNothing() throws Throwable {
        session.then(j -> {
            WorkflowRun run = waiting(j, "releaseApproval message: 'Ship it?'");
            try (JenkinsRule.WebClient client = j.createWebClient()) {
                HtmlForm form = form(client.getPage(run, ApprovalAction.URL));
                form.getTextAreaByName("reason").type("NO: the tests are red\n");
                assertThat(form.getElementsByTagName("input"))
                        .as("nothing else in the form is sent by Enter")
                        .allMatch(input -> input.getAttribute("type").equals("hidden"));
                client.waitForBackgroundJavaScript(1000);
                assertThat(gate(run).isWaiting()).isTrue();
                form.getButtonByName("reject").click();
            }
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            j.assertLogContains("Rejected by anonymous: NO: the tests are red", run);
        });
    }

    @Test
    void neitherButtonOrBothDecideNothing() throws Throwable {
        session.then(j -> {
            WorkflowRun run = waiting(j, "releaseApproval message: 'Ship it?'");
            try (JenkinsRule.WebClient client = j.createWebClient()) {
                client.getOptions().setThrowExceptionOnFailingStatusCode(false);
                assertThat(post(j, client, run, "reason=hm")).isEqualTo(400);
                assertThat(post(j, client, run, "approve=true&reject=true")).isEqualTo(400);
                assertThat(post(j, client, run, "approve=true&reason=" + "x".repeat(1001)))
                        .isEqualTo(400);
            }
            assertThat(gate(run).isWaiting()).isTrue();
            abort(j, run);
        });
    }

    @Test
    void aDecisionThatCannotBeSavedIsNone() throws Throwable {
        session.then(j -> {
            WorkflowRun run = waiting(j, "releaseApproval message: 'Ship it?'");
            Path record = run.getRootDir().toPath().resolve("build.xml");
            Path kept = record.resolveSibling("kept.xml");
            try (JenkinsRule.WebClient client = j.createWebClient()) {
                client.getOptions().setThrowExceptionOnFailingStatusCode(false);
                Files.move(record, kept);
                Files.createDirectories(record.resolve("in the way"));
                assertThat(post(j, client, run, "approve=true")).isEqualTo(500);
                assertThat(gate(run).isWaiting()).isTrue();
                assertThat(run.isBuilding()).isTrue();

                Files.delete(record.resolve("in the way"));
                Files.delete(record);
                Files.move(kept, record);
                decide(client, run, "approve", "now it can be written");
            }
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            assertThat(Files.readString(record)).contains("APPROVED", "now it can be written");
        });
    }

    @Test
    void afterTheDeadlineNobodyCanDecideAlsoRightAfterARestart() throws Throwable {
        Path[] record = {null};
        session.then(j -> record[0] = waiting(j, "releaseApproval message: 'Ship it?'\necho 'shipped'")
                .getRootDir()
                .toPath()
                .resolve("build.xml"));
        // As if the deadline had passed while Jenkins was down.
        String xml = Files.readString(record[0]);
        Files.writeString(
                record[0], xml.replaceAll("(<string>deadline</string>\\s*<string>)[^<]*", "$12020-01-01T00:00:00Z"));
        session.then(j -> {
            WorkflowRun run = first(j);
            try (JenkinsRule.WebClient client = j.createWebClient()) {
                assertThat(post(j, client, run, "approve=true")).isEqualTo(200);
                assertThat(client.getPage(run, ApprovalAction.URL).asNormalizedText())
                        .contains("The time to decide has passed.");
            }
            assertThat(gate(run).decision()).isEmpty();
            abort(j, run);
            j.assertLogNotContains("shipped", run);
        });
    }

    /** What the local runner did two times of fifteen. */
    @Test
    void aTimeLimitThatRanOutWhileJenkinsWasDownEndsTheGate() throws Throwable {
        session.then(j -> waiting(
                j, "timeout(time: 15, unit: 'SECONDS') { releaseApproval message: 'Ship it?' }\necho 'shipped'"));
        long over = System.currentTimeMillis() + 15_000;
        while (System.currentTimeMillis() < over) {
            Thread.sleep(100);
        }
        session.then(j -> {
            WorkflowRun run = first(j);
            try (JenkinsRule.WebClient client = j.createWebClient()) {
                client.getOptions().setThrowExceptionOnFailingStatusCode(false);
                while (gate(run).isWaiting() && run.isBuilding()) {
                    post(j, client, run, "approve=true");
                }
            }
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            j.assertLogNotContains("shipped", run);
        });
    }

    @Test
    void theLogSaysWhereByWhomAndUntilWhenAlsoAsPlainText() throws Throwable {
        session.then(j -> {
            WorkflowRun run = waiting(j, "releaseApproval message: 'Ship it?', approvers: ['alice', 'group:managers']");
            j.assertLogContains("Approve or reject: " + j.getURL() + run.getUrl() + "approval/", run);
            j.assertLogContains("user alice, group managers may decide, until ", run);
            abort(j, run);
        });
    }

    @Test
    void theFormDoubtsNamesThatNobodyHas() throws Throwable {
        session.then(j -> {
            secure(j);
            j.jenkins.setSecurityRealm(new Directory());
            WorkflowJob job = j.createProject(WorkflowJob.class, "gate");
            var descriptor = j.jenkins.getDescriptorByType(ReleaseApprovalStep.DescriptorImpl.class);
            try (ACLContext ignored = ACL.as2(named("root"))) {
                assertThat(descriptor.doCheckApprovers(job, "alice\ngroup:managers").kind)
                        .isEqualTo(FormValidation.Kind.OK);
                assertThat(descriptor.doCheckApprovers(job, "managers").getMessage())
                        .contains("is no user but a group: write group:managers");
                assertThat(descriptor.doCheckApprovers(job, "group:nobody").getMessage())
                        .contains("There is no group nobody");
                assertThat(descriptor.doCheckApprovers(job, "group:").kind).isEqualTo(FormValidation.Kind.ERROR);
            }
            try (ACLContext ignored = ACL.as2(named("carol"))) {
                assertThat(descriptor.doCheckApprovers(job, "group:nobody").kind)
                        .isEqualTo(FormValidation.Kind.OK);
            }
        });
    }

    private static Authentication named(String user) {
        return new UsernamePasswordAuthenticationToken(user, "", List.of());
    }

    /** Knows the user alice and the group managers. */
    public static final class Directory extends AbstractPasswordBasedSecurityRealm {
        @Override
        protected UserDetails authenticate2(String username, String password) {
            return loadUserByUsername2(username);
        }

        @Override
        public UserDetails loadUserByUsername2(String username) {
            if (!username.equals("alice")) {
                throw new UsernameNotFoundException(username);
            }
            return new org.springframework.security.core.userdetails.User(username, "", List.of());
        }

        @Override
        public GroupDetails loadGroupByGroupname2(String group, boolean fetchMembers) {
            if (!group.equals("managers")) {
                throw new UsernameNotFoundException(group);
            }
            return new GroupDetails() {
                @Override
                public String getName() {
                    return group;
                }
            };
        }
    }

    private static GateRecord gate(WorkflowRun run) {
        return run.getAction(ApprovalAction.class).getGates().get(0);
    }

    private static void abort(JenkinsRule j, WorkflowRun run) throws Exception {
        run.getExecutor().interrupt();
        j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
    }

    private static int post(JenkinsRule j, JenkinsRule.WebClient client, WorkflowRun run, String answer)
            throws Exception {
        var request = new org.htmlunit.WebRequest(
                client.createCrumbedUrl(
                        run.getUrl() + "approval/decide?id=" + gate(run).getId() + "&" + answer),
                org.htmlunit.HttpMethod.POST);
        return client.getPage(request).getWebResponse().getStatusCode();
    }
}
