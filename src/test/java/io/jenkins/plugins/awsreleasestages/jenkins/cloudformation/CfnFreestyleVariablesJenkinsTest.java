package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import io.jenkins.plugins.awsreleasestages.jenkins.SystemCredentials;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsEnvironment;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsReleaseStagesConfiguration;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.ReachedLookAlike;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.CaptureEnvironmentBuilder;
import org.jvnet.hudson.test.CreateFileBuilder;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The texts of the builders' forms name variables of the run. */
@WithJenkins
class CfnFreestyleVariablesJenkinsTest {

    private static final String TEMPLATE = """
            Parameters:
              Name: {Type: String}
            Resources:
              Queue: {Type: AWS::SQS::Queue}
            Outputs:
              Name: {Value: !Ref Name}
            """;

    @RegisterExtension
    private final ReachedLookAlike account = new ReachedLookAlike();

    /** The environment has the credentials, and a region that is not meant. */
    private FreeStyleProject job(JenkinsRule j, CfnDeployStep step, Map<String, String> files) throws Exception {
        SystemCredentials.addAwsKeys("aws-ci");
        AwsEnvironment environment = new AwsEnvironment("test");
        environment.setCredentialsId("aws-ci");
        environment.setRegion("us-west-2");
        AwsReleaseStagesConfiguration.get().setEnvironments(List.of(environment));
        step.setEnvironment("${ENVIRONMENT}");
        step.setRegion("${REGION}");
        FreeStyleProject job = j.createFreeStyleProject();
        job.addProperty(new ParametersDefinitionProperty(
                new StringParameterDefinition("ENVIRONMENT", "test"),
                new StringParameterDefinition("REGION", account.aws().region()),
                new StringParameterDefinition("STACK", "shop"),
                new StringParameterDefinition("DIR", "deploy"),
                new StringParameterDefinition("NOTHING", ""),
                // Jenkins itself makes one dollar of two.
                new StringParameterDefinition("RAW", "$${JOB_NAME}")));
        files.forEach((path, text) -> job.getBuildersList().add(new CreateFileBuilder(path, text)));
        job.getBuildersList().add(new CfnDeployStep.Builder(step));
        return job;
    }

    @Test
    void aStackIsDeployedWhereTheVariablesSay(JenkinsRule j) throws Exception {
        CfnDeployStep step = new CfnDeployStep("${STACK}-7");
        step.template = "${DIR}/template.yaml";
        step.setParameters(new HashMap<>(Map.of("Name", "<${RAW}>")));
        FreeStyleProject job = job(j, step, Map.of("deploy/template.yaml", TEMPLATE));
        CaptureEnvironmentBuilder later = new CaptureEnvironmentBuilder();
        job.getBuildersList().add(later);
        j.buildAndAssertSuccess(job);
        assertThat(later.getEnvVars().get("CFN_STACK_ID"))
                .contains(":" + account.aws().region() + ":")
                .contains("stack/shop-7/");
        // A value is taken as it is: what looks like a variable in it is none, also not in what comes back.
        assertThat(account.aws().stack("shop-7").parameters()).containsEntry("Name", "<${JOB_NAME}>");
        assertThat(later.getEnvVars()).containsEntry("CFN_OUTPUT_Name", "<${JOB_NAME}>");
    }

    @Test
    void anAssemblyIsDeployedWhereTheVariablesSay(JenkinsRule j) throws Exception {
        CfnDeployStep step = new CfnDeployStep();
        step.assembly = "${DIR}/cdk.out";
        step.setStacks(List.of("${STACK}"));
        FreeStyleProject job = job(
                j,
                step,
                Map.of(
                        "deploy/cdk.out/manifest.json",
                        """
                        {"version": "36.0.0", "artifacts": {
                          "shop": {"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region",
                            "properties": {"templateFile": "shop.json"}},
                          "other": {"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region",
                            "properties": {"templateFile": "shop.json"}}}}
                        """,
                        "deploy/cdk.out/shop.json",
                        "{\"Resources\": {\"Queue\": {\"Type\": \"AWS::SQS::Queue\"}}}"));
        FreeStyleBuild build = j.buildAndAssertSuccess(job);
        j.assertLogContains("Stack shop: CREATE_COMPLETE", build);
        assertThat(account.aws().count("ExecuteChangeSet")).isEqualTo(1);
    }

    @Test
    void aTemplateTextIsTakenAsItIs(JenkinsRule j) throws Exception {
        CfnDeployStep step = new CfnDeployStep("${STACK}");
        step.setTemplateText(TEMPLATE.replace("!Ref Name", "'$$ $DIR ${DIR}'"));
        step.setParameters(new HashMap<>(Map.of("Name", "any")));
        FreeStyleProject job = job(j, step, Map.of());
        CaptureEnvironmentBuilder later = new CaptureEnvironmentBuilder();
        job.getBuildersList().add(later);
        FreeStyleBuild build = j.buildAndAssertSuccess(job);
        j.assertLogContains("Stack shop: CREATE_COMPLETE", build);
        assertThat(later.getEnvVars().get("CFN_OUTPUT_Name")).isEqualTo("$$ $DIR ${DIR}");
    }

    @Test
    void aVariableThatIsEmptyIsRefusedAndNothingIsAsked(JenkinsRule j) throws Exception {
        CfnDeployStep step = new CfnDeployStep();
        step.assembly = "${DIR}/cdk.out";
        step.setStacks(List.of("${NOTHING}"));
        FreeStyleProject job = job(j, step, Map.of());
        step.setEnvironment("${NOTHING}");
        step.setRegion(" ${NOTHING} ");
        FreeStyleBuild build = j.buildAndAssertStatus(Result.FAILURE, job);
        j.assertLogContains("stacks: '${NOTHING}' is empty in this run.", build);
        j.assertLogContains("environment: '${NOTHING}' is empty in this run.", build);
        j.assertLogContains("region: '${NOTHING}' is empty in this run.", build);
        assertThat(account.aws().calls()).isEmpty();
    }
}
