package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import io.jenkins.plugins.awsreleasestages.aws.RoleHop;

/**
 * How a bucket is reached.
 *
 * @param role assumed on top of the step's own identity; null for none
 * @param region null for the session's
 * @param account the twelve digits of the bucket's owner, so that nothing is sent to somebody else's bucket of the same
 *     name; null for anybody's
 */
public record BucketPlace(RoleHop role, String region, String account) {

    /** As the step is, where it is. */
    public static final BucketPlace OWN = new BucketPlace(null, null, null);
}
