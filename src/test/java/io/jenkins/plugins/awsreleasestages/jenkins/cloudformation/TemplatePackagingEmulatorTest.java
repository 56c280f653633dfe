package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload;
import io.jenkins.plugins.awsreleasestages.template.S3Location;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** SAM templates with local files, packaged into a bucket of the emulator. */
@Timeout(60)
class TemplatePackagingEmulatorTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final String BUCKET = "template-packaging";
    private static final String PUT = "S3.PutObject";
    private static final String SAM = """
            Transform: AWS::Serverless-2016-10-31
            Resources:
              Checkout:
                Type: AWS::Serverless::Function
                Properties: {CodeUri: src/, Handler: app.handler, Runtime: python3.13}
              Logs:
                Type: AWS::CloudFormation::Stack
                Properties: {TemplateURL: nested/logs.yaml}
            """;

    @TempDir
    private Path workspace;

    private final String prefix = UUID.randomUUID().toString();
    private final String store = "s3://" + BUCKET + "/" + prefix;

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    private AwsSession session;
    private S3Client s3;

    @BeforeEach
    void connect() throws Exception {
        session = Driven.session(reached.proxy().endpoint());
        s3 = AWS.s3With(BUCKET);
        Files.createDirectories(workspace.resolve("src"));
        Files.createDirectories(workspace.resolve("nested"));
        Files.writeString(workspace.resolve("src/app.py"), "def handler(event, context): return 'shop'");
        Files.writeString(workspace.resolve("nested/logs.yaml"), "Resources: {Logs: {Type: AWS::Logs::LogGroup}}");
        Files.writeString(workspace.resolve("template.yaml"), SAM);
    }

    @AfterEach
    void disconnect() {
        s3.close();
    }

    private Driven<FilesUpload.State, FilesUpload.Progress> packaged(String into) {
        FilePath folder = new FilePath(workspace.toFile());
        return Driven.run(
                new FilesUpload(
                        new TemplatePackaging("template.yaml", into, () -> folder, workspace::toString, () -> session),
                        () -> folder,
                        () -> null),
                FilesUpload.State.create(UUID.randomUUID().toString(), Instant.now()));
    }

    private String stored(S3Location object) {
        return s3.getObjectAsBytes(r -> r.bucket(object.bucket()).key(object.key()))
                .asUtf8String();
    }

    @Test
    void localFilesGoToTheStoreOnceAndTheTemplateNamesThemThere() {
        Driven<FilesUpload.State, FilesUpload.Progress> first = packaged(store);
        assertThat(first.outcome).as(first.failure()).isInstanceOf(Outcome.Succeeded.class);
        String template = stored(first.data().last());
        assertThat(template)
                .contains("\"CodeUri\": \"s3://" + BUCKET + "/" + prefix)
                .contains(
                        "\"TemplateURL\": \"https://s3." + Emulator.REGION + ".amazonaws.com/" + BUCKET + "/" + prefix);
        assertThat(first.log)
                .contains("Packaging template.yaml: it names 2 local files or folders, which go to " + store + ".");
        Driven<FilesUpload.State, FilesUpload.Progress> again = packaged(store);
        assertThat(again.data().last()).isEqualTo(first.data().last());
        assertThat(reached.proxy().count(PUT)).isEqualTo(3);
    }

    @Test
    void onlyWhatHasChangedIsSentAgain() throws Exception {
        packaged(store);
        Files.writeString(workspace.resolve("src/app.py"), "def handler(event, context): return 'shop 2'");
        Driven<FilesUpload.State, FilesUpload.Progress> second = packaged(store);
        // The code and the template that names it; the nested template is what it was.
        assertThat(second.data().sent()).isEqualTo(2);
        assertThat(reached.proxy().count(PUT)).isEqualTo(5);
    }

    @Test
    void withoutAStoreItSaysWhatHasToGoThere() {
        assertThat(packaged(null).failure())
                .isEqualTo(
                        "template: template.yaml names local files: Checkout.CodeUri 'src/' (line 5), Logs.TemplateURL"
                                + " 'nested/logs.yaml' (line 8). They go through a bucket: name one with store:"
                                + " 's3://bucket/prefix'. Nothing was started.");
    }

    @Test
    void whatIsMissingIsNamedWithItsPlaceAndNothingIsSent() throws Exception {
        Files.delete(workspace.resolve("src/app.py"));
        Files.delete(workspace.resolve("src"));
        assertThat(packaged(store).failure())
                .contains("template.yaml, line 5")
                .contains("'src/' is not there")
                .endsWith("Nothing was started.");
        assertThat(reached.proxy().count(PUT)).isZero();
    }

    @Test
    void aTemplateThatNamesNoLocalFileNeedsNoStore() throws Exception {
        Files.writeString(
                workspace.resolve("template.yaml"),
                SAM.replace("src/", "s3://code/app.zip")
                        .replace("nested/logs.yaml", "https://s3.amazonaws.com/code/logs.yaml"));
        for (String into : new String[] {null, store}) {
            Driven<FilesUpload.State, FilesUpload.Progress> driven = packaged(into);
            assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
            assertThat(driven.data().last()).isNull();
        }
        assertThat(reached.proxy().count(PUT)).isZero();
    }

    @Test
    void aTemplateThatIsNotThereOrIsNoneIsSaidWhereTheChangeSetIsMade() throws Exception {
        Files.writeString(workspace.resolve("template.yaml"), "Resources: {Queue: {Type: [}");
        assertThat(packaged(null).outcome).isInstanceOf(Outcome.Succeeded.class);
        Files.delete(workspace.resolve("template.yaml"));
        assertThat(packaged(store).outcome).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void oneFileIsSpokenOfAsOne() throws Exception {
        Files.writeString(
                workspace.resolve("template.yaml"),
                SAM.replace("nested/logs.yaml", "https://s3.amazonaws.com/code/logs.yaml"));
        assertThat(packaged(store).log)
                .contains("Packaging template.yaml: it names 1 local file or folder, which goes to " + store + ".");
    }
}
