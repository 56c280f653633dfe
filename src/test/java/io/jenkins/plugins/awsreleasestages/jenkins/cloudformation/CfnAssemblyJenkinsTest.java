package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.jenkins.RunInRole;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.ReachedLookAlike;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Assemblies and templates with local files, in a real Jenkins, against the look-alike of CloudFormation. */
class CfnAssemblyJenkinsTest {

    private static final String SAM = """
            Transform: AWS::Serverless-2016-10-31
            Resources:
              Queue: {Type: AWS::SQS::Queue}
              Code:
                Type: AWS::Serverless::LayerVersion
                Properties: {ContentUri: src}
            """;

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @RegisterExtension
    private final ReachedLookAlike account = new ReachedLookAlike();

    private WorkflowRun start(JenkinsRule j, String steps) throws Exception {
        return RunInRole.start(j, "assembly", "node {\n" + steps + "\n}");
    }

    /** Two stacks, of which the second depends on the first, for whoever deploys. */
    private static String assembly() {
        return """
                writeFile file: 'cdk.out/manifest.json', text: '''{"version": "36.0.0", "artifacts": {
                  "Shop": {"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region",
                    "properties": {"templateFile": "Shop.template.json", "stackName": "shop",
                      "stackTemplateAssetObjectUrl": "s3://assets-${AWS::AccountId}/shop.json"},
                    "dependencies": ["Data", "Shop.assets"]},
                  "Shop.assets": {"type": "cdk:asset-manifest", "properties": {"file": "Shop.assets.json"}},
                  "Data": {"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region",
                    "properties": {"templateFile": "Data.template.json", "stackName": "shop-data"}}}}'''
                writeFile file: 'cdk.out/Shop.assets.json', text: '''{"version": "36.0.0", "files": {
                  "shop": {"source": {"path": "Shop.template.json", "packaging": "file"},
                    "destinations": {"here": {"bucketName": "assets-${AWS::AccountId}", "objectKey": "shop.json"}}},
                  "code": {"source": {"path": "code", "packaging": "zip"},
                    "destinations": {"here": {"bucketName": "assets-${AWS::AccountId}", "objectKey": "code.zip"}}}},
                  "dockerImages": {}}'''
                writeFile file: 'cdk.out/code/index.py', text: 'print(1)'
                writeFile file: 'cdk.out/Shop.template.json',
                  text: '{"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}, "Outputs": {"Url": {"Value": {"Ref": "Queue"}}}}'
                writeFile file: 'cdk.out/Data.template.json', text: '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}'
                """;
    }

    @Test
    void anAssemblyIsDeployedInOrderThroughARestartInTheMiddle() throws Throwable {
        account.aws().resourceSeconds(6);
        session.then(j -> {
            WorkflowRun run = start(
                    j,
                    assembly() + "def r = cfnDeploy assembly: 'cdk.out'\n"
                            + "echo \"done ${r.keySet().join(' ')} ${r.shop.status} ${r.shop.outputs.Url != null}\"");
            j.waitForMessage("Executing change set", run);
        });
        session.then(j -> {
            WorkflowRun run =
                    j.jenkins.getItemByFullName("assembly", WorkflowJob.class).getBuildByNumber(1);
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("cdk.out: 2 stacks and 2 files: shop-data (", run);
            j.assertLogContains("done shop-data shop CREATED true", run);
            assertThat(account.aws().count("ExecuteChangeSet")).isEqualTo(2);
            assertThat(account.aws().count("PutObject")).isEqualTo(2);
        });
    }

    @Test
    void aStackThatFailsEndsTheAssemblyAndSaysWhatWasDeployed() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(
                    j,
                    assembly()
                                    .replace(
                                            "\"Type\": \"AWS::SQS::Queue\"",
                                            "\"Type\": \"AWS::SQS::Queue\", \"Metadata\":"
                                                    + " {\"LookAlike\": {\"Fails\": \"No more queues\"}}")
                            + "cfnDeploy assembly: 'cdk.out'");
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
            j.assertLogContains("No more queues", run);
            j.assertLogContains("Deployed before: shop-data.", run);
            String page = j.createWebClient().getPage(run, "cloudformation").asNormalizedText();
            assertThat(page).contains("State of the stack: CREATE_COMPLETE", "State of the stack: ROLLBACK_COMPLETE");
        });
    }

    @Test
    void theFilesThatASamTemplateNamesArePackagedOnce() throws Throwable {
        session.then(j -> {
            for (int i = 1; i <= 2; i++) {
                WorkflowRun run = start(
                        j,
                        "writeFile file: 'template.yaml', text: '''" + SAM + "'''\n"
                                + "writeFile file: 'src/shop.py', text: 'TAX = 19'\n"
                                + "def r = cfnDeploy stack: 'sam', template: 'template.yaml', store: 's3://artifacts/sam',"
                                + " capabilities: ['CAPABILITY_AUTO_EXPAND']\n"
                                + "echo \"done ${r.status}\"");
                j.assertBuildStatusSuccess(j.waitForCompletion(run));
                j.assertLogContains(i == 1 ? "done CREATED" : "done NO_CHANGES", run);
                j.assertLogContains(i == 1 ? "sent      src" : "is there  src", run);
            }
            assertThat(account.aws().count("PutObject")).isEqualTo(2);
        });
    }

    @Test
    void whatIsNeededAndContradictsItselfIsSaidAtOnce() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(j, "cfnDeploy assembly: 'cdk.out', stack: 'shop', template: 'template.yaml'");
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
            j.assertLogContains("leave out stack, template.", run);
            run = start(j, "cfnDeploy assembly: 'cdk.out'");
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
            j.assertLogContains("assembly: there is no folder cdk.out in the workspace", run);
        });
    }

    @Test
    void theFormKeepsTheAssembly() throws Throwable {
        session.then(j -> {
            CfnDeployStep step = new CfnDeployStep();
            step.assembly = "cdk.out";
            step.setStacks(List.of("Data", "Prod/Shop"));
            step.setParameters(new HashMap<>(Map.of("Prod/Shop:Size", "3")));
            assertThat(new StepConfigTester(j).configRoundTrip(step))
                    .usingRecursiveComparison()
                    .isEqualTo(step);
        });
    }
}
