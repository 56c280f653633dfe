package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.awsreleasestages.files.Unpacking;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.SignedTransfer;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.SignedTransfer.Answer;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import jenkins.MasterToSlaveFileCallable;

/**
 * Runs on the agent: fetches an object by an address that needs no credentials, and unpacks it when it is a zip. The
 * address is a secret; no message holds it.
 */
final class S3Download extends MasterToSlaveFileCallable<Void> {

    private static final long serialVersionUID = 1L;

    private static final int REPLACED = 412;

    private final URL address;
    private final String etag;
    private final String name;

    /** @param etag the only one that is wanted; null where the address says which version that is */
    S3Download(URL address, String etag, String name) {
        this.address = address;
        this.etag = etag;
        this.name = name;
    }

    @Override
    public Void invoke(File folder, VirtualChannel channel) throws IOException, InterruptedException {
        Path target = folder.toPath();
        Files.createDirectories(target);
        Path part = Files.createTempFile(target, ".aws-source-", ".part");
        try {
            Answer answer = SignedTransfer.get(address, etag, part);
            if (answer.status() == REPLACED) {
                throw new IOException("The object was replaced since its revision was pinned, and its bucket keeps no"
                        + " versions. Run again for the newest.");
            }
            if (!answer.accepted()) {
                throw new IOException(answer.said() + ".");
            }
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.endsWith(".zip")) {
                Unpacking.STANDARD.unpackZip(part, target);
            } else if (lower.endsWith(".tar.gz") || lower.endsWith(".tgz")) {
                Unpacking.STANDARD.unpackTarGz(part, target);
            } else {
                Files.move(part, Unpacking.place(target, name), StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(part);
        }
        return null;
    }
}
