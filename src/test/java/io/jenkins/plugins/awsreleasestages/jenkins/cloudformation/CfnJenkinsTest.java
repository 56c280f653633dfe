package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.jenkins.RunInRole;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;

class CfnJenkinsTest {

    private static final String EXECUTE = "CloudFormation.ExecuteChangeSet";
    private static final String ARN = "arn:aws:cloudformation:eu-west-1:111122223333:changeSet/jenkins-shop-1-abc/2222";

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private final String stack = "jenkins-" + UUID.randomUUID().toString().substring(0, 8);

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    private static WorkflowRun start(JenkinsRule j, String script) throws Exception {
        return RunInRole.start(j, "deploy", script);
    }

    private static WorkflowRun first(JenkinsRule j) {
        return j.jenkins.getItemByFullName("deploy", WorkflowJob.class).getBuildByNumber(1);
    }

    private String planned(int wait, int seconds) {
        return """
            def change
            node {
              writeFile file: 'template.yaml', text: '''
            Parameters:
              Wait: {Type: Number}
            Resources:
              Queue:
                Type: AWS::SQS::Queue
                Properties: {VisibilityTimeout: !Ref Wait}
            Outputs:
              Url: {Value: !Ref Queue}
            '''
              change = cfnChangeSet stack: '%s', template: 'template.yaml', parameters: [Wait: %d],
                                    tags: ['emulator:seconds': '%d']
            }
            echo "planned ${change.type} ${change.status} ${change.counts}"
            """.formatted(stack, wait, seconds);
    }

    private static String executed() {
        return "def result = cfnExecute changeSet: change\necho \"done ${result.status} ${result.outputs.Url}\"";
    }

    @Test
    void theFormsKeepWhatWasEntered() throws Throwable {
        session.then(j -> {
            CfnChangeSetStep plan = new CfnChangeSetStep("shop");
            plan.template = "cfn/template.yaml";
            plan.setParameters(new HashMap<>(Map.of("Image", "shop:7", "Stage", "prod")));
            plan.capabilities = List.of("CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND");
            plan.setTags(new HashMap<>(Map.of("team", "shop")));
            plan.role = "arn:aws:iam::111122223333:role/deploy";
            plan.timeoutMinutes = 30;
            assertThat(new StepConfigTester(j).configRoundTrip(plan))
                    .usingRecursiveComparison()
                    .isEqualTo(plan);
            CfnChangeSetStep least = new CfnChangeSetStep("shop");
            least.template = "template.yaml";
            assertThat(new StepConfigTester(j).configRoundTrip(least))
                    .usingRecursiveComparison()
                    .isEqualTo(least);
            CfnExecuteStep execute = new CfnExecuteStep(ARN);
            execute.timeoutMinutes = 30;
            CfnExecuteStep again = new StepConfigTester(j).configRoundTrip(execute);
            assertThat(again.getChangeSet()).isEqualTo(ARN);
            assertThat(again.timeoutMinutes).isEqualTo(30);
        });
    }

    @Test
    void theSnippetGeneratorWritesThem() throws Throwable {
        session.then(j -> {
            SnippetizerTester snippetizer = new SnippetizerTester(j);
            CfnChangeSetStep plan = new CfnChangeSetStep("shop");
            plan.template = "template.yaml";
            plan.capabilities = List.of("CAPABILITY_IAM");
            snippetizer.assertRoundTrip(
                    plan, "cfnChangeSet capabilities: ['CAPABILITY_IAM'], stack: 'shop', template: 'template.yaml'");
            snippetizer.assertRoundTrip(new CfnExecuteStep(ARN), "cfnExecute '" + ARN + "'");
        });
    }

