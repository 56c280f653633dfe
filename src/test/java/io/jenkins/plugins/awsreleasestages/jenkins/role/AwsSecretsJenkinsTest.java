package io.jenkins.plugins.awsreleasestages.jenkins.role;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Label;
import hudson.slaves.DumbSlave;
import hudson.tasks.Shell;
import io.jenkins.plugins.awsreleasestages.UnixOnly;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedProject;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.SecretSearch;
import io.jenkins.plugins.awsreleasestages.jenkins.codebuild.CodeBuildStep;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;

/** Nothing that AWS has handed out lies in a file of the controller, ever, or of the agent, afterwards. */
@UnixOnly("the commands are for a Unix shell")
class AwsSecretsJenkinsTest extends EmulatedRoleJenkinsTest {

    private static final String PROJECT = "secrets-test";

    @BeforeEach
    void createProject() {
        try (CodeBuildClient codeBuild = AWS.at(CodeBuildClient.builder()).build()) {
            if (!codeBuild.listProjects(r -> {}).projects().contains(PROJECT)) {
                EmulatedProject.create(codeBuild, PROJECT);
            }
        }
    }

    private static String role(String more, String body) {
        return "awsRole(role: '" + ROLE + "', credentialsId: 'ci', region: 'eu-west-1'" + more + ") { " + body + " }\n";
    }

    /** What the commands of a block see and print is on the agent while it runs: that is what it is for. */
    private static void nothingIsOnTheController(JenkinsRule j) throws Exception {
        Path home = j.jenkins.getRootDir().toPath();
        assertThat(SecretSearch.below(home, file -> file.toString().contains("agent-work-dirs")))
                .isEmpty();
    }

    @Test
    void aPipelineOnAnAgentThroughARestart() throws Throwable {
        session.then(j -> {
            addCredentials();
            j.createSlave("far", "far", null);
            j.waitOnline((hudson.model.Slave) j.jenkins.getNode("far"));
            WorkflowJob job = j.createProject(WorkflowJob.class, "job");
            job.setDefinition(new CpsFlowDefinition(
                    "node('far') {\n"
                            + role(
                                    "",
                                    "sh '''" + ASK + "cat \"$(dirname \"$AWS_CONFIG_FILE\")/credentials.json\"'''\n"
                                            + "semaphore 'wait'\n"
                                            + "codeBuild project: '" + PROJECT + "', env: [EMULATOR_SECONDS: '1']")
                            + role(", exportKeys: true", "sh 'env | sort'\nsemaphore 'exported'")
                            + "}",
                    true));
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            SemaphoreStep.waitForStart("wait/1", run);
            nothingIsOnTheController(j);
        });
        session.then(j -> {
            WorkflowRun run =
                    j.jenkins.getItemByFullName("job", WorkflowJob.class).getBuildByNumber(1);
            SemaphoreStep.success("wait/1", null);
            SemaphoreStep.waitForStart("exported/1", run);
            nothingIsOnTheController(j);
            SemaphoreStep.success("exported/1", null);
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            assertThat(j.getLog(run))
                    .contains("I have a session", "\"SecretAccessKey\": \"****\"", "AWS_SECRET_ACCESS_KEY=****")
                    .doesNotContain(SecretSearch.MARK);
            assertNothingIsLeft(Path.of(((DumbSlave) j.jenkins.getNode("far")).getRemoteFS()));
            assertNothingIsLeft(j.jenkins.getRootDir().toPath());
        });
    }

    @Test
    void aFreestyleJobOnAnAgent() throws Throwable {
        session.then(j -> {
            addCredentials();
            DumbSlave agent = j.createOnlineSlave(Label.get("far"));
            for (boolean exported : new boolean[] {false, true}) {
                AwsRoleStep role = new AwsRoleStep();
                role.setRole(ROLE);
                role.setCredentialsId("ci");
                role.setRegion(Emulator.REGION);
                role.setExportKeys(exported);
                FreeStyleProject job = j.createFreeStyleProject("exported " + exported);
                job.setAssignedNode(agent);
                job.getBuildWrappersList().add(new AwsRoleBuildWrapper(role));
                job.getBuildersList().add(new Shell("env | sort\n" + (exported ? "" : ASK)));
                job.getBuildersList().add(new CodeBuildStep.Builder(new CodeBuildStep(PROJECT)));
                FreeStyleBuild build = j.buildAndAssertSuccess(job);
                assertThat(j.getLog(build))
                        .contains(exported ? "AWS_SECRET_ACCESS_KEY=****" : "I have a session")
                        .doesNotContain(SecretSearch.MARK);
            }
            assertNothingIsLeft(Path.of(agent.getRemoteFS()));
            assertNothingIsLeft(j.jenkins.getRootDir().toPath());
        });
    }
}
