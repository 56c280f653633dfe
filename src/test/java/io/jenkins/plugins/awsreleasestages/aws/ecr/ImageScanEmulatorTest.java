package io.jenkins.plugins.awsreleasestages.aws.ecr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.ecr.ImageScan.Finding;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.DescribeImageScanFindingsResponse;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ImageScanEmulatorTest {

    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final String MANIFEST = """
            {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
             "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 1, "digest": "%s"},
             "layers": []}
            """.formatted(DIGEST);

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private final String repository = "scan/" + UUID.randomUUID();
    private FaultProxy proxy;
    private AwsSession session;

    @BeforeEach
    void open() {
        proxy = AWS.proxy();
        session = Driven.session(proxy.endpoint());
        try (EcrClient ecr = AWS.at(EcrClient.builder()).build()) {
            ecr.createRepository(r -> r.repositoryName(repository));
            ecr.putImage(
                    r -> r.repositoryName(repository).imageManifest(MANIFEST).imageTag("1.7"));
        }
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void thereIsNoScanUntilOneWasMade() {
        ImageScan scan = new ImageScan(repository + ":1.7");
        ImageScan.Found none = scan.ask(session);
        assertThat(none.isToCome()).isTrue();
        assertThat(none.advice()).startsWith("there is no scan yet.");
        try (EcrClient ecr = AWS.at(EcrClient.builder()).build()) {
            ecr.startImageScan(r -> r.repositoryName(repository).imageId(i -> i.imageTag("1.7")));
        }
        ImageScan.Found found = scan.ask(session);
        assertThat(found.isComplete()).isTrue();
        assertThat(found.digest()).startsWith("sha256:");
        assertThat(found.findings())
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.name()).startsWith("CVE-"));
        String host = Emulator.ACCOUNT + ".dkr.ecr." + Emulator.REGION + ".amazonaws.com/";
        assertThat(new ImageScan(host + repository + "@" + found.digest())
                        .ask(session)
                        .findings())
                .isEqualTo(found.findings());
    }

    @Test
    void whatDoesNotExistIsElsewhereOrIsDeniedIsSaid() {
        assertThatThrownBy(() -> new ImageScan(repository + ":9").ask(session))
                .isInstanceOf(RemoteFailure.class)
                .hasMessageStartingWith("Looking at the scan of image " + repository + ":9 failed: AWS says:");
        assertThatThrownBy(() -> new ImageScan("123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1").ask(session))
                .hasMessage("the image is in us-east-1, and eu-west-1 is asked. Say region: 'us-east-1'");
        proxy.on("ECR.DescribeImageScanFindings").denyAccess();
        assertThatThrownBy(() -> new ImageScan(repository + ":1.7").ask(session))
                .isInstanceOf(RemoteFailure.class)
                .hasMessageContaining("AccessDenied");
    }

    private static DescribeImageScanFindingsResponse.Builder page(String status) {
        return DescribeImageScanFindingsResponse.builder()
                .imageId(i -> i.imageDigest(DIGEST))
                .imageScanStatus(s -> s.status(status).description("so"));
    }

    @Test
    void inspectorsFindingsAreReadOnceEachAndWithoutThoseThatItSuppresses() {
        var inspector = page("ACTIVE")
                .imageScanFindings(f -> f.enhancedFindings(
                        e -> e.severity("HIGH")
                                .status("ACTIVE")
                                .packageVulnerabilityDetails(p -> p.vulnerabilityId("CVE-1")),
                        e -> e.severity("HIGH")
                                .status("ACTIVE")
                                .packageVulnerabilityDetails(p -> p.vulnerabilityId("CVE-1")),
                        e -> e.severity("LOW").title("No id"),
                        e -> e.severity("CRITICAL").status("SUPPRESSED").title("CVE-2")))
                .build();
        var basic = page("COMPLETE")
                .imageScanFindings(f -> f.findings(e -> e.name("CVE-3").severity("MEDIUM")))
                .build();
        ImageScan.Found found = new ImageScan("a:1").found(List.of(inspector, basic));
        assertThat(found.status()).isEqualTo("COMPLETE");
        assertThat(found.findings())
                .containsExactly(
                        new Finding("CVE-1", "HIGH"), new Finding("No id", "LOW"), new Finding("CVE-3", "MEDIUM"));
    }

    @Test
    void whatHasTooManyPagesIsNotReadToItsEnd() {
        assertThatThrownBy(() -> new ImageScan("a:1")
                        .found(Collections.nCopies(11, page("COMPLETE").build())))
                .hasMessage("there are more than 10,000 findings in a:1");
    }

    @Test
    void theNamesOfImages() {
        assertThat(new ImageScan("team/shop:v1.0_2").problem()).isNull();
        assertThat(new ImageScan("shop@" + DIGEST).problem()).isNull();
        assertThat(List.of("shop", "shop:", "Shop:1", "shop@sha256:12", "docker.io/shop:1:2", "shop:1 2", ""))
                .allSatisfy(wrong -> assertThat(new ImageScan(wrong).problem()).contains("has to be like"));
    }
}
