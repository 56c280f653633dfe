package io.jenkins.plugins.awsreleasestages.aws.s3;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;

/** All objects whose keys begin alike, as a trigger sees them. */
public record S3Folder(AwsSession session, String bucket, String prefix) {

    /** Of a thousand versions each: more calls are no look any more. */
    private static final int MOST_PAGES = 10;

    /**
     * An object that is there now.
     *
     * @param versionId {@code null} as a text where the bucket keeps no versions
     * @param etag without quotation marks
     */
    public record Found(String key, String versionId, String etag, Instant stored) {}

    /** @throws RemoteFailure also when there are more than can be looked at */
    public List<Found> objects() {
        String what = "Looking at s3://" + bucket + "/" + prefix;
        return AwsFailures.call(session, what, () -> {
            List<Found> found = new ArrayList<>();
            int pages = 0;
            for (ListObjectVersionsResponse page : session.s3()
                    .listObjectVersionsPaginator(r -> r.bucket(bucket).prefix(prefix))) {
                if (++pages > MOST_PAGES) {
                    throw RemoteFailure.refused(what + " failed: there are more than " + MOST_PAGES
                            + ",000 versions. Watch a folder of its own, and let S3 expire what is old.");
                }
                page.versions().stream()
                        .filter(version -> Boolean.TRUE.equals(version.isLatest()))
                        .map(version -> new Found(
                                version.key(),
                                version.versionId(),
                                version.eTag().replace("\"", ""),
                                version.lastModified()))
                        .forEach(found::add);
            }
            return found;
        });
    }
}
