package io.jenkins.plugins.awsreleasestages.aws.s3;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.aws.kms.KmsKey;
import io.jenkins.plugins.awsreleasestages.engine.Call;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Writes beside an artifact the statement of who has built it, signed with a key of KMS, in an envelope of
 * <a href="https://github.com/secure-systems-lab/dsse">DSSE</a>. Each key has an envelope of its own; the first one stays.
 *
 * @param key that signs: ARN, id or alias
 * @param artifact the key of the ZIP
 * @param sha256 of the ZIP
 */
public record SignedProvenance(
        Supplier<AwsSession> sessions, Keeping keeping, String key, String artifact, String sha256)
        implements Call<Provenance.State> {

    /** <a href="https://github.com/in-toto/attestation/blob/main/spec/v1/envelope.md">in-toto</a>. */
    private static final String TYPE = "application/vnd.in-toto+json";

    @Override
    public String title() {
        return "Signing the provenance";
    }

    /** @param state of the statement, as it lies beside the artifact */
    @Override
    public Provenance.State make(Provenance.State state) {
        AwsSession session = sessions.get();
        KmsKey with = KmsKey.of(session, key);
        Provenance.State signed = new Provenance.State(
                state.bucket(), keyOf(artifact, with), state.owner(), envelope(state.json(), with));
        new Provenance(sessions, keeping).make(signed);
        // Somebody may have put anything there before.
        require(session, state.bucket(), artifact, sha256, with);
        return state;
    }

    @Override
    public List<String> lines(Provenance.State state) {
        return List.of("Provenance: signed with " + key);
    }

    /** @throws RemoteFailure of kind REFUSED unless exactly that key has signed that exactly that content was built */
    public static void require(AwsSession session, String bucket, String artifact, String sha256, String key) {
        require(session, bucket, artifact, sha256, KmsKey.of(session, key));
    }

    /** The same with a key that is known. */
    public static void require(AwsSession session, String bucket, String artifact, String sha256, KmsKey key) {
        String at = "s3://" + bucket + "/" + keyOf(artifact, key);
        Object envelope = Provenance.read(session, bucket, keyOf(artifact, key), at);
        try {
            if (envelope instanceof Map<?, ?> members
                    && TYPE.equals(members.get("payloadType"))
                    && members.get("payload") instanceof String payload
                    && members.get("signatures") instanceof List<?> signatures
                    && signatures.size() == 1
                    && signatures.get(0) instanceof Map<?, ?> signature
                    && key.arn().equals(signature.get("keyid"))
                    && signature.get("sig") instanceof String sig) {
                byte[] statement = Base64.getDecoder().decode(payload);
                if (key.hasSigned(toSign(statement), Base64.getDecoder().decode(sig))) {
                    Provenance.requireAbout(PlainJson.read(new String(statement, StandardCharsets.UTF_8)), sha256, at);
                    return;
                }
            }
        } catch (IllegalArgumentException e) {
            throw RemoteFailure.refused("The provenance " + at + " cannot be read: " + e.getMessage());
        }
        throw RemoteFailure.refused("The provenance " + at + " is not signed with the key " + key.arn()
                + ". Find out who has written it. Nothing was taken from it.");
    }

    /** Where it lies, that of this key. */
    public static String keyOf(AwsSession session, String artifact, String key) {
        return keyOf(artifact, KmsKey.of(session, key));
    }

    private static String keyOf(String artifact, KmsKey key) {
        byte[] digest = newDigest().digest(key.arn().getBytes(StandardCharsets.UTF_8));
        String of = HexFormat.of().formatHex(digest, 0, 8);
        return Provenance.keyOf(artifact).replaceFirst("\\.json$", "." + of + ".dsse.json");
    }

    private static String envelope(String statement, KmsKey key) {
        byte[] payload = statement.getBytes(StandardCharsets.UTF_8);
        Base64.Encoder base64 = Base64.getEncoder();
        return PlainJson.of(Map.of(
                "payloadType",
                TYPE,
                "payload",
                base64.encodeToString(payload),
                "signatures",
                List.of(Map.of("keyid", key.arn(), "sig", base64.encodeToString(key.sign(toSign(payload)))))));
    }

    /** SHA-256 of DSSE's "pre-authentication encoding", since KMS takes no more than 4,096 bytes of a message. */
    static byte[] toSign(byte[] payload) {
        MessageDigest digest = newDigest();
        digest.update(
                ("DSSEv1 " + TYPE.length() + " " + TYPE + " " + payload.length + " ").getBytes(StandardCharsets.UTF_8));
        return digest.digest(payload);
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
