package io.jenkins.plugins.awsreleasestages.jenkins.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.jenkins.SystemCredentials;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

class AwsRoleJenkinsTest {

    private static final String SECRET = "wJalrXUtnFEMIexampleSecretOfThisTest";

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private static WorkflowJob job(JenkinsRule j, String script) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, "role");
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    @Test
    void theFormKeepsWhatWasEntered() throws Throwable {
        session.then(j -> {
            SystemCredentials.addAwsKeys("aws-ci", "AKIAEXAMPLE", SECRET);
            AwsRoleStep step = new AwsRoleStep();
            step.setRole("arn:aws:iam::111122223333:role/release");
            step.setCredentialsId("aws-ci");
            step.setRegion("eu-west-1");
            AwsRoleStep again = new StepConfigTester(j).configRoundTrip(step);
            j.assertEqualDataBoundBeans(step, again);
            AwsRoleStep empty = new StepConfigTester(j).configRoundTrip(new AwsRoleStep());
            j.assertEqualDataBoundBeans(new AwsRoleStep(), empty);
        });
    }

    @Test
    void theBlockSeesTheRegionAcrossARestart() throws Throwable {
        session.then(j -> {
            SystemCredentials.addAwsKeys("aws-ci", "AKIAEXAMPLE", SECRET);
            WorkflowJob job = job(
                    j,
                    "awsRole(credentialsId: 'aws-ci', region: 'eu-central-1') {\n"
                            + "  echo \"before in ${env.AWS_REGION}\"\n"
                            + "  semaphore 'wait'\n"
                            + "  echo \"after in ${env.AWS_DEFAULT_REGION}\"\n"
                            + "}");
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            SemaphoreStep.waitForStart("wait/1", run);
            j.assertLogContains("before in eu-central-1", run);
        });
        session.then(j -> {
            SemaphoreStep.success("wait/1", null);
            WorkflowRun run =
                    j.jenkins.getItemByFullName("role", WorkflowJob.class).getBuildByNumber(1);
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("after in eu-central-1", run);
            assertThat(j.getLog(run)).doesNotContain(SECRET);
        });
    }

    @Test
    void abortedInTheBlock() throws Throwable {
        session.then(j -> {
            SystemCredentials.addAwsKeys("aws-ci", "AKIAEXAMPLE", SECRET);
            WorkflowJob job = job(j, "awsRole(credentialsId: 'aws-ci', region: 'eu-central-1') { semaphore 'abort' }");
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            SemaphoreStep.waitForStart("abort/1", run);
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
        });
    }

    @Test
    void unknownCredentialsAreNamedAndNothingRuns() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(j, "awsRole(credentialsId: 'nope', region: 'eu-west-1') { echo 'inside' }");
            WorkflowRun run = j.assertBuildStatus(Result.FAILURE, job.scheduleBuild2(0));
            j.assertLogContains("There are no AWS credentials with the id 'nope'", run);
            j.assertLogNotContains("inside", run);
        });
    }

    @Test
    void theControllersIdentityIsNotLentUnlessSwitchedOn() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(j, "awsRole(region: 'eu-west-1') { echo 'inside' }");
            WorkflowRun run = j.assertBuildStatus(Result.FAILURE, job.scheduleBuild2(0));
            j.assertLogContains("does not lend its own", run);
        });
    }

    @Test
    void allMistakesAreSaidAtOnce() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(j, "awsRole(role: 'admin', region: 'Frankfurt') { echo 'inside' }");
            WorkflowRun run = j.assertBuildStatus(Result.FAILURE, job.scheduleBuild2(0));
            j.assertLogContains("role: 'admin' is not the ARN of a role", run);
            j.assertLogContains("region: 'Frankfurt' is not a region code", run);
        });
    }

    @Test
    void declarative() throws Throwable {
        session.then(j -> {
            SystemCredentials.addAwsKeys("aws-ci", "AKIAEXAMPLE", SECRET);
            WorkflowJob job = job(
                    j,
                    "pipeline { agent none\n stages { stage('S') { steps {\n"
                            + "awsRole(credentialsId: 'aws-ci', region: 'us-east-1') { echo \"in ${env.AWS_REGION}\" }\n"
                            + "} } } }");
            WorkflowRun run = j.assertBuildStatusSuccess(job.scheduleBuild2(0));
            j.assertLogContains("in us-east-1", run);
            assertEquals(1, run.getNumber());
        });
    }
}
