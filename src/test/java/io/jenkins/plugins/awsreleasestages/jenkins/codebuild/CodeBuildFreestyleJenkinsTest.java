package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import hudson.FilePath;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.PasswordParameterDefinition;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.slaves.DumbSlave;
import hudson.tasks.junit.TestResultAction;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedProject;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.emulator.SecretSearch;
import io.jenkins.plugins.awsreleasestages.jenkins.SystemCredentials;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsEnvironment;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsReleaseStagesConfiguration;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleBuildWrapper;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleStep;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.CaptureEnvironmentBuilder;
import org.jvnet.hudson.test.CreateFileBuilder;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A freestyle job whose workspace, on an agent, is what CodeBuild builds, and whose artifacts come back to it. Its form
 * names variables of the run.
 */
@WithJenkins
class CodeBuildFreestyleJenkinsTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private final String project = "freestyle-" + UUID.randomUUID();
    private final String bucket = "freestyle-" + UUID.randomUUID();

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    private CodeBuildClient codeBuild;
    private S3Client s3;

    @BeforeEach
    void connect() {
        codeBuild = AWS.at(CodeBuildClient.builder()).build();
        s3 = AWS.at(S3Client.builder()).forcePathStyle(true).build();
        s3.createBucket(r -> r.bucket(bucket).createBucketConfiguration(c -> c.locationConstraint(Emulator.REGION)));
        EmulatedProject.create(codeBuild, project);
    }

    @AfterEach
    void disconnect() {
        s3.close();
        codeBuild.close();
    }

    private CodeBuildStep step(Map<String, String> more) {
        CodeBuildStep step = new CodeBuildStep(project);
        step.workspace = "${FOLDER}";
        step.store = "s3://${BUCKET}/sources";
        step.workspaceExcludes = "**/*.log";
        step.setArtifacts(
                new HashMap<>(Map.of("type", "S3", "location", "${BUCKET}", "name", "out", "packaging", "ZIP")));
        step.artifactsTo = "back/${BUILD_NUMBER}";
        LinkedHashMap<String, String> env = new LinkedHashMap<>(more);
        env.put("EMULATOR_SECONDS", "1");
        step.setEnv(new HashMap<>(env));
        return step;
    }

    private FreeStyleProject job(JenkinsRule j, DumbSlave agent, CodeBuildStep step) throws Exception {
        SystemCredentials.addAwsKeys("aws-ci");
        AwsRoleStep identity = new AwsRoleStep();
        identity.setCredentialsId("aws-ci");
        identity.setRegion(Emulator.REGION);
        FreeStyleProject job = j.createFreeStyleProject("files");
        job.setAssignedNode(agent);
        job.addProperty(new ParametersDefinitionProperty(
                new StringParameterDefinition("BUCKET", bucket), new StringParameterDefinition("FOLDER", "src")));
        job.getBuildWrappersList().add(new AwsRoleBuildWrapper(identity));
        // What a checkout would leave, and noise.
        job.getBuildersList().add(new CreateFileBuilder("src/a.txt", "alpha"));
        job.getBuildersList().add(new CreateFileBuilder("src/deep/b.txt", "beta"));
        job.getBuildersList().add(new CreateFileBuilder("src/c.log", "noise"));
        job.getBuildersList()
                .add(new CreateFileBuilder("src/build.yml", "version: 0.2\nphases: {build: {commands: ['ls $HOME']}}"));
        job.getBuildersList().add(new CodeBuildStep.Builder(step));
        return job;
    }

    private Build build() {
        String id = codeBuild
                .listBuildsForProject(r -> r.projectName(project))
                .ids()
                .get(0);
        return codeBuild.batchGetBuilds(r -> r.ids(id)).builds().get(0);
    }

    @Test
    void eachTextOfTheFormMayNameVariablesAndTheirValuesAreTakenAsTheyAre(JenkinsRule j) throws Exception {
        AwsReleaseStagesConfiguration.get().setEnvironments(List.of(environment()));
        CodeBuildStep step = new CodeBuildStep("${PROJECT}");
        step.setEnvironment("${ENVIRONMENT}");
        step.setRegion("${REGION}");
        step.buildspecFile = "${FOLDER}/build.yml";
        step.setSourceVersion("release-${FOLDER}");
        step.setImage("${FOLDER}:1");
        step.setEnv(new HashMap<>(Map.of("EMULATOR_SECONDS", "1", "ONCE", "<${RAW}>", "PASSWORD", "${PASSWORD}")));
        FreeStyleProject job = job(j, j.createOnlineSlave(), step);
        job.getBuildWrappersList().clear();
        job.removeProperty(ParametersDefinitionProperty.class);
        String password = SecretSearch.MARK + "of-the-database";
        job.addProperty(new ParametersDefinitionProperty(
                new StringParameterDefinition("PROJECT", project),
                new StringParameterDefinition("ENVIRONMENT", "test"),
                new StringParameterDefinition("REGION", Emulator.REGION),
                new StringParameterDefinition("FOLDER", "src"),
                // Jenkins itself makes one dollar of two.
                new StringParameterDefinition("RAW", "$${JOB_NAME}"),
                new PasswordParameterDefinition("PASSWORD", password, "")));

        FreeStyleBuild run = j.buildAndAssertSuccess(job);

        Build build = build();
        assertThat(build.sourceVersion()).isEqualTo("release-src");
        assertThat(build.environment().image()).isEqualTo("src:1");
        assertThat(build.source().buildspec()).contains("ls $HOME");
        assertThat(build.environment().environmentVariables())
                .extracting(EnvironmentVariable::name, EnvironmentVariable::value)
                .contains(tuple("ONCE", "<${JOB_NAME}>"), tuple("PASSWORD", password));
        assertThat(j.getLog(run)).doesNotContain(password);
        assertThat(SecretSearch.below(j.jenkins.getRootDir().toPath(), file -> false))
                .isEmpty();
    }

    private static AwsEnvironment environment() {
        AwsEnvironment environment = new AwsEnvironment("test");
        environment.setCredentialsId("aws-ci");
        environment.setRegion("us-west-2");
        return environment;
    }

    @Test
    void aVariableThatIsEmptyIsRefusedAndNothingIsStarted(JenkinsRule j) throws Exception {
        CodeBuildStep step = step(Map.of());
        step.setEnvironment("${NOTHING}");
        step.workspace = "${NOTHING}";
        FreeStyleProject job = job(j, j.createOnlineSlave(), step);
        job.removeProperty(ParametersDefinitionProperty.class);
        job.addProperty(new ParametersDefinitionProperty(
                new StringParameterDefinition("BUCKET", bucket), new StringParameterDefinition("NOTHING", "")));
        FreeStyleBuild build = j.buildAndAssertStatus(Result.FAILURE, job);
        j.assertLogContains("environment: '${NOTHING}' is empty in this run.", build);
        j.assertLogContains("workspace: '${NOTHING}' is empty in this run.", build);
        // But for the question of the job's role who it is.
        assertThat(reached.proxy().calls()).allMatch(call -> call.operation().equals("STS.GetCallerIdentity"));
    }

    @Test
    void theWorkspaceIsBuiltAndTheArtifactAndTestResultsComeBack(JenkinsRule j) throws Exception {
        DumbSlave agent = j.createOnlineSlave();
        FreeStyleProject job = job(
                j,
                agent,
                step(Map.of(
                        "EMULATOR_REPORTS",
                        "{\"unit\": [[\"shop.Cart\", \"adds\", \"SUCCEEDED\", \"\"],"
                                + " [\"shop.Cart\", \"pays\", \"FAILED\", \"no money\"]]}")));
        CaptureEnvironmentBuilder later = new CaptureEnvironmentBuilder();
        job.getBuildersList().add(later);

        FreeStyleBuild build = j.buildAndAssertStatus(Result.UNSTABLE, job);

        FilePath back = build.getWorkspace().child("back/1");
        assertThat(back.child("a.txt").readToString()).isEqualTo("alpha");
        assertThat(back.child("deep/b.txt").readToString()).isEqualTo("beta");
        assertThat(back.child("c.log").exists()).isFalse();
        assertThat(later.getEnvVars()).containsEntry("CODEBUILD_BUILD_STATUS", "SUCCEEDED");
        assertThat(build.getAction(TestResultAction.class).getFailedTests())
                .extracting(test -> test.getErrorDetails())
                .containsExactly("no money");
        assertThat(SecretSearch.below(Path.of(agent.getRemoteFS()), file -> false))
                .isEmpty();
        assertThat(SecretSearch.below(j.jenkins.getRootDir().toPath(), file -> false))
                .isEmpty();
    }

    @Test
    void whatIsUnchangedIsNotSentAgain(JenkinsRule j) throws Exception {
        FreeStyleProject job = job(j, j.createOnlineSlave(), step(Map.of()));
        j.buildAndAssertSuccess(job);
        FreeStyleBuild again = j.buildAndAssertSuccess(job);
        j.assertLogContains("Workspace: unchanged", again);
        assertThat(again.getWorkspace().child("back/2/a.txt").readToString()).isEqualTo("alpha");
        assertThat(reached.proxy().count("S3.PutObject")).isEqualTo(1);
    }

    /** The call hangs, and the build is aborted then. */
    private void abortedWhile(String operation, JenkinsRule j) throws Exception {
        reached.proxy().on(operation).hang();
        FreeStyleBuild build =
                job(j, j.createOnlineSlave(), step(Map.of())).scheduleBuild2(0).waitForStart();
        for (int i = 0; reached.proxy().count(operation) == 0 && i < 1200; i++) {
            Thread.sleep(100);
        }
        build.getExecutor().interrupt();
        j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(build));
        assertThat(reached.proxy().count(operation)).isPositive();
    }

    @Test
    void abortedDuringTheDownloadEnds(JenkinsRule j) throws Exception {
        abortedWhile("S3.GetObject", j);
        assertThat(reached.proxy().count("CodeBuild.StartBuild")).isEqualTo(1);
        assertThat(reached.proxy().count("CodeBuild.StopBuild")).isZero();
    }

    @Test
    void abortedDuringTheUploadStartsNoBuild(JenkinsRule j) throws Exception {
        abortedWhile("S3.PutObject", j);
        assertThat(reached.proxy().count("CodeBuild.StartBuild")).isZero();
    }

    @Test
    void aFolderThatIsNotThereIsNamedAndNothingIsStarted(JenkinsRule j) throws Exception {
        CodeBuildStep step = step(Map.of());
        step.workspace = "${FOLDER}/none";
        FreeStyleBuild build = j.buildAndAssertStatus(Result.FAILURE, job(j, j.createOnlineSlave(), step));
        j.assertLogContains("src/none", build);
        assertThat(reached.proxy().count("CodeBuild.StartBuild")).isZero();
    }
}
