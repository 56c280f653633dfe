package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord.Status;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

class ReleaseStageJenkinsTest {

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private static WorkflowJob job(JenkinsRule j, String script) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, "stages");
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    private static List<StageRecord> stages(WorkflowRun run) {
        return run.getAction(ReleaseAction.class).records();
    }

    @Test
    void theFormKeepsWhatWasEntered() throws Throwable {
        session.then(j -> {
            ReleaseStageStep step = new ReleaseStageStep("Production");
            j.assertEqualDataBoundBeans(step, new StepConfigTester(j).configRoundTrip(step));
        });
    }

    @Test
    void stagesAreRecordedAndShown() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(
                    j,
                    "releaseStage('Build') { echo 'built' }\n"
                            + "releaseStage('Production') { error 'the <b>stack</b> broke' }");
            WorkflowRun run = j.assertBuildStatus(Result.FAILURE, job.scheduleBuild2(0));
            assertThat(stages(run)).extracting(StageRecord::name).containsExactly("Build", "Production");
            assertThat(stages(run)).extracting(StageRecord::status).containsExactly(Status.SUCCEEDED, Status.FAILED);
            try (JenkinsRule.WebClient client = j.createWebClient()) {
                var page = client.getPage(run, "release");
                assertThat(page.asNormalizedText()).contains("Build", "Succeeded", "Production", "Failed");
                assertThat(page.getWebResponse().getContentAsString())
                        .as("texts from outside are escaped")
                        .contains("the &lt;b>stack&lt;/b> broke");
            }
        });
    }

    @Test
    void aStageGoesOnAfterARestart() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(j, "releaseStage('Build') { semaphore 'wait' }");
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            SemaphoreStep.waitForStart("wait/1", run);
        });
        session.then(j -> {
            SemaphoreStep.success("wait/1", null);
            WorkflowRun run =
                    j.jenkins.getItemByFullName("stages", WorkflowJob.class).getBuildByNumber(1);
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            assertThat(stages(run)).extracting(StageRecord::status).containsExactly(Status.SUCCEEDED);
        });
    }

    @Test
    void anAbortedStageIsStopped() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(j, "releaseStage('Build') { semaphore 'abort' }");
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            SemaphoreStep.waitForStart("abort/1", run);
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            assertThat(stages(run)).extracting(StageRecord::status).containsExactly(Status.STOPPED);
        });
    }

    @Test
    void aNameThatAwsWouldRefuseIsRefused() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(j, "releaseStage('a/b') { echo 'inside' }");
            WorkflowRun run = j.assertBuildStatus(Result.FAILURE, job.scheduleBuild2(0));
            j.assertLogContains("releaseStage: name: 'a/b'", run);
            j.assertLogNotContains("inside", run);
        });
    }
}
