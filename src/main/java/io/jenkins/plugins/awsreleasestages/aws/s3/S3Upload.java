package io.jenkins.plugins.awsreleasestages.aws.s3;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.model.PresignedPutObjectRequest;
import software.amazon.awssdk.services.s3.presigner.model.PresignedUploadPartRequest;

/**
 * An object that somebody without credentials sends, to addresses that are signed for it alone and a short time: whole,
 * or in parts. S3 User Guide, "Uploading and copying objects using multipart upload": at most 10,000 parts of 5 MiB to
 * 5 GiB, only the last may be smaller.
 *
 * @param owner the account that the bucket has to belong to; null for any
 * @param once whether an object that is there already stays as it is; S3 answers 412 then
 */
public record S3Upload(String bucket, String key, String type, String owner, boolean once, Keeping keeping) {

    private static final String ANY = "*";

    private static final int CRC32C_DIGITS = 8;

    /** What S3 takes in one PUT, in bytes. S3 User Guide, "Uploading objects". */
    private static final long LARGEST = 5L << 30;

    /** How long an upload may take to begin and end. */
    private static final Duration SIGNED_FOR = Duration.ofHours(1);

    /**
     * An object that is there.
     *
     * @param versionId null in a bucket without versions
     * @param sha256 of the whole, hexadecimal, as S3 has counted it; null where it does not say
     */
    public record Stored(String versionId, long size, String sha256) {}

    public S3Upload(String bucket, String key, String type, String owner) {
        this(bucket, key, type, owner, false, Keeping.STANDARD);
    }

    /** Where to send a file, and the headers that belong to the signature. Never to be logged or saved. */
    public record Address(URL url, Map<String, String> headers) {

        private static Address of(URL url, Map<String, List<String>> signedHeaders) {
            Map<String, String> headers = new LinkedHashMap<>();
            signedHeaders.forEach((name, values) -> headers.put(name, String.join(",", values)));
            headers.keySet().removeIf(name -> name.equalsIgnoreCase("host") || name.equalsIgnoreCase("content-length"));
            return new Address(url, headers);
        }

        @Override
        public String toString() {
            return "Address[of " + url.getHost() + "]";
        }
    }

    private String location() {
        return "s3://" + bucket + "/" + key;
    }

    /** @return empty too when the role may not know: the same content sent twice does no harm */
    public Optional<Stored> find(AwsSession session) {
        try {
            HeadObjectResponse head = session.s3()
                    .headObject(r -> r.bucket(bucket)
                            .key(key)
                            .expectedBucketOwner(owner)
                            .checksumMode(once ? ChecksumMode.ENABLED : null));
            return Optional.of(new Stored(head.versionId(), head.contentLength(), hexadecimal(head.checksumSHA256())));
        } catch (S3Exception e) {
            if (List.of(403, 404).contains(e.statusCode())) {
                return Optional.empty();
            }
            throw AwsFailures.failure("Looking for " + location(), e);
        } catch (SdkException e) {
            throw AwsFailures.failure("Looking for " + location(), e);
        }
    }

    /** @param sha256 hexadecimal; S3 refuses a content that has another */
    public Address whole(AwsSession session, String sha256, long size) {
        if (size > LARGEST) {
            throw RemoteFailure.refused(
                    "The artifact for " + location() + " has " + size + " bytes; S3 takes at most 5 GiB in one piece.");
        }
        PresignedPutObjectRequest signed = AwsFailures.call(
                session,
                "Signing the upload to " + location(),
                () -> session.presigner()
                        .presignPutObject(p -> p.signatureDuration(SIGNED_FOR)
                                .putObjectRequest(r -> r.bucket(bucket)
                                        .key(key)
                                        .contentType(type)
                                        .expectedBucketOwner(owner)
                                        .ifNoneMatch(once ? ANY : null)
                                        .contentLength(size)
                                        .checksumSHA256(base64(sha256))
                                        .serverSideEncryption(keeping.encryption())
                                        .ssekmsKeyId(keeping.kmsKey())
                                        .storageClass(keeping.inClass())
                                        .tagging(keeping.tagging()))));
        return Address.of(signed.url(), signed.signedHeaders());
    }

