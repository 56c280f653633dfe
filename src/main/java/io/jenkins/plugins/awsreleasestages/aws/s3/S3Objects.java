package io.jenkins.plugins.awsreleasestages.aws.s3;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Versions of one object in S3, as a source sees them. */
public record S3Objects(AwsSession session, String bucket, String key) {

    /** What CodePipeline shows as the summary of a revision. */
    private static final String SUMMARY = "codepipeline-artifact-revision-summary";

    /** What S3 calls the one version of an object that was stored while versioning was off. */
    private static final String NO_VERSION = "null";

    /**
     * One version.
     *
     * @param etag without quotation marks
     * @param summary what the uploader said about it; null when nothing
     */
    public record Version(String versionId, String etag, Instant stored, String summary) {}

    /**
     * The newest version. One cheap call when all is well.
     *
     * @throws RemoteFailure when there is none, in AWS's words, or when the bucket keeps no versions
     */
    public Version newest() {
        return version(null, true);
    }

    /** What is there now, also in a bucket that keeps no versions: it is told apart by its ETag. */
    public Version current() {
        return version(null, false);
    }

    /** @param versionId the version; null for the newest */
    public Version version(String versionId) {
        return version(versionId, true);
    }

    private Version version(String versionId, boolean versioned) {
        String what = "Looking at s3://" + bucket + "/" + key + (versionId == null ? "" : " version " + versionId);
        HeadObjectResponse head;
        try {
            head = AwsFailures.call(
                    session,
                    what,
                    () -> session.s3().headObject(r -> r.bucket(bucket).key(key).versionId(versionId)));
        } catch (RemoteFailure e) {
            throw e.passing() || !(e.getCause() instanceof AwsServiceException) ? e : inWords(what, versionId, e);
        }
        if (versioned && (head.versionId() == null || head.versionId().equals(NO_VERSION))) {
            requireVersioning();
        }
        String etag = head.eTag() == null ? null : head.eTag().replace("\"", "");
        String id = head.versionId() == null ? NO_VERSION : head.versionId();
        return new Version(id, etag, head.lastModified(), head.metadata().get(SUMMARY));
    }

    /**
     * An address that fetches exactly this version without any credentials. It is a secret: never log or save it.
     *
     * @param versionId the version; null for the newest
     * @param valid how long it works, at most 7 days and as long as the session's credentials
     */
    public URL presignedGet(String versionId, Duration valid) {
        return presignedDownload(versionId, valid, null);
    }

    /** @param name of the file that a browser makes of it; null for the key's */
    public URL presignedDownload(String versionId, Duration valid, String name) {
        return AwsFailures.call(
                session,
                "Signing an address of s3://" + bucket + "/" + key,
                () -> session.presigner()
                        .presignGetObject(p -> p.signatureDuration(valid)
                                .getObjectRequest(r -> r.bucket(bucket)
                                        .key(key)
                                        .responseContentDisposition(
                                                name == null ? null : "attachment; filename=\"" + name + "\"")
                                        .versionId(NO_VERSION.equals(versionId) ? null : versionId)))
                        .url());
    }

    private void requireVersioning() {
        BucketVersioningStatus status = AwsFailures.call(
                        session,
                        "Reading the versioning of bucket " + bucket,
                        () -> session.s3().getBucketVersioning(r -> r.bucket(bucket)))
                .status();
        if (status != BucketVersioningStatus.ENABLED) {
            throw RemoteFailure.refused("Bucket " + bucket + " keeps no versions, so that a revision of s3://" + bucket
                    + "/" + key + " cannot be pinned. Enable versioning on the bucket, then upload the object again.");
        }
    }

    /** The answer to a HEAD has no body and so no words; the same question asked as a GET has. */
    private RemoteFailure inWords(String what, String versionId, RemoteFailure wordless) {
        Supplier<Object> firstByte = () -> session.s3()
                .getObjectAsBytes(
                        r -> r.bucket(bucket).key(key).versionId(versionId).range("bytes=0-0"));
        try {
            AwsFailures.call(session, what, firstByte);
            return wordless;
        } catch (RemoteFailure e) {
            return new RemoteFailure(e.kind(), e.getMessage() + hint(e.getCause()), e.getCause());
        }
    }

    private String hint(Throwable cause) {
        if (!(cause instanceof SdkException e)) {
            return "";
        }
        return switch (AwsFailures.code(e)) {
            case "NoSuchBucket" -> " Correct bucket, or create it.";
            case "NoSuchKey" -> " Correct key, or upload the object.";
            case "NoSuchVersion" -> " The version was deleted, or revision is wrong.";
            case "AccessDenied" ->
                " The role needs s3:GetObject and s3:GetObjectVersion on arn:aws:s3:::" + bucket + "/" + key
                        + "; without s3:ListBucket on the bucket, S3 says the same of a key that does not exist.";
            default -> "";
        };
    }
}
