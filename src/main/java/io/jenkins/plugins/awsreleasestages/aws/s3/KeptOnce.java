package io.jenkins.plugins.awsreleasestages.aws.s3;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;

/** Stores what proves something later: what is there is never replaced, and S3 keeps its SHA-256. */
public record KeptOnce(AwsSession session, ArtifactStore store) {

    /**
     * Stores an object that is not there yet; does nothing where it is.
     *
     * @param what as the end of a sentence: {@code the audit log}
     * @param name below the store's prefix; says what is in it, so that another content has another name
     * @return where it is, as {@code s3://bucket/key}
     * @throws RemoteFailure in AWS's words; it may be there all the same
     */
    public String store(String what, String name, String contentType, byte[] content) {
        String key = store.key(name);
        try {
            AwsFailures.call(
                    session,
                    "Storing " + what + " in " + store.location(key),
                    () -> session.s3()
                            .putObject(
                                    r -> r.bucket(store.bucket())
                                            .key(key)
                                            .contentType(contentType)
                                            .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                                            .ifNoneMatch("*"),
                                    RequestBody.fromBytes(content)));
        } catch (RemoteFailure e) {
            if (!S3Upload.isTaken(e)) {
                throw e;
            }
        }
        return store.location(key);
    }
}
