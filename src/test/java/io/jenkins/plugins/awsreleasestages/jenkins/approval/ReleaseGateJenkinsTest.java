package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Item;
import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.PolicyDefinition;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePolicies;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePoliciesFolderProperty;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.FreezeRule;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.ReleaseRule;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** Gates with conditions that no person answers. */
class ReleaseGateJenkinsTest {

    private static final String FROZEN = """
            def r = releaseGate conditions: [
                deploymentWindow(windows: ['* 00:00-24:00'], timeZone: 'Europe/Berlin'),
                freeze(periods: ['2020-01-01.. <b>Audit</b>'])]
            echo "${r.by}: ${r.overridden} ${r.conditions*.verdict}"
            """;

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private static void secure(JenkinsRule j) {
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to("alice", "oscar")
                .grant(GatePermissions.OVERRIDE)
                .everywhere()
                .to("oscar"));
    }

    private static WorkflowRun started(JenkinsRule j, String script) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, "gate");
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun first(JenkinsRule j) {
        return j.jenkins.getItemByFullName("gate", WorkflowJob.class).getBuildByNumber(1);
    }

    private static HtmlPage page(JenkinsRule j, WorkflowRun run, String user) throws Exception {
        return j.createWebClient().login(user).getPage(run, ApprovalAction.URL);
    }

    @Test
    void itGoesOnByItselfWhenAllAreMetAndSaysWhatTheyWere() throws Throwable {
        session.then(j -> {
            secure(j);
            WorkflowRun run = started(j, """
                    withEnv(['TICKET=OPS-17']) {
                        def r = releaseGate conditions: [
                            deploymentWindow(windows: ['* 00:00-24:00']),
                            variableCheck(variable: 'TICKET', operator: 'MATCHES', value: '[A-Z]+-[0-9]+')]
                        echo "${r.by}: ${r.conditions*.verdict}"
                    }
                    """);
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("all conditions are met: [PASS, PASS]", run);
            assertThat(page(j, run, "alice").asNormalizedText())
                    .contains("Passed: all conditions are met", "TICKET matches")
                    .containsPattern("00:00-24:00\\s+open")
                    .doesNotContain("OPS-17");
        });
    }

    @Test
    void itWaitsOverARestartAndNobodyButWhoMayOverrideLetsItThrough() throws Throwable {
        session.then(j -> {
            secure(j);
            WorkflowRun run = started(j, FROZEN);
            j.waitForMessage("frozen (<b>Audit</b>), without an end", run);
            HtmlPage alice = page(j, run, "alice");
            assertThat(alice.asNormalizedText())
                    .contains(
                            "frozen (<b>Audit</b>), without an end",
                            "open",
                            "Nobody is asked here: it goes on when all conditions are met.");
            assertThat(alice.getForms())
                    .noneMatch(form -> form.getActionAttribute().equals("decide"));
            String api = j.createWebClient()
                    .login("alice")
                    .goTo(run.getUrl() + ApprovalAction.URL + "/api/v1/gates", "application/json")
                    .getWebResponse()
                    .getContentAsString();
            assertThat(api).contains("\"kind\":\"freeze\"", "\"verdict\":\"WAIT\"", "\"verdict\":\"PASS\"");
        });
        session.then(j -> {
            WorkflowRun run = first(j);
            HtmlPage oscar = null;
            // After a restart not before everything around it is awake.
            for (int i = 0;
                    i < 100 && run.getAction(ApprovalAction.class).awaited().isEmpty();
                    i++) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            assertThat(run.isBuilding()).isTrue();
            oscar = page(j, run, "oscar");
            var form = oscar.getForms().stream()
                    .filter(one -> one.getNameAttribute().startsWith("override"))
                    .findFirst()
                    .orElseThrow();
            form.getTextAreaByName("reason").setText("the incident cannot wait");
            form.getButtonByName("override").click();
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("oscar: true [PASS, WAIT]", run);
            assertThat(JenkinsRule.getLog(run).split("frozen \\(<b>Audit", -1))
                    .as("it is said once")
                    .hasSize(2);
        });
    }

    @Test
    void anAbortEndsTheWait() throws Throwable {
        session.then(j -> {
            WorkflowRun run = started(j, FROZEN);
            j.waitForMessage("without an end", run);
            run.doStop();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
        });
    }

    @Test
    void aFreezeOfAPolicyHoldsAStageAndWhoLiftsItLetsItGoOn() throws Throwable {
        session.then(j -> {
            PolicyDefinition policy = new PolicyDefinition("Production");
            policy.setStages(List.of("Production"));
            FreezeRule freeze = new FreezeRule(List.of("2020-01-01.. Audit"));
            policy.setConditions(List.<ReleaseRule>of(freeze));
            ReleasePolicies.get().setPolicies(List.of(policy));
            WorkflowRun run = started(j, "releaseStage('Production') { echo 'shipped' }");
            j.waitForMessage("frozen (Audit), without an end", run);
            j.assertLogNotContains("shipped", run);
            assertThat(run.getAction(ApprovalAction.class)
                            .getGates()
                            .get(0)
                            .gate()
                            .terms()
                            .conditions())
                    .singleElement()
                    .satisfies(one -> assertThat(one.policies()).containsExactly("Production"));
            ReleasePolicies.get().setPolicies(List.of());
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("shipped", run);
        });
    }

    /** The gate names the policy by its folder, which is called something else by then. */
    @Test
    void aFreezeOfAFolderStaysOnWhenTheFolderIsRenamed() throws Throwable {
        session.then(j -> {
            PolicyDefinition policy = new PolicyDefinition("Production");
            policy.setStages(List.of("Production"));
            policy.setConditions(List.<ReleaseRule>of(new FreezeRule(List.of("2020-01-01.. Audit"))));
            Folder team = j.createProject(Folder.class, "team");
            team.addProperty(new ReleasePoliciesFolderProperty(List.of(policy)));
            WorkflowJob job = team.createProject(WorkflowJob.class, "gate");
            job.setDefinition(new CpsFlowDefinition("releaseStage('Production') { echo 'shipped' }", true));
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            j.waitForMessage("frozen (Audit), without an end", run);
            assertThat(demandedBy(run)).isEqualTo("Production (folder team)");
            team.renameTo("shop");
            for (int i = 0; i < 1200 && !"Production (folder shop)".equals(demandedBy(run)); i++) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            assertThat(demandedBy(run)).as("after a look").isEqualTo("Production (folder shop)");
            assertThat(run.isBuilding()).isTrue();
            j.assertLogNotContains("shipped", run);
            run.doStop();
            j.waitForCompletion(run);
        });
    }

    private static String demandedBy(WorkflowRun run) {
        return run.getAction(ApprovalAction.class)
                .getGates()
                .get(0)
                .gate()
                .terms()
                .conditions()
                .get(0)
                .policy();
    }

    @Test
    void whoApprovesDuringAFreezeStartsNothing() throws Throwable {
        session.then(j -> {
            secure(j);
            WorkflowRun run = started(
                    j,
                    "releaseApproval message: 'Ship it?', approvers: ['alice'], "
                            + "conditions: [freeze(periods: ['2020-01-01.. Audit'])]\necho 'shipped'");
            j.waitForMessage("frozen (Audit), without an end", run);
            var form = page(j, run, "alice").getForms().stream()
                    .filter(one -> one.getNameAttribute().startsWith("decide"))
                    .findFirst()
                    .orElseThrow();
            HtmlPage after = form.getButtonByName("approve").click();
            assertThat(after.asNormalizedText()).contains("You have approved.");
            j.waitForMessage("It goes on when all conditions are met.", run);
            assertThat(run.isBuilding()).isTrue();
            j.assertLogNotContains("shipped", run);
            run.doStop();
            j.waitForCompletion(run);
        });
    }
}
