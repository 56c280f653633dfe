package io.jenkins.plugins.awsreleasestages.aws.s3;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.document.Utf8;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An artifact in S3: a zip.
 *
 * @param versionId null for the newest
 */
public record ArtifactZip(String bucket, String key, String versionId) {

    /** A file that is far larger was named by mistake and must not fill the controller's memory. In bytes. */
    private static final int LARGEST_FILE = 1 << 20;

    /** As CodePipeline's CloudFormation action, in bytes. */
    private static final long LARGEST = 256L << 20;

    /** What is passed over is unpacked too, in bytes: an archive may grow to a thousand times its size. */
    private static final long MOST_UNPACKED = 1L << 30;

    /**
     * Reads one text file of it as UTF-8; the others are passed over.
     *
     * @return null when there is no such file
     * @throws RemoteFailure of kind REFUSED when it is no zip, or too large
     */
    public String read(AwsSession session, String path) throws IOException {
        ResponseInputStream<GetObjectResponse> object = AwsFailures.call(
                session,
                "Reading the artifact s3://" + bucket + "/" + key,
                () -> session.s3().getObject(r -> r.bucket(bucket).key(key).versionId(versionId)));
        try {
            Long size = object.response().contentLength();
            if (size != null && size > LARGEST) {
                throw refused("has " + size + " bytes; at most " + LARGEST + " are read");
            }
            return read(object, path, MOST_UNPACKED);
        } catch (ZipException | IllegalArgumentException e) {
            // The latter for names that are not UTF-8.
            throw refused("cannot be read as a zip: " + e.getMessage());
        } finally {
            // Closing would wait for the rest of it.
            object.abort();
        }
    }

    private RemoteFailure refused(String what) {
        return RemoteFailure.refused("The artifact s3://" + bucket + "/" + key + " " + what + ".");
    }

    String read(InputStream object, String path, long mostUnpacked) throws IOException {
        ZipInputStream zip = new ZipInputStream(object);
        byte[] buffer = new byte[64 * 1024];
        long unpacked = 0;
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().replace('\\', '/').equals(path)) {
                byte[] bytes = zip.readNBytes(LARGEST_FILE + 1);
                if (bytes.length > LARGEST_FILE) {
                    throw refused("has a file " + path + " of more than " + LARGEST_FILE + " bytes");
                }
                return text(bytes, path);
            }
            for (int n = zip.read(buffer); n >= 0; n = zip.read(buffer)) {
                unpacked += n;
                if (unpacked > mostUnpacked) {
                    throw refused("has more than " + mostUnpacked + " bytes when unpacked");
                }
            }
        }
        return null;
    }

    private String text(byte[] bytes, String path) {
        try {
            return Utf8.text(bytes);
        } catch (IOException e) {
            throw refused("has a file " + path + " that " + e.getMessage());
        }
    }
}
