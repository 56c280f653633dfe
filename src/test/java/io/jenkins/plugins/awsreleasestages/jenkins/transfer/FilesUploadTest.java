package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload.Listed;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload.State.Stage;
import io.jenkins.plugins.awsreleasestages.template.S3Location;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** Files and folders on their way to S3, through a network that fails. */
@Timeout(60)
class FilesUploadTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final String BUCKET = "files-upload";
    private static final String PUT = "S3.PutObject";

    @TempDir
    private Path temp;

    private final String prefix = UUID.randomUUID().toString();

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    private AwsSession session;
    private S3Client s3;
    private Path workspace;
    private List<FileToSend> files;
    private boolean once;

    @BeforeEach
    void connect() throws Exception {
        session = Driven.session(reached.proxy().endpoint());
        s3 = AWS.s3With(BUCKET);
        workspace = Files.createDirectories(temp.resolve("job"));
        Files.createDirectories(workspace.resolve("src/lib"));
        Files.writeString(workspace.resolve("src/app.py"), "print('shop')");
        Files.writeString(workspace.resolve("src/lib/tax.py"), "RATE = 19");
        Files.writeString(workspace.resolve("api.json"), "{}");
        files = List.of(file(BUCKET, "code.zip", "src", true), file(BUCKET, "api.json", "api.json", false));
    }

    @AfterEach
    void disconnect() {
        s3.close();
    }

    private FileToSend file(String bucket, String key, String path, boolean zipped) {
        String absolute = workspace.resolve(path).toString();
        return new FileToSend(new S3Location(bucket, prefix + "/" + key), absolute, zipped, path, BucketPlace.OWN);
    }

    private FilesUpload upload() {
        return new FilesUpload(
                new FilesUpload.Source() {
                    @Override
                    public String title() {
                        return "Packaging of app.yaml";
                    }

                    @Override
                    public Listed list(AgentWork agent, FilePath scratch) {
                        if (files == null) {
                            throw RemoteFailure.refused("app.yaml names what is not there.");
                        }
                        return new Listed("found", files, List.of(files.size() + " files"));
                    }

                    @Override
                    public AwsSession session(BucketPlace place) {
                        return session;
                    }

                    @Override
                    public boolean once() {
                        return once;
                    }

                    @Override
                    public String withoutBucket(FileToSend file) {
                        return "Create the bucket " + file.object().bucket() + ".";
                    }
                },
                () -> new FilePath(workspace.toFile()),
                () -> null);
    }

    private static FilesUpload.State begin() {
        return FilesUpload.State.create(UUID.randomUUID().toString(), Instant.now());
    }

    private Driven<FilesUpload.State, FilesUpload.Progress> run() {
        return Driven.run(upload(), begin());
    }

    private boolean leftOnTheAgent() throws Exception {
        try (var left = Files.walk(temp)) {
            return left.anyMatch(path -> path.toString().endsWith(".zip"));
        }
    }

    @Test
    void filesAndFoldersAreSentOnceAndNothingIsLeftOnTheAgent() throws Exception {
        Driven<FilesUpload.State, FilesUpload.Progress> first = run();
        assertThat(first.outcome).as(first.failure()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(first.data().content()).isEqualTo("found");
        assertThat(first.data().last()).isEqualTo(files.get(1).object());
        byte[] zip = s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(prefix + "/code.zip"))
                .asByteArray();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            assertThat(in.getNextEntry().getName()).isEqualTo("app.py");
            assertThat(in.getNextEntry().getName()).isEqualTo("lib/tax.py");
        }
        assertThat(s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(prefix + "/api.json"))
                        .asUtf8String())
                .isEqualTo("{}");
        Driven<FilesUpload.State, FilesUpload.Progress> second = run();
        assertThat(second.outcome).isInstanceOf(Outcome.Succeeded.class);
        assertThat(reached.proxy().count(PUT)).isEqualTo(2);
        assertThat(first.data().sent()).isEqualTo(2);
        assertThat(second.data().sent()).isZero();
        assertThat(second.log).anyMatch(line -> line.contains("1/2  is there  src as s3://" + BUCKET));
        assertThat(leftOnTheAgent()).isFalse();
    }

    @Test
    void aBrokenConnectionAndAnExpiredSignatureAreTriedAgain() {
        reached.proxy().on(PUT).nth(1).resetBeforeForwarding();
        reached.proxy().on(PUT).nth(2).fail(403, "AccessDenied", "Request has expired");
        Driven<FilesUpload.State, FilesUpload.Progress> driven = run();
        assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(reached.proxy().count(PUT)).isEqualTo(4);
        assertThat(String.join("\n", driven.log)).doesNotContain("X-Amz-");
    }

    @Test
    void aRefusalNamesTheFileAndThePermission() {
        reached.proxy().on(PUT).denyAccess();
        assertThat(run().failure())
                .startsWith("Sending src to s3://" + BUCKET + "/" + prefix + "/code.zip failed: S3 answered 403")
                .endsWith("The role needs s3:PutObject on s3://" + BUCKET + "/" + prefix + "/code.zip.");
    }

    @Test
    void aBucketThatIsNotThereSaysWhatToDo() {
        files = List.of(file("no-such-bucket-" + prefix, "code.zip", "src", true));
        assertThat(run().failure())
                .contains("NoSuchBucket")
                .endsWith("Create the bucket no-such-bucket-" + prefix + ".");
    }

    @Test
    void whatIsWrongWithTheFilesIsSaidAndNothingIsSent() {
        files = null;
        assertThat(run().failure()).isEqualTo("app.yaml names what is not there.");
        assertThat(reached.proxy().count(PUT)).isZero();
    }

    @Test
    void withoutAnyFileItIsOverAtOnce() {
        files = List.of();
        assertThat(run().outcome).isInstanceOf(Outcome.Succeeded.class);
        assertThat(reached.proxy().count("S3.HeadObject")).isZero();
    }

    @Test
    void afterARestartWhatIsThereIsNotSentAgainAndWhatTheAgentLostIsMadeAgain() throws Exception {
        Driven<FilesUpload.State, FilesUpload.Progress> whole = run();
        s3.deleteObject(r -> r.bucket(BUCKET).key(prefix + "/code.zip"));
        reached.proxy().reset();
        // Saved when the archive was ready to be sent; it was removed meanwhile.
        ActionState<FilesUpload.State> saved = whole.saved.stream()
                .filter(state -> state.data().stage() == Stage.SEND)
                .findFirst()
                .orElseThrow();
        assertThat(Path.of(saved.data().ready().file())).doesNotExist();
        Driven<FilesUpload.State, FilesUpload.Progress> resumed = Driven.resume(upload(), saved);
        assertThat(resumed.outcome).as(resumed.failure()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(reached.proxy().count(PUT)).isEqualTo(1);
        assertThat(resumed.log).anyMatch(line -> line.contains("is gone, beginning again"));
    }

    @Test
    void whoeverCompletesFirstWinsAndThePartsOfTheOtherGo() {
        long before = FilesUpload.partsFrom;
        FilesUpload.partsFrom = 1;
        once = true;
        String complete = "S3.CompleteMultipartUpload";
        reached.proxy().on(complete).nth(1).fail(412, "PreconditionFailed", "It is there.");
        reached.proxy().on(complete).nth(2).fail(409, "ConditionalRequestConflict", "At the same time.");
        try {
            Driven<FilesUpload.State, FilesUpload.Progress> driven = run();
            assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
        } finally {
            FilesUpload.partsFrom = before;
        }
        // The first file is taken for there; the second is sent again.
        assertThat(reached.proxy().count("S3.CreateMultipartUpload")).isEqualTo(3);
        assertThat(reached.proxy().count("S3.AbortMultipartUpload")).isEqualTo(1);
    }

    @Test
    void anAbortSendsNothingMore() {
        Driven<FilesUpload.State, FilesUpload.Progress> driven =
                Driven.stopped(upload(), begin(), (state, log) -> state.data().next() == 1);
        assertThat(driven.outcome).isInstanceOf(Outcome.Stopped.class);
        assertThat(reached.proxy().count(PUT)).isEqualTo(1);
    }
}
