package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.tasks.Shell;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.jenkins.SystemCredentials;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.GateRule;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.PolicyDefinition;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePolicies;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsReleaseStagesConfiguration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetSummary;
import software.amazon.awssdk.services.cloudformation.model.Stack;

class CfnDeployJenkinsTest {

    private static final String EXECUTE = "CloudFormation.ExecuteChangeSet";
    private static final String TEMPLATE = """
            Parameters:
              Name: {Type: String}
              Wait: {Type: Number, Default: 1}
            Resources:
              Queue:
                Type: AWS::SQS::Queue
                Properties: {QueueName: !Ref Name, VisibilityTimeout: !Ref Wait}
            Outputs:
              Url: {Value: !Ref Queue}
            """;

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private final String stack = "deploy-" + UUID.randomUUID().toString().substring(0, 8);

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    // ---- forms

    private static void everything(CfnChangeStep step) {
        step.store = "s3://artifacts/shop";
        step.parametersFile = "parameters.json";
        step.setParameterOverrides("{\"Image\": \"shop:8\"}");
        step.keepPreviousValues = false;
        step.notificationTopics = List.of("arn:aws:sns:eu-west-1:111122223333:deployments");
        step.stackPolicy = "{\"Statement\": []}";
        step.rollbackAlarms = List.of(
                "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:5xx",
                "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:slow");
        step.monitoringMinutes = 10;
        step.nestedStacks = false;
        step.onFailure = "DO_NOTHING";
        step.importExisting = true;
        step.revertDrift = true;
        step.recreate = true;
        step.continueRollback = true;
        step.resourcesToSkip = List.of("Queue");
        step.busyMinutes = 5;
        step.timeoutMinutes = 30;
    }

    private static CfnDeployStep full() {
        CfnDeployStep step = new CfnDeployStep("shop");
        step.template = "template.yaml";
        step.setParameters(new HashMap<>(Map.of("Image", "shop:7")));
        step.capabilities = List.of("CAPABILITY_IAM");
        step.setTags(new HashMap<>(Map.of("team", "shop")));
        step.role = "arn:aws:iam::111122223333:role/deploy";
        step.replacement = "FAIL";
        step.approve = true;
        step.setApprovers(List.of("anna", "release managers"));
        step.onAbort = "LEAVE";
        everything(step);
        return step;
    }

    @Test
    void theFormsKeepEveryField() throws Throwable {
        session.then(j -> {
            CfnDeployStep text = new CfnDeployStep("shop");
            text.setTemplateText("Resources: {}");
            for (CfnDeployStep step : List.of(full(), text)) {
                assertThat(new StepConfigTester(j).configRoundTrip(step))
                        .usingRecursiveComparison()
                        .isEqualTo(step);
            }
            CfnChangeSetStep plan = new CfnChangeSetStep("shop");
            plan.templateUrl = "s3://templates/shop.yaml";
            everything(plan);
            assertThat(new StepConfigTester(j).configRoundTrip(plan))
                    .usingRecursiveComparison()
                    .isEqualTo(plan);
        });
    }

    @Test
    void theFormsOfTheBuildersKeepEveryField() throws Throwable {
        session.then(j -> {
            FreeStyleProject job = j.createFreeStyleProject();
            job.getBuildersList().add(new CfnDeployStep.Builder(full()));
            CfnChangeSetStep plan = new CfnChangeSetStep("shop");
            plan.template = "template.yaml";
            plan.setTags(new HashMap<>(Map.of("team", "shop")));
            job.getBuildersList().add(new CfnChangeSetStep.Builder(plan));
            CfnExecuteStep execute = new CfnExecuteStep("${CFN_CHANGE_SET}");
            execute.onAbort = "LEAVE";
            job.getBuildersList().add(new CfnExecuteStep.Builder(execute));
            FreeStyleProject saved = j.configRoundtrip(job);
            assertThat(saved.getBuildersList().get(CfnDeployStep.Builder.class).getStep())
                    .usingRecursiveComparison()
                    .isEqualTo(full());
            assertThat(saved.getBuildersList()
                            .get(CfnChangeSetStep.Builder.class)
                            .getStep())
                    .usingRecursiveComparison()
                    .isEqualTo(plan);
            assertThat(saved.getBuildersList().get(CfnExecuteStep.Builder.class).getStep())
                    .usingRecursiveComparison()
                    .isEqualTo(execute);
        });
    }

