package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.awsreleasestages.files.CodeFolder;
import io.jenkins.plugins.awsreleasestages.files.ContentZip;
import io.jenkins.plugins.awsreleasestages.files.FileDigest;
import io.jenkins.plugins.awsreleasestages.jenkins.PrivateFolder;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload.State.Ready;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import jenkins.MasterToSlaveFileCallable;

/** Makes of a file or folder what can be sent, on the agent. Problems are data, because remoting wraps exceptions. */
public final class PrepareFile extends MasterToSlaveFileCallable<PrepareFile.Reply> {
    private static final long serialVersionUID = 1L;

    /** @param lost whether there is no such file any more */
    public record Reply(Ready ready, boolean lost, String problem) implements Serializable {}

    private final String source;
    private final boolean zipped;
    private final String into;
    private final long partsFrom;
    private final long partSize;

    PrepareFile(String source, boolean zipped, String into, long partsFrom, long partSize) {
        this.source = source;
        this.zipped = zipped;
        this.into = into;
        this.partsFrom = partsFrom;
        this.partSize = partSize;
    }

    @Override
    public Reply invoke(File workspace, VirtualChannel channel) {
        Path path = Path.of(source);
        if (!Files.exists(path)) {
            return new Reply(null, true, null);
        }
        if (!zipped && !Files.isRegularFile(path)) {
            return new Reply(null, false, "it is no regular file");
        }
        try {
            return new Reply(ready(zipped ? zip(path, workspace.toPath()) : path), false, null);
        } catch (IOException e) {
            return new Reply(null, false, Objects.requireNonNullElse(e.getMessage(), e.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply(null, false, "it was stopped");
        }
    }

    private Path zip(Path folder, Path workspace) throws IOException, InterruptedException {
        Path scratch = Path.of(into);
        PrivateFolder.create(scratch);
        Path target = Files.createTempFile(scratch, "asset-", ".zip");
        ContentZip.write(CodeFolder.files(folder, workspace, scratch), target);
        return target;
    }

    private Ready ready(Path file) throws IOException, InterruptedException {
        long size = Files.size(file);
        long ofParts = size < partsFrom ? 0 : FileDigest.partSize(size, partSize);
        List<String> sums = ofParts == 0 ? List.of(FileDigest.of(file)) : FileDigest.parts(file, ofParts);
        return new Ready(file.toString(), size, ofParts, new ArrayList<>(sums));
    }
}
