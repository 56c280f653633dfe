package io.jenkins.plugins.awsreleasestages.aws.s3;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;

/** A copy of the audit log in a bucket: what is there is never replaced, so that a later change here is no change there. */
public record AuditCopy(AwsSession session, ArtifactStore store) {

    private static final int DIGITS = 18;

    /**
     * Stores what is not there yet.
     *
     * @param files of the log, each named by the number of its first line; some megabytes each
     * @return where they are, in their order
     * @throws RemoteFailure some may be there
     */
    public List<String> of(List<Path> files) throws IOException {
        List<String> places = new ArrayList<>();
        for (Path file : files) {
            byte[] lines = Files.readAllBytes(file);
            String key = store.key("audit/" + name(file.toFile().getName(), lines));
            store(key, lines);
            places.add(store.location(key));
        }
        return places;
    }

    /** With its last line too: the file that is still written to has another name each time. */
    private static String name(String file, byte[] lines) {
        long first = Long.parseLong(file.replaceAll("\\D", ""));
        long count = 0;
        for (byte one : lines) {
            count += one == '\n' ? 1 : 0;
        }
        return String.format("audit-%0" + DIGITS + "d-%0" + DIGITS + "d.jsonl", first, first + count - 1);
    }

    private void store(String key, byte[] lines) {
        try {
            AwsFailures.call(
                    session,
                    "Storing the audit log in " + store.location(key),
                    () -> session.s3()
                            .putObject(
                                    r -> r.bucket(store.bucket())
                                            .key(key)
                                            .contentType("application/x-ndjson")
                                            .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                                            .ifNoneMatch("*"),
                                    RequestBody.fromBytes(lines)));
        } catch (RemoteFailure e) {
            if (!S3Upload.isTaken(e)) {
                throw e;
            }
        }
    }
}
