package io.jenkins.plugins.awsreleasestages.aws.s3;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
            String name = "audit/" + name(file.toFile().getName(), lines);
            places.add(new KeptOnce(session, store).store("the audit log", name, "application/x-ndjson", lines));
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
}
