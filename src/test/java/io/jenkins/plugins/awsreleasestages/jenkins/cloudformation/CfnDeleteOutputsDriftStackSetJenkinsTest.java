package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.RunInRole;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.ReachedLookAlike;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.jvnet.hudson.test.CaptureEnvironmentBuilder;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** What is done with stacks besides deploying them, in a real Jenkins. */
class CfnDeleteOutputsDriftStackSetJenkinsTest {

    private static final String SHOP = """
        Resources:
          Queue: {Type: AWS::SQS::Queue}
        Outputs:
          Name: {Value: orders}
        """;

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @RegisterExtension
    private final ReachedLookAlike account = new ReachedLookAlike();

    @BeforeEach
    void quickly() {
        account.aws().resourceSeconds(0.2).driftSeconds(0.5);
    }

    private static WorkflowRun start(JenkinsRule j, String script) throws Exception {
        return RunInRole.start(j, "tidy", script);
    }

    private static WorkflowRun first(JenkinsRule j) {
        return j.jenkins.getItemByFullName("tidy", WorkflowJob.class).getBuildByNumber(1);
    }

    private static CfnOutputsStep outputs() {
        CfnOutputsStep step = new CfnOutputsStep("shop");
        step.failIfAbsent = false;
        step.details = true;
        step.timeoutMinutes = 7;
        step.setRegion("eu-central-1");
        return step;
    }

    private static CfnDeleteStep delete() {
        CfnDeleteStep step = new CfnDeleteStep("arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/1234-5678");
        step.setRetainResources(List.of("Queue", "Bucket"));
        step.role = "arn:aws:iam::111122223333:role/deploy";
        step.timeoutMinutes = 30;
        return step;
    }

    private static CfnDeleteStep force() {
        CfnDeleteStep step = new CfnDeleteStep("shop");
        step.force = true;
        return step;
    }

    private static CfnDriftStep drift() {
        CfnDriftStep step = new CfnDriftStep("shop");
        step.failOnDrift = true;
        step.showValues = false;
        step.timeoutMinutes = 5;
        return step;
    }

    private static CfnStackSetStep stackSet() {
        CfnStackSetStep step = new CfnStackSetStep("guard");
        step.template = "guard.yaml";
        step.description = "guards all";
        step.setParameters(new HashMap<>(Map.of("Stage", "prod", "Size", "a=b")));
        step.setParameterOverrides(new HashMap<>(Map.of("Size", "small")));
        step.setTags(new HashMap<>(Map.of("team", "platform")));
        step.capabilities = List.of("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM");
        step.permissionModel = "SELF_MANAGED";
        step.administrationRole = "arn:aws:iam::111122223333:role/admin";
        step.executionRole = "execution";
        step.callAs = "DELEGATED_ADMIN";
        step.setAccounts(List.of("111122223333", "222233334444"));
        step.setRegions(List.of("eu-west-1", "us-east-1"));
        step.failureToleranceCount = 0;
        step.maxConcurrentPercentage = 50;
        step.regionOrder = List.of("us-east-1", "eu-west-1");
        step.regionConcurrency = "PARALLEL";
        step.concurrencyMode = "SOFT_FAILURE_TOLERANCE";
        step.timeoutMinutes = 30;
        return step;
    }

