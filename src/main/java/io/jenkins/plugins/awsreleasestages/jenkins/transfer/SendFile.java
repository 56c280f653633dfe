package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.awsreleasestages.aws.s3.S3Upload.Address;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.SignedTransfer.Answer;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.util.LinkedHashMap;
import jenkins.MasterToSlaveFileCallable;

/** Sends a file, or a part of it, from the agent to a signed address. */
public final class SendFile extends MasterToSlaveFileCallable<Answer> {

    private static final long serialVersionUID = 1L;

    private final URL url;
    private final LinkedHashMap<String, String> headers;
    private final long offset;
    private final long length;

    /**
     * @param offset of the first byte
     * @param length in bytes, as the address is signed for
     */
    public SendFile(Address to, long offset, long length) {
        this.url = to.url();
        this.headers = new LinkedHashMap<>(to.headers());
        this.offset = offset;
        this.length = length;
    }

    @Override
    public Answer invoke(File file, VirtualChannel channel) throws IOException {
        return file.exists() ? SignedTransfer.put(file.toPath(), offset, length, url, headers) : Answer.FILE_GONE;
    }
}
