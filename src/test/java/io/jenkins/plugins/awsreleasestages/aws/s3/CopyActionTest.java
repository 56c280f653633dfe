package io.jenkins.plugins.awsreleasestages.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;

/** An artifact that S3 copies from bucket to bucket, whole and in parts, while calls fail. */
@Timeout(120)
class CopyActionTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final String FROM = "copy-from";
    private static final String TO = "copy-to";
    private static final String COPY = "S3.CopyObject";
    private static final String PART = "S3.UploadPart";

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    private final long whole = CopyAction.partSize;
    private final String folder = UUID.randomUUID().toString();
    private AwsSession session;
    private S3Client s3;
    private byte[] content = "content".getBytes();
    private String sha256;

    @BeforeEach
    void connect() throws Exception {
        session = Driven.session(reached.proxy().endpoint());
        s3 = AWS.s3With(FROM);
        AWS.s3With(TO).close();
        store();
    }

    @AfterEach
    void disconnect() {
        CopyAction.partSize = whole;
        s3.close();
    }

    private void store() throws Exception {
        sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        put(FROM, content);
    }

    private void put(String bucket, byte[] bytes) {
        s3.putObject(
                r -> r.bucket(bucket).key(key()).checksumAlgorithm(ChecksumAlgorithm.SHA256),
                RequestBody.fromBytes(bytes));
    }

    private String key() {
        return folder + "/" + sha256 + ".zip";
    }

    private CopyAction action() {
        return new CopyAction(
                () -> session,
                new CopyAction.Request(FROM, key(), null, TO, key(), sha256, null),
                () -> List.of(Provenance.keyOf(key())));
    }

    private Driven<CopyAction.State, CopyAction.Progress> copy() {
        return Driven.run(action(), CopyAction.State.create());
    }

    private byte[] copied() {
        return s3.getObjectAsBytes(r -> r.bucket(TO).key(key())).asByteArray();
    }

    private static void succeeded(Driven<?, ?> driven) {
        assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
    }

    /** Three of them. */
    private void large() throws Exception {
        CopyAction.partSize = 5L << 20;
        content = new byte[11 << 20];
        new Random(1).nextBytes(content);
        store();
    }

    private List<String> open() {
        return s3.listMultipartUploads(r -> r.bucket(TO)).uploads().stream()
                .map(upload -> upload.key())
                .filter(key()::equals)
                .toList();
    }

    @Test
    void itIsCopiedOnceWithWhoHasBuiltIt() {
        s3.putObject(r -> r.bucket(FROM).key(Provenance.keyOf(key())), RequestBody.fromString("{}"));
        succeeded(copy());
        assertThat(copied()).isEqualTo(content);
        assertThat(s3.getObjectAsBytes(r -> r.bucket(TO).key(Provenance.keyOf(key())))
                        .asUtf8String())
                .isEqualTo("{}");
        Driven<CopyAction.State, CopyAction.Progress> again = copy();
        succeeded(again);
        assertThat(again.log).anyMatch(line -> line.startsWith("Is there already"));
        assertThat(PlainData.read(CopyAction.State.class, PlainData.of(again.data())))
                .isEqualTo(again.data());
    }

    @Test
    void whatIsLargeGoesInPartsAndOneThatFailsIsCopiedAgain() throws Exception {
        large();
        reached.proxy().on(PART).nth(2).resetAfterForwarding();
        reached.proxy().on(PART).nth(3).throttle();
        succeeded(copy());
        assertThat(copied()).isEqualTo(content);
        assertThat(reached.proxy().count(PART)).isEqualTo(5);
        assertThat(open()).isEmpty();
    }

    private CopyAction.State withAPart() {
        CopyAction killed = action();
        CopyAction.State state = CopyAction.State.create();
        while (state.parts().isEmpty()) {
            state = killed.read(state, killed.ask(state).toCompletableFuture().join(), Instant.now())
                    .state();
        }
        reached.proxy().reset();
        return state;
    }

    @Test
    void afterARestartThePartsThatAreThereStay() throws Exception {
        large();
        succeeded(Driven.run(action(), withAPart()));
        assertThat(copied()).isEqualTo(content);
        assertThat(reached.proxy().count(PART)).isEqualTo(2);
    }

    @Test
    void aCopyInPartsThatTheBucketHasEndedBeginsAgain() throws Exception {
        large();
        CopyAction.State state = withAPart();
        reached.proxy().on(PART).nth(1).fail(404, "NoSuchUpload", "The specified upload does not exist.");
        Driven<CopyAction.State, CopyAction.Progress> driven = Driven.run(action(), state);
        succeeded(driven);
        assertThat(driven.log).anyMatch(line -> line.contains("beginning again"));
        assertThat(copied()).isEqualTo(content);
    }

    @Test
    void anAbortLeavesNoPartsAndNoCopy() throws Exception {
        large();
        Driven<CopyAction.State, CopyAction.Progress> driven = Driven.stopped(
                action(),
                CopyAction.State.create(),
                (state, lines) -> state.data().parts().size() == 1);
        assertThat(driven.outcome).isInstanceOf(Outcome.Stopped.class);
        assertThat(open()).isEmpty();
        assertThat(s3.listObjectsV2(r -> r.bucket(TO).prefix(folder)).contents())
                .isEmpty();
    }

    @Test
    void whoeverIsFasterWins() {
        reached.proxy()
                .on(COPY)
                .nth(1)
                .meanwhile(() -> put(TO, content))
                .fail(412, "PreconditionFailed", "It is there.");
        Driven<CopyAction.State, CopyAction.Progress> driven = copy();
        succeeded(driven);
        assertThat(driven.log).anyMatch(line -> line.startsWith("Is there already"));
    }

    @Test
    void anotherContentAtEitherEndIsSaidAndNothingIsReplaced() {
        put(TO, "another".getBytes());
        assertThat(copy().failure()).contains("another content at s3://" + TO, "Nothing was copied");
        s3.deleteObject(r -> r.bucket(TO).key(key()));
        put(FROM, "replaced".getBytes());
        assertThat(copy().failure()).contains("another content at s3://" + FROM, sha256);
        assertThat(reached.proxy().count(COPY)).isZero();
    }

    @Test
    void aSourceThatIsNotThereAndARoleThatMayNotAreSaid() {
        reached.proxy().on(COPY).denyAccess();
        assertThat(copy().failure()).contains("Copying s3://" + FROM, "Access Denied");
        reached.proxy().reset();
        s3.deleteObject(r -> r.bucket(FROM).key(key()));
        assertThat(copy().failure()).contains("Looking at s3://" + FROM);
    }
}
