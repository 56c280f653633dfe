package io.jenkins.plugins.awsreleasestages.aws.s3;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.engine.Call;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Writes beside an artifact who has built it: a statement as in-toto has it, with SLSA's provenance, unsigned. The first
 * one stays: who stores the same content again has not built it first.
 */
public final class Provenance implements Call<Provenance.State> {

    /** <a href="https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md">in-toto</a>. */
    private static final String STATEMENT = "https://in-toto.io/Statement/v1";

    /** <a href="https://slsa.dev/spec/v1.0/provenance">SLSA</a>. */
    private static final String PREDICATE = "https://slsa.dev/provenance/v1";

    /** In bytes. */
    private static final int LARGEST = 1 << 20;

    /** @param json the statement */
    public record State(String bucket, String key, String owner, String json) {}

    private final Supplier<AwsSession> sessions;
    private final Keeping keeping;

    /** @param keeping how S3 keeps it */
    public Provenance(Supplier<AwsSession> sessions, Keeping keeping) {
        this.sessions = sessions;
        this.keeping = keeping;
    }

    /** @param artifact the key of the ZIP */
    public static String keyOf(String artifact) {
        return artifact.replaceFirst("\\.zip$", "") + ".provenance.json";
    }

    public static String statement(String name, String sha256, Map<String, ?> predicate) {
        Map<String, Object> subject = Map.of("name", name, "digest", Map.of("sha256", sha256));
        return PlainJson.of(Map.of(
                "_type", STATEMENT, "subject", List.of(subject), "predicateType", PREDICATE, "predicate", predicate));
    }

    @Override
    public String title() {
        return "Writing the provenance";
    }

    @Override
    public State make(State state) {
        try {
            AwsSession session = sessions.get();
            AwsFailures.call(
                    session,
                    "Writing s3://" + state.bucket() + "/" + state.key(),
                    () -> session.s3()
                            .putObject(
                                    r -> r.bucket(state.bucket())
                                            .key(state.key())
                                            .contentType("application/json")
                                            .expectedBucketOwner(state.owner())
                                            .serverSideEncryption(keeping.encryption())
                                            .ssekmsKeyId(keeping.kmsKey())
                                            .tagging(keeping.tagging())
                                            .ifNoneMatch("*"),
                                    RequestBody.fromString(state.json())));
        } catch (RemoteFailure e) {
            if (!S3Upload.isTaken(e) && !S3Upload.isContended(e)) {
                throw e;
            }
        }
        return state;
    }

    /**
     * @param artifact the key of the ZIP
     * @throws RemoteFailure of kind REFUSED when there is none, or when it is about another content
     */
    public static void require(AwsSession session, String bucket, String artifact, String sha256) {
        String at = "s3://" + bucket + "/" + keyOf(artifact);
        requireAbout(read(session, bucket, keyOf(artifact), at), sha256, at);
    }

    static void requireAbout(Object statement, String sha256, String at) {
        if (!isAbout(statement, sha256)) {
            throw RemoteFailure.refused("The provenance " + at + " is not about the SHA-256 " + sha256 + ".");
        }
    }

    static Object read(AwsSession session, String bucket, String key, String at) {
        ResponseInputStream<GetObjectResponse> object = AwsFailures.call(
                session,
                "Reading the provenance " + at,
                () -> session.s3().getObject(r -> r.bucket(bucket).key(key)));
        try {
            return PlainJson.read(new String(object.readNBytes(LARGEST), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw RemoteFailure.refused("The provenance " + at + " " + e.getMessage());
        } catch (IOException e) {
            throw new RemoteFailure(
                    RemoteFailure.Kind.UNREACHABLE,
                    "The provenance " + at + " could not be read: " + e.getMessage(),
                    e);
        } finally {
            object.abort();
        }
    }

    private static boolean isAbout(Object statement, String sha256) {
        return statement instanceof Map<?, ?> members
                && STATEMENT.equals(members.get("_type"))
                && PREDICATE.equals(members.get("predicateType"))
                && members.get("subject") instanceof List<?> subjects
                && subjects.size() == 1
                && subjects.stream()
                        .anyMatch(subject -> subject instanceof Map<?, ?> one
                                && one.get("digest") instanceof Map<?, ?> digest
                                && sha256.equals(digest.get("sha256")));
    }
}