    @Test
    void aJobThatWasSavedBeforeThereWereRulesGoesOn() throws Throwable {
        session.then(j -> {
            String saved = Jenkins.XSTREAM2.toXML(new CfnDeployStep.Builder(full()));
            String before = saved.replace("<quorum>1</quorum>", "").replaceAll("(?s)<rules.*?(/>|</rules>)", "");
            assertThat(before).isNotEqualTo(saved).doesNotContain("quorum", "rules");
            CfnDeployStep.Builder read = (CfnDeployStep.Builder) Jenkins.XSTREAM2.fromXML(before);
            assertThat(read.getStep()).usingRecursiveComparison().isEqualTo(full());
        });
    }

    // ---- runs

    private String deployment(String name, String arguments) {
        return "awsRole(credentialsId: 'aws-ci', region: '" + Emulator.REGION + "') { node {\n"
                + "writeFile file: 'template.yaml', text: '''" + TEMPLATE + "'''\n"
                + "def result = cfnDeploy stack: '" + stack + "', template: 'template.yaml', parameters: [Name: '"
                + name
                + "']" + arguments + "\n"
                + "echo \"done ${result.status} ${result.counts} ${result.outputs.Url}\"\n} }";
    }

    private WorkflowRun start(JenkinsRule j, String script) throws Exception {
        WorkflowJob job = j.jenkins.getItemByFullName("deploy", WorkflowJob.class);
        if (job == null) {
            SystemCredentials.addAwsKeys("aws-ci");
            job = j.createProject(WorkflowJob.class, "deploy");
        }
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private void thereIsAStack(JenkinsRule j) throws Exception {
        j.assertBuildStatusSuccess(j.waitForCompletion(start(j, deployment(stack, ""))));
    }

    private static HtmlForm gate(JenkinsRule j, WorkflowRun run) throws Exception {
        HtmlPage page = j.createWebClient().getPage(run, "approval");
        return page.getForms().stream()
                .filter(form -> form.getNameAttribute().startsWith("decide-"))
                .findFirst()
                .orElseThrow();
    }

    private static void reject(JenkinsRule j, WorkflowRun run) throws Exception {
        HtmlForm gate = gate(j, run);
        gate.getTextAreaByName("reason").setText("not today");
        j.submit(gate, "reject");
    }

    private static void demandForStacks(String pattern) {
        GateRule rule = new GateRule("release managers");
        rule.setApprovers(List.of("group:managers"));
        PolicyDefinition policy = new PolicyDefinition("Production");
        policy.setStacks(List.of(pattern));
        policy.setRules(List.of(rule));
        ReleasePolicies.get().setPolicies(List.of(policy));
    }

    private String inRole(String script) {
        return "awsRole(credentialsId: 'aws-ci', region: '" + Emulator.REGION + "') { node {\n"
                + "writeFile file: 'template.yaml', text: '''" + TEMPLATE + "'''\n"
                + script + "\n} }";
    }

    private String changeSet(String name) {
        return "def change = cfnChangeSet stack: '" + stack + "', template: 'template.yaml', parameters: [Name: '"
                + name + "']\n";
    }

    @Test
    void aPolicyAsksWhateverTheJobSaysAndNotTwiceForTheSame() throws Throwable {
        session.then(j -> {
            demandForStacks(stack + "*");
            WorkflowRun created = start(j, deployment(stack, ""));
            j.waitForMessage("Change stack " + stack + "?", created);
            assertThat(((HtmlPage) gate(j, created).getPage()).asNormalizedText())
                    .contains("release managers", "Production");
            j.submit(gate(j, created), "approve");
            j.assertBuildStatusSuccess(j.waitForCompletion(created));

            WorkflowRun unasked = start(j, inRole(changeSet(stack + "-2") + "cfnExecute changeSet: change"));
            j.waitForMessage("Execute change set ", unasked);
            assertThat(reached.proxy().count(EXECUTE)).isEqualTo(1);
            reject(j, unasked);
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(unasked));
            assertThat(reached.proxy().count(EXECUTE)).isEqualTo(1);

            WorkflowRun asked = start(
                    j,
                    inRole(changeSet(stack + "-3")
                            + "releaseApproval message: 'Ship it?', subject: change\ncfnExecute changeSet: change"));
            j.waitForMessage("Ship it?", asked);
            j.waitForMessage("Approve or reject", asked);
            assertThat(((HtmlPage) gate(j, asked).getPage()).asNormalizedText()).contains("Production", "replaced");
            j.submit(gate(j, asked), "approve");
            j.assertBuildStatusSuccess(j.waitForCompletion(asked));
            j.assertLogNotContains("Execute change set ", asked);

            // What a Jenkinsfile says of a change set is not believed.
            WorkflowRun forged = start(
                    j,
                    inRole(changeSet(stack + "-4")
                            + "releaseApproval message: 'Harmless?', subject: [fingerprint: change.fingerprint, stack: 'mine']\n"
                            + "cfnExecute changeSet: (change + [stack: 'mine'])"));
            j.waitForMessage("Harmless?", forged);
            j.waitForMessage("Approve or reject", forged);
            j.submit(gate(j, forged), "approve");
            j.waitForMessage("Execute change set ", forged);
            reject(j, forged);
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(forged));

            WorkflowRun deleted = start(j, inRole("cfnDelete stack: '" + stack + "'"));
            j.waitForMessage("Delete stack " + stack + "?", deleted);
            reject(j, deleted);
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(deleted));
            assertThat(stacks()).contains(stack);
        });
    }

    @Test
    void whatCannotHappenAnyMoreIsAskedAnewAndNeverExecuted() throws Throwable {
        session.then(j -> {
            thereIsAStack(j);
            WorkflowRun run = start(j, deployment(stack + "-2", ", approve: true"));
            j.waitForMessage("Change stack " + stack + "?", run);
            String first = deleteOnlyChangeSet();
            j.submit(gate(j, run), "approve");
            j.waitForMessage("The approval of change set " + first + " is withdrawn: ", run);
            j.waitForMessage("Asked anew, because the stack has changed meanwhile.", run);
            HtmlPage page = (HtmlPage) gate(j, run).getPage();
            assertThat(page.asNormalizedText())
                    .contains("Withdrawn: the change set was deleted, or another one of the stack was executed");
            assertThat(reached.proxy().count(EXECUTE))
                    .as("only the first deployment")
                    .isEqualTo(1);
            j.submit(gate(j, run), "approve");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            assertThat(reached.proxy().count(EXECUTE)).isEqualTo(2);
        });
    }

    /** @return its name */
    private String deleteOnlyChangeSet() {
        try (CloudFormationClient direct =
                AWS.at(CloudFormationClient.builder()).build()) {
            ChangeSetSummary waiting = direct.listChangeSets(r -> r.stackName(stack)).summaries().stream()
                    .filter(summary -> summary.executionStatusAsString().equals("AVAILABLE"))
                    .findFirst()
                    .orElseThrow();
            direct.deleteChangeSet(r -> r.changeSetName(waiting.changeSetId()));
            return waiting.changeSetName();
        }
    }

    private static List<String> stacks() {
        try (CloudFormationClient direct =
                AWS.at(CloudFormationClient.builder()).build()) {
            return direct.describeStacks().stacks().stream()
                    .map(Stack::stackName)
                    .toList();
        }
    }

    @Test
    void aReplacementWaitsForApprovalThroughARestartAndIsShownOnAPage() throws Throwable {
        session.then(j -> {
            thereIsAStack(j);
            WorkflowRun run = start(j, deployment(stack + "-2", ""));
            j.waitForMessage("Change stack " + stack + "?", run);
        });
        session.then(j -> {
            WorkflowRun run =
                    j.jenkins.getItemByFullName("deploy", WorkflowJob.class).getBuildByNumber(2);
            HtmlPage page = j.createWebClient().getPage(run, "cloudformation");
            assertThat(page.asNormalizedText()).contains("Queue", "AWS::SQS::Queue", "replaced", stack + "-2");
            HtmlForm gate = gate(j, run);
            assertThat(((HtmlPage) gate.getPage()).asNormalizedText()).contains("Queue (AWS::SQS::Queue) is replaced.");
            j.submit(gate, "approve");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("Approved by ", run);
            j.assertLogContains("done UPDATED", run);
            assertThat(reached.proxy().count(EXECUTE)).isEqualTo(2);
        });
    }

    @Test
    void aRejectionAbortsTheRunAndDeletesTheChangeSetAndItsEmptyStack() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(j, deployment(stack, ", approve: true"));
            j.waitForMessage("Change stack " + stack + "?", run);
            reject(j, run);
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            j.assertLogContains("is deleted, and the empty stack " + stack + " with it.", run);
            assertThat(reached.proxy().count(EXECUTE)).isZero();
            assertThat(stacks()).doesNotContain(stack);
        });
    }

    @Test
    void anAbortAtTheGateDeletesTheChangeSetAndItsEmptyStack() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(j, deployment(stack, ", approve: true"));
            j.waitForMessage("Change stack " + stack + "?", run);
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            assertThat(reached.proxy().count(EXECUTE)).isZero();
            assertThat(stacks()).doesNotContain(stack);
        });
    }

    @Test
    void aRestartWhileTheChangeSetIsMade() throws Throwable {
        AWS.settings("{\"changeSetSeconds\": 12}");
        try {
            session.then(j -> {
                WorkflowRun run = start(j, deployment(stack, ""));
                j.waitForMessage("Creating change set", run);
            });
            session.then(j -> {
                WorkflowRun run =
                        j.jenkins.getItemByFullName("deploy", WorkflowJob.class).getBuildByNumber(1);
                j.assertBuildStatusSuccess(j.waitForCompletion(run));
                j.assertLogContains("done CREATED", run);
                assertThat(reached.proxy().count("CloudFormation.CreateChangeSet"))
                        .isEqualTo(1);
                assertThat(reached.proxy().count(EXECUTE)).isEqualTo(1);
            });
        } finally {
            AWS.settings("{\"changeSetSeconds\": 1}");
        }
    }

    private static String status(String stack) {
        try (CloudFormationClient direct =
                AWS.at(CloudFormationClient.builder()).build()) {
            return direct.describeStacks(r -> r.stackName(stack))
                    .stacks()
                    .get(0)
                    .stackStatusAsString();
        }
    }

    private String slowUpdate() {
        return deployment(stack, ", parameterOverrides: '{\"Wait\": \"2\"}', tags: ['emulator:seconds': '60']");
    }

    @Test
    void anAbortWhileTheChangeSetIsMadeLeavesNothing() throws Throwable {
        AWS.settings("{\"changeSetSeconds\": 30}");
        try {
            session.then(j -> {
                WorkflowRun run = start(j, deployment(stack, ""));
                j.waitForMessage("Creating change set", run);
                run.getExecutor().interrupt();
                j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
                assertThat(reached.proxy().count(EXECUTE)).isZero();
                assertThat(stacks()).doesNotContain(stack);
            });
        } finally {
            AWS.settings("{\"changeSetSeconds\": 1}");
        }
    }

    @Test
    void anAbortWhileItIsExecutedCancelsTheUpdateAndFollowsTheRollback() throws Throwable {
        session.then(j -> {
            thereIsAStack(j);
            WorkflowRun run = start(j, slowUpdate());
            j.waitForMessage("Executing change set", run);
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            assertThat(reached.proxy().count("CloudFormation.CancelUpdateStack"))
                    .isEqualTo(1);
            j.assertLogContains("Rolling back", run);
            j.assertLogContains("Stack " + stack + ": UPDATE_ROLLBACK_COMPLETE after ", run);
            HtmlPage page = j.createWebClient().getPage(run, "cloudformation");
            assertThat(page.asNormalizedText()).contains("State of the stack: UPDATE_ROLLBACK_COMPLETE");
            assertThat(status(stack)).isEqualTo("UPDATE_ROLLBACK_COMPLETE");
        });
    }

    @Test
    void aRestartWhileItIsExecuted() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(j, deployment(stack, ", tags: ['emulator:seconds': '15']"));
            j.waitForMessage("Executing change set", run);
        });
        session.then(j -> {
            WorkflowRun run =
                    j.jenkins.getItemByFullName("deploy", WorkflowJob.class).getBuildByNumber(1);
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("done CREATED", run);
            assertThat(reached.proxy().count("CloudFormation.CreateChangeSet")).isEqualTo(1);
            assertThat(reached.proxy().count(EXECUTE)).isEqualTo(1);
        });
    }

    @Test
    void aForbiddenReplacementFailsAndNothingIsExecuted() throws Throwable {
        session.then(j -> {
            thereIsAStack(j);
            WorkflowRun run = start(j, deployment(stack + "-2", ", replacement: 'FAIL'"));
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
            j.assertLogContains("replacement: 'FAIL' forbids this: Queue (AWS::SQS::Queue) is replaced.", run);
            assertThat(reached.proxy().count(EXECUTE)).isEqualTo(1);
        });
    }

    @Test
    void aDeclarativePipelineDeploys() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(
                    j,
                    "pipeline { agent any\n stages { stage('Deploy') { steps {\n"
                            + "writeFile file: 'template.yaml', text: '''" + TEMPLATE + "'''\n"
                            + "awsRole(credentialsId: 'aws-ci', region: '" + Emulator.REGION + "') {\n"
                            + "cfnDeploy stack: '" + stack + "', template: 'template.yaml', parameters: [Name: '"
                            + stack
                            + "']\n} } } } }");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            assertThat(stacks()).contains(stack);
        });
    }

    @Test
    void aTemplateOfTheWorkspaceNeedsANode() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(j, "cfnDeploy stack: '" + stack + "', template: 'template.yaml'");
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
            j.assertLogContains("surround the step with node { … }", run);
        });
    }

    @Test
    void aFreestyleJobDeploysAndTheNextBuilderKnowsTheOutputs() throws Throwable {
        session.then(j -> {
            AwsReleaseStagesConfiguration.get().setRegion(Emulator.REGION);
            AwsReleaseStagesConfiguration.get().setControllerIdentity(true);
            System.setProperty("aws.accessKeyId", Emulator.ACCESS_KEY);
            System.setProperty("aws.secretAccessKey", Emulator.SECRET_KEY);
            try {
                FreeStyleProject job = j.createFreeStyleProject("free");
                CfnDeployStep step = new CfnDeployStep("${JOB_NAME}-" + stack);
                step.setTemplateText(TEMPLATE);
                step.setParameters(new HashMap<>(Map.of("Name", "${JOB_NAME}-" + stack)));
                job.getBuildersList().add(new CfnDeployStep.Builder(step));
                job.getBuildersList().add(new Shell("echo \"now $CFN_RESULT $CFN_OUTPUT_Url\""));
                FreeStyleBuild build = j.buildAndAssertSuccess(job);
                j.assertLogContains("now CREATED https://", build);
                assertThat(stacks()).contains("free-" + stack);
            } finally {
                System.clearProperty("aws.accessKeyId");
                System.clearProperty("aws.secretAccessKey");
            }
        });
    }
}
