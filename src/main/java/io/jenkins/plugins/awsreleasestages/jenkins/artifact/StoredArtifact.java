package io.jenkins.plugins.awsreleasestages.jenkins.artifact;

import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An artifact in S3.
 *
 * @param digest of the names, modes and bytes of its files, whatever compressed them; null where only the ZIP is known
 * @param sha256 of the ZIP, which is its name
 * @param versionId null in a bucket without versions
 * @param size of the ZIP, in bytes
 * @param region where its bucket is; null for the session's
 */
record StoredArtifact(
        String name,
        String digest,
        String sha256,
        String bucket,
        String key,
        String versionId,
        long size,
        int files,
        String region) {

    /** The longest name, and its letters, are CodePipeline's; besides, a dot may be in it. */
    private static final String NAME = "[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}";

    static StoredArtifact of(ArtifactStore store, String name, String sha256) {
        return new StoredArtifact(name, null, sha256, store.bucket(), key(store, name, sha256), null, 0, 0, null);
    }

    static String key(ArtifactStore store, String name, String sha256) {
        return store.key("artifacts/" + name + "/" + sha256 + ".zip");
    }

    /** @return what is wrong with a name, or null; null itself is right */
    static String nameProblem(String name) {
        return name == null || name.matches(NAME)
                ? null
                : "name: '" + name + "' is no name for an artifact: 1 to 100 letters, digits, dots, hyphens and"
                        + " underscores, no dot first.";
    }

    /** @return what is wrong with what was said to be a result of {@code storeArtifact}, or null; null itself is right */
    static String problem(Map<String, String> from) {
        return from == null
                        || Stream.of("name", "bucket", "key").allMatch(member -> from.get(member) != null)
                                && ArtifactStore.isSha256(from.get("sha256"))
                ? null
                : "from: this is not what storeArtifact returned: it has no name, bucket, key and sha256.";
    }

    /** @return what is wrong with the account of a bucket, or null; null itself is right */
    static String ownerProblem(String owner) {
        return owner == null || owner.matches("\\d{12}")
                ? null
                : "bucketOwner: '" + owner + "' is not an account, twelve digits.";
    }

    /** What a builder leaves to those after it. */
    static Map<String, String> variables(Map<?, ?> result) {
        Map<String, String> variables = new LinkedHashMap<>();
        Map.of("BUCKET", "bucket", "KEY", "key", "VERSION", "versionId", "SHA256", "sha256", "ADDRESS", "location")
                .forEach((variable, of) -> variables.put("ARTIFACT_" + variable, (String) result.get(of)));
        return variables;
    }

    /** The same in another place. */
    StoredArtifact at(ArtifactStore store, String version, String in) {
        return new StoredArtifact(
                name, digest, sha256, store.bucket(), key(store, name, sha256), version, size, files, in);
    }

    String address() {
        return new ArtifactStore(bucket, "").location(key);
    }

    /** What a Jenkinsfile gets. It can stand where the result of {@code awsSource} for an object can. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", "s3");
        map.putAll(PlainData.ofRecord(this));
        map.put("revision", versionId);
        map.put("location", address());
        return map;
    }

    /** @param map what {@link #toMap} gave, perhaps with all values as texts */
    static StoredArtifact of(Map<String, ?> map) {
        Map<String, Object> numbers = new LinkedHashMap<>(map);
        numbers.computeIfPresent("size", (name, size) -> Long.valueOf(size.toString()));
        numbers.computeIfPresent("files", (name, files) -> Integer.valueOf(files.toString()));
        return PlainData.read(StoredArtifact.class, numbers);
    }
}
