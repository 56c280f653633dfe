package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import hudson.FilePath;
import hudson.model.Label;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import hudson.tasks.junit.TestResultAction;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedProject;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.emulator.SecretSearch;
import io.jenkins.plugins.awsreleasestages.jenkins.SystemCredentials;
import io.jenkins.plugins.awsreleasestages.jenkins.codebuild.TestResults;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.s3.S3Client;

/** What goes from an agent to a CodeBuild build and comes back. */
class CodeBuildFilesJenkinsTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final String PART = "S3.UploadPart";
    private static final String GET = "S3.GetObject";
    private static final String REPORTS =
            "EMULATOR_REPORTS: '''{\"unit\": [[\"shop.Cart\", \"adds\", \"SUCCEEDED\", \"\"],"
                    + " [\"shop.Cart\", \"pays\", \"FAILED\", \"no money\"]]}'''";

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private final String project = "files-" + UUID.randomUUID();
    private final String bucket = "files-" + UUID.randomUUID();
    private final long partsFrom = FilesUpload.partsFrom;
    private final long partSize = FilesUpload.partSize;

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
        FilesUpload.partsFrom = partsFrom;
        FilesUpload.partSize = partSize;
        s3.close();
        codeBuild.close();
    }

    /** A job whose build gets the folder {@code src} of an agent, and whose artifact comes back to {@code out}. */
    private WorkflowJob job(JenkinsRule j, String more) throws Exception {
        SystemCredentials.addAwsKeys("aws-ci");
        WorkflowJob job = j.createProject(WorkflowJob.class, "files");
        job.setDefinition(new CpsFlowDefinition("""
                node('agent') {
                  dir('src') {
                    writeFile file: 'a.txt', text: 'alpha'
                    awsRole(credentialsId: 'aws-ci', region: '%s') {
                      def build = codeBuild project: '%s', workspace: true, store: 's3://%s/sources',
                          artifacts: [type: 'S3', location: '%s', name: 'out', packaging: 'ZIP'], artifactsTo: 'out', %s
                      echo "path ${build.artifacts[0].path}, groups ${build.reportGroups}, status ${build.status}"
                    }
                    echo "came back: ${readFile 'out/a.txt'}"
                  }
                }
                """.formatted(Emulator.REGION, project, bucket, bucket, more), true));
        return job;
    }

    private static DumbSlave agent(JenkinsRule j) throws Exception {
        return j.createOnlineSlave(Label.get("agent"));
    }

    private static void noise(DumbSlave agent, WorkflowJob job) throws Exception {
        // Five parts, of which the first four go together.
        byte[] noise = new byte[22 << 20];
        new Random(3).nextBytes(noise);
        FilePath workspace = agent.getWorkspaceFor(job);
        workspace.child("src/noise").copyFrom(new ByteArrayInputStream(noise));
        FilesUpload.partsFrom = 6L << 20;
        FilesUpload.partSize = 5L << 20;
    }

    private static WorkflowRun first(JenkinsRule j) {
        return j.jenkins.getItemByFullName("files", WorkflowJob.class).getBuildByNumber(1);
    }

    private void await(String operation, int calls) throws InterruptedException {
        for (int i = 0; reached.proxy().count(operation) < calls && i < 600; i++) {
            Thread.sleep(100);
        }
        assertThat(reached.proxy().count(operation)).isGreaterThanOrEqualTo(calls);
    }

    private static void nothingSecretIn(Path folder) throws Exception {
        assertThat(SecretSearch.below(folder, file -> false)).isEmpty();
    }

    @Test
    void aBuildIsFedByAnAgentAndItsArtifactAndTestResultsComeBack() throws Throwable {
        session.then(j -> {
            DumbSlave agent = agent(j);
            WorkflowJob job = job(j, "env: [EMULATOR_SECONDS: 1, " + REPORTS + "]");
            WorkflowRun run = j.buildAndAssertStatus(Result.UNSTABLE, job);
            j.assertLogContains("came back: alpha", run);
            j.assertLogContains("path out, groups [" + project + "-unit], status SUCCEEDED", run);
            TestResultAction results = run.getAction(TestResultAction.class);
            assertThat(results.getTotalCount()).isEqualTo(2);
            assertThat(results.getFailedTests())
                    .extracting(test -> test.getErrorDetails())
                    .containsExactly("no money");
            agent.getWorkspaceFor(job).child("src/out").deleteRecursive();
            WorkflowRun again = j.buildAndAssertStatus(Result.UNSTABLE, job);
            j.assertLogContains("Workspace: unchanged", again);
            assertThat(reached.proxy().count("S3.PutObject")).isEqualTo(1);
            nothingSecretIn(Path.of(agent.getRemoteFS()));
            nothingSecretIn(j.jenkins.getRootDir().toPath());
        });
    }

    @Test
    void withoutTheJUnitPluginTheReportsAreSaidAndTheBuildSucceeds() throws Throwable {
        session.then(j -> {
            agent(j);
            ExtensionList<TestResults> there = ExtensionList.lookup(TestResults.class);
            there.forEach(there::remove);
            WorkflowRun run = j.buildAndAssertSuccess(job(j, "env: [EMULATOR_SECONDS: 1, " + REPORTS + "]"));
            j.assertLogContains("2 tests, 1 failed", run);
            j.assertLogContains("The JUnit plugin is not installed", run);
        });
    }

    @Test
    void aRestartDuringTheUploadGoesOnWithTheSameUploadAndStartsOneBuild() throws Throwable {
        reached.proxy().on(PART).from(5).delay(Duration.ofSeconds(4));
        session.then(j -> {
            DumbSlave agent = agent(j);
            WorkflowJob job = job(j, "env: [EMULATOR_SECONDS: 1]");
            noise(agent, job);
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            j.waitForMessage("sent (80 %)", run);
        });
        session.then(j -> {
            WorkflowRun run = j.waitForCompletion(first(j));
            j.assertBuildStatusSuccess(run);
            j.assertLogContains("came back: alpha", run);
            nothingSecretIn(j.jenkins.getRootDir().toPath());
        });
        assertThat(reached.proxy().count("S3.CreateMultipartUpload")).isEqualTo(1);
        assertThat(reached.proxy().count(PART)).isBetween(5, 6);
        assertThat(reached.proxy().count("CodeBuild.StartBuild")).isEqualTo(1);
    }

    @Test
    void aRestartDuringTheDownloadBringsTheArtifact() throws Throwable {
        reached.proxy().on(GET).nth(1).hang();
        session.then(j -> {
            agent(j);
            job(j, "env: [EMULATOR_SECONDS: 1]").scheduleBuild2(0).waitForStart();
            await(GET, 1);
        });
        session.then(j -> {
            WorkflowRun run = j.waitForCompletion(first(j));
            j.assertBuildStatusSuccess(run);
            j.assertLogContains("came back: alpha", run);
        });
        assertThat(reached.proxy().count("CodeBuild.StartBuild")).isEqualTo(1);
    }

    @Test
    void abortedDuringTheUploadLeavesNoPartsAndNoBuild() throws Throwable {
        reached.proxy().on(PART).from(2).hang();
        session.then(j -> {
            DumbSlave agent = agent(j);
            WorkflowJob job = job(j, "env: [EMULATOR_SECONDS: 1]");
            noise(agent, job);
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            await(PART, 2);
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
        });
        assertThat(s3.listMultipartUploads(r -> r.bucket(bucket)).uploads()).isEmpty();
        assertThat(reached.proxy().count("CodeBuild.StartBuild")).isZero();
    }

    @Test
    void abortedDuringTheDownloadEnds() throws Throwable {
        reached.proxy().on(GET).hang();
        session.then(j -> {
            agent(j);
            WorkflowRun run =
                    job(j, "env: [EMULATOR_SECONDS: 1]").scheduleBuild2(0).waitForStart();
            await(GET, 1);
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
        });
        assertThat(reached.proxy().count("CodeBuild.StopBuild")).isZero();
    }

    @Test
    void aSelectionWithoutAFileIsSaidAndNothingIsStarted() throws Throwable {
        session.then(j -> {
            agent(j);
            WorkflowJob job = job(j, "env: [EMULATOR_SECONDS: 1], workspaceIncludes: 'nothing.*'");
            WorkflowRun run = j.buildAndAssertStatus(Result.FAILURE, job);
            j.assertLogContains("The workspace could not be packed: no file is selected", run);
        });
        assertThat(reached.proxy().count("CodeBuild.StartBuild")).isZero();
    }
}
