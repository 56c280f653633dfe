package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.awsreleasestages.files.ZipUnpacking;
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

    private final URL address;
    private final String name;

    S3Download(URL address, String name) {
        this.address = address;
        this.name = name;
    }

    @Override
    public Void invoke(File folder, VirtualChannel channel) throws IOException, InterruptedException {
        Path target = folder.toPath();
        Files.createDirectories(target);
        Path part = Files.createTempFile(target, ".aws-source-", ".part");
        try {
            Answer answer = SignedTransfer.get(address, part);
            if (!answer.accepted()) {
                throw new IOException(answer.said() + ".");
            }
            if (name.toLowerCase(Locale.ROOT).endsWith(".zip")) {
                ZipUnpacking.STANDARD.unpack(part, target);
            } else {
                Files.move(part, ZipUnpacking.place(target, name), StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(part);
        }
        return null;
    }
}
