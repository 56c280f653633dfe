package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BatchAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BatchAction.State.BatchBuild;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedProject;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.jenkins.RunInRole;
import java.time.Instant;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;

class CodeBuildBatchJenkinsTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final String PROJECT = "jenkins-batch-test";

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    private CodeBuildClient codeBuild;

    @BeforeEach
    void connect() {
        codeBuild = AWS.at(CodeBuildClient.builder()).build();
        if (!codeBuild.listProjects(r -> {}).projects().contains(PROJECT)) {
            EmulatedProject.create(codeBuild, PROJECT);
        }
    }

    @AfterEach
    void disconnect() {
        codeBuild.close();
    }

    private static WorkflowRun start(JenkinsRule j, String arguments) throws Exception {
        return RunInRole.start(
                j,
                "batch",
                "  def batch = codeBuildBatch project: '" + PROJECT + "', " + arguments + "\n"
                        + "  echo \"batch ${batch.status}: ${batch.builds.collect { it.identifier + ' ' + it.status }}\"");
    }

    private static WorkflowRun first(JenkinsRule j) {
        return j.jenkins.getItemByFullName("batch", WorkflowJob.class).getBuildByNumber(1);
    }

    private static String page(JenkinsRule j, WorkflowRun run) throws Exception {
        return j.createWebClient()
                .withJavaScriptEnabled(false)
                .getPage(run, "codebuild-batches")
                .getWebResponse()
                .getContentAsString();
    }

    @Test
    void theGraphIsInTheLogOnThePageAndInTheResultAcrossARestart() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(j, "env: [EMULATOR_BATCH: 'setup linux<setup', EMULATOR_SECONDS: '25']");
            j.waitForMessage("Build setup IN_PROGRESS", run);
            assertThat(page(j, run)).contains("setup", "IN_PROGRESS", "linux", "PENDING");
        });
        session.then(j -> {
            WorkflowRun run = first(j);
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("batch SUCCEEDED: [setup SUCCEEDED, linux SUCCEEDED]", run);
            assertThat(page(j, run))
                    .contains("/codesuite/codebuild/", "SUCCEEDED")
                    .doesNotContain("PENDING");
            assertThat(run.getAction(BatchesAction.class).getBatches())
                    .singleElement()
                    .satisfies(batch -> assertThat(batch.getLevels())
                            .extracting(level -> level.get(0).getIdentifier())
                            .containsExactly("setup", "linux"));
        });
        assertThat(reached.proxy().count("CodeBuild.StartBuildBatch")).isEqualTo(1);
    }

    @Test
    void abortedMeansTheBatchIsStoppedInAws() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(j, "env: [EMULATOR_BATCH: 'a b', EMULATOR_SECONDS: '120']");
            j.waitForMessage("Build a IN_PROGRESS", run);
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
        });
        assertThat(reached.proxy().count("CodeBuild.StopBuildBatch")).isEqualTo(1);
    }

    @Test
    void aFailedBatchIsReturnedOnRequest() throws Throwable {
        session.then(j -> {
            WorkflowRun run =
                    start(j, "propagate: false, env: [EMULATOR_BATCH: 'unit!FAILED lint', EMULATOR_SECONDS: '2']");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("batch FAILED: [unit FAILED, lint SUCCEEDED]", run);
            j.assertLogContains("Build unit FAILED in phase BUILD: command 'npm test'", run);
        });
    }

    @Test
    void startedAndNotWaitedForIsOverAtOnce() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(j, "wait: false, env: [EMULATOR_BATCH: 'a', EMULATOR_SECONDS: '30']");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("batch IN_PROGRESS", run);
        });
    }

    @Test
    void whatABuildspecNamesItsBuildsIsNeverMarkup() throws Throwable {
        session.then(j -> {
            WorkflowJob job = j.createProject(WorkflowJob.class, "batch");
            job.setDefinition(new CpsFlowDefinition("", true));
            WorkflowRun run = j.buildAndAssertSuccess(job);
            BatchBuild evil = new BatchBuild(
                    "<script>evil()</script>",
                    List.of("<img src=x>"),
                    false,
                    "p:1",
                    "FAILED",
                    "https://console/",
                    1,
                    " because <b>so</b>");
            BatchAction.State state = BatchAction.State.create("token", Instant.now());
            BatchesAction.record(
                    run,
                    new BatchAction.State(
                            "token",
                            state.tokenSince(),
                            "p:1",
                            "arn",
                            1L,
                            "FAILED",
                            "https://console/",
                            null,
                            List.of(),
                            List.of(evil),
                            ""));
            assertThat(page(j, run))
                    .contains("&lt;script>evil()", "&lt;img src=x", "&lt;b>so")
                    .doesNotContain("<script>evil", "<img src=x", "<b>so");
        });
    }
}
