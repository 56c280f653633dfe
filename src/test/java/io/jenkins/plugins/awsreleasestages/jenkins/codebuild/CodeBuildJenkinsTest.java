package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedProject;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.jenkins.RunInRole;
import java.util.HashMap;
import java.util.Map;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.Build;

class CodeBuildJenkinsTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final String PROJECT = "jenkins-test";

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    private CodeBuildClient codeBuild;

    @BeforeEach
    void connect() {
        codeBuild = AWS.at(CodeBuildClient.builder()).build();
        if (codeBuild.listProjects(r -> {}).projects().contains(PROJECT)) {
            return;
        }
        EmulatedProject.create(codeBuild, PROJECT);
    }

    @AfterEach
    void disconnect() {
        codeBuild.close();
    }

    private static WorkflowRun start(JenkinsRule j, String arguments) throws Exception {
        return RunInRole.start(
                j,
                "build",
                "  def build = codeBuild project: '" + PROJECT + "', " + arguments + "\n"
                        + "  echo \"status ${build.status}, colour ${build.variables.COLOUR}\"");
    }

    private static WorkflowRun first(JenkinsRule j) {
        return j.jenkins.getItemByFullName("build", WorkflowJob.class).getBuildByNumber(1);
    }

    private Build newest() {
        String id = codeBuild
                .listBuildsForProject(r -> r.projectName(PROJECT))
                .ids()
                .get(0);
        return codeBuild.batchGetBuilds(r -> r.ids(id)).builds().get(0);
    }

    @Test
    void theFormKeepsWhatWasEntered() throws Throwable {
        session.then(j -> {
            CodeBuildStep step = new CodeBuildStep("checkout-it");
            step.setEnv(new HashMap<>(Map.of("STAGE", "test", "URL", "https://example.org/?a=b")));
            step.timeoutMinutes = 30;
            step.propagate = false;
            CodeBuildStep again = new StepConfigTester(j).configRoundTrip(step);
            assertThat(again.getProject()).isEqualTo("checkout-it");
            assertThat(again.getEnv()).isEqualTo(step.getEnv());
            assertThat(again.timeoutMinutes).isEqualTo(30);
            assertThat(again.propagate).isFalse();
        });
    }

    @Test
    void showsTheLogAndReturnsTheVariables() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(j, "env: [EMULATOR_LINES: 20, EMULATOR_EXPORT_COLOUR: 'green']");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("status SUCCEEDED, colour green", run);
            j.assertLogContains("Phase BUILD SUCCEEDED", run);
            j.assertLogContains("/codesuite/codebuild/", run);
            assertThat(j.getLog(run)).doesNotContain(Emulator.SECRET_KEY);
        });
    }

    @Test
    void aRestartInTheMiddleStartsNoSecondBuildAndLosesNoLine() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(j, "env: [EMULATOR_SECONDS: 25, EMULATOR_LINES: 50]");
            j.waitForMessage("Phase PROVISIONING SUCCEEDED", run);
        });
        session.then(j -> {
            WorkflowRun run = first(j);
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("status SUCCEEDED", run);
        });
        assertThat(reached.proxy().count("CodeBuild.StartBuild")).isEqualTo(1);
    }

    @Test
    void abortedMeansStoppedInAws() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(j, "env: [EMULATOR_SECONDS: 120]");
            j.waitForMessage("CodeBuild build " + PROJECT, run);
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
        });
        assertThat(newest().buildStatusAsString()).isEqualTo("STOPPED");
        assertThat(reached.proxy().count("CodeBuild.StopBuild")).isEqualTo(1);
    }

    @Test
    void aFailedBuildSaysTheFirstCause() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(j, "env: [EMULATOR_RESULT: 'FAILED']");
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
            j.assertLogContains("FAILED in phase BUILD: command 'npm test' ended with exit status 1", run);
        });
    }

    @Test
    void aFailedBuildIsReturnedOnRequest() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(j, "propagate: false, env: [EMULATOR_RESULT: 'FAILED']");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("status FAILED", run);
        });
    }
}
