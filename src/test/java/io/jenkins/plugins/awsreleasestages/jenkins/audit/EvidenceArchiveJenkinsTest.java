package io.jenkins.plugins.awsreleasestages.jenkins.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.model.FreeStyleProject;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.files.FileDigest;
import io.jenkins.plugins.awsreleasestages.jenkins.SystemCredentials;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsEnvironment;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsReleaseStagesConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The evidence of a run in the artifact store of an environment. */
class EvidenceArchiveJenkinsTest {

    private static final String GATE = "releaseGate conditions: [deploymentWindow(windows: ['* 00:00-24:00'])]";

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    @RegisterExtension
    final ReachedEmulator reached = new ReachedEmulator(AWS);

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private final String bucket = "evidence-" + UUID.randomUUID();

    private void environment() throws Exception {
        AwsEnvironment audit = new AwsEnvironment("audit");
        audit.setRegion(Emulator.REGION);
        audit.setCredentialsId("ci");
        audit.setArtifactStore("s3://" + bucket + "/kept");
        audit.setEvidence(true);
        SystemCredentials.addAwsKeys("ci");
        AwsReleaseStagesConfiguration.get().setEnvironments(List.of(audit));
        AwsReleaseStagesConfiguration.get().save();
    }

    private static WorkflowJob job(JenkinsRule j) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, "app");
        job.setDefinition(new CpsFlowDefinition(GATE, true));
        return job;
    }

    private static void until(BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            Thread.sleep(20);
        }
    }

    private static List<String> places(WorkflowRun run) {
        EvidenceAction action = run.getAction(EvidenceAction.class);
        return action == null ? List.of() : action.getPlaces();
    }

    private static long marks(JenkinsRule j) {
        Path folder = j.jenkins.getRootDir().toPath().resolve("aws-release-stages/evidence");
        try (Stream<Path> marks = Files.list(folder)) {
            return marks.count();
        } catch (IOException e) {
            return 0;
        }
    }

    private List<String> keys(S3Client s3) {
        return s3.listObjectsV2(r -> r.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    @Test
    void whatARunHasDecidedIsKeptAfterItsEndAndOnceOnly() throws Throwable {
        S3Client s3 = AWS.s3With(bucket);
        session.then(j -> {
            environment();
            WorkflowRun run = j.buildAndAssertSuccess(job(j));
            until(() -> places(run).size() == 1 && marks(j) == 0);
            String key = keys(s3).get(0);
            String evidence =
                    s3.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asUtf8String();
            assertThat(evidence).contains("\"job\":\"app\"", "\"result\":\"SUCCESS\"", "\"verdict\":\"PASS\"");
            String sha256 = FileDigest.of(evidence.getBytes(StandardCharsets.UTF_8));
            assertThat(key).isEqualTo("kept/evidence/app/1-" + sha256 + ".json");
            assertThat(places(run)).containsExactly("s3://" + bucket + "/" + key);
            assertThat(Files.readString(ReleaseAudit.get().files().get(0)))
                    .contains("\"kind\":\"evidence.kept\"", "\"sha256\":\"" + sha256 + "\"");
            assertThat(j.createWebClient().getPage(run, "release").asNormalizedText())
                    .contains("s3://" + bucket + "/" + key);

            FreeStyleProject other = j.createFreeStyleProject("no-release");
            j.buildAndAssertSuccess(other);
            until(() -> marks(j) == 0);
            assertThat(keys(s3)).hasSize(1);
        });
    }

    @Test
    void aStoreThatRefusesHoldsUpNothingIsSaidAndIsAskedAgainAfterARestart() throws Throwable {
        S3Client s3 = AWS.s3With(bucket);
        reached.proxy().on("S3.PutObject").denyAccess();
        session.then(j -> {
            environment();
            WorkflowRun run = j.buildAndAssertSuccess(job(j));
            EvidenceMonitor monitor = new EvidenceMonitor();
            until(monitor::isActivated);
            assertThat(monitor.getTroubles().get("app#1"))
                    .startsWith("Storing the evidence of app #1 in s3://" + bucket)
                    .contains("AccessDenied");
            until(() -> run.getAction(EvidenceAction.class) != null);
            assertThat(j.createWebClient().getPage(run, "release").asNormalizedText())
                    .contains("It is not stored yet, and is tried again.", "AccessDenied");
            assertThat(j.createWebClient().goTo("manage/").asNormalizedText())
                    .contains("The evidence of AWS releases could not be stored yet, of so many runs: 1.");
        });
        reached.proxy().reset();
        session.then(j -> {
            WorkflowRun run =
                    j.jenkins.getItemByFullName("app", WorkflowJob.class).getBuildByNumber(1);
            until(() -> places(run).size() == 1 && marks(j) == 0);
            assertThat(new EvidenceMonitor().isActivated()).isFalse();
            assertThat(keys(s3)).hasSize(1);
        });
    }

    @Test
    void whatIsRememberedOfARunThatIsGoneIsForgotten() throws Throwable {
        AWS.s3With(bucket);
        reached.proxy().on("S3.PutObject").denyAccess();
        session.then(j -> {
            environment();
            j.buildAndAssertSuccess(job(j));
            until(new EvidenceMonitor()::isActivated);
            j.jenkins.getItemByFullName("app", WorkflowJob.class).delete();
        });
        session.then(j -> {
            until(() -> marks(j) == 0);
            assertThat(new EvidenceMonitor().isActivated()).isFalse();
        });
    }

    @Test
    void anEnvironmentWithoutAStoreCannotKeepIt() throws Throwable {
        session.then(j -> {
            AwsEnvironment none = new AwsEnvironment("none");
            none.setEvidence(true);
            assertThatThrownBy(() -> AwsReleaseStagesConfiguration.get().setEnvironments(List.of(none)))
                    .hasMessage("environment none: evidence: there is no artifactStore in which it could be kept.");
        });
    }

    /** Remembered from its start on: so it does not matter when Jenkins goes down. */
    @Test
    void aRunThatGoesOnAfterARestartIsKeptWhenItEnds() throws Throwable {
        S3Client s3 = AWS.s3With(bucket);
        session.then(j -> {
            environment();
            WorkflowJob job = j.createProject(WorkflowJob.class, "app");
            job.setDefinition(
                    new CpsFlowDefinition("releaseGate conditions: [freeze(periods: ['2020-01-01..'])]", true));
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            j.waitForMessage("Waiting: no freeze", run);
            assertThat(marks(j)).isEqualTo(1);
        });
        session.then(j -> {
            WorkflowRun run =
                    j.jenkins.getItemByFullName("app", WorkflowJob.class).getBuildByNumber(1);
            assertThat(keys(s3)).isEmpty();
            run.doStop();
            until(() -> places(run).size() == 1 && marks(j) == 0);
            String key = keys(s3).get(0);
            assertThat(s3.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asUtf8String())
                    .contains("\"result\":\"ABORTED\"", "\"verdict\":\"WAIT\"");
        });
    }
}
