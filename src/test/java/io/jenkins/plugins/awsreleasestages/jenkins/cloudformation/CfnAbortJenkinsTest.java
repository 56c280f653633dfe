package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.jenkins.RunInRole;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleBuildWrapper;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleStep;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;

/** What becomes of an execution when the run is aborted: {@code onAbort}. */
@WithJenkins
class CfnAbortJenkinsTest {

    private static final String CANCEL = "CloudFormation.CancelUpdateStack";
    private static final String TEMPLATE = """
            Parameters:
              Wait: {Type: Number}
            Resources:
              Queue:
                Type: AWS::SQS::Queue
                Properties: {VisibilityTimeout: !Ref Wait}
            """;

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private final String stack = "abort-" + UUID.randomUUID().toString().substring(0, 8);

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    private String change(int wait, int seconds) {
        return "stack: '" + stack + "', templateText: '''" + TEMPLATE + "''', parameters: [Wait: " + wait
                + "], tags: ['emulator:seconds': '" + seconds + "']";
    }

    private String script(String step, int wait, int seconds, String onAbort) {
        String more = onAbort == null ? "" : ", onAbort: '" + onAbort + "'";
        return step.equals("cfnDeploy")
                ? "cfnDeploy " + change(wait, seconds) + more
                : "def change = cfnChangeSet " + change(wait, seconds) + "\ncfnExecute changeSet: change" + more;
    }

    private static WorkflowRun start(JenkinsRule j, String script) throws Exception {
        return RunInRole.start(j, "abort", script);
    }

    private WorkflowRun abortedUpdate(JenkinsRule j, String step, String onAbort) throws Exception {
        j.assertBuildStatusSuccess(j.waitForCompletion(start(j, script(step, 1, 1, null))));
        WorkflowRun run = start(j, script(step, 2, 30, onAbort));
        j.waitForMessage("Executing change set", run);
        run.getExecutor().interrupt();
        return j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
    }

    private String status() {
        try (CloudFormationClient direct =
                AWS.at(CloudFormationClient.builder()).build()) {
            return direct.describeStacks(r -> r.stackName(stack))
                    .stacks()
                    .get(0)
                    .stackStatusAsString();
        }
    }

    private void awaitStatus(String wanted) throws InterruptedException {
        for (int i = 0; !status().equals(wanted) && i < 120; i++) {
            Thread.sleep(500);
        }
        assertThat(status()).isEqualTo(wanted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cfnDeploy", "cfnExecute"})
    void withLeaveTheUpdateGoesOnToItsEnd(String step, JenkinsRule j) throws Exception {
        WorkflowRun run = abortedUpdate(j, step, "LEAVE");
        j.assertLogContains(
                "Stack " + stack + " was last seen in UPDATE_IN_PROGRESS and goes on by itself. Look at: https://",
                run);
        assertThat(status()).isEqualTo("UPDATE_IN_PROGRESS");
        awaitStatus("UPDATE_COMPLETE");
        assertThat(reached.proxy().count(CANCEL)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cfnDeploy", "cfnExecute"})
    void unlessSaidOtherwiseTheUpdateIsCancelledAndItsRollbackFollowed(String step, JenkinsRule j) throws Exception {
        WorkflowRun run = abortedUpdate(j, step, null);
        j.assertLogContains("Stack " + stack + ": UPDATE_ROLLBACK_COMPLETE after ", run);
        assertThat(status()).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        assertThat(reached.proxy().count(CANCEL)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CANCEL", "LEAVE"})
    void theCreationOfAStackGoesOnBecauseNobodyCanCancelIt(String onAbort, JenkinsRule j) throws Exception {
        WorkflowRun run = start(j, script("cfnDeploy", 1, 30, onAbort));
        j.waitForMessage("Executing change set", run);
        run.getExecutor().interrupt();
        j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
        j.assertLogContains(
                onAbort.equals("LEAVE")
                        ? " was last seen in CREATE_IN_PROGRESS and goes on by itself. Look at: https://"
                        : "AWS cannot cancel the creation of a stack: stack " + stack + " goes on being created.",
                run);
        awaitStatus("CREATE_COMPLETE");
        assertThat(reached.proxy().count(CANCEL)).isZero();
    }

    @Test
    void aFreestyleJobLeavesItsUpdateWhereItSaysSo(JenkinsRule j) throws Exception {
        j.assertBuildStatusSuccess(j.waitForCompletion(start(j, script("cfnDeploy", 1, 1, null))));
        AwsRoleStep role = new AwsRoleStep();
        role.setCredentialsId("aws-ci");
        role.setRegion(Emulator.REGION);
        CfnDeployStep step = new CfnDeployStep(stack);
        step.setTemplateText(TEMPLATE);
        step.setParameters(new HashMap<>(Map.of("Wait", "2")));
        step.setTags(new HashMap<>(Map.of("emulator:seconds", "30")));
        step.onAbort = "LEAVE";
        FreeStyleProject job = j.createFreeStyleProject();
        job.getBuildWrappersList().add(new AwsRoleBuildWrapper(role));
        job.getBuildersList().add(new CfnDeployStep.Builder(step));
        FreeStyleBuild build = job.scheduleBuild2(0).waitForStart();
        j.waitForMessage("Executing change set", build);
        build.getExecutor().interrupt();
        j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(build));
        j.assertLogContains(" was last seen in UPDATE_IN_PROGRESS and goes on by itself. Look at: https://", build);
        awaitStatus("UPDATE_COMPLETE");
        assertThat(reached.proxy().count(CANCEL)).isZero();
    }
}
