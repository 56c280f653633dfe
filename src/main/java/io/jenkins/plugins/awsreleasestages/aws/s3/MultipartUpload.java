package io.jenkins.plugins.awsreleasestages.aws.s3;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore.Upload;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.presigner.model.PresignedUploadPartRequest;

/**
 * An object of the store that is sent in parts, each to an address signed for that part alone. S3 User Guide,
 * "Uploading and copying objects using multipart upload": at most 10,000 parts of 5 MiB to 5 GiB, only the last may be
 * smaller.
 */
public record MultipartUpload(ArtifactStore store, String key) {

    /** @return the id of the upload */
    public String begin(AwsSession session) {
        return AwsFailures.call(
                session,
                "Beginning the upload to " + store.location(key),
                () -> session.s3()
                        .createMultipartUpload(r -> r.bucket(store.bucket())
                                .key(key)
                                .contentType("application/zip")
                                .checksumAlgorithm(ChecksumAlgorithm.SHA256))
                        .uploadId());
    }

    /**
     * @param number from 1
     * @param sha256 of the part, hexadecimal; S3 refuses a content that has another
     * @param size of the part, in bytes
     */
    public Upload part(AwsSession session, String uploadId, int number, String sha256, long size) {
        PresignedUploadPartRequest signed = AwsFailures.call(
                session,
                "Signing part " + number + " of the upload to " + store.location(key),
                () -> session.presigner()
                        .presignUploadPart(p -> p.signatureDuration(ArtifactStore.SIGNED_FOR)
                                .uploadPartRequest(r -> r.bucket(store.bucket())
                                        .key(key)
                                        .uploadId(uploadId)
                                        .partNumber(number)
                                        .contentLength(size)
                                        .checksumSHA256(ArtifactStore.base64(sha256)))));
        return Upload.of(signed.url(), signed.signedHeaders());
    }

    /**
     * Makes the object of its parts.
     *
     * @param etags what S3 answered to each part, in order
     * @param sha256 of each part, hexadecimal
     * @return the version, null in a bucket without versions
     */
    public String complete(AwsSession session, String uploadId, List<String> etags, List<String> sha256) {
        List<CompletedPart> parts = new ArrayList<>();
        for (int i = 0; i < etags.size(); i++) {
            parts.add(CompletedPart.builder()
                    .partNumber(i + 1)
                    .eTag(etags.get(i))
                    .checksumSHA256(ArtifactStore.base64(sha256.get(i)))
                    .build());
        }
        return AwsFailures.call(
                session,
                "Completing the upload to " + store.location(key),
                () -> session.s3()
                        .completeMultipartUpload(r -> r.bucket(store.bucket())
                                .key(key)
                                .uploadId(uploadId)
                                .multipartUpload(m -> m.parts(parts)))
                        .versionId());
    }

    /** Gives the parts up, so that nobody pays for them. An upload that is no longer there is fine. */
    public void abort(AwsSession session, String uploadId) {
        try {
            AwsFailures.call(
                    session,
                    "Giving up the upload to " + store.location(key),
                    () -> session.s3()
                            .abortMultipartUpload(
                                    r -> r.bucket(store.bucket()).key(key).uploadId(uploadId)));
        } catch (RemoteFailure e) {
            if (!isGone(e)) {
                throw e;
            }
        }
    }

    /** Whether S3 does not know the upload: it was completed, given up, or a lifecycle rule has ended it. */
    public static boolean isGone(RemoteFailure e) {
        return e.getCause() instanceof software.amazon.awssdk.core.exception.SdkException cause
                && "NoSuchUpload".equals(AwsFailures.code(cause));
    }
}
