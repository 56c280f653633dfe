package io.jenkins.plugins.awsreleasestages.source;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is accepted as a bucket and a key, and the file that an object becomes. */
public final class S3Names {

    /** S3 User Guide, general purpose bucket naming rules; access point aliases fit, too. */
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    private static final int LONGEST_KEY = 1024;

    private static final Pattern ADDRESS = Pattern.compile("s3://([^/]+)/(.+?)(?:\\?versionId=([^?&]+))?");

    /**
     * An object as its URI names it, {@code s3://BUCKET/KEY?versionId=VERSION}.
     *
     * @param version null for the newest
     */
    public record Address(String bucket, String key, String version) {

        /** @return null where it is none, or the key is none for a file */
        public static Address of(String uri) {
            Matcher parts = ADDRESS.matcher(uri);
            return parts.matches() && keyProblem(parts.group(2)) == null
                    ? new Address(parts.group(1), parts.group(2), parts.group(3))
                    : null;
        }
    }

    private S3Names() {}

    /** @return what is wrong, or null */
    public static String bucketProblem(String bucket) {
        if (bucket == null) {
            return "bucket: the name of the bucket is missing.";
        }
        return BUCKET.matcher(bucket).matches() ? null : "bucket: '" + bucket + "' is not a name for a bucket.";
    }

    /** @return what is wrong, or null */
    public static String keyProblem(String key) {
        if (key == null) {
            return "key: the key of the object is missing.";
        }
        String name = fileName(key);
        boolean usable = key.length() <= LONGEST_KEY
                && !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c < ' ' || c == '\\');
        return usable ? null : "key: '" + key + "' does not end with a name for a file.";
    }

    /** What comes after the last slash. */
    public static String fileName(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }
}
