package io.jenkins.plugins.awsreleasestages.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.aws.kms.NewKey;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Who has built an artifact, signed by KMS: what is true, what is forged, and a KMS that does not answer. */
@Timeout(120)
class SignedProvenanceTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final String BUCKET = "signed-provenance";
    private static final String SHA256 = "a".repeat(64);
    private static final String SIGN = "KMS.Sign";
    private static final String VERIFY = "KMS.Verify";

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    private final String artifact = UUID.randomUUID() + "/" + SHA256 + ".zip";
    private AwsSession session;
    private S3Client s3;

    @BeforeEach
    void connect() {
        session = Driven.session(reached.proxy().endpoint());
        s3 = AWS.s3With(BUCKET);
    }

    @AfterEach
    void disconnect() {
        s3.close();
    }

    private String newKey(String spec) {
        return NewKey.signing(session, spec);
    }

    private Driven<Provenance.State, ?> sign(String key, String sha256) {
        String statement = Provenance.statement("app", sha256, Map.of("buildDefinition", Map.of()));
        return Driven.run(
                new SignedProvenance(() -> session, Keeping.STANDARD, key, artifact, sha256),
                new Provenance.State(BUCKET, Provenance.keyOf(artifact), null, statement));
    }

    private void require(String key) {
        SignedProvenance.require(session, BUCKET, artifact, SHA256, key);
    }

    private String envelopeKey() {
        return s3.listObjectsV2(r -> r.bucket(BUCKET).prefix(artifact.replace(".zip", ""))).contents().stream()
                .map(object -> object.key())
                .filter(key -> key.endsWith(".dsse.json"))
                .findFirst()
                .orElseThrow();
    }

    private Map<?, ?> envelope() {
        return (Map<?, ?>) PlainJson.read(
                s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(envelopeKey())).asUtf8String());
    }

    private void plant(Map<String, ?> envelope) {
        String key = envelopeKey();
        s3.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromString(PlainJson.of(envelope)));
    }

    @Test
    void bothKindsOfKeysSignAndTheEnvelopeIsDsses() {
        for (String spec : new String[] {"ECC_NIST_P256", "RSA_2048"}) {
            String key = newKey(spec);
            Driven<Provenance.State, ?> driven = sign(key, SHA256);
            assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
            require(key);
            // By its id, too.
            require(key.substring(key.indexOf("key/") + 4));
        }
        Map<?, ?> envelope = envelope();
        assertThat(envelope.get("payloadType")).isEqualTo("application/vnd.in-toto+json");
        String payload =
                new String(Base64.getDecoder().decode(envelope.get("payload").toString()), StandardCharsets.UTF_8);
        assertThat(payload).contains(SHA256, "https://in-toto.io/Statement/v1");
        assertThat(reached.proxy().calls(SIGN)).hasSize(2);
    }

    /** What any other tool for DSSE signs. */
    @Test
    void whatIsSignedIsTheSpecificationsExample() throws Exception {
        byte[] payload = "hello world".getBytes(StandardCharsets.UTF_8);
        byte[] encoded = "DSSEv1 28 application/vnd.in-toto+json 11 hello world".getBytes(StandardCharsets.UTF_8);
        assertThat(SignedProvenance.toSign(payload))
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(encoded));
    }

    @Test
    void anotherKeysSignatureIsNotTaken() {
        String mine = newKey("ECC_NIST_P256");
        String other = newKey("ECC_NIST_P256");
        sign(other, SHA256);
        assertThatThrownBy(() -> require(mine))
                .isInstanceOf(RemoteFailure.class)
                .hasMessageContaining("dsse.json");
        // Renamed to where the right one would be, and with its name in it.
        Map<?, ?> theirs = envelope();
        String foreign = envelopeKey();
        sign(mine, SHA256);
        s3.deleteObject(r -> r.bucket(BUCKET).key(foreign));
        Map<?, ?> signature = (Map<?, ?>) ((List<?>) theirs.get("signatures")).get(0);
        plant(Map.of(
                "payloadType", theirs.get("payloadType"),
                "payload", theirs.get("payload"),
                "signatures", List.of(Map.of("keyid", mine, "sig", signature.get("sig")))));
        assertThatThrownBy(() -> require(mine)).hasMessageContaining("is not signed with the key " + mine);
    }

    @Test
    void aChangedStatementAndOneOfAnotherContentAreNotTaken() {
        String key = newKey("ECC_NIST_P256");
        sign(key, SHA256);
        Map<?, ?> good = envelope();
        byte[] forged = Provenance.statement("evil", SHA256, Map.of()).getBytes(StandardCharsets.UTF_8);
        plant(Map.of(
                "payloadType", good.get("payloadType"),
                "payload", Base64.getEncoder().encodeToString(forged),
                "signatures", good.get("signatures")));
        assertThatThrownBy(() -> require(key)).hasMessageContaining("is not signed with the key");
        plant(Map.of("payloadType", good.get("payloadType"), "payload", "%%%", "signatures", good.get("signatures")));
        assertThatThrownBy(() -> require(key)).hasMessageContaining("cannot be read");
        plant(Map.of("payload", "", "signatures", List.of()));
        assertThatThrownBy(() -> require(key)).hasMessageContaining("is not signed with the key");
        // Whoever stores finds out now, and not who deploys.
        assertThat(sign(key, SHA256).failure()).contains("is not signed with the key");
    }

    /** Truly signed, of another artifact, and copied beside this one. */
    @Test
    void theSignatureOfAnotherArtifactIsNotTaken() {
        String key = newKey("ECC_NIST_P256");
        assertThat(sign(key, "b".repeat(64)).outcome).isInstanceOf(Outcome.Succeeded.class);
        assertThatThrownBy(() -> require(key)).hasMessageContaining("is not about the SHA-256 " + SHA256);
    }

    @Test
    void aKeyThatCannotSignOrIsNotThereOrIsDisabledSaysSo() {
        String encrypts = NewKey.of(session, Map.of());
        assertThat(sign(encrypts, SHA256).failure()).contains(encrypts, "cannot sign", "SIGN_VERIFY");
        assertThat(sign("alias/nobody-" + UUID.randomUUID(), SHA256).failure()).contains("NotFoundException");
        String key = newKey("ECC_NIST_P256");
        reached.proxy().on(SIGN).fail(400, "DisabledException", key + " is disabled.");
        assertThat(sign(key, SHA256).failure()).contains("Sign with the key", "is disabled", "DisabledException");
    }

    @Test
    void aThrottledAndACutCallAreMadeAgainAndADeniedOneSaysWhichKey() {
        String key = newKey("ECC_NIST_P256");
        reached.proxy().on(SIGN).nth(1).throttle();
        reached.proxy().on(VERIFY).nth(1).resetAfterForwarding();
        Driven<Provenance.State, ?> driven = sign(key, SHA256);
        assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
        reached.proxy().reset();
        reached.proxy().on(VERIFY).denyAccess();
        assertThatThrownBy(() -> require(key)).hasMessageContaining("Verify with the key " + key);
    }
}
