package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.aws.AwsSessions;
import io.jenkins.plugins.awsreleasestages.aws.BaseCredentials;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.aws.SessionRequest;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.ImageTagMutability;

class EcrImageSourceTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    Path workspace;

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    private final String repository = "team/shop-" + NUMBER.incrementAndGet();
    private EcrClient ecr;
    private LocalSite site;
    private EcrImageSource source;

    @BeforeEach
    void prepare() {
        ecr = AWS.at(EcrClient.builder()).build();
        ecr.createRepository(r -> r.repositoryName(repository).imageTagMutability(ImageTagMutability.MUTABLE));
        site = new LocalSite(workspace);
        site.session = AwsSessions.get(
                new BaseCredentials.Keys("ecr-image-source", Emulator.CREDENTIALS),
                SessionRequest.plain(Emulator.REGION, repository));
        source = new EcrImageSource(repository);
    }

    /** @return its digest */
    private String push(String tag, String content) {
        String manifest = """
                {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
                 "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 7, "digest": "%1$s"},
                 "layers": [{"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", "size": 7, "digest": "%1$s"}]}""".formatted("sha256:" + String.format("%064x", content.hashCode()));
        return ecr.putImage(r -> r.repositoryName(repository).imageTag(tag).imageManifest(manifest))
                .image()
                .imageId()
                .imageDigest();
    }

    @Test
    void anImageThatWasAskedForHasNoTag() {
        EcrImageSource source = new EcrImageSource("shop");
        SourceRevision revision =
                SourceRevision.ecr("111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop", "latest", "sha256:0", null);
        assertThat(source.variables(revision, false)).containsEntry("ImageTag", "latest");
        assertThat(source.variables(revision, true))
                .doesNotContainKey("ImageTag")
                .containsEntry("ImageDigest", "sha256:0");
    }

    @Test
    void theDigestThatATagNamesIsPinned() {
        String first = push("latest", "1");
        SourceRevision pinned = source.look(site);
        assertThat(pinned.id()).isEqualTo(first).startsWith("sha256:");
        assertThat(pinned.location())
                .endsWith(".dkr.ecr." + Emulator.REGION + ".amazonaws.com/" + repository + ":latest");
        assertThat(pinned.toString()).contains(" at " + first.substring(0, 19));
        assertThat(reached.proxy().calls()).as("a look is one call").hasSize(1);
        String second = push("latest", "2");
        assertThat(source.look(site).id()).isEqualTo(second).isNotEqualTo(first);
        assertThat(source.look(site)).isNotEqualTo(pinned);
    }

    @Test
    void aFileTellsOfExactlyThePinnedImage() throws Exception {
        // The emulator forgets an image that has no tag any more; ECR does not.
        push("v1", "1");
        String first = push("latest", "1");
        SourceRevision pinned = source.look(site);
        push("latest", "2");
        source.bringIn(site, pinned);
        Map<?, ?> detail = (Map<?, ?>) PlainJson.read(Files.readString(workspace.resolve("imageDetail.json")));
        assertThat(detail.get("ImageDigest")).isEqualTo(first);
        assertThat(detail.get("ImageURI")).asString().endsWith("/" + repository + "@" + first);
        assertThat(detail.get("RepositoryName")).isEqualTo(repository);
        assertThat(detail.get("Version")).isEqualTo("1.0");
        assertThat(pinned.variables())
                .containsOnlyKeys("RegistryId", "RepositoryName", "ImageTag", "ImageDigest", "ImageURI")
                .containsEntry("RegistryId", String.valueOf(detail.get("RegistryId")))
                .containsEntry("RepositoryName", repository)
                .containsEntry("ImageURI", String.valueOf(detail.get("ImageURI")));
        assertThat(SourceRevision.of(pinned.toMap())).isEqualTo(pinned);
    }

    @Test
    void aDigestMayBeNamed() {
        // The emulator forgets an image that has no tag any more; ECR does not.
        push("v1", "1");
        String first = push("latest", "1");
        push("latest", "2");
        assertThat(source.named(site, first).id()).isEqualTo(first);
        assertThatThrownBy(() -> source.named(site, "sha256:" + "0".repeat(64)))
                .isInstanceOf(RemoteFailure.class)
                .hasMessageContaining("ImageNotFoundException");
        assertThatThrownBy(() -> source.named(site, "latest")).hasMessageContaining("is not the digest of an image");
    }

    @Test
    void whatIsNotThereIsSaidInAwssWords() {
        assertThatThrownBy(() -> source.look(site))
                .hasMessageContaining("ImageNotFoundException")
                .hasMessageContaining("Correct tag, or push the image.");
        assertThatThrownBy(() -> new EcrImageSource("nowhere").look(site))
                .hasMessageContaining("RepositoryNotFoundException")
                .hasMessageContaining("Correct repository, or create it.");
        reached.proxy().on("ECR.*").denyAccess();
        assertThatThrownBy(() -> source.look(site)).hasMessageContaining("not authorized");
    }

    @Test
    void throttledIsTriedAgainByWhoeverAsked() {
        push("latest", "1");
        reached.proxy().on("ECR.DescribeImages").throttle();
        assertThatThrownBy(() -> source.look(site))
                .extracting(e -> ((RemoteFailure) e).passing())
                .isEqualTo(true);
    }

    @Test
    void aRevisionIsOneOfThisSourceByItsRepositoryAndTag() {
        push("latest", "1");
        push("live", "1");
        SourceRevision seen = source.look(site);
        assertThat(source.has(seen)).isTrue();
        EcrImageSource live = (EcrImageSource) AwsSource.of(tagged("live").said());
        assertThat(live.getTag()).isEqualTo("live");
        assertThat(live.has(seen)).isFalse();
        assertThat(new EcrImageSource("shop-" + NUMBER.get()).has(seen))
                .as("the name of a repository is whole")
                .isEqualTo(false);
    }

    private EcrImageSource tagged(String tag) {
        EcrImageSource tagged = new EcrImageSource(repository);
        tagged.setTag(tag);
        return tagged;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Shop", "a", "/shop", "shop/", "a//b", "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:1"})
    void noNameOfARepository(String name) {
        assertThat(new EcrImageSource(name).problems())
                .singleElement()
                .asString()
                .startsWith("repository: ");
    }

    @Test
    void blankIsRefused() {
        assertThat(new EcrImageSource(" ").problems())
                .singleElement()
                .asString()
                .contains("is missing");
        assertThat(tagged("a b").problems()).singleElement().asString().contains("is not a tag");
        assertThat(List.of(tagged(" ").problems().size())).containsExactly(1);
    }

    @Test
    void allTagsForTriggersThatFilterThem() {
        String first = push("1.0", "1");
        push("latest", "1");
        String second = push("1.1", "2");
        Polling.Found found = source.everything(site);
        assertThat(found.several()).isTrue();
        assertThat(found.revisions())
                .extracting(one -> one.name() + " " + one.id())
                .containsExactlyInAnyOrder("1.0 " + first, "latest " + first, "1.1 " + second);
        assertThat(reached.proxy().calls()).as("a look is one call").hasSize(1);
        assertThatThrownBy(() -> new EcrImageSource("team/none").everything(site))
                .isInstanceOf(RemoteFailure.class)
                .hasMessageContaining("Correct repository, or create it.");
    }
}
