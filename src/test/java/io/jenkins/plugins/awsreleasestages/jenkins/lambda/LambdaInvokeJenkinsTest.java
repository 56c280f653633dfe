package io.jenkins.plugins.awsreleasestages.jenkins.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.jenkins.RunInRole;
import io.jenkins.plugins.awsreleasestages.lookalike.ScriptedService;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.CaptureEnvironmentBuilder;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Functions that are invoked from a real Jenkins. */
class LambdaInvokeJenkinsTest {

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @RegisterExtension
    private final ScriptedService lambda = new ScriptedService("/2015-03-31/functions/");

    @Test
    void whatTheFunctionAnswersIsPlainDataAndItsErrorFails() throws Throwable {
        lambda.answers(200, "{\"orders\": [1, 2]}", "X-Amz-Executed-Version", "7");
        lambda.answers(200, "{\"errorMessage\": \"no order\"}", "X-Amz-Function-Error", "Unhandled");
        session.then(j -> {
            var run = RunInRole.start(j, "smoke", """
                def answer = lambdaInvoke function: 'smoke', qualifier: 'live', payload: [release: "r-${1 + 6}"]
                echo "of ${answer.payload.orders.size()} in ${answer.version}"
                lambdaInvoke 'smoke'
                """);
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
            j.assertLogContains("of 2 in 7", run);
            j.assertLogContains("no order. That is the error", run);
            assertThat(lambda.requests).first().asString().endsWith("?Qualifier=live {\"release\":\"r-7\"}");
        });
    }

    @Test
    void afterARestartItIsNotInvokedAgainAndAnAbortSaysThatItGoesOn() throws Throwable {
        lambda.hangs().hangs();
        session.then(j -> {
            RunInRole.start(j, "smoke", "lambdaInvoke 'smoke'");
            lambda.awaitRequest();
        });
        session.then(j -> {
            WorkflowJob job = j.jenkins.getItemByFullName("smoke", WorkflowJob.class);
            var resumed = job.getBuildByNumber(1);
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(resumed));
            j.assertLogContains("Nobody knows whether function smoke has run", resumed);
            assertThat(lambda.requests).hasSize(1);
            var run = RunInRole.start(j, "smoke", "lambdaInvoke 'smoke'");
            lambda.awaitRequest();
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            j.assertLogContains("AWS cannot stop an invocation: function smoke goes on to its end.", run);
        });
    }

    @Test
    void afterABuilderTheAnswerIsInTheEnvironment() throws Throwable {
        lambda.answers(200, "{\"orders\": [1, 2]}", "X-Amz-Executed-Version", "7");
        session.then(j -> {
            var job = RunInRole.freestyle(j, "smoke");
            var step = new LambdaInvokeStep("${JOB_NAME}");
            step.setPayload("{\"of\": \"${JOB_NAME}\"}");
            var captured = new CaptureEnvironmentBuilder();
            job.getBuildersList().add(new LambdaInvokeStep.Builder(step));
            job.getBuildersList().add(captured);
            j.buildAndAssertSuccess(job);
            assertThat(captured.getEnvVars())
                    .containsEntry("LAMBDA_STATUS", "200")
                    .containsEntry("LAMBDA_VERSION", "7")
                    .containsEntry("LAMBDA_PAYLOAD", "{\"orders\":[1,2]}");
            assertThat(lambda.requests).containsExactly("/2015-03-31/functions/smoke/invocations {\"of\": \"smoke\"}");
        });
    }
}
