package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * All that is saved of artifacts on their way to the workspace.
 *
 * @param artifacts what is brought, in order
 * @param next which of them is next
 * @param after the key of the last file that was brought, of an artifact that is a folder; null before the first
 * @param files brought so far
 * @param bytes brought so far
 */
public record DownloadState(Instant since, List<Artifact> artifacts, int next, String after, int files, long bytes)
        implements Serializable {

    /**
     * An artifact in S3.
     *
     * @param folder where it belongs, relative to the current directory
     * @param location ARN of an object, or of the folder its objects are in
     * @param sha256 hexadecimal; null where nobody knows it
     */
    public record Artifact(String folder, String location, String sha256) implements Serializable {

        private static final String PREFIX = ":s3:::";

        String bucket() {
            return path().split("/", 2)[0];
        }

        /** Without slashes at its ends. */
        String key() {
            String[] parts = path().split("/", 2);
            return parts.length < 2 ? "" : parts[1].replaceAll("^/+|/+$", "");
        }

        String name() {
            return key().substring(key().lastIndexOf('/') + 1);
        }

        private String path() {
            int at = location.indexOf(PREFIX);
            return at < 0 ? location : location.substring(at + PREFIX.length());
        }
    }

    public static DownloadState create(List<Artifact> artifacts, Instant now) {
        return new DownloadState(now, List.copyOf(artifacts), 0, null, 0, 0);
    }

    /** Whether all of them are there. */
    public boolean isDone() {
        return next == artifacts.size();
    }

    Artifact current() {
        return artifacts.get(next);
    }

    DownloadState with(int moreFiles, long moreBytes, String upTo) {
        int at = upTo == null ? next + 1 : next;
        return new DownloadState(since, artifacts, at, upTo, files + moreFiles, bytes + moreBytes);
    }
}
