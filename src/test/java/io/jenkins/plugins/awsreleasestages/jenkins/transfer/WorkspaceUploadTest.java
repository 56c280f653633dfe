package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.WorkspaceUpload.Request;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** A folder on its way to S3, through a network that fails. */
@Timeout(60)
class WorkspaceUploadTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final String BUCKET = "workspace-upload";

    @TempDir
    private Path workspace;

    private final long partsFrom = FilesUpload.partsFrom;
    private final long partSize = FilesUpload.partSize;
    private final String prefix = UUID.randomUUID().toString();

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    private AwsSession session;
    private S3Client s3;

    @BeforeEach
    void connect() throws Exception {
        session = Driven.session(reached.proxy().endpoint());
        s3 = AWS.s3With(BUCKET);
        Files.createDirectories(workspace.resolve("job/.git"));
        Files.writeString(workspace.resolve("job/.git/config"), "secret");
        Files.writeString(workspace.resolve("job/buildspec.yml"), "version: 0.2");
    }

    @AfterEach
    void disconnect() {
        FilesUpload.partsFrom = partsFrom;
        FilesUpload.partSize = partSize;
        s3.close();
    }

    private FilesUpload action() {
        FilePath folder = new FilePath(workspace.resolve("job").toFile());
        Request request = new Request(".", "s3://" + BUCKET + "/" + prefix, null, Request.DEFAULT_EXCLUDES);
        return new FilesUpload(new WorkspaceUpload(request, () -> folder, () -> session), () -> folder, () -> null);
    }

    private static FilesUpload.State begin() {
        return FilesUpload.State.create(UUID.randomUUID().toString(), Instant.now());
    }

    private Driven<FilesUpload.State, FilesUpload.Progress> upload() {
        return Driven.run(action(), begin());
    }

    @Test
    void isSentOnceAndNotAgainWhenUnchanged() {
        Driven<FilesUpload.State, FilesUpload.Progress> first = upload();
        assertThat(first.outcome).as(first.failure()).isInstanceOf(Outcome.Succeeded.class);
        Driven<FilesUpload.State, FilesUpload.Progress> second = upload();
        assertThat(second.outcome).isInstanceOf(Outcome.Succeeded.class);
        assertThat(reached.proxy().count("S3.PutObject")).isEqualTo(1);
        assertThat(first.log).anyMatch(line -> line.startsWith("Workspace: 1 files, "));
        assertThat(String.join("\n", second.log)).contains("unchanged");
    }

    @Test
    void aLargeOneGoesInPartsAndAPartThatBreaksOffIsSentAgain() throws Exception {
        inFiveMegabytes();
        reached.proxy().on("S3.UploadPart").nth(2).resetBeforeForwarding();
        reached.proxy().on("S3.UploadPart").nth(4).fail(403, "AccessDenied", "Request has expired");
        Driven<FilesUpload.State, FilesUpload.Progress> driven = upload();
        assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
        String key = driven.data().last().key();
        assertThat(key).matches(prefix + "/[0-9a-f]{64}\\.zip");
        long size = driven.saved.stream()
                .map(saved -> saved.data().ready())
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow()
                .size();
        assertThat(s3.headObject(r -> r.bucket(BUCKET).key(key)).contentLength())
                .isEqualTo(size);
        assertThat(reached.proxy().count("S3.UploadPart")).isEqualTo(5);
    }

    @Test
    void aRefusedPartEndsTheUploadInPartsAndSaysWhy() throws Exception {
        FilesUpload.partsFrom = 1;
        FilesUpload.partSize = 5L << 20;
        reached.proxy().on("S3.UploadPart").denyAccess();
        Driven<FilesUpload.State, FilesUpload.Progress> driven = upload();
        assertThat(driven.failure()).contains("s3:PutObject", "Access Denied");
        assertThat(reached.proxy().count("S3.AbortMultipartUpload")).isEqualTo(1);
        assertThat(String.join("\n", driven.log)).doesNotContain("X-Amz-");
    }

    @Test
    void anAbortWhilePartsAreSentLeavesNoPartsBehind() throws Exception {
        inFiveMegabytes(22);
        Driven<FilesUpload.State, FilesUpload.Progress> driven = Driven.stopped(
                action(), begin(), (state, lines) -> state.data().etags().size() == 4);
        assertThat(driven.outcome).isInstanceOf(Outcome.Stopped.class);
        assertThat(reached.proxy().count("S3.AbortMultipartUpload")).isGreaterThanOrEqualTo(1);
        assertThat(s3.listMultipartUploads(r -> r.bucket(BUCKET)).uploads())
                .noneMatch(upload -> upload.key().startsWith(prefix));
    }

    @Test
    void afterARestartInTheMiddleThePartsThatAreThereAreNotSentAgain() throws Exception {
        inFiveMegabytes(22);
        FilesUpload.State state = begin();
        FilesUpload killed = action();
        while (state.etags().isEmpty()) {
            state = killed.read(state, killed.ask(state).toCompletableFuture().join(), Instant.now())
                    .state();
            Thread.sleep(20);
        }
        reached.proxy().reset();
        Driven<FilesUpload.State, FilesUpload.Progress> after = Driven.run(action(), state);
        assertThat(after.outcome).as(after.failure()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(reached.proxy().count("S3.UploadPart")).isEqualTo(1);
        assertThat(reached.proxy().count("S3.CreateMultipartUpload")).isZero();
    }

    @Test
    void anUploadThatTheBucketHasEndedMeanwhileBeginsAnew() throws Exception {
        inFiveMegabytes();
        reached.proxy()
                .on("S3.CompleteMultipartUpload")
                .nth(1)
                .fail(404, "NoSuchUpload", "The specified upload does not exist.");
        Driven<FilesUpload.State, FilesUpload.Progress> driven = upload();
        assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(String.join("\n", driven.log)).contains("its upload in parts is gone, beginning again");
        assertThat(reached.proxy().count("S3.CreateMultipartUpload")).isEqualTo(2);
    }

    @Test
    void ofPartsThatGoTogetherThoseThatAreThereAreNotSentAgain() throws Exception {
        inFiveMegabytes(22);
        // Four go together, of which one is cut, then that and the last.
        reached.proxy().on("S3.UploadPart").nth(3).resetBeforeForwarding();
        Driven<FilesUpload.State, FilesUpload.Progress> driven = upload();
        assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(reached.proxy().count("S3.UploadPart")).isEqualTo(6);
        assertThat(s3.headObject(r -> r.bucket(BUCKET).key(driven.data().last().key()))
                        .contentLength())
                .isGreaterThan(22 << 20);
        assertThat(driven.log).anyMatch(line -> line.contains("(100 %)"));
    }

    @Test
    void whatIsMissingBetweenPartsIsKnown() {
        List<String> sums = Collections.nCopies(5, "0".repeat(8));
        FilesUpload.State state = begin().ready(new FilesUpload.State.Ready("/f", 450, 100, sums));
        assertThat(state.atOnce()).isEqualTo(4);
        FilesUpload.State some = state.withPart(0, "a").withPart(3, "d");
        assertThat(some.there()).isEqualTo(2);
        assertThat(some.missing()).containsExactly(1, 2, 4);
        assertThat(some.atOnce()).isEqualTo(4);
        assertThat(some.ready().length(4)).isEqualTo(50);
        FilesUpload.State all = some.withPart(4, "e").withPart(2, "c").withPart(1, "b");
        assertThat(all.etags()).containsExactly("a", "b", "c", "d", "e");
        assertThat(all.missing()).isEmpty();
        assertThat(all.atOnce()).isEqualTo(5);
    }

    private void inFiveMegabytes() throws Exception {
        inFiveMegabytes(12);
    }

    private void inFiveMegabytes(int megabytes) throws Exception {
        FilesUpload.partsFrom = 6L << 20;
        FilesUpload.partSize = 5L << 20;
        byte[] noise = new byte[megabytes << 20];
        new Random(1).nextBytes(noise);
        Files.write(workspace.resolve("job/noise"), noise);
    }
}
