package io.jenkins.plugins.awsreleasestages.template;

import java.io.Serializable;

/**
 * Where packaged files go.
 *
 * @param prefix of the keys, without slashes at its ends; may be empty
 * @param endpoint of S3 in the bucket's region, as {@link Partition#s3}: what a template's address begins with
 */
public record ArtifactFolder(String bucket, String prefix, String endpoint) implements Serializable {

    public static ArtifactFolder in(String region, String bucket, String prefix) {
        return new ArtifactFolder(bucket, prefix, Partition.s3(region));
    }

    S3Location object(String name) {
        return new S3Location(bucket, prefix.isEmpty() ? name : prefix + "/" + name);
    }
}
