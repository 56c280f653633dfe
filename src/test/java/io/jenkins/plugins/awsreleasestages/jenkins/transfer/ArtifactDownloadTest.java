package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.ArtifactDownload.State.Artifact;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Artifacts on their way from S3 to the workspace, through a network that fails. */
@Timeout(60)
class ArtifactDownloadTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final String BUCKET = "artifact-download";
    private static final String GET = "S3.GetObject";

    @TempDir
    private Path workspace;

    private final long rangeSize = SignedTransfer.rangeSize;
    private final String prefix = UUID.randomUUID().toString();
    private FaultProxy proxy;
    private AwsSession session;
    private S3Client s3;

    @BeforeEach
    void connect() {
        proxy = AWS.proxy();
        session = Driven.session(proxy.endpoint());
        s3 = AWS.s3With(BUCKET);
    }

    @AfterEach
    void disconnect() {
        SignedTransfer.rangeSize = rangeSize;
        s3.close();
        proxy.close();
    }

    private Artifact stored(String folder, String name, byte[] content, String sha256) {
        s3.putObject(r -> r.bucket(BUCKET).key(prefix + "/" + name), RequestBody.fromBytes(content));
        return new Artifact(folder, arn(name), sha256);
    }

    private String arn(String name) {
        return "arn:aws:s3:::" + BUCKET + "/" + prefix + "/" + name;
    }

    private Driven<ArtifactDownload.State, ArtifactDownload.Progress> download(boolean unpack, Artifact... artifacts) {
        FilePath here = new FilePath(workspace.toFile());
        return Driven.run(
                new ArtifactDownload(unpack, () -> here, () -> session),
                ArtifactDownload.State.create(List.of(artifacts), Instant.now()));
    }

    private static byte[] zip(String... namesAndContents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndContents[i]));
                zip.write(namesAndContents[i + 1].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private static byte[] noise(int size) {
        byte[] noise = new byte[size];
        new Random(7).nextBytes(noise);
        return noise;
    }

    private String content(String file) throws IOException {
        return Files.readString(workspace.resolve(file));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(workspace)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> workspace.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thePrimaryArtifactAndASecondaryOneEachInItsFolder() throws Exception {
        byte[] primary = zip("app.jar", "jar", "lib/util.jar", "util");
        byte[] secondary = zip("report.html", "<p>");
        Driven<ArtifactDownload.State, ArtifactDownload.Progress> driven = download(
                true,
                stored("out", "app", primary, sha256(primary)),
                stored("out/site", "site", secondary, sha256(secondary)));
        assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(files()).containsExactly("out/app.jar", "out/lib/util.jar", "out/site/report.html");
        assertThat(content("out/site/report.html")).isEqualTo("<p>");
        assertThat(driven.data().files()).isEqualTo(3);
        assertThat(driven.log).first().asString().startsWith("Artifact " + arn("app") + ": 2 files in out, ");
        assertThat(String.join("\n", driven.log)).doesNotContain("X-Amz-");
    }

    @Test
    void anotherChecksumThanCodeBuildsIsRefusedAndBothAreNamed() throws Exception {
        byte[] replaced = zip("app.jar", "another build's");
        String expected = sha256(zip("app.jar", "ours"));
        Driven<ArtifactDownload.State, ArtifactDownload.Progress> driven =
                download(true, stored("out", "app", replaced, expected));
        assertThat(driven.failure()).contains(arn("app"), expected, sha256(replaced), "replaced it");
        assertThat(files()).isEmpty();
    }

    @Test
    void aNameThatLeadsOutOfTheFolderIsRefused() throws Exception {
        byte[] hostile = zip("../../owned.txt", "hello");
        Driven<ArtifactDownload.State, ArtifactDownload.Progress> driven =
                download(true, stored("a/b", "app", hostile, sha256(hostile)));
        assertThat(driven.failure()).contains("outside its folder: ../../owned.txt");
        assertThat(files()).isEmpty();
    }

    @Test
    void aZipIsKeptWhereThatIsWanted() throws Exception {
        byte[] zip = zip("app.jar", "jar");
        Driven<ArtifactDownload.State, ArtifactDownload.Progress> driven =
                download(false, stored("out", "app.zip", zip, sha256(zip)));
        assertThat(driven.outcome).isInstanceOf(Outcome.Succeeded.class);
        assertThat(Files.readAllBytes(workspace.resolve("out/app.zip"))).isEqualTo(zip);
    }

    @Test
    void aDownloadThatBreaksOffGoesOnWhereItWas() throws Exception {
        byte[] large = noise(3_000_000);
        proxy.on(GET).nth(1).breakOffAfter(1_000_000);
        proxy.on(GET).nth(2).breakOffAfter(1_500_000);
        Driven<ArtifactDownload.State, ArtifactDownload.Progress> driven =
                download(true, stored("out", "large.bin", large, sha256(large)));
        assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(Files.readAllBytes(workspace.resolve("out/large.bin"))).isEqualTo(large);
        assertThat(proxy.calls(GET)).extracting(call -> call.status()).containsExactly(200, 206, 206);
    }

    @Test
    void whatIsLargeComesInRangesOfWhichEachGoesOnWhereItWas() throws Exception {
        SignedTransfer.rangeSize = 1_000_000;
        byte[] large = noise(3_500_000);
        proxy.on(GET).nth(2).breakOffAfter(400_000);
        Driven<ArtifactDownload.State, ArtifactDownload.Progress> driven =
                download(true, stored("out", "large.bin", large, sha256(large)));
        assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(Files.readAllBytes(workspace.resolve("out/large.bin"))).isEqualTo(large);
        assertThat(proxy.calls(GET))
                .extracting(call -> call.status())
                .hasSize(5)
                .containsOnly(206);
        assertThat(files()).containsExactly("out/large.bin");
    }

    @Test
    void anotherChecksumOfWhatCameInRangesIsRefusedAndNothingIsKept() throws Exception {
        SignedTransfer.rangeSize = 1_000_000;
        byte[] large = noise(2_500_000);
        Driven<ArtifactDownload.State, ArtifactDownload.Progress> driven =
                download(true, stored("out", "large.bin", large, "0".repeat(64)));
        assertThat(driven.failure()).contains(sha256(large), "0".repeat(64));
        assertThat(files()).isEmpty();
    }

    @Test
    void whatIsReplacedBetweenTwoRangesIsFetchedAgain() throws Exception {
        SignedTransfer.rangeSize = 1_000_000;
        byte[] large = noise(2_500_000);
        proxy.on(GET).nth(2).fail(412, "PreconditionFailed", "It is another one.");
        Driven<ArtifactDownload.State, ArtifactDownload.Progress> driven =
                download(true, stored("out", "large.bin", large, null));
        assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(proxy.count("S3.HeadObject")).isEqualTo(2);
        assertThat(Files.readAllBytes(workspace.resolve("out/large.bin"))).isEqualTo(large);
    }

    @Test
    void aNetworkThatFailsIsAskedAgainAndTheAddressIsInNoLine() throws Exception {
        byte[] zip = zip("app.jar", "jar");
        proxy.on(GET).nth(1).resetBeforeForwarding();
        proxy.on(GET).nth(2).resetBeforeForwarding();
        proxy.on(GET).nth(3).failInternally();
        proxy.on(GET).nth(4).fail(403, "AccessDenied", "Request has expired");
        Driven<ArtifactDownload.State, ArtifactDownload.Progress> driven =
                download(true, stored("out", "app", zip, sha256(zip)));
        assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(content("out/app.jar")).isEqualTo("jar");
        assertThat(String.join("\n", driven.log))
                .contains("Trying again")
                .doesNotContain("X-Amz-")
                .doesNotContain("Signature");
    }

    @Test
    void aRoleThatMayNotReadItIsToldWhatItNeeds() throws Exception {
        byte[] zip = zip("app.jar", "jar");
        proxy.on(GET).denyAccess();
        Driven<ArtifactDownload.State, ArtifactDownload.Progress> driven =
                download(true, stored("out", "app", zip, sha256(zip)));
        assertThat(driven.failure()).contains("s3:GetObject on " + arn("app"), "AccessDenied");
        assertThat(driven.failure()).doesNotContain("X-Amz-");
    }

    @Test
    void aFolderOfObjectsComesFileByFileHoweverMany() throws Exception {
        for (int i = 0; i < 57; i++) {
            stored(
                    "out",
                    String.format("site/d%d/f%02d", i % 3, i),
                    ("page " + i).getBytes(StandardCharsets.UTF_8),
                    null);
        }
        Driven<ArtifactDownload.State, ArtifactDownload.Progress> driven =
                download(true, new Artifact("out", arn("site"), null));
        assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(files()).hasSize(57);
        assertThat(content("out/d2/f56")).isEqualTo("page 56");
        assertThat(proxy.count("S3.ListObjectsV2")).isEqualTo(2);
    }

    @Test
    void anArtifactThatIsGoneIsSaid() {
        Driven<ArtifactDownload.State, ArtifactDownload.Progress> driven =
                download(true, new Artifact("out", arn("gone"), null));
        assertThat(driven.failure()).contains("There is no artifact " + arn("gone") + " any more");
    }

    @Test
    void afterARestartTheArtifactUnderWayIsBroughtAgain() throws Exception {
        byte[] first = zip("one", "1");
        byte[] second = zip("two", "2");
        Artifact one = stored("out", "one", first, sha256(first));
        Artifact two = stored("out", "two", second, sha256(second));
        ArtifactDownload.State before =
                ArtifactDownload.State.create(List.of(one, two), Instant.now()).with(1, 5, null);
        FilePath here = new FilePath(workspace.toFile());
        Driven<ArtifactDownload.State, ArtifactDownload.Progress> driven =
                Driven.run(new ArtifactDownload(true, () -> here, () -> session), before);
        assertThat(driven.outcome).isInstanceOf(Outcome.Succeeded.class);
        assertThat(files()).containsExactly("out/two");
    }

    @Test
    void anAbortEndsItWhileTheNetworkHangs() throws Exception {
        byte[] zip = zip("app.jar", "jar");
        proxy.on(GET).hang();
        Artifact artifact = stored("out", "app", zip, sha256(zip));
        FilePath here = new FilePath(workspace.toFile());
        Instant begin = Instant.now();
        Driven<ArtifactDownload.State, ArtifactDownload.Progress> driven = Driven.stopped(
                new ArtifactDownload(true, () -> here, () -> session),
                ArtifactDownload.State.create(List.of(artifact), begin),
                (state, lines) -> proxy.count(GET) > 0 || Instant.now().isAfter(begin.plusSeconds(2)));
        assertThat(driven.outcome).isInstanceOf(Outcome.Stopped.class);
        assertThat(files()).noneMatch(file -> file.endsWith("app.jar"));
    }
}
