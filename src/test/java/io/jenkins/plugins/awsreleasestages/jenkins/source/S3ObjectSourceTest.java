package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.aws.AwsSessions;
import io.jenkins.plugins.awsreleasestages.aws.BaseCredentials;
import io.jenkins.plugins.awsreleasestages.aws.SessionRequest;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

class S3ObjectSourceTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String PLAIN_BUCKET = "s3-object-source-plain";

    private final String bucket = "s3-object-source-" + NUMBER.incrementAndGet();

    @TempDir
    Path workspace;

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    private S3Client s3;
    private LocalSite site;
    private S3ObjectSource source;

    @BeforeEach
    void prepare() {
        s3 = AWS.at(S3Client.builder().forcePathStyle(true)).build();
        createBucket(bucket, BucketVersioningStatus.ENABLED);
        site = new LocalSite(workspace);
        // A session of its own for each test: the endpoint is another one.
        site.session = AwsSessions.get(
                new BaseCredentials.Keys("s3-object-source", Emulator.CREDENTIALS),
                SessionRequest.plain(Emulator.REGION, bucket));
        source = new S3ObjectSource(bucket, "releases/app.zip");
    }

    private void createBucket(String name, BucketVersioningStatus versioning) {
        s3.createBucket(r -> r.bucket(name).createBucketConfiguration(c -> c.locationConstraint(Emulator.REGION)));
        if (versioning != null) {
            s3.putBucketVersioning(r -> r.bucket(name).versioningConfiguration(c -> c.status(versioning)));
        }
    }

    private String put(S3ObjectSource target, byte[] content, Map<String, String> metadata) {
        return s3.putObject(
                        r -> r.bucket(target.getBucket()).key(target.getKey()).metadata(metadata),
                        RequestBody.fromBytes(content))
                .versionId();
    }

    private static byte[] zip(String name, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.putNextEntry(new ZipEntry(name));
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void theNewestVersionWithWhatIsSaidAboutIt() throws Exception {
        put(source, zip("a", "1"), Map.of());
        String second = put(source, zip("a", "2"), Map.of("codepipeline-artifact-revision-summary", "Release 7"));
        SourceRevision found = source.look(site);
        assertThat(found.id()).isEqualTo(second);
        assertThat(found.toMap().get("summary")).isEqualTo("Release 7");
        assertThat(found.toMap().get("changeIdentifier")).matches("[0-9a-f]{32}");
        assertThat(found.toMap().get("date")).startsWith("20");
        assertThat(found.toMap()).containsEntry("type", "s3").containsEntry("bucket", bucket);
        // A look costs one call.
        assertThat(reached.proxy().count("S3.HeadObject")).isEqualTo(1);
        assertThat(reached.proxy().calls()).hasSize(1);
    }

    @Test
    void anotherKeyOnlyWhereThatIsAllowed() throws Exception {
        S3ObjectSource other = new S3ObjectSource(bucket, "hotfixes/app 2.zip");
        String first = put(other, zip("a.txt", "1"), Map.of());
        String second = put(other, zip("a.txt", "2"), Map.of());
        String uri = "s3://" + bucket + "/hotfixes/app 2.zip";
        assertThatThrownBy(() -> source.named(site, uri))
                .hasMessage("revision: may name no other key than releases/app.zip: allowOverrideForKey of the source"
                        + " is not set.");
        source.allowOverrideForKey = true;
        S3ObjectSource saved = S3ObjectSource.of(source.said());
        SourceRevision newest = saved.named(site, uri);
        assertThat(newest.id()).isEqualTo(second);
        assertThat(newest.location()).isEqualTo(uri);
        SourceRevision pinned = saved.named(site, uri + "?versionId=" + first);
        assertThat(pinned.variables())
                .containsEntry("ObjectKey", "hotfixes/app 2.zip")
                .containsEntry("VersionId", first);
        saved.bringIn(site, pinned);
        assertThat(workspace.resolve("a.txt")).hasContent("1");
        for (String wrong :
                new String[] {"s3://" + bucket, "s3://" + bucket + "/", "s3://another/app.zip", uri + "/..", "s3:///a"
                }) {
            assertThatThrownBy(() -> saved.named(site, wrong))
                    .as(wrong)
                    .hasMessageContaining("another key is written as s3://" + bucket + "/KEY");
        }
    }

    @Test
    void exactlyThePinnedVersionIsUnpacked() throws Exception {
        put(source, zip("dir/a.txt", "1"), Map.of());
        SourceRevision pinned = source.look(site);
        put(source, zip("dir/a.txt", "2"), Map.of());
        source.bringIn(site, pinned);
        assertThat(workspace.resolve("dir/a.txt")).hasContent("1");
        source.bringIn(site, source.look(site));
        assertThat(workspace.resolve("dir/a.txt")).hasContent("2");
        source.bringIn(site, source.named(site, pinned.id()));
        assertThat(workspace.resolve("dir/a.txt")).hasContent("1");
        assertThat(workspace).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void whatIsNoZipIsStoredUnderItsName() throws Exception {
        S3ObjectSource text = new S3ObjectSource(bucket, "config/ü settings+1.json");
        put(text, "{}".getBytes(StandardCharsets.UTF_8), Map.of());
        text.bringIn(site, text.look(site));
        assertThat(workspace.resolve("ü settings+1.json")).hasContent("{}");
    }

    @Test
    void aDamagedZipIsOneClearError() throws Exception {
        put(source, "no zip at all".getBytes(StandardCharsets.UTF_8), Map.of());
        SourceRevision pinned = source.look(site);
        assertThatThrownBy(() -> source.bringIn(site, pinned)).isInstanceOf(IOException.class);
        assertThat(workspace).isEmptyDirectory();
    }

    @Test
    void noSuchKey() {
        assertThatThrownBy(() -> source.look(site))
                .isInstanceOf(RemoteFailure.class)
                .hasMessageContaining("NoSuchKey")
                .hasMessageContaining("The specified key does not exist")
                .hasMessageContaining("Correct key");
    }

    @Test
    void noSuchBucket() {
        S3ObjectSource nowhere = new S3ObjectSource("s3-object-source-nowhere", "app.zip");
        assertThatThrownBy(() -> nowhere.look(site))
                .hasMessageContaining("NoSuchBucket")
                .hasMessageContaining("The specified bucket does not exist")
                .hasMessageContaining("Correct bucket");
    }

    @Test
    void noSuchVersion() {
        put(source, new byte[] {1}, Map.of());
        assertThatThrownBy(() -> source.named(site, "no-such-version"))
                .isInstanceOf(RemoteFailure.class)
                .extracting(e -> ((RemoteFailure) e).kind())
                .isEqualTo(RemoteFailure.Kind.REFUSED);
    }

    @Test
    void accessDenied() {
        put(source, new byte[] {1}, Map.of());
        reached.proxy().on("S3.*").denyAccess();
        assertThatThrownBy(() -> source.look(site))
                .hasMessageContaining("AccessDenied")
                .hasMessageContaining("s3:GetObjectVersion")
                .hasMessageContaining("s3:ListBucket");
    }

    @Test
    void throttledIsTriedAgainByWhoeverAsked() {
        reached.proxy().on("S3.HeadObject").throttle();
        assertThatThrownBy(() -> source.look(site))
                .extracting(e -> ((RemoteFailure) e).passing())
                .isEqualTo(true);
    }

    @Test
    void aBucketWithoutVersionsIsRefused() {
        createBucket(PLAIN_BUCKET, null);
        S3ObjectSource plain = new S3ObjectSource(PLAIN_BUCKET, "app.zip");
        put(plain, new byte[] {1}, Map.of());
        assertThatThrownBy(() -> plain.look(site)).hasMessageContaining("Enable versioning on the bucket");
    }

    @Test
    void whereNoVersionsAreKeptTheETagIsPinnedAndNothingElseBroughtIn() throws Exception {
        createBucket(PLAIN_BUCKET + "-etag", null);
        S3ObjectSource plain = new S3ObjectSource(PLAIN_BUCKET + "-etag", "app.zip");
        plain.unversioned = true;
        put(plain, zip("a.txt", "1"), Map.of());
        SourceRevision pinned = plain.look(site);
        assertThat(pinned.id()).matches("[0-9a-f]{32}").isEqualTo(pinned.toMap().get("changeIdentifier"));
        assertThat(plain.named(site, pinned.id())).isEqualTo(pinned);
        plain.bringIn(site, pinned);
        assertThat(workspace.resolve("a.txt")).hasContent("1");
        put(plain, zip("a.txt", "2"), Map.of());
        assertThatThrownBy(() -> plain.bringIn(site, pinned)).hasMessageContaining("was replaced since");
        assertThatThrownBy(() -> plain.named(site, pinned.id())).hasMessageContaining("is not the ETag of");
        assertThat(workspace.resolve("a.txt")).hasContent("1");
        S3ObjectSource read = (S3ObjectSource) AwsSource.of(plain.said());
        read.bringIn(site, read.look(site));
        assertThat(workspace.resolve("a.txt")).hasContent("2");
    }

    @Test
    void aTarIsUnpackedToo() throws Exception {
        S3ObjectSource tar = new S3ObjectSource(bucket, "releases/app.tar.gz");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            TarArchiveEntry entry = new TarArchiveEntry("bin/run.sh");
            entry.setMode(0100755);
            entry.setSize(1);
            out.putArchiveEntry(entry);
            out.write('x');
            out.closeArchiveEntry();
        }
        put(tar, bytes.toByteArray(), Map.of());
        tar.bringIn(site, tar.look(site));
        assertThat(workspace.resolve("bin/run.sh")).hasContent("x").isExecutable();
    }

    @Test
    void aRefusedDownloadSaysWhyWithoutTheAddress() throws Exception {
        put(source, zip("a", "1"), Map.of());
        SourceRevision pinned = source.look(site);
        reached.proxy().on("S3.GetObject").denyAccess();
        assertThatThrownBy(() -> source.bringIn(site, pinned))
                .hasMessageContaining("S3 answered 403")
                .hasMessageContaining("AccessDenied")
                .hasMessageNotContaining("http")
                .hasMessageNotContaining("Signature");
        assertThat(workspace).isEmptyDirectory();
    }

    @Test
    void aDownloadThatBreaksOffLeavesNothing() throws Exception {
        put(source, zip("a", "1"), Map.of());
        SourceRevision pinned = source.look(site);
        reached.proxy().on("S3.GetObject").resetBeforeForwarding();
        assertThatThrownBy(() -> source.bringIn(site, pinned))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("Signature");
        assertThat(workspace).isEmptyDirectory();
    }

    @Test
    void theNameIsTheKeysLastPart() throws Exception {
        assertThat(new S3ObjectSource(bucket, "a/..").problems()).hasSize(1);
        assertThat(new S3ObjectSource(null, null).problems()).hasSize(2);
        Files.createDirectories(workspace);
        assertThat(source.problems()).isEmpty();
    }

    @Test
    void allKeysBelowItsFolderForTriggersThatFilterThem() throws Exception {
        put(source, zip("a", "1"), Map.of());
        String second = put(source, zip("a", "2"), Map.of());
        String other = put(new S3ObjectSource(bucket, "releases/eu/other.zip"), zip("a", "3"), Map.of());
        put(new S3ObjectSource(bucket, "elsewhere/app.zip"), zip("a", "4"), Map.of());
        put(new S3ObjectSource(bucket, "releases/gone.zip"), zip("a", "5"), Map.of());
        s3.deleteObject(r -> r.bucket(bucket).key("releases/gone.zip"));
        s3.putObject(r -> r.bucket(bucket).key("releases/folder/"), RequestBody.empty());
        reached.proxy().reset();
        Polling.Found found = source.everything(site);
        assertThat(found.several()).isTrue();
        assertThat(found.toString()).isEqualTo("2 in all of s3://" + bucket + "/releases/");
        assertThat(found.revisions())
                .extracting(one -> one.name() + " " + one.id())
                .containsExactlyInAnyOrder("releases/app.zip " + second, "releases/eu/other.zip " + other);
        assertThat(found.revisions()).contains(source.look(site));
        assertThat(reached.proxy().count("S3.ListObjectVersions")).isEqualTo(1);
    }

    @Test
    void allKeysOfABucketWithoutVersions() throws Exception {
        String plain = bucket + "-plain";
        createBucket(plain, null);
        S3ObjectSource unversioned = new S3ObjectSource(plain, "app.zip");
        unversioned.unversioned = true;
        put(unversioned, zip("a", "1"), Map.of());
        assertThat(unversioned.everything(site).revisions()).containsExactly(unversioned.look(site));
    }
}
