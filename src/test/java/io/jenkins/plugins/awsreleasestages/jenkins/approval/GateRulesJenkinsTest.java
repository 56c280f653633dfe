package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.GateRule;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.PolicyDefinition;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePolicies;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlTextArea;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Several people, those who may not, answers besides yes and no, and the way around all of it. */
class GateRulesJenkinsTest {

    private static final String TWO_RULES = """
            def d = releaseApproval message: 'Ship it?', rules: [
                [name: 'operations', approvers: ['group:ops'], count: 2],
                [name: 'product', approvers: ['alice'], reason: true]]
            echo "passed by ${d.by}, ${d.approvals.size()} approvals, rules of the last: ${d.approvals[-1].rules}"
            """;

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    /** Alice is in operations too; root may override, Oscar too, who started nothing. */
    private static void secure(JenkinsRule j) {
        JenkinsRule.DummySecurityRealm realm = j.createDummySecurityRealm();
        realm.addGroups("alice", "ops");
        realm.addGroups("bob", "ops");
        realm.addGroups("carol", "ops");
        j.jenkins.setSecurityRealm(realm);
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("alice", "bob", "carol", "dave", "oscar")
                .grant(GatePermissions.OVERRIDE)
                .everywhere()
                .to("oscar"));
    }

    private static WorkflowRun waiting(JenkinsRule j, String script, String startedBy) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, "gate");
        job.setDefinition(new CpsFlowDefinition(script, true));
        WorkflowRun run = job.scheduleBuild2(0, new CauseAction(new Cause.UserIdCause(startedBy)))
                .waitForStart();
        j.waitForMessage("Approve or reject", run);
        return run;
    }

    private static WorkflowRun first(JenkinsRule j) {
        return j.jenkins.getItemByFullName("gate", WorkflowJob.class).getBuildByNumber(1);
    }

    private static JenkinsRule.WebClient client(JenkinsRule j, String user) throws Exception {
        return j.createWebClient().withThrowExceptionOnFailingStatusCode(false).login(user);
    }

    private static HtmlPage page(JenkinsRule.WebClient client, WorkflowRun run) throws Exception {
        return client.getPage(run, ApprovalAction.URL);
    }

    private static HtmlForm form(HtmlPage page, String name) {
        return page.getForms().stream()
                .filter(form -> form.getNameAttribute().startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    /** What a browser would not send, the server refuses by itself. */
    private static HtmlPage press(HtmlPage page, String formName, String button, String reason) throws Exception {
        HtmlForm form = form(page, formName);
        form.setAttribute("novalidate", "novalidate");
        form.getTextAreaByName("reason").setText(reason);
        return form.getButtonByName(button).click();
    }

    private static HtmlTextArea reason(JenkinsRule j, WorkflowRun run, String user, String form) throws Exception {
        return form(page(client(j, user), run), form).getTextAreaByName("reason");
    }

    private static HtmlPage approve(JenkinsRule j, WorkflowRun run, String user, String reason) throws Exception {
        return press(page(client(j, user), run), "decide", "approve", reason);
    }

    @Test
    void allRulesAreMetAlsoAcrossARestart() throws Throwable {
        session.then(j -> {
            secure(j);
            WorkflowRun run = waiting(j, TWO_RULES, "dave");
            j.assertLogContains("operations: 2 of group ops", run);
            HtmlPage dave = page(client(j, "dave"), run);
            assertThat(dave.asNormalizedText()).contains("Only these may decide: group ops; user alice.", "0 of 2");
            assertThat(dave.getForms())
                    .noneMatch(form -> form.getActionAttribute().equals("decide"));
            assertThat(reason(j, run, "alice", "decide").isRequired()).isTrue();
            assertThat(page(client(j, "alice"), run).asNormalizedText()).contains("Reason (required)");
            assertThat(reason(j, run, "bob", "decide").isRequired()).isFalse();
            assertThat(page(client(j, "bob"), run).asNormalizedText()).contains("Reason (required to reject)");
            HtmlPage withoutReason = approve(j, run, "alice", "");
            assertThat(withoutReason.getWebResponse().getStatusCode()).isEqualTo(400);
            assertThat(withoutReason.asNormalizedText()).contains("who approves here says why");
            assertThat(approve(j, run, "bob", "").asNormalizedText()).contains("1 of 2", "You have approved.");
            j.waitForMessage("Still needed: 1 more of group ops; 1 more of user alice.", run);
        });
        session.then(j -> {
            WorkflowRun run = first(j);
            // Once more says nothing new, and is no error.
            assertThat(page(client(j, "bob"), run).asNormalizedText()).contains("1 of 2", "You have approved.");
            approve(j, run, "alice", "measured");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("Approved by bob and alice: alice: measured", run);
            j.assertLogContains("passed by bob and alice, 2 approvals, rules of the last: [operations, product]", run);
        });
    }

    @Test
    void whoStartedItMayRejectButNotApprove() throws Throwable {
        session.then(j -> {
            secure(j);
            WorkflowRun run = waiting(
                    j,
                    "releaseApproval message: 'Ship it?', approvers: ['alice', 'bob'], quorum: 2, notRequester: true",
                    "bob");
            j.assertLogContains("Nobody can meet 'approvers': it needs 2, and only 1 of those named may approve.", run);
            HtmlPage bob = page(client(j, "bob"), run);
            assertThat(bob.asNormalizedText())
                    .contains(
                            "You may not approve: you are the one who started this run.",
                            "Nobody can meet 'approvers'");
            HtmlForm form = form(bob, "decide");
            assertThat(form.getButtonsByName("approve")).isEmpty();
            assertThat(form.getTextAreaByName("reason").isRequired()).isTrue();
            HtmlPage silent = press(bob, "decide", "reject", "");
            assertThat(silent.getWebResponse().getStatusCode()).isEqualTo(400);
            assertThat(silent.asNormalizedText()).contains("who rejects says why");
            press(page(client(j, "bob"), run), "decide", "reject", "on second thoughts");
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            j.assertLogContains("Rejected by bob: on second thoughts", run);
        });
    }

    /** Of two who have started it, the second is no less one of them. */
    @Test
    void nobodyWhoHasStartedItOverridesWhereThatIsForbidden() throws Throwable {
        session.then(j -> {
            secure(j);
            PolicyDefinition policy = new PolicyDefinition("Everywhere");
            policy.setJobs(List.of("**"));
            GateRule rule = new GateRule("operations");
            rule.setApprovers(List.of("bob"));
            policy.setRules(List.of(rule));
            policy.setNotRequester(false);
            ReleasePolicies.get().setPolicies(List.of(policy));
            WorkflowJob job = j.createProject(WorkflowJob.class, "gate");
            job.setDefinition(new CpsFlowDefinition("releaseApproval message: 'Ship it?'", true));
            WorkflowRun run = job.scheduleBuild2(
                            0, new CauseAction(new Cause.UserIdCause("dave"), new Cause.UserIdCause("oscar")))
                    .waitForStart();
            j.waitForMessage("Approve or reject", run);
            assertThat(page(client(j, "oscar"), run).getForms())
                    .noneMatch(form -> form.getNameAttribute().startsWith("override"));
            assertThat(run.getAction(ApprovalAction.class)
                            .getGates()
                            .get(0)
                            .gate()
                            .requesters())
                    .containsExactly("dave", "oscar");
            approve(j, run, "bob", "");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
        });
    }

    @Test
    void whoMayOverrideLetsItThroughWithAReason() throws Throwable {
        session.then(j -> {
            secure(j);
            WorkflowRun run = waiting(j, TWO_RULES.replace("[-1]", "[0]?"), "dave");
            assertThat(page(client(j, "bob"), run).getForms())
                    .noneMatch(form -> form.getNameAttribute().startsWith("override"));
            HtmlTextArea why = reason(j, run, "oscar", "override");
            assertThat(why.isRequired()).isTrue();
            assertThat(why.getAttribute("minlength")).isEqualTo("10");
            HtmlPage curt = press(page(client(j, "oscar"), run), "override", "override", "go");
            assertThat(curt.getWebResponse().getStatusCode()).isEqualTo(400);
            assertThat(curt.asNormalizedText()).contains("at least 10 characters");
            press(page(client(j, "oscar"), run), "override", "override", "the shop is down");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("Overridden by oscar: the shop is down", run);
            assertThat(page(client(j, "dave"), run).asNormalizedText()).contains("Overridden by oscar");
        });
    }

    @Test
    void theAnswersOfTheFirstAreCheckedAndReturned() throws Throwable {
        session.then(j -> {
            secure(j);
            WorkflowRun run = waiting(j, """
                    def d = releaseApproval message: 'How much?', approvers: ['bob', 'carol'], quorum: 2, inputs: [
                        [name: 'percent', type: 'NUMBER', min: '1', max: '100', defaultValue: '10'],
                        [name: 'lane', type: 'CHOICE', choices: ['slow', 'fast']]]
                    echo "percent ${d.inputs.percent + 1}, lane ${d.inputs.lane}"
                    """, "dave");
            HtmlPage bob = page(client(j, "bob"), run);
            HtmlForm form = form(bob, "decide");
            assertThat(form.getTextAreaByName("input-percent").getText().strip())
                    .isEqualTo("10");
            assertThat(form.getTextAreaByName("input-percent").isRequired()).isTrue();
            assertThat(form.getButtonByName("reject").hasAttribute("formnovalidate"))
                    .as("who rejects need not answer")
                    .isTrue();
            form.getTextAreaByName("input-percent").setText("101");
            HtmlPage wrong = form.getButtonByName("approve").click();
            assertThat(wrong.getWebResponse().getStatusCode()).isEqualTo(400);
            assertThat(wrong.asNormalizedText()).contains("percent: must be at most 100.");
            form = form(page(client(j, "bob"), run), "decide");
            form.getTextAreaByName("input-percent").setText("25");
            form.getSelectByName("input-lane").setSelectedAttribute("fast", true);
            form.getButtonByName("approve").click();
            j.waitForMessage("Still needed: 1 more of user bob, user carol.", run);
            HtmlPage carol = page(client(j, "carol"), run);
            assertThat(carol.asNormalizedText()).contains("percent", "25", "lane", "fast");
            assertThat(form(carol, "decide").getElementsByAttribute("textarea", "name", "input-percent"))
                    .isEmpty();
            press(carol, "decide", "approve", "");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("percent 26, lane fast", run);
        });
    }

    @Test
    void theFormKeepsRulesAndInputs() throws Throwable {
        session.then(j -> {
            ReleaseApprovalStep step = new ReleaseApprovalStep("Ship it?");
            GateRule rule = new GateRule("operations");
            rule.setApprovers(List.of("group:ops", "alice"));
            rule.setCount(2);
            rule.setReason(true);
            step.rules = List.of(rule);
            GateQuestion question = new GateQuestion("percent");
            question.type = "NUMBER";
            question.max = "100";
            step.inputs = List.of(question);
            step.distinct = true;
            step.notAuthors = true;
            step.reminderMinutes = 30;
            step.onExpiry = "FAIL";
            ReleaseApprovalStep again = new StepConfigTester(j).configRoundTrip(step);
            assertThat(again.rules).usingRecursiveComparison().isEqualTo(step.rules);
            assertThat(again.inputs).usingRecursiveComparison().isEqualTo(step.inputs);
            assertThat(again.distinct).isTrue();
            assertThat(again.notAuthors).isTrue();
            assertThat(again.notRequester).isFalse();
            assertThat(again.reminderMinutes).isEqualTo(30);
            assertThat(again.onExpiry).isEqualTo("FAIL");
            assertThat(again.quorum).isEqualTo(1);
        });
    }
}
