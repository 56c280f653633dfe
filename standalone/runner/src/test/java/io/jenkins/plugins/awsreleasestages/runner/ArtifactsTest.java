package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.kms.NewKey;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.SecretSearch;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An artifact that a release stores, copies without a node, and fetches from its copy. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ArtifactsTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    @TempDir
    Path folder;

    private final String bucket = "artifacts-" + UUID.randomUUID();

    @BeforeEach
    void open() throws Exception {
        System.setProperty("aws.endpointUrl", AWS.endpoint().toString());
        AWS.s3With(bucket).close();
        AWS.s3With(bucket + "-us").close();
        Trial.credentials(folder.resolve("home"), "ci");
    }

    @AfterEach
    void close() {
        System.clearProperty("aws.endpointUrl");
    }

    @Test
    void itIsFetchedFromItsCopyWithWhoHasBuiltIt() throws Exception {
        Trial.Ended ended = Trial.run(folder, """
                awsRole(credentialsId: 'ci', region: '%s') {
                  node {
                    sh 'mkdir -p out && echo shop > out/app.txt'
                    storeArtifact name: 'app', folder: 'out', store: 's3://%s/eu', tags: [team: 'shop']
                  }
                  def copy = copyArtifact name: 'app', store: 's3://%s-us/us'
                  node {
                    fetchArtifact name: 'app', folder: 'back', requireProvenance: true
                    sh 'cat back/app.txt'
                    echo "from ${copy.location}"
                  }
                }
                """.formatted(Emulator.REGION, bucket, bucket));
        assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.out())
                .contains(
                        "shop",
                        "from s3://" + bucket + "-us/us/artifacts/app/",
                        "Artifact app: s3://" + bucket + "-us/");
        assertThat(SecretSearch.below(folder, file -> file.endsWith("home/credentials")))
                .isEmpty();
    }

    /** @param how further fields of {@code storeArtifact} */
    private Trial.Ended gated(String key, String how) throws Exception {
        return Trial.run(folder, """
                awsRole(credentialsId: 'ci', region: '%s') {
                  def app
                  node {
                    sh 'mkdir -p out && echo %s > out/app.txt'
                    app = storeArtifact name: 'app', folder: 'out', store: 's3://%s/eu'%s
                    fetchArtifact folder: 'back', from: [name: 'fetched', bucket: app.bucket, key: app.key, sha256: app.sha256]
                  }
                  releaseGate conditions: [
                    artifactProvenance(artifact: 'app', key: '%s'), artifactProvenance(artifact: 'fetched', key: '%s')]
                  echo 'shipped'
                }
                """.formatted(Emulator.REGION, UUID.randomUUID(), bucket, how, key, key));
    }

    @Test
    void aGateLetsThroughWhatIsSignedAndNothingElse() throws Exception {
        String key = NewKey.signing(Driven.session(AWS.endpoint()), "ECC_NIST_P256");
        Trial.Ended signed = gated(key, ", provenanceKey: '" + key + "'");
        assertThat(signed.status()).as(signed.out() + signed.err()).isZero();
        assertThat(signed.out())
                .contains("Met: artifact 'app' signed with '" + key + "': signed", "artifact 'fetched'", "shipped");
        Trial.Ended unsigned = gated(key, "");
        assertThat(unsigned.status()).isEqualTo(Main.FAILED);
        assertThat(unsigned.out())
                .contains("nothing says, signed with the key " + key)
                .doesNotContain("shipped");
    }
}
