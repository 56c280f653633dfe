package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.approval.ApprovalRule;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.ApprovalAction;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GateAction;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GateRecord;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.GateRule;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.PolicyDefinition;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePolicies;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord.Status;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** A stage that a policy names begins when those whom the policy names have said yes. */
class StageGateJenkinsTest {

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private static WorkflowRun begin(JenkinsRule j, String script) throws Exception {
        PolicyDefinition policy = new PolicyDefinition("Production");
        policy.setStages(List.of("Prod*"));
        GateRule managers = new GateRule("managers");
        managers.setApprovers(List.of("alice"));
        policy.setRules(List.of(managers));
        ReleasePolicies.get().setPolicies(List.of(policy));
        ReleasePolicies.get().save();
        WorkflowJob job = j.createProject(WorkflowJob.class, "shop");
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun again(JenkinsRule j) {
        return j.jenkins.getItemByFullName("shop", WorkflowJob.class).getBuildByNumber(1);
    }

    /** The gate at which people are waited for, of those that were asked after the first. */
    private static Gate gate(WorkflowRun run, int number) throws Exception {
        for (int i = 0; i < 600 && run.isBuilding(); i++) {
            ApprovalAction approvals = run.getAction(ApprovalAction.class);
            if (approvals != null && approvals.getGates().size() >= number) {
                GateRecord gate = approvals.getGates().get(number - 1);
                if (approvals.awaited().contains(gate)) {
                    return gate.gate();
                }
            }
            Thread.sleep(100);
        }
        throw new AssertionError("no gate " + number + ": " + JenkinsRule.getLog(run));
    }

    private static List<StageRecord> stages(WorkflowRun run) {
        return run.getAction(ReleaseAction.class).records();
    }

    private static List<String> rules(Gate gate) {
        return gate.terms().rules().stream().map(ApprovalRule::name).toList();
    }

    @Test
    void theStageBeginsOnlyWhenItWasApproved() throws Throwable {
        session.then(j -> {
            WorkflowRun run = begin(j, "releaseStage('Build') {}; releaseStage('Production') { echo 'inside' }");
            Gate gate = gate(run, 1);
            assertThat(gate.message()).isEqualTo("Enter stage Production of shop #1?");
            assertThat(rules(gate)).containsExactly("managers");
            assertThat(gate.terms().notRequester()).isTrue();
            assertThat(stages(run)).extracting(StageRecord::status).containsExactly(Status.SUCCEEDED, Status.WAITING);
            try (JenkinsRule.WebClient client = j.createWebClient()) {
                assertThat(client.getPage(run, "release").asNormalizedText())
                        .contains("Waits for approval", "Enter stage Production of shop #1?");
            }
            j.assertLogNotContains("inside", run);
            assertThat(run.getExecution()
                            .getCurrentExecutions(true)
                            .get()
                            .get(0)
                            .getStatus())
                    .isEqualTo("running waiting for approval");

            GateAction.decide(run, gate, true, "alice", "tested");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("Approved by alice: tested", run);
            j.assertLogContains("inside", run);
            StageRecord production = stages(run).get(1);
            assertThat(production.status()).isEqualTo(Status.SUCCEEDED);
            assertThat(production.started())
                    .isAfterOrEqualTo(run.getAction(ApprovalAction.class)
                            .getGates()
                            .get(0)
                            .decision()
                            .orElseThrow()
                            .at());
        });
    }

    @Test
    void aRejectedStageIsStoppedAndNotAskedForAgain() throws Throwable {
        session.then(j -> {
            WorkflowRun run = begin(j, "retry(3) { releaseStage('Production') { echo 'inside' } }");
            GateAction.decide(run, gate(run, 1), false, "alice", "not today");
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            j.assertLogNotContains("inside", run);
            assertThat(stages(run)).singleElement().satisfies(stage -> {
                assertThat(stage.status()).isEqualTo(Status.STOPPED);
                assertThat(stage.cause()).isEqualTo("Rejected by alice: not today");
            });
            assertThat(run.getAction(ApprovalAction.class).getGates()).hasSize(1);
        });
    }

    @Test
    void anAbortClosesTheGate() throws Throwable {
        session.then(j -> {
            WorkflowRun run = begin(j, "releaseStage('Production') { echo 'inside' }");
            gate(run, 1);
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            assertThat(stages(run)).extracting(StageRecord::status).containsExactly(Status.STOPPED);
            assertThat(run.getAction(ApprovalAction.class).getOpenGates()).isEmpty();
            j.assertLogNotContains("inside", run);
        });
    }

    /** While people are waited for, and in the block that they have let begin. */
    @Test
    void aRestartInTheGateAndOneInTheStage() throws Throwable {
        session.then(j -> gate(begin(j, "releaseStage('Production') { semaphore 'in'; releaseApproval 'Sure?' }"), 1));
        session.then(j -> {
            WorkflowRun run = again(j);
            assertThat(stages(run)).extracting(StageRecord::status).containsExactly(Status.WAITING);
            GateAction.decide(run, gate(run, 1), true, "alice", "");
            SemaphoreStep.waitForStart("in/1", run);
            assertThat(stages(run)).extracting(StageRecord::status).containsExactly(Status.IN_PROGRESS);
        });
        session.then(j -> {
            SemaphoreStep.success("in/1", null);
            WorkflowRun run = again(j);
            Gate inside = gate(run, 2);
            assertThat(rules(inside)).as("alice was asked already").doesNotContain("managers");
            GateAction.decide(run, inside, true, "bob", "");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            assertThat(stages(run)).extracting(StageRecord::status).containsExactly(Status.SUCCEEDED);
            assertThat(run.getAction(ApprovalAction.class).getGates()).hasSize(2);
        });
    }

    /** Decided, and killed before the block has begun: asked once, begun once. */
    @Test
    void whatWasDecidedWhileNobodyListenedLetsTheStageBegin() throws Throwable {
        session.then(j -> gate(begin(j, "releaseStage('Production') { echo 'inside' }"), 1));
        session.then(j -> {
            WorkflowRun run = again(j);
            GateAction.decide(
                    run, run.getAction(ApprovalAction.class).getGates().get(0).gate(), true, "alice", "");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            assertThat(JenkinsRule.getLog(run)).containsOnlyOnce("inside");
            assertThat(stages(run)).extracting(StageRecord::status).containsExactly(Status.SUCCEEDED);
        });
    }

    /** Only the stage that people were asked for, and nothing that calls itself like it. */
    @Test
    void whatElseIsNamedInTheStageIsAskedByItself() throws Throwable {
        session.then(j -> {
            WorkflowRun run = begin(j, """
                    stage('Production') { releaseStage('Production') {
                      releaseApproval 'in the stage'
                      releaseStage('Deploy') { releaseApproval 'in one inside' }
                      stage('Production') { releaseApproval 'still in it' }
                      stage('Prod') { releaseApproval 'in one of another name' }
                      withEnv(['STAGE_NAME=Prod']) { releaseApproval 'in one by a variable' }
                      releaseStage('Prod-2') { echo 'entered' }
                    } }
                    releaseStage('Build') { stage('Production') { releaseApproval 'in another' } }
                    """);
            String[][] expected = {
                {"Enter stage Production of shop #1?", "managers"},
                {"in the stage", "approvers"},
                {"in one inside", "approvers"},
                {"still in it", "approvers"},
                {"in one of another name", "managers"},
                {"in one by a variable", "managers"},
                {"Enter stage Prod-2 of shop #1?", "managers"},
                {"in another", "managers"},
            };
            for (int i = 0; i < expected.length; i++) {
                Gate gate = gate(run, i + 1);
                assertThat(gate.message()).isEqualTo(expected[i][0]);
                assertThat(rules(gate)).as(gate.message()).containsExactly(expected[i][1]);
                GateAction.decide(run, gate, true, "alice", "");
            }
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
        });
    }

    @Test
    void stagesSideBySideAreAskedEachByItself() throws Throwable {
        session.then(j -> {
            WorkflowRun run = begin(j, """
                    parallel a: { releaseStage('Prod-a') { semaphore 'a' } },
                             b: { releaseStage('Prod-b') { semaphore 'b' } }
                    """);
            Gate first = gate(run, 1);
            Gate second = gate(run, 2);
            GateAction.decide(run, first, true, "alice", "");
            String inside = first.message().contains("Prod-a") ? "a/1" : "b/1";
            SemaphoreStep.waitForStart(inside, run);
            SemaphoreStep.success(inside, null);
            GateAction.decide(run, second, false, "alice", "no");
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            assertThat(stages(run))
                    .extracting(StageRecord::status)
                    .containsExactlyInAnyOrder(Status.SUCCEEDED, Status.STOPPED);
        });
    }
}