    @Test
    void theFormSaysWhatIsWrong() throws Throwable {
        session.then(j -> {
            CfnChangeSetStep.DescriptorImpl plan = j.jenkins.getDescriptorByType(CfnChangeSetStep.DescriptorImpl.class);
            assertThat(plan.check(null, "stack", name -> "1shop").kind).isEqualTo(FormValidation.Kind.ERROR);
            assertThat(plan.check(null, "stack", name -> "shop").kind).isEqualTo(FormValidation.Kind.OK);
            assertThat(plan.check(null, "capabilities", name -> "CAPABILITY_X").kind)
                    .isEqualTo(FormValidation.Kind.ERROR);
            assertThat(plan.check(null, "parameters", name -> "no-equals-sign").kind)
                    .isEqualTo(FormValidation.Kind.ERROR);
        });
    }

    @Test
    void plannedExecutedAndThenUnchanged() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(
                    j,
                    planned(1, 1) + executed() + "\n" + planned(1, 1).replace("def change", "")
                            + executed().replace("def result", "result"));
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("+  Queue  AWS::SQS::Queue", run);
            j.assertLogContains("planned CREATE CHANGES", run);
            j.assertLogContains("done CREATED https://", run);
            j.assertLogContains("planned UPDATE NO_CHANGES", run);
            j.assertLogContains("done NO_CHANGES https://", run);
            assertThat(reached.proxy().count(EXECUTE)).isEqualTo(1);
        });
    }

    @Test
    void aRestartInTheMiddleOfTheExecution() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(j, planned(1, 15) + executed());
            j.waitForMessage("Executing change set", run);
        });
        session.then(j -> {
            WorkflowRun run = first(j);
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("done CREATED https://", run);
            assertThat(reached.proxy().count(EXECUTE)).isEqualTo(1);
        });
    }

    @Test
    void anAbortedUpdateIsCancelled() throws Throwable {
        session.then(j -> {
            j.assertBuildStatusSuccess(j.waitForCompletion(start(j, planned(1, 1) + executed())));
            WorkflowJob job = j.jenkins.getItemByFullName("deploy", WorkflowJob.class);
            job.setDefinition(new CpsFlowDefinition(
                    "awsRole(credentialsId: 'aws-ci', region: '" + Emulator.REGION + "') {\n" + planned(2, 60)
                            + executed() + "\n}",
                    true));
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            j.waitForMessage("Executing change set", run);
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            assertThat(reached.proxy().count("CloudFormation.CancelUpdateStack"))
                    .isEqualTo(1);
            j.assertLogContains("Rolling back", run);
        });
    }

    @Test
    void anAbortedChangeSetLeavesNothing() throws Throwable {
        AWS.settings("{\"changeSetSeconds\": 30}");
        try {
            session.then(j -> {
                WorkflowRun run = start(j, planned(1, 1));
                j.waitForMessage("Creating change set", run);
                run.getExecutor().interrupt();
                j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            });
        } finally {
            AWS.settings("{\"changeSetSeconds\": 1}");
        }
        try (CloudFormationClient direct =
                AWS.at(CloudFormationClient.builder()).build()) {
            assertThat(direct.describeStacks().stacks())
                    .noneMatch(found -> found.stackName().equals(stack));
        }
    }

    @Test
    void badInputIsOneClearErrorAndNothingIsAsked() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(
                    j, "node { cfnChangeSet stack: '1_shop', template: '', capabilities: ['ALL'], role: 'admin' }");
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
            j.assertLogContains("stack: '1_shop' is not the name of a stack", run);
            j.assertLogContains("template: the path of the template in the workspace is missing", run);
            j.assertLogContains("capabilities: 'ALL' is none of", run);
            j.assertLogContains("role: 'admin' is not the ARN of a role", run);
            assertThat(reached.proxy().count("CloudFormation.CreateChangeSet")).isZero();
        });
    }

    @Test
    void aMissingTemplateIsNamed() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(j, "node { cfnChangeSet stack: '" + stack + "', template: 'nowhere.yaml' }");
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
            j.assertLogContains("template: there is no file nowhere.yaml in the workspace", run);
            assertThat(reached.proxy().count("CloudFormation.CreateChangeSet")).isZero();
        });
    }

    @Test
    void aMapThatIsNoChangeSetIsRefused() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(j, "cfnExecute changeSet: [name: 'x']");
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
            j.assertLogContains("this map is not what cfnChangeSet returned", run);
        });
    }
}
