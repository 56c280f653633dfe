package io.jenkins.plugins.awsreleasestages.aws.s3;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.io.Serializable;
import java.net.URL;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.model.PresignedPutObjectRequest;

/**
 * The part of a bucket in which a pipeline keeps its artifacts: {@code s3://bucket/prefix}.
 *
 * <p>Files go straight between the agent and S3 over addresses that are signed for one object and a short time; such an
 * address is a secret, and is neither logged nor saved.
 *
 * @param prefix without slashes at its ends; may be empty
 */
public record ArtifactStore(String bucket, String prefix) implements Serializable {

    /** What S3 takes in one PUT, in bytes. S3 User Guide, "Uploading objects". */
    public static final long LARGEST = 5L << 30;

    /** The content type of archives. */
    public static final String ZIP = "application/zip";

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private static final Pattern ENDING = Pattern.compile("(\\.[A-Za-z0-9]{1,10})?");

    /** How long an upload may take to begin and end. */
    static final Duration SIGNED_FOR = Duration.ofHours(1);

    /** S3 User Guide, "General purpose bucket naming rules". */
    private static final Pattern URI = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?");

    /** An object of the store; {@code versionId} is null in a bucket without versions. */
    public record Stored(String versionId, long size) {}

    /** Where to send a file, and the headers that belong to the signature. Never to be logged or saved. */
    public record Upload(URL url, Map<String, String> headers) {

        static Upload of(URL url, Map<String, List<String>> signedHeaders) {
            Map<String, String> headers = new LinkedHashMap<>();
            signedHeaders.forEach((name, values) -> headers.put(name, String.join(",", values)));
            headers.keySet().removeIf(name -> name.equalsIgnoreCase("host") || name.equalsIgnoreCase("content-length"));
            return new Upload(url, headers);
        }

        @Override
        public String toString() {
            return "Upload[to " + url.getHost() + "]";
        }
    }

    /** @return what is wrong with {@code s3://bucket/prefix}, or null; null itself is right */
    public static String problem(String uri) {
        if (uri == null || URI.matcher(uri).matches()) {
            return null;
        }
        return "store: '" + uri + "' is not a bucket and a prefix, such as s3://checkout-artifacts/builds.";
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

    /** @return empty too when the role may not know: the same content sent twice does no harm */
    public Optional<Stored> find(AwsSession session, String key) {
        return find(session, key, null);
    }

    /** @param owner the account that the bucket has to belong to; null for any */
    public Optional<Stored> find(AwsSession session, String key, String owner) {
        try {
            HeadObjectResponse head =
                    session.s3().headObject(r -> r.bucket(bucket).key(key).expectedBucketOwner(owner));
            return Optional.of(new Stored(head.versionId(), head.contentLength()));
        } catch (S3Exception e) {
            if (List.of(403, 404).contains(e.statusCode())) {
                return Optional.empty();
            }
            throw AwsFailures.failure("Looking for " + location(key), e);
        } catch (SdkException e) {
            throw AwsFailures.failure("Looking for " + location(key), e);
        }
    }

    /** @param sha256 hexadecimal; S3 refuses a content that has another */
    public Upload upload(AwsSession session, String key, String sha256, long size) {
        return upload(session, key, sha256, size, ZIP, null);
    }

    /** @param owner the account that the bucket has to belong to; null for any */
    public Upload upload(AwsSession session, String key, String sha256, long size, String type, String owner) {
        if (size > LARGEST) {
            throw RemoteFailure.refused("The artifact for " + location(key) + " has " + size
                    + " bytes; S3 takes at most 5 GiB in one piece.");
        }
        PresignedPutObjectRequest signed = AwsFailures.call(
                session,
                "Signing the upload to " + location(key),
                () -> session.presigner()
                        .presignPutObject(p -> p.signatureDuration(SIGNED_FOR)
                                .putObjectRequest(r -> r.bucket(bucket)
                                        .key(key)
                                        .contentType(type)
                                        .expectedBucketOwner(owner)
                                        .contentLength(size)
                                        .checksumSHA256(base64(sha256)))));
        return Upload.of(signed.url(), signed.signedHeaders());
    }

    /** S3 takes checksums as Base64. */
    static String base64(String hexadecimal) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hexadecimal));
    }
}
