package io.jenkins.plugins.awsreleasestages.aws.s3;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The part of a bucket in which a pipeline keeps its artifacts: {@code s3://bucket/prefix}.
 *
 * @param prefix without slashes at its ends; may be empty
 */
public record ArtifactStore(String bucket, String prefix) implements Serializable {

    /** The content type of archives. */
    public static final String ZIP = "application/zip";

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private static final Pattern ENDING = Pattern.compile("(\\.[A-Za-z0-9]{1,10})?");

    /** S3 User Guide, "General purpose bucket naming rules". */
    private static final Pattern URI = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?");

    /** @return what is wrong with {@code s3://bucket/prefix}, or null; null itself is right */
    public static String problem(String uri) {
        return problem("store", uri);
    }

    public static String problem(String field, String uri) {
        if (uri == null || URI.matcher(uri).matches()) {
            return null;
        }
        return field + ": '" + uri + "' is not a bucket and a prefix, such as s3://checkout-artifacts/builds.";
    }

    public static ArtifactStore parse(String uri) {
        Matcher parts = URI.matcher(uri);
        if (!parts.matches()) {
            throw new IllegalArgumentException(problem(uri));
        }
        String prefix = parts.group(2) == null ? "" : parts.group(2).replaceAll("^/+|/+$", "");
        return new ArtifactStore(parts.group(1), prefix);
    }

    public String key(String name) {
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    public String location(String key) {
        return "s3://" + bucket + "/" + key;
    }

    /** Whether it can be a checksum: what comes from an agent becomes a part of keys, and of what is signed. */
    public static boolean isSha256(String text) {
        return text != null && SHA256.matcher(text).matches();
    }

    /** Whether an object of this bucket and key is one of this store that is named by its content alone. */
    public boolean holds(String inBucket, String key, String folder, String sha256) {
        String begin = key(folder + sha256);
        return isSha256(sha256)
                && bucket.equals(inBucket)
                && key.startsWith(begin)
                && ENDING.matcher(key.substring(begin.length())).matches();
    }

    /** Finds out now whether the bucket is there, as far as the role may know it. */
    public void verify(AwsSession session) {
        try {
            session.s3().headBucket(r -> r.bucket(bucket));
        } catch (S3Exception e) {
            if (e.statusCode() == 403) {
                // The role may write objects and still not look at the bucket.
                return;
            }
            // An answer to HEAD has no words; the same question as GET has.
            if (e.statusCode() == 404) {
                AwsFailures.call(
                        session,
                        looking(),
                        () -> session.s3().listObjectsV2(r -> r.bucket(bucket).maxKeys(1)));
            }
            throw AwsFailures.failure(looking(), e);
        } catch (SdkException e) {
            throw AwsFailures.failure(looking(), e);
        }
    }

    private String looking() {
        return "Looking at the artifact store s3://" + bucket;
    }

    /** A zip of this store. */
    public S3Upload zip(String key) {
        return new S3Upload(bucket, key, ZIP, null);
    }
}
