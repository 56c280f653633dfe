package io.jenkins.plugins.awsreleasestages.jenkins.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.model.Computer;
import hudson.model.Fingerprint;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.Permission;
import hudson.tasks.Fingerprinter;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.kms.NewKey;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.emulator.SecretSearch;
import io.jenkins.plugins.awsreleasestages.jenkins.RunInRole;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsEnvironment;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsReleaseStagesConfiguration;
import java.util.List;
import java.util.UUID;
import jenkins.model.Jenkins;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import net.sf.json.JSONObject;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.CaptureEnvironmentBuilder;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;
import org.jvnet.hudson.test.SingleFileSCM;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Artifacts that runs of a real Jenkins store and fetch. */
class StoreArtifactJenkinsTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final String PUT = "S3.PutObject";
    private static final String GET = "S3.GetObject";

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    private final String bucket = "artifacts-" + UUID.randomUUID();
    private S3Client s3;

    @BeforeEach
    void connect() {
        s3 = AWS.s3With(bucket);
    }

    @AfterEach
    void disconnect() {
        s3.close();
    }

    private String store() {
        return """
                writeFile file: 'out/template.yaml', text: 'Resources: {}'
                writeFile file: 'out/run.sh', text: 'echo shop'
                def build = storeArtifact name: 'app', folder: 'out', store: 's3://%s/releases', storageClass: 'STANDARD_IA', tags: [team: 'shop']
                """.formatted(bucket);
    }

    private static WorkflowRun run(JenkinsRule j, String job, Result result, String script) throws Exception {
        return j.assertBuildStatus(result, j.waitForCompletion(RunInRole.start(j, job, "node {\n" + script + "\n}")));
    }

    private static StoredArtifact artifact(Run<?, ?> run) {
        return run.getAction(ArtifactsAction.class).stored().get(0);
    }

    private void await(String operation) throws InterruptedException {
        for (int i = 0; reached.proxy().count(operation) == 0 && i < 600; i++) {
            Thread.sleep(100);
        }
        assertThat(reached.proxy().count(operation)).isPositive();
    }

    @Test
    void whatIsStoredComesBackInTheSameRunAndIsOnItsPage() throws Throwable {
        session.then(j -> {
            WorkflowRun run = run(j, "build", Result.SUCCESS, store() + """
                            echo "${build.type} ${build.files} files ${build.location == "s3://${build.bucket}/${build.key}"}"
                            fetchArtifact name: 'app', folder: 'back', requireProvenance: true
                            fetchArtifact from: build, folder: 'again'
                            echo "back: ${readFile 'back/run.sh'}, again: ${readFile 'again/template.yaml'}"
                            """);
            j.assertLogContains("s3 2 files true", run);
            j.assertLogContains("back: echo shop, again: Resources: {}", run);
            StoredArtifact artifact = artifact(run);
            assertThat(artifact.key()).isEqualTo("releases/artifacts/app/" + artifact.sha256() + ".zip");
            String provenance = s3.getObjectAsBytes(r ->
                            r.bucket(bucket).key("releases/artifacts/app/" + artifact.sha256() + ".provenance.json"))
                    .asUtf8String();
            assertThat(provenance).contains(artifact.sha256(), "\"job\":\"build\"", "slsa.dev/provenance/v1");

            HtmlPage page = j.createWebClient().withJavaScriptEnabled(false).getPage(run, "release");
            assertThat(page.asNormalizedText()).contains("Artifacts", "2 files", artifact.sha256(), artifact.address());
            JenkinsRule.WebClient client = j.createWebClient();
            client.getOptions().setRedirectEnabled(false);
            client.setThrowExceptionOnFailingStatusCode(false);
            WebResponse redirect = client.getPage(page.getFullyQualifiedUrl(
                            page.getAnchorByText("app").getHrefAttribute()))
                    .getWebResponse();
            assertThat(redirect.getStatusCode()).isEqualTo(302);
            assertThat(redirect.getResponseHeaderValue("Location"))
                    .contains(artifact.sha256(), "X-Amz-Signature=", "X-Amz-Expires=60", "app.zip");
            JSONObject manifest =
                    j.getJSON(run.getUrl() + "aws-artifacts/manifest").getJSONObject();
            assertThat(manifest.getString("job")).isEqualTo("build");
            assertThat(manifest.getJSONArray("artifacts").getJSONObject(0).getString("sha256"))
                    .isEqualTo(artifact.sha256());
            assertThat(manifest.toString()).doesNotContain("scope", "credentialsId");
            assertThat(SecretSearch.below(j.jenkins.getRootDir().toPath(), file -> false))
                    .isEmpty();

            WorkflowRun again = run(j, "build", Result.SUCCESS, store());
            j.assertLogContains("is stored already", again);
            assertThat(artifact(again)).isEqualTo(artifact);
            WorkflowRun user = run(j, "deploy", Result.SUCCESS, "fetchArtifact name: 'app', job: 'build', folder: 'x'");
            String foreign = "fetchArtifact from: [name: 'app', bucket: '%s', key: '%s', sha256: '%s'], folder: 'y'";
            run(j, "promote", Result.SUCCESS, foreign.formatted(bucket, artifact.key(), artifact.sha256()));
            Fingerprint print = j.jenkins._getFingerprint(Fingerprints.hash(artifact));
            assertThat(print.getFileName()).isEqualTo("app.zip");
            assertThat(print.getOriginal().is(run)).isTrue();
            assertThat(print.getRangeSet("build").toString()).isEqualTo("[1,3)");
            assertThat(print.getRangeSet("deploy").includes(user.getNumber())).isTrue();
            assertThat(print.getRangeSet("promote").isEmpty()).isFalse();
            assertThat(user.getAction(Fingerprinter.FingerprintAction.class).getRecords())
                    .containsEntry("app.zip", Fingerprints.hash(artifact));
        });
    }

    @Test
    void anotherRunAndAChecksumAreFoundAndAReplacedObjectIsNotUnpacked() throws Throwable {
        session.then(j -> {
            StoredArtifact artifact = artifact(run(j, "build", Result.SUCCESS, store()));
            AwsEnvironment test = new AwsEnvironment("test");
            test.setCredentialsId("aws-ci");
            test.setRegion(Emulator.REGION);
            test.setArtifactStore("s3://" + bucket + "/releases");
            AwsReleaseStagesConfiguration.get().setEnvironments(List.of(test));
            WorkflowRun deploy = run(j, "deploy", Result.SUCCESS, """
                    fetchArtifact name: 'app', job: 'build', folder: 'a'
                    fetchArtifact name: 'app', job: '/build', run: 1, folder: 'b'
                    fetchArtifact name: 'app', sha256: '%s', folder: 'c', environment: 'test'
                    echo "all: ${readFile('a/run.sh') == readFile('b/run.sh')} ${readFile 'c/run.sh'}"
                    """.formatted(artifact.sha256()));
            j.assertLogContains("all: true echo shop", deploy);
            j.assertLogContains(
                    "has no run 7",
                    run(j, "deploy", Result.FAILURE, "fetchArtifact name: 'app', job: 'build', run: 7"));
            j.assertLogContains(
                    "has stored no artifact lib. It has stored app.",
                    run(j, "deploy", Result.FAILURE, "fetchArtifact name: 'lib', job: 'build'"));
            j.assertLogContains(
                    "store: where the artifact app is kept is missing",
                    run(j, "deploy", Result.FAILURE, "writeFile file: 'x', text: ''; storeArtifact 'app'"));

            s3.putObject(r -> r.bucket(bucket).key(artifact.key()), RequestBody.fromString("somebody else's"));
            WorkflowRun refused = run(
                    j,
                    "deploy",
                    Result.FAILURE,
                    "try { fetchArtifact name: 'app', job: 'build', folder: 'd' } finally { echo \"left: ${fileExists"
                            + " 'd/run.sh'}\" }");
            j.assertLogContains("it was stored with " + artifact.sha256(), refused);
            j.assertLogContains("left: false", refused);
        });
    }

    @Test
    void whatTheKeyHasSignedIsFetchedAndWhatItHasNotIsNot() throws Throwable {
        AwsSession aws = Driven.session(AWS.endpoint());
        String key = NewKey.signing(aws, "ECC_NIST_P256");
        String other = NewKey.signing(aws, "ECC_NIST_P256");
        session.then(j -> {
            WorkflowRun build = run(
                    j,
                    "build",
                    Result.SUCCESS,
                    store().replace("storeArtifact ", "storeArtifact provenanceKey: '" + key + "', "));
            j.assertLogContains("Provenance: signed with " + key, build);
            String fetch = "fetchArtifact name: 'app', job: 'build', folder: 'back', provenanceKey: '%s'";
            run(j, "deploy", Result.SUCCESS, fetch.formatted(key));
            int sent = reached.proxy().count(GET);
            j.assertLogContains("dsse.json", run(j, "deploy", Result.FAILURE, fetch.formatted(other)));
            j.assertLogContains(
                    "provenanceKey: 'mine' is no key", run(j, "deploy", Result.FAILURE, fetch.formatted("mine")));
            // The look for the other key's envelope, and no more.
            assertThat(reached.proxy().count(GET)).isEqualTo(sent + 1);
        });
    }

    @Test
    void aRunGetsWhatTheOneItRunsAsMayRead() throws Throwable {
        session.then(j -> {
            WorkflowRun build = run(j, "build", Result.SUCCESS, store());
            WorkflowJob deploy = j.createProject(WorkflowJob.class, "deploy");
            j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
            MockAuthorizationStrategy rights = new MockAuthorizationStrategy()
                    .grant(
                            Jenkins.READ,
                            Item.READ,
                            Item.BUILD,
                            Item.CONFIGURE,
                            CredentialsProvider.USE_ITEM,
                            Computer.BUILD)
                    .everywhere()
                    .to("anna")
                    .grant(Jenkins.READ, Computer.BUILD)
                    .everywhere()
                    .to("bob")
                    .grant(Item.READ, Item.BUILD, Item.CONFIGURE, CredentialsProvider.USE_ITEM)
                    .onItems(deploy)
                    .to("bob");
            j.jenkins.setAuthorizationStrategy(rights);
            String fetch = "fetchArtifact name: 'app', job: 'build'";
            QueueItemAuthenticatorConfiguration.get()
                    .getAuthenticators()
                    .add(new MockQueueItemAuthenticator()
                            .authenticate("deploy", User.getById("bob", true).impersonate2()));
            j.assertLogContains(
                    "there is no job build that this run may read. It runs as bob.",
                    run(j, "deploy", Result.FAILURE, fetch));
            QueueItemAuthenticatorConfiguration.get()
                    .getAuthenticators()
                    .replace(new MockQueueItemAuthenticator()
                            .authenticate("deploy", User.getById("anna", true).impersonate2()));
            run(j, "deploy", Result.SUCCESS, fetch);
            String download = build.getUrl() + "aws-artifacts/download?name=app&sha256="
                    + artifact(build).sha256();
            assertThat(status(j, "bob", download)).isEqualTo(404);
            assertThat(status(j, "anna", download)).isEqualTo(302);
            assertThat(status(j, "anna", build.getUrl() + "aws-artifacts/download?name=app&sha256=0"))
                    .isEqualTo(404);
            System.setProperty("hudson.security.ArtifactsPermission", "true");
            boolean enabled = Run.ARTIFACTS.enabled;
            Run.ARTIFACTS.setEnabled(true);
            try {
                assertThat(status(j, "anna", download)).isEqualTo(403);
                j.assertLogContains(
                        "there are no artifacts of build #1 that this run may read",
                        run(j, "deploy", Result.FAILURE, fetch));
                rights.grant(new Permission[] {Run.ARTIFACTS}).everywhere().to("anna");
                assertThat(status(j, "anna", download)).isEqualTo(302);
            } finally {
                Run.ARTIFACTS.setEnabled(enabled);
                System.clearProperty("hudson.security.ArtifactsPermission");
            }
        });
    }

    private static int status(JenkinsRule j, String user, String path) throws Exception {
        JenkinsRule.WebClient client =
                j.createWebClient().withJavaScriptEnabled(false).login(user);
        client.getOptions().setRedirectEnabled(false);
        client.setThrowExceptionOnFailingStatusCode(false);
        return client.goTo(path, null).getWebResponse().getStatusCode();
    }

    @Test
    void aCopyNeedsNoNodeGoesOnAfterARestartAndIsFetched() throws Throwable {
        String other = "copies-" + UUID.randomUUID();
        AWS.s3With(other).close();
        String copy = "S3.CopyObject";
        reached.proxy().on(copy).nth(1).hang();
        session.then(j -> {
            RunInRole.start(
                    j,
                    "build",
                    "node {\n" + store() + "}\ndef copy = copyArtifact name: 'app', store: 's3://" + other + "/eu'\n"
                            + "node {\n fetchArtifact name: 'app', folder: 'back', requireProvenance: true\n"
                            + "echo \"back: ${readFile 'back/run.sh'} from ${copy.bucket}\"\n}");
            await(copy);
        });
        session.then(j -> {
            WorkflowRun resumed =
                    j.jenkins.getItemByFullName("build", WorkflowJob.class).getBuildByNumber(1);
            j.assertBuildStatusSuccess(j.waitForCompletion(resumed));
            j.assertLogContains("back: echo shop from " + other, resumed);
            j.assertLogContains("Artifact app: s3://" + other + "/eu/artifacts/app/", resumed);
            assertThat(resumed.getAction(ArtifactsAction.class).stored()).hasSize(2);
            reached.proxy().on(copy).hang();
            WorkflowRun copying = RunInRole.start(
                    j, "again", "copyArtifact name: 'app', job: 'build', store: 's3://" + other + "/other'");
            int before = reached.proxy().count(copy);
            for (int i = 0; reached.proxy().count(copy) == before && i < 100; i++) {
                Thread.sleep(100);
            }
            copying.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(copying));
        });
    }

    @Test
    void afterARestartInEveryPhaseItGoesOn() throws Throwable {
        reached.proxy().on(PUT).nth(1).hang();
        session.then(j -> {
            RunInRole.start(
                    j,
                    "build",
                    "node {\n" + store() + "fetchArtifact name: 'app', folder: 'back'\n"
                            + "echo \"back: ${readFile 'back/run.sh'}\"\n}");
            await(PUT);
            reached.proxy().on(GET).nth(1).hang();
        });
        session.then(j -> {
            WorkflowRun resumed =
                    j.jenkins.getItemByFullName("build", WorkflowJob.class).getBuildByNumber(1);
            await(GET);
            assertThat(artifact(resumed).files()).isEqualTo(2);
        });
        session.then(j -> {
            WorkflowRun resumed =
                    j.jenkins.getItemByFullName("build", WorkflowJob.class).getBuildByNumber(1);
            j.assertBuildStatusSuccess(j.waitForCompletion(resumed));
            j.assertLogContains("back: echo shop", resumed);
            assertThat(resumed.getAction(ArtifactsAction.class).stored()).hasSize(1);
        });
    }

    @Test
    void anAbortEndsEachWhileTheNetworkHangs() throws Throwable {
        session.then(j -> {
            reached.proxy().on(PUT).hang();
            WorkflowRun storing = RunInRole.start(j, "build", "node {\n" + store() + "\n}");
            await(PUT);
            storing.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(storing));
            assertThat(storing.getAction(ArtifactsAction.class)).isNull();
            reached.proxy().reset();
            run(j, "build", Result.SUCCESS, store());
            reached.proxy().on(GET).hang();
            WorkflowRun fetching =
                    RunInRole.start(j, "deploy", "node { fetchArtifact name: 'app', job: 'build', folder: 'back' }");
            await(GET);
            fetching.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(fetching));
        });
    }

    @Test
    void buildersDoTheSameAndLeaveWhereItIs() throws Throwable {
        session.then(j -> {
            var job = RunInRole.freestyle(j, "free");
            job.setScm(new SingleFileSCM("dist/app.txt", "shop"));
            StoreArtifactStep store = new StoreArtifactStep("${JOB_NAME}-app");
            store.includes = "dist/**";
            store.store = "s3://" + bucket;
            FetchArtifactStep fetch = new FetchArtifactStep();
            fetch.name = "free-app";
            fetch.folder = "back";
            var captured = new CaptureEnvironmentBuilder();
            job.getBuildersList().add(new StoreArtifactStep.Builder(store));
            job.getBuildersList().add(new FetchArtifactStep.Builder(fetch));
            job.getBuildersList().add(captured);
            var run = j.buildAndAssertSuccess(job);
            StoredArtifact artifact = artifact(run);
            assertThat(run.getWorkspace().child("back/dist/app.txt").readToString())
                    .isEqualTo("shop");
            assertThat(captured.getEnvVars())
                    .containsEntry("ARTIFACT_BUCKET", bucket)
                    .containsEntry("ARTIFACT_KEY", artifact.key())
                    .containsEntry("ARTIFACT_SHA256", artifact.sha256())
                    .containsEntry("ARTIFACT_ADDRESS", artifact.address());
        });
    }
}
