package io.jenkins.plugins.awsreleasestages.aws.s3;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * An artifact in S3: a zip.
 *
 * @param versionId null for the newest
 */
public record ArtifactZip(String bucket, String key, String versionId) {

    /** A file that is far larger was named by mistake and must not fill the controller's memory. */
    private static final int MOST_BYTES = 1024 * 1024;

    /**
     * Reads one text file of it as UTF-8; the others are passed over.
     *
     * @return null when there is no such file
     */
    public String read(AwsSession session, String path) throws IOException {
        InputStream object = AwsFailures.call(
                session,
                "Reading the artifact s3://" + bucket + "/" + key,
                () -> session.s3().getObject(r -> r.bucket(bucket).key(key).versionId(versionId)));
        try (ZipInputStream zip = new ZipInputStream(object)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(path)) {
                    byte[] bytes = zip.readNBytes(MOST_BYTES + 1);
                    if (bytes.length > MOST_BYTES) {
                        throw new IOException(path + " has more than " + MOST_BYTES + " bytes");
                    }
                    return new String(bytes, StandardCharsets.UTF_8);
                }
            }
        }
        return null;
    }
}