    /** As much as can be said, and as little. */
    static Stream<Arguments> steps() {
        return Stream.of(
                Arguments.of(outputs(), new CfnOutputsStep("shop")),
                Arguments.of(delete(), force()),
                Arguments.of(drift(), new CfnDriftStep("shop")),
                Arguments.of(stackSet(), new CfnStackSetStep("guard")));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void theFormsKeepWhatWasEntered(Step full, Step untouched) throws Throwable {
        session.then(j -> {
            for (Step step : List.of(full, untouched)) {
                assertThat(new StepConfigTester(j).configRoundTrip(step))
                        .usingRecursiveComparison()
                        .isEqualTo(step);
            }
        });
    }

    @Test
    void theFormsOfTheBuildersKeepWhatWasEntered() throws Throwable {
        session.then(j -> {
            FreeStyleProject job = j.createFreeStyleProject();
            List<ActionBuilder<?>> builders = List.of(
                    new CfnOutputsStep.Builder(outputs()), new CfnDeleteStep.Builder(delete()),
                    new CfnDriftStep.Builder(drift()), new CfnStackSetStep.Builder(stackSet()));
            for (ActionBuilder<?> builder : builders) {
                job.getBuildersList().replace(builder);
                FreeStyleProject saved = j.configRoundtrip(job);
                ActionBuilder<?> again = saved.getBuildersList().get(builder.getClass());
                assertThat(again.getStep()).usingRecursiveComparison().isEqualTo(builder.getStep());
            }
        });
    }

    @Test
    void theSnippetGeneratorWritesThem() throws Throwable {
        session.then(j -> {
            SnippetizerTester snippetizer = new SnippetizerTester(j);
            snippetizer.assertRoundTrip(new CfnOutputsStep("shop"), "cfnOutputs 'shop'");
            snippetizer.assertRoundTrip(
                    drift(), "cfnDrift failOnDrift: true, showValues: false, stack: 'shop', timeoutMinutes: 5");
            CfnStackSetStep guard = new CfnStackSetStep("guard");
            guard.setAccounts(List.of("111122223333"));
            guard.setRegions(List.of("eu-west-1"));
            guard.failureToleranceCount = 1;
            guard.setTags(new HashMap<>(Map.of("team", "platform")));
            snippetizer.assertRoundTrip(
                    guard,
                    "cfnStackSet accounts: ['111122223333'], failureToleranceCount: 1, name: 'guard',"
                            + " regions: ['eu-west-1'], tags: [team: 'platform']");
            snippetizer.assertRoundTrip(force(), "cfnDelete force: true, stack: 'shop'");
        });
    }

    @Test
    void theFormSaysWhatIsWrong() throws Throwable {
        session.then(j -> {
            CfnDeleteStep.DescriptorImpl delete = j.jenkins.getDescriptorByType(CfnDeleteStep.DescriptorImpl.class);
            assertThat(delete.check(null, "stack", name -> "1shop").kind).isEqualTo(FormValidation.Kind.ERROR);
            assertThat(delete.check(null, "stack", name -> "${STACK}").kind).isEqualTo(FormValidation.Kind.OK);
            assertThat(delete.check(null, "retainResources", name -> "my-queue").kind)
                    .isEqualTo(FormValidation.Kind.ERROR);
            assertThat(delete.check(null, "role", name -> "admin").kind).isEqualTo(FormValidation.Kind.ERROR);
            CfnStackSetStep.DescriptorImpl set = j.jenkins.getDescriptorByType(CfnStackSetStep.DescriptorImpl.class);
            assertThat(set.check(null, "accounts", name -> "111122223333, 123").kind)
                    .isEqualTo(FormValidation.Kind.ERROR);
            assertThat(set.check(null, "regions", name -> "eu-west-1 us-east-1").kind)
                    .isEqualTo(FormValidation.Kind.OK);
            assertThat(set.check(
                                    null,
                                    "maxConcurrentCount",
                                    Map.of("maxConcurrentCount", "2", "maxConcurrentPercentage", "50")::get)
                            .kind)
                    .isEqualTo(FormValidation.Kind.ERROR);
            assertThat(set.check(null, "maxConcurrentPercentage", name -> "101").kind)
                    .isEqualTo(FormValidation.Kind.ERROR);
            assertThat(set.check(
                                    null,
                                    "failureToleranceCount",
                                    Map.of("failureToleranceCount", "0", "failureTolerancePercentage", "")::get)
                            .kind)
                    .isEqualTo(FormValidation.Kind.OK);
            assertThat(set.doFillCallAsItems(null)).hasSize(3);
        });
    }

    @Test
    void outputsAreReadAndTheStackIsDeleted() throws Throwable {
        account.aws().stack("shop").template(SHOP);
        session.then(j -> {
            WorkflowRun run = start(j, """
                def shop = cfnOutputs stack: 'shop', details: true
                echo "read ${cfnOutputs('shop').Name} of ${shop.status}"
                def gone = cfnDelete stack: 'shop'
                echo "gone ${gone.status} ${gone.existed}"
                echo "again ${cfnDelete(stack: 'shop').existed}"
                echo "empty ${cfnOutputs(stack: 'shop', failIfAbsent: false).Name}"
                cfnOutputs stack: 'shop'
                """);
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
            j.assertLogContains("read orders of CREATE_COMPLETE", run);
            j.assertLogContains("1/1  deleted  Queue (AWS::SQS::Queue)", run);
            j.assertLogContains("gone DELETED true", run);
            j.assertLogContains("again false", run);
            j.assertLogContains("empty null", run);
            j.assertLogContains("There is no stack shop in " + Emulator.REGION, run);
            assertThat(account.aws().count("DeleteStack")).isEqualTo(1);
        });
    }

    @Test
    void driftIsShownAndReturned() throws Throwable {
        account.aws()
                .stack("shop")
                .template("Resources: {Queue: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: '3'}}}")
                .resource("Queue")
                .drifted("DelaySeconds", "9");
        session.then(j -> {
            WorkflowRun run = start(j, """
                def drift = cfnDrift stack: 'shop'
                echo "${drift.status} ${drift.drifted[0].differences[0].actual}"
                cfnDrift stack: 'shop', failOnDrift: true
                """);
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
            j.assertLogContains("DelaySeconds: 3 → 9", run);
            j.assertLogContains("DRIFTED 9", run);
            j.assertLogContains("Stack shop is not what its template says: Queue (AWS::SQS::Queue)", run);
        });
    }

    private static final String GUARD = """
        node {
          writeFile file: 'guard.yaml', text: 'Resources: {Topic: {Type: AWS::SNS::Topic}}'
          def guard = cfnStackSet name: 'guard', template: 'guard.yaml', accounts: ['111122223333', '222233334444'],
                                  regions: ['eu-west-1', 'us-east-1'], maxConcurrentCount: 2,
                                  concurrencyMode: 'SOFT_FAILURE_TOLERANCE'
          echo "done ${guard.status} ${guard.counts}"
        }
        """;

    @Test
    void aStackSetIsDeployedAndThenUnchanged() throws Throwable {
        account.aws().stackSetSeconds(0.5);
        session.then(j -> {
            WorkflowRun run = start(j, GUARD + GUARD);
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("4/4  succeeded  ", run);
            j.assertLogContains("done CREATED [succeeded:4]", run);
            j.assertLogContains("done NO_CHANGES [current:4]", run);
            assertThat(account.aws().count("CreateStackInstances")).isEqualTo(1);
        });
    }

    @Test
    void aRestartInTheMiddleOfAStackSetsOperationAndAnAbortAfterIt() throws Throwable {
        account.aws().stackSetSeconds(20);
        session.then(j -> j.waitForMessage("Stack set guard, creation of stacks", start(j, GUARD)));
        session.then(j -> {
            WorkflowRun run = first(j);
            j.waitForMessage("1/4  succeeded", run);
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            assertThat(account.aws().count("CreateStackInstances")).isEqualTo(1);
            assertThat(account.aws().count("StopStackSetOperation")).isEqualTo(1);
            j.assertLogContains("creation of stacks STOPPED", run);
        });
    }

    @Test
    void aRestartInTheMiddleOfADeletion() throws Throwable {
        account.aws().stack("shop").template(SHOP).resource("Queue").seconds(15);
        session.then(j -> j.waitForMessage("Deleting stack shop", start(j, "cfnDelete 'shop'; echo 'all gone'")));
        session.then(j -> {
            WorkflowRun run = first(j);
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("all gone", run);
            assertThat(account.aws().count("DeleteStack")).isEqualTo(1);
        });
    }

    @Test
    void anAbortedWaitForABusyStackDeletesNothing() throws Throwable {
        account.aws().stack("shop").template(SHOP).busy("UPDATE_IN_PROGRESS", 1000, "UPDATE_COMPLETE");
        session.then(j -> {
            WorkflowRun run = start(j, "cfnDelete 'shop'");
            j.waitForMessage("another operation is under way", run);
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            assertThat(account.aws().count("DeleteStack")).isZero();
        });
    }

    @Test
    void badInputIsOneClearErrorAndNothingIsAsked() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(j, "cfnDelete stack: '1_shop', retainResources: ['a-b'], role: 'admin'");
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
            j.assertLogContains("cfnDelete: stack: '1_shop' is neither the name of a stack", run);
            j.assertLogContains("retainResources: 'a-b' is not the logical id", run);
            j.assertLogContains("role: 'admin' is not the ARN of a role", run);
            // But for awsRole's own question who it is.
            assertThat(account.aws().calls()).allMatch(call -> call.operation().equals("GetCallerIdentity"));
        });
    }

    @Test
    void afterABuilderTheOutputsAreInTheEnvironment() throws Throwable {
        account.aws().stack("shop").template(SHOP);
        session.then(j -> {
            FreeStyleProject job = RunInRole.freestyle(j, "outputs");
            CfnOutputsStep step = new CfnOutputsStep("${JOB_STACK}");
            CaptureEnvironmentBuilder captured = new CaptureEnvironmentBuilder();
            job.getBuildersList().add(new CfnOutputsStep.Builder(step));
            job.getBuildersList().add(captured);
            job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("JOB_STACK", "shop")));
            FreeStyleBuild build = j.buildAndAssertSuccess(job);
            assertThat(captured.getEnvVars()).containsEntry("CFN_OUTPUT_Name", "orders");
            j.assertLogContains("has the outputs Name", build);
        });
    }
}
