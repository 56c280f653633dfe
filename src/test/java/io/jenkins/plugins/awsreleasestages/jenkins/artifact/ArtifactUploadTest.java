package io.jenkins.plugins.awsreleasestages.jenkins.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import hudson.FilePath;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.aws.s3.Keeping;
import io.jenkins.plugins.awsreleasestages.aws.s3.Provenance;
import io.jenkins.plugins.awsreleasestages.aws.s3.S3Upload;
import io.jenkins.plugins.awsreleasestages.document.DocumentReader;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedAccount;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.files.FileDigest;
import io.jenkins.plugins.awsreleasestages.files.Unpacking;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.NameValueLines;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.ArtifactDownload;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.WorkspaceUpload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** An artifact on its way to S3 and back, through a network that fails, beside others who write there, too. */
@Timeout(60)
class ArtifactUploadTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final String BUCKET = "artifact-upload";
    private static final String PUT = "S3.PutObject";
    private static final String HEAD = "S3.HeadObject";

    @TempDir
    private Path workspace;

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    private final ArtifactStore store = ArtifactStore.parse("s3://" + BUCKET + "/" + UUID.randomUUID());
    private Keeping keeping = Keeping.STANDARD;
    private AwsSession session;
    private S3Client s3;

    @BeforeEach
    void connect() throws Exception {
        session = Driven.session(reached.proxy().endpoint());
        s3 = AWS.s3With(BUCKET);
        Files.createDirectories(workspace.resolve("job/bin"));
        Files.writeString(workspace.resolve("job/template.yaml"), "Resources: {}");
        Files.writeString(workspace.resolve("job/bin/run"), "#!/bin/sh");
        Files.setPosixFilePermissions(workspace.resolve("job/bin/run"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void disconnect() {
        s3.close();
    }

    private FilesUpload action() {
        FilePath folder = new FilePath(workspace.resolve("job").toFile());
        WorkspaceUpload.Request files = new WorkspaceUpload.Request(".", null, null, "**/.git/**");
        return new FilesUpload(
                new ArtifactUpload("app", files, null, keeping, () -> folder, () -> store, () -> session),
                () -> folder,
                () -> null);
    }

    private static FilesUpload.State begin() {
        return FilesUpload.State.create(UUID.randomUUID().toString(), Instant.now());
    }

    private Driven<FilesUpload.State, FilesUpload.Progress> upload() {
        return Driven.run(action(), begin());
    }

    private StoredArtifact stored() {
        Driven<FilesUpload.State, FilesUpload.Progress> driven = upload();
        assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
        return ArtifactUpload.stored(driven.data());
    }

    private Driven<ArtifactDownload.State, ArtifactDownload.Progress> fetch(StoredArtifact artifact) {
        FilePath here = new FilePath(workspace.toFile());
        return Driven.run(
                new ArtifactDownload(true, () -> here, () -> session, "it was stored with %s.", Unpacking.STORED),
                ArtifactDownload.State.create(
                        List.of(new ArtifactDownload.State.Artifact("back", artifact.address(), artifact.sha256())),
                        Instant.now()));
    }

    private List<String> filesOf(String folder) throws Exception {
        try (Stream<Path> all = Files.walk(workspace.resolve(folder))) {
            return all.filter(Files::isRegularFile)
                    .map(file -> workspace.resolve(folder).relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    /** Something else under the name that the artifact is going to have. */
    private StoredArtifact planted(String content) {
        StoredArtifact artifact = stored();
        s3.putObject(r -> r.bucket(BUCKET).key(artifact.key()), RequestBody.fromString(content));
        reached.proxy().reset();
        return artifact;
    }

    @Test
    void theSameFilesAreTheSameObjectWhereverTheyWereLast() throws Exception {
        StoredArtifact first = stored();
        Files.setLastModifiedTime(workspace.resolve("job/bin/run"), FileTime.fromMillis(1_000_000));
        StoredArtifact second = stored();
        assertThat(second).isEqualTo(first);
        assertThat(reached.proxy().count(PUT)).isEqualTo(1);
        assertThat(first.key()).isEqualTo(store.prefix() + "/artifacts/app/" + first.sha256() + ".zip");
        assertThat(first.digest()).isNotEqualTo(first.sha256());
        assertThat(first.files()).isEqualTo(2);
        byte[] zip = s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(first.key())).asByteArray();
        assertThat(FileDigest.of(zip)).isEqualTo(first.sha256());
        Files.writeString(workspace.resolve("job/template.yaml"), "Resources: {A: 1}");
        assertThat(stored().key()).isNotEqualTo(first.key());
    }

    @Test
    void itComesBackWithItsModesAndReplacesFilesOfTheSameName() throws Exception {
        StoredArtifact artifact = stored();
        Files.createDirectories(workspace.resolve("back/bin"));
        Files.writeString(workspace.resolve("back/bin/run"), "old");
        Files.writeString(workspace.resolve("back/mine"), "stays");
        Driven<ArtifactDownload.State, ArtifactDownload.Progress> driven = fetch(artifact);
        assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(filesOf("back")).containsExactly("bin/run", "mine", "template.yaml");
        assertThat(workspace.resolve("back/bin/run")).hasContent("#!/bin/sh").isExecutable();
        assertThat(workspace.resolve("back/template.yaml").toFile().canExecute())
                .isFalse();
    }

    @Test
    void whoeverWasFasterWinsAndNothingIsReplaced() {
        StoredArtifact first = stored();
        // As if it had come between the look and the sending.
        reached.proxy().reset();
        reached.proxy().on(HEAD).nth(1).fail(404, "NoSuchKey", "not yet");
        Driven<FilesUpload.State, FilesUpload.Progress> second = upload();
        assertThat(second.outcome).as(second.failure()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(ArtifactUpload.stored(second.data())).isEqualTo(first);
        assertThat(reached.proxy().calls(PUT)).extracting(call -> call.status()).containsExactly(412);
        assertThat(second.log).anyMatch(line -> line.contains("is stored already"));
    }

    @Test
    void whoMayNotLookStillStoresItOnce() {
        StoredArtifact first = stored();
        reached.proxy().reset();
        reached.proxy().on(HEAD).denyAccess();
        Driven<FilesUpload.State, FilesUpload.Progress> second = upload();
        assertThat(second.outcome).as(second.failure()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(ArtifactUpload.stored(second.data()).sha256()).isEqualTo(first.sha256());
    }

    @Test
    void anotherContentUnderItsNameIsNotTakenForIt() throws Exception {
        StoredArtifact artifact = planted("somebody else's");
        assertThat(fetch(artifact).failure()).contains(artifact.sha256(), "it was stored with");
        assertThat(filesOf("back")).isEmpty();
    }

    @Test
    void whatS3SaysIsAnotherContentIsRefused() {
        StoredArtifact artifact = stored();
        s3.putObject(
                r -> r.bucket(BUCKET).key(artifact.key()).checksumAlgorithm(ChecksumAlgorithm.SHA256),
                RequestBody.fromString("somebody else's"));
        assertThat(upload().failure()).contains("another content already at " + artifact.address(), "delete it");
    }

    @Test
    void aWriterInTheSameMomentAndAnAnswerThatIsLostAreTriedAgain() {
        reached.proxy().on(PUT).nth(1).fail(409, "ConditionalRequestConflict", "at the same time");
        reached.proxy().on(PUT).nth(2).resetAfterForwarding();
        Driven<FilesUpload.State, FilesUpload.Progress> driven = upload();
        assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(reached.proxy().calls(PUT)).hasSize(3);
        assertThat(String.join("\n", driven.log)).doesNotContain("X-Amz-");
    }

    @Test
    void aRefusalNamesTheArtifactAndThePermission() {
        reached.proxy().on(PUT).denyAccess();
        assertThat(upload().failure()).contains("Sending the artifact app to s3://", "403", "s3:PutObject");
    }

    @Test
    void aDownloadThatIsCutGoesOn() throws Exception {
        StoredArtifact artifact = stored();
        reached.proxy().on("S3.GetObject").nth(1).breakOffAfter(600);
        Driven<ArtifactDownload.State, ArtifactDownload.Progress> driven = fetch(artifact);
        assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(filesOf("back")).containsExactly("bin/run", "template.yaml");
    }

    @Test
    void nothingIsHalfUnpackedWhereAFolderIsInTheWay() throws Exception {
        StoredArtifact artifact = stored();
        Files.createDirectories(workspace.resolve("back/template.yaml/x"));
        assertThat(fetch(artifact).failure()).contains("There is a folder", "template.yaml");
        assertThat(filesOf("back")).isEmpty();
        assertThat(workspace.resolve("back/bin")).doesNotExist();
    }

    @Test
    void whatIsSavedIsPlainDataAndComesToTheSame() {
        Driven<FilesUpload.State, FilesUpload.Progress> driven = upload();
        FilesUpload.State again = PlainData.read(FilesUpload.State.class, PlainData.of(driven.data()));
        assertThat(ArtifactUpload.stored(again)).isEqualTo(ArtifactUpload.stored(driven.data()));
    }

    @Test
    void anAbortLeavesNothingOnTheAgent() throws Exception {
        Driven<FilesUpload.State, FilesUpload.Progress> driven =
                Driven.stopped(action(), begin(), (state, log) -> state.data().stage() == FilesUpload.State.Stage.SEND);
        assertThat(driven.outcome).isInstanceOf(Outcome.Stopped.class);
        assertThat(reached.proxy().count(PUT)).isZero();
        for (int i = 0; leftOnTheAgent() && i < 100; i++) {
            Thread.sleep(50);
        }
        assertThat(leftOnTheAgent()).isFalse();
    }

    private boolean leftOnTheAgent() throws Exception {
        return filesOf(".").stream().anyMatch(file -> file.endsWith(".zip"));
    }

    private Driven<Provenance.State, ?> write(StoredArtifact artifact, String name) {
        return Driven.run(
                new Provenance(() -> session, keeping),
                new Provenance.State(
                        BUCKET,
                        Provenance.keyOf(artifact.key()),
                        null,
                        Provenance.statement(name, artifact.sha256(), Map.of("buildDefinition", Map.of()))));
    }

    @Test
    void theFirstProvenanceStaysAndNamesTheChecksum() {
        StoredArtifact artifact = stored();
        assertThatThrownBy(() -> Provenance.require(session, BUCKET, artifact.key(), artifact.sha256()))
                .isInstanceOf(RemoteFailure.class)
                .hasMessageContaining("provenance.json");
        assertThat(write(artifact, "first").outcome).isInstanceOf(Outcome.Succeeded.class);
        assertThat(write(artifact, "second").outcome).isInstanceOf(Outcome.Succeeded.class);
        String json = s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(Provenance.keyOf(artifact.key())))
                .asUtf8String();
        assertThat(PlainJson.read(json).toString()).contains("first", artifact.sha256(), "slsa.dev/provenance/v1");
        Provenance.require(session, BUCKET, artifact.key(), artifact.sha256());
        assertThatThrownBy(() -> Provenance.require(session, BUCKET, artifact.key(), "0".repeat(64)))
                .hasMessageContaining("is not about");
    }

    @Test
    void keyClassAndTagsAreTheObjectsAndTheProvenanceIsKeptSoToo() {
        keeping = new Keeping(KEY, "STANDARD_IA", new TreeMap<>(Map.of("team", "shop + co", "stage", "test")));
        StoredArtifact artifact = stored();
        assertKept(artifact.key());
        write(artifact, "app");
        HeadObjectResponse provenance = s3.headObject(r -> r.bucket(BUCKET).key(Provenance.keyOf(artifact.key())));
        assertThat(provenance.ssekmsKeyId()).isEqualTo(KEY);
    }

    @Test
    void theyAreThoseOfAnObjectInPartsToo() {
        keeping = new Keeping(KEY, "STANDARD_IA", new TreeMap<>(Map.of("team", "shop + co", "stage", "test")));
        String key = store.key("parts.zip");
        S3Upload upload = new S3Upload(BUCKET, key, ArtifactStore.ZIP, null, true, keeping);
        String sum = FileDigest.of(new byte[] {1});
        String id = upload.begin(session, sum);
        S3Upload.Address to = upload.part(session, id, 1, sum, 1);
        assertThat(to.headers().keySet()).noneMatch(name -> name.contains("kms"));
        String etag = s3.uploadPart(
                        r -> r.bucket(BUCKET).key(key).uploadId(id).partNumber(1),
                        RequestBody.fromBytes(new byte[] {1}))
                .eTag();
        upload.complete(session, id, List.of(etag), List.of(sum));
        assertKept(key);
    }

    private static final String KEY = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";

    private void assertKept(String key) {
        HeadObjectResponse head = s3.headObject(r -> r.bucket(BUCKET).key(key));
        assertThat(head.ssekmsKeyId()).isEqualTo(KEY);
        assertThat(head.serverSideEncryptionAsString()).isEqualTo("aws:kms");
        assertThat(head.storageClassAsString()).isEqualTo("STANDARD_IA");
        assertThat(s3.getObjectTagging(r -> r.bucket(BUCKET).key(key)).tagSet())
                .extracting(tag -> tag.key() + "=" + tag.value())
                .containsExactlyInAnyOrder("stage=test", "team=shop + co");
    }

    @Test
    void whatS3WouldRefuseOrNotGiveBackIsSaidBefore() {
        assertThat(new Keeping("alias/releases", "GLACIER_IR", Map.of("a", "")).problems())
                .isEmpty();
        assertThat(new Keeping("releases", "DEEP_ARCHIVE", Map.of("aws:x", "y", "t", "v\n")).problems())
                .hasSize(4)
                .anyMatch(line -> line.startsWith("kmsKey: 'releases' is no key"))
                .anyMatch(line -> line.startsWith("storageClass: 'DEEP_ARCHIVE' is none"))
                .anyMatch(line -> line.startsWith("tags: 'aws:x' is no name"))
                .anyMatch(line -> line.startsWith("tags: the value of 't'"));
        Map<String, String> many = new HashMap<>();
        IntStream.range(0, 11).forEach(i -> many.put("t" + i, "v"));
        assertThat(new Keeping(null, null, many).problems())
                .singleElement(STRING)
                .startsWith("tags: there are 11");
    }

    @Test
    void theDescriptionForProgramsNamesAllMembersAndReadAsJsonItIsTheSame() throws Exception {
        StoredArtifact artifact = stored();
        Path file = EmulatedAccount.projectRoot().resolve("docs/openapi.yaml");
        Value described = new DocumentReader("openapi.yaml", new Problems())
                .readYaml(Files.readString(file))
                .get("components", "schemas", "Artifact", "properties");
        assertThat(described.members().keySet())
                .containsExactlyInAnyOrderElementsOf(artifact.toMap().keySet());
        Map<?, ?> read = (Map<?, ?>) PlainJson.read(PlainJson.of(artifact.toMap()));
        FetchArtifactStep step = new FetchArtifactStep();
        step.setFrom(new HashMap<>(read));
        assertThat(step.problems(Expansion.NONE)).isEmpty();
        assertThat(StoredArtifact.of(step.getFrom())).isEqualTo(artifact);
    }

    @Test
    void itsResultIsTakenWhereOneOfAwsSourceIs() {
        StoredArtifact artifact = stored();
        Map<String, Object> result = artifact.toMap();
        assertThat(result).containsEntry("type", "s3").containsEntry("location", artifact.address());
        Map<String, String> texts = NameValueLines.texts(result);
        assertThat(StoredArtifact.of(texts)).isEqualTo(artifact);
    }
}
