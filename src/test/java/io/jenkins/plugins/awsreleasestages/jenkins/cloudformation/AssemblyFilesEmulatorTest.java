package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.BaseCredentials;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.RoleHop;
import io.jenkins.plugins.awsreleasestages.aws.SessionRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.PrepareStackAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ReplacementPolicy;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedRole;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.WorkPlace;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** The assembly of the resources, published to the account of the emulator by the roles of its bootstrap. */
@Timeout(90)
class AssemblyFilesEmulatorTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final String BUCKET = "cdk-hnb659fds-assets-123456789012-eu-west-1";
    private static final String PUT = "S3.PutObject";
    private static final String CODE = "0d73e6b86abeefd63ce775b990b40026372ba70988c2da04f8dd356b6d214741.zip";

    @TempDir
    private Path root;

    private final BaseCredentials keys = Driven.keys();

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    private S3Client s3;
    private WorkPlace place = WorkPlace.ANYWHERE;

    @BeforeEach
    void connect() throws Exception {
        s3 = AWS.at(S3Client.builder()).forcePathStyle(true).build();
        empty();
        for (String role : List.of("deploy", "file-publishing")) {
            String name = "cdk-hnb659fds-" + role + "-role-123456789012-eu-west-1";
            EmulatedRole.create(AWS.endpoint(), name);
        }
        Path made = Path.of(AssemblyFilesEmulatorTest.class
                .getResource("/templates/cdk.out")
                .toURI());
        try (Stream<Path> files = Files.walk(made)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = root.resolve("cdk.out").resolve(made.relativize(file));
                Files.createDirectories(copy.getParent());
                // The account of the emulator.
                Files.writeString(copy, Files.readString(file).replace("111122223333", Emulator.ACCOUNT));
            }
        }
    }

    @AfterEach
    void disconnect() {
        empty();
        s3.close();
    }

    /** As the emulator's, bound to a place. */
    private final class Bound implements AssemblyFiles.Sessions {
        @Override
        public AwsSession in(RoleHop role, String region) {
            return session(role, region);
        }

        @Override
        public WorkPlace place() {
            return place;
        }
    }

    private AwsSession session(RoleHop role, String region) {
        SessionRequest plain = SessionRequest.plain(region == null ? "eu-west-1" : region, "test");
        return Driven.session(
                reached.proxy().endpoint(), Duration.ofSeconds(20), keys, role == null ? plain : plain.assuming(role));
    }

    private void bootstrap() {
        s3.createBucket(r -> r.bucket(BUCKET).createBucketConfiguration(c -> c.locationConstraint("eu-west-1")));
    }

    private void empty() {
        if (s3.listBuckets().buckets().stream().anyMatch(bucket -> bucket.name().equals(BUCKET))) {
            s3.listObjectsV2(r -> r.bucket(BUCKET))
                    .contents()
                    .forEach(object -> s3.deleteObject(r -> r.bucket(BUCKET).key(object.key())));
            s3.deleteBucket(r -> r.bucket(BUCKET));
        }
    }

    private Driven<FilesUpload.State, FilesUpload.Progress> published(
            String folder, Map<String, String> parameters, String... stacks) {
        FilePath workspace = new FilePath(root.toFile());
        AssemblyPlan plan = new AssemblyPlan(
                AwsRoleScope.NONE,
                folder,
                List.of(stacks),
                new StackChange(
                        StackChange.SealedRequest.of(
                                new ChangeSetRequest(null, parameters, List.of(), Map.of(), null, null)),
                        null,
                        null,
                        PrepareStackAction.Preparation.waiting(Duration.ofMinutes(1)),
                        new StackChange.Conditions(ReplacementPolicy.ALLOW, false, null, GateTerms.of(List.of(), 1)),
                        false),
                Duration.ofHours(1));
        return Driven.run(
                new FilesUpload(new AssemblyFiles(plan, () -> workspace, new Bound()), () -> workspace, () -> null),
                FilesUpload.State.create(UUID.randomUUID().toString(), Instant.now()));
    }

    private List<String> keys() {
        return s3.listObjectsV2(r -> r.bucket(BUCKET)).contents().stream()
                .map(object -> object.key())
                .toList();
    }

    @Test
    void filesGoToTheBucketOfTheBootstrapUnderTheirHashesAndOnce() throws Exception {
        bootstrap();
        var first = published("cdk.out", Map.of(), "Shop");
        assertThat(first.outcome).as(first.failure()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(keys()).hasSize(4).contains(CODE);
        assertThat(first.data().content())
                .asInstanceOf(InstanceOfAssertFactories.list(AssemblyPlan.Deployment.class))
                .extracting(AssemblyPlan.Deployment::name)
                .containsExactly("checkout-data", "Shop");
        assertThat(first.log)
                .contains("cdk.out: 2 stacks and 4 files: checkout-data (123456789012/eu-west-1), Shop"
                        + " (123456789012/eu-west-1).")
                .anyMatch(line -> line.startsWith("Stack checkout-data asks for termination protection"));
        int sent = reached.proxy().count(PUT);
        var second = published("cdk.out", Map.of(), "Shop");
        assertThat(second.outcome).isInstanceOf(Outcome.Succeeded.class);
        assertThat(reached.proxy().count(PUT)).isEqualTo(sent).isEqualTo(4);
    }

    @Test
    void anAccountThatIsNotBootstrappedSaysSoBeforeAnythingIsSent() throws Exception {
        assertThat(published("cdk.out", Map.of(), "Data").failure())
                .startsWith("assembly: ")
                .contains("Account 123456789012 has no bucket " + BUCKET + " in eu-west-1")
                .contains("cdk bootstrap aws://123456789012/eu-west-1")
                .endsWith("Nothing was started.");
        assertThat(reached.proxy().count(PUT)).isZero();
    }

    @Test
    void aRoleThatCannotBeAssumedSaysSoToo() throws Exception {
        reached.proxy().on("STS.AssumeRole").denyAccess();
        assertThat(published("cdk.out", Map.of(), "Data").failure())
                .contains("cdk-hnb659fds-")
                .contains("cdk bootstrap aws://123456789012/eu-west-1")
                .endsWith("Nothing was started.");
        assertThat(reached.proxy().count(PUT)).isZero();
    }

    private void assemblyWithOptions(String options) throws Exception {
        Path folder = Files.createDirectories(root.resolve("tagged"));
        Files.writeString(
                folder.resolve("Shop.template.json"), "{\"Resources\": {\"Orders\": {\"Type\": \"AWS::SQS::Queue\"}}}");
        Files.writeString(folder.resolve("manifest.json"), """
                {"version": "48.0.0", "artifacts": {"Shop": {"type": "aws:cloudformation:stack",
                  "environment": "aws://123456789012/eu-west-1",
                  "properties": {
                    "templateFile": "Shop.template.json",
                    "assumeRoleArn": "arn:${AWS::Partition}:iam::123456789012:role/cdk-shop-deploy",
                    "assumeRoleExternalId": "shop",
                    "assumeRoleAdditionalOptions": %s}}}}
                """.formatted(options));
    }

    @Test
    void aRoleIsAssumedWithAllThatTheAssemblySaysOfIt() throws Exception {
        EmulatedRole.create(
                AWS.endpoint(),
                "cdk-shop-deploy",
                EmulatedRole.statementWhen(
                        "{\"StringEquals\":{\"aws:RequestTag/Department\":\"Engineering\",\"sts:ExternalId\":\"shop\"}}",
                        "{\"AWS\":\"*\"}",
                        "sts:AssumeRole",
                        "sts:TagSession"));
        assemblyWithOptions(
                "{\"Tags\": [{\"Key\": \"Department\", \"Value\": \"Engineering\"}], \"DurationSeconds\": 1800}");
        var listed = published("tagged", Map.of());
        assertThat(listed.outcome).as(listed.failure()).isInstanceOf(Outcome.Succeeded.class);
        assertThat(reached.proxy().calls("STS.AssumeRole").get(0).body())
                .contains("Tags.member.1.Key=Department", "Tags.member.1.Value=Engineering")
                .contains("TransitiveTagKeys.member.1=Department", "DurationSeconds=1800", "ExternalId=shop");

        assemblyWithOptions("{\"Tag\": []}");
        assertThat(published("tagged", Map.of()).failure())
                .isEqualTo("assembly: The role arn:aws:iam::123456789012:role/cdk-shop-deploy,"
                        + " assumeRoleAdditionalOptions: Tag: there is no such member. Nothing was started.");
    }

    @Test
    void whatAnAgentNamesMustBeInTheEnvironmentsAccountAndRegion() throws Exception {
        bootstrap();
        place = new WorkPlace("444455556666", "us-east-1", "environment prod");
        assertThat(published("cdk.out", Map.of(), "Data").failure())
                .startsWith("assembly: Stack checkout-data is for account 123456789012, and environment prod is of")
                .contains("is for region eu-west-1, and environment prod works in us-east-1")
                .contains("wants to be role arn:aws:iam::123456789012:role/cdk-hnb659fds-deploy-role-")
                .contains("wants to be role arn:aws:iam::123456789012:role/cdk-hnb659fds-cfn-exec-role-")
                .contains("wants to be role arn:aws:iam::123456789012:role/cdk-hnb659fds-file-publishing-role-")
                .endsWith("Nothing was started.");
        assertThat(reached.proxy().count(PUT)).isZero();
        place = new WorkPlace(Emulator.ACCOUNT, "eu-west-1", "environment prod");
        assertThat(published("cdk.out", Map.of(), "Data").outcome).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void imagesAreRefusedByNameBeforeAnythingIsSent() throws Exception {
        bootstrap();
        assertThat(published("cdk.out", Map.of()).failure())
                .startsWith("assembly: Image: The image Image has to be built by Docker in ")
                .endsWith("this step does not run Docker. Nothing was started.");
        assertThat(reached.proxy().count(PUT)).isZero();
    }

    @Test
    void whatIsNotThereIsNamed() throws Exception {
        assertThat(published("cdk.in", Map.of()).failure())
                .startsWith("assembly: there is no folder cdk.in in the workspace (")
                .contains("cdk synth");
        assertThat(published("cdk.out", Map.of(), "Shpo").failure())
                .isEqualTo("assembly: there is no stack Shpo; cdk.out has Prod/Data, Prod/Shop, Data, Shop, Image."
                        + " Nothing was started.");
        assertThat(published("cdk.out", Map.of("Prod/Data:Size", "7"), "Data").failure())
                .contains("parameters: Prod/Data:Size is for stack Prod/Data, which is not deployed.");
    }
}