    /**
     * @param sum one of those that its parts will have; empty where nobody knows them
     * @return the id of the upload in parts
     */
    public String begin(AwsSession session, String sum) {
        return AwsFailures.call(
                session,
                "Beginning the upload to " + location(),
                () -> session.s3()
                        .createMultipartUpload(r -> r.bucket(bucket)
                                .key(key)
                                .contentType(type)
                                .expectedBucketOwner(owner)
                                .checksumAlgorithm(isCrc32c(sum) ? ChecksumAlgorithm.CRC32_C : ChecksumAlgorithm.SHA256)
                                .serverSideEncryption(keeping.encryption())
                                .ssekmsKeyId(keeping.kmsKey())
                                .storageClass(keeping.inClass())
                                .tagging(keeping.tagging()))
                        .uploadId());
    }

    /**
     * @param number from 1
     * @param sum CRC32C of the part, or SHA-256, hexadecimal; S3 refuses a content that has another
     * @param size of the part, in bytes
     */
    public Address part(AwsSession session, String uploadId, int number, String sum, long size) {
        PresignedUploadPartRequest signed = AwsFailures.call(
                session,
                "Signing part " + number + " of the upload to " + location(),
                () -> session.presigner()
                        .presignUploadPart(p -> p.signatureDuration(SIGNED_FOR)
                                .uploadPartRequest(r -> r.bucket(bucket)
                                        .key(key)
                                        .uploadId(uploadId)
                                        .partNumber(number)
                                        .expectedBucketOwner(owner)
                                        .contentLength(size)
                                        .checksumCRC32C(isCrc32c(sum) ? base64(sum) : null)
                                        .checksumSHA256(isCrc32c(sum) ? null : base64(sum)))));
        return Address.of(signed.url(), signed.signedHeaders());
    }

    /**
     * Makes the object of its parts.
     *
     * @param etags what S3 answered to each part, in order
     * @param sums CRC32C or SHA-256 of each part, hexadecimal; empty where nobody knows it
     * @return the version, null in a bucket without versions
     */
    public String complete(AwsSession session, String uploadId, List<String> etags, List<String> sums) {
        List<CompletedPart> parts = new ArrayList<>();
        for (int i = 0; i < etags.size(); i++) {
            String sum = sums.get(i);
            parts.add(CompletedPart.builder()
                    .partNumber(i + 1)
                    .eTag(etags.get(i))
                    .checksumCRC32C(isCrc32c(sum) ? base64(sum) : null)
                    .checksumSHA256(isCrc32c(sum) ? null : base64(sum))
                    .build());
        }
        return AwsFailures.call(
                session,
                "Completing the upload to " + location(),
                () -> session.s3()
                        .completeMultipartUpload(r -> r.bucket(bucket)
                                .key(key)
                                .uploadId(uploadId)
                                .expectedBucketOwner(owner)
                                .ifNoneMatch(once ? ANY : null)
                                .multipartUpload(m -> m.parts(parts)))
                        .versionId());
    }

    /** Gives the parts up, so that nobody pays for them. An upload that is no longer there is fine. */
    public void abort(AwsSession session, String uploadId) {
        try {
            AwsFailures.call(
                    session,
                    "Giving up the upload to " + location(),
                    () -> session.s3()
                            .abortMultipartUpload(r ->
                                    r.bucket(bucket).key(key).uploadId(uploadId).expectedBucketOwner(owner)));
        } catch (RemoteFailure e) {
            if (!isGone(e)) {
                throw e;
            }
        }
    }

    /** Whether S3 does not know the upload: it was completed, given up, or a lifecycle rule has ended it. */
    public static boolean isGone(RemoteFailure e) {
        return says(e, "NoSuchUpload");
    }

    /** Whether somebody was faster. S3 User Guide, "Conditional writes". */
    public static boolean isTaken(RemoteFailure e) {
        return says(e, "PreconditionFailed");
    }

    /** Whether somebody else writes it just now. */
    public static boolean isContended(RemoteFailure e) {
        return says(e, "ConditionalRequestConflict");
    }

    private static boolean says(RemoteFailure e, String code) {
        return e.getCause() instanceof SdkException cause && code.equals(AwsFailures.code(cause));
    }

    /** What an older version has begun has SHA-256. */
    private static boolean isCrc32c(String sum) {
        return sum.length() == CRC32C_DIGITS;
    }

    /** S3 takes checksums as Base64; an empty one is not known. */
    private static String base64(String hexadecimal) {
        return hexadecimal.isEmpty()
                ? null
                : Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hexadecimal));
    }

    /** What was sent in parts has no checksum of the whole, but one of the parts' checksums: {@code …=-3}. */
    static String hexadecimal(String base64) {
        return base64 == null || base64.contains("-")
                ? null
                : HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
    }
}
