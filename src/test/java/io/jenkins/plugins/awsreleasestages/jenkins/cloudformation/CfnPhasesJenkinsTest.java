package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.jenkins.SystemCredentials;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.CloudFormationLookAlike;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.ReachedLookAlike;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** A restart of the controller, and an abort, in phases that the classes of the single steps leave out. */
class CfnPhasesJenkinsTest {

    private static final String TEMPLATE = "Resources: {Queue: {Type: AWS::SQS::Queue}}";
    private static final String CHANGE =
            " stack: 'shop', templateText: '" + TEMPLATE.replace("}}", "}, More: {Type: AWS::SNS::Topic}}") + "'";
    private static final int SECONDS = 20;

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @RegisterExtension
    private final ReachedLookAlike account = new ReachedLookAlike();

    /** What an account is like in which that phase takes long. */
    private enum Phase {
        CHANGE_SET_IS_MADE("cfnChangeSet" + CHANGE, "Creating change set", "CreateChangeSet") {
            @Override
            void prepare(CloudFormationLookAlike aws) {
                aws.stack("shop").template(TEMPLATE);
                aws.changeSetSeconds(SECONDS);
            }
        },
        STACK_IS_BUSY(
                "cfnDeploy" + CHANGE, "Waiting for its turn: stack shop is in UPDATE_IN_PROGRESS", "CreateChangeSet") {
            @Override
            void prepare(CloudFormationLookAlike aws) {
                aws.stack("shop").template(TEMPLATE).busy("UPDATE_IN_PROGRESS", SECONDS, "UPDATE_COMPLETE");
            }
        },
        STACK_IS_DELETED("cfnDelete 'shop'", "Deleting stack shop", "DeleteStack") {
            @Override
            void prepare(CloudFormationLookAlike aws) {
                aws.stack("shop").template(TEMPLATE).resource("Queue").seconds(SECONDS);
            }
        },
        DRIFT_IS_LOOKED_FOR("cfnDrift 'shop'", "Looking for drift in stack shop", "DetectStackDrift") {
            @Override
            void prepare(CloudFormationLookAlike aws) {
                aws.stack("shop").template(TEMPLATE);
                aws.driftSeconds(SECONDS);
            }
        };

        private final String step;
        private final String line;
        private final String call;

        /**
         * @param step what the Jenkinsfile says
         * @param line by which the log says that the phase has begun
         * @param call what is asked of AWS once
         */
        Phase(String step, String line, String call) {
            this.step = step;
            this.line = line;
            this.call = call;
        }

        abstract void prepare(CloudFormationLookAlike aws);
    }

    private WorkflowRun begun(JenkinsRule j, Phase phase) throws Exception {
        phase.prepare(account.aws());
        SystemCredentials.addAwsKeys("aws-ci");
        WorkflowJob job = j.createProject(WorkflowJob.class, "phases");
        job.setDefinition(new CpsFlowDefinition(
                "awsRole(credentialsId: 'aws-ci', region: '" + account.aws().region() + "') {\n" + phase.step
                        + "\necho 'to its end'\n}",
                true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        j.waitForMessage(phase.line, run);
        return run;
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void aRestartIsNotNoticed(Phase phase) throws Throwable {
        session.then(j -> begun(j, phase));
        session.then(j -> {
            WorkflowRun run =
                    j.jenkins.getItemByFullName("phases", WorkflowJob.class).getBuildByNumber(1);
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("to its end", run);
        });
        assertThat(account.aws().count(phase.call)).isEqualTo(1);
    }

    /** What the log says, how often AWS was asked for the work, and whether the stack is there in the end. */
    static Stream<Arguments> aborts() {
        return Stream.of(
                Arguments.of(Phase.CHANGE_SET_IS_MADE, "Creating change set", 1),
                Arguments.of(Phase.STACK_IS_BUSY, "Waiting for its turn: stack shop is in UPDATE_IN_PROGRESS", 0),
                Arguments.of(
                        Phase.STACK_IS_DELETED, "AWS cannot cancel a deletion: stack shop goes on being deleted.", 1),
                Arguments.of(Phase.DRIFT_IS_LOOKED_FOR, "AWS cannot cancel a drift detection; it changes nothing.", 1));
    }

    @ParameterizedTest
    @MethodSource("aborts")
    void anAbortSaysWhatItLeaves(Phase phase, String words, int calls) throws Throwable {
        session.then(j -> {
            WorkflowRun run = begun(j, phase);
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            j.assertLogContains(words, run);
            j.assertLogNotContains("to its end", run);
        });
        assertThat(account.aws().count(phase.call)).isEqualTo(calls);
        assertThat(account.aws().count("ExecuteChangeSet")).isZero();
        assertThat(account.aws().stack("shop").changeSets()).isEmpty();
    }
}
