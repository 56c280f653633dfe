package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * All that is saved of files on their way from an agent into S3.
 *
 * @param token names the folder on the agent where archives are made
 * @param since when it began
 * @param stage what the next look does
 * @param content what was found beside the files; null before, or when there was nothing
 * @param files in the order in which they are sent; empty before they are known
 * @param next the index of the file whose turn it is
 * @param ready what is sent for it; null before it is known
 * @param sent how many were sent, and not there already
 */
public record FilesUploadState<C extends Serializable>(
        String token, Instant since, Stage stage, C content, List<FileToSend> files, int next, Ready ready, int sent)
        implements Serializable {

    /** What the next look does. */
    public enum Stage {
        LIST,
        CHECK,
        PREPARE,
        SEND,
        CLEAN,
        DONE
    }

    /**
     * A file that can be sent.
     *
     * @param file an absolute path on the agent
     * @param sha256 of its bytes, hexadecimal
     * @param size in bytes
     */
    public record Ready(String file, String sha256, long size) implements Serializable {}

    public static <C extends Serializable> FilesUploadState<C> create(String token, Instant now) {
        return new FilesUploadState<>(token, now, Stage.LIST, null, List.of(), 0, null, 0);
    }

    FileToSend current() {
        return files.get(next);
    }

    FilesUploadState<C> listed(C found, List<FileToSend> toSend) {
        return new FilesUploadState<>(
                token, since, toSend.isEmpty() ? Stage.DONE : Stage.CHECK, found, List.copyOf(toSend), 0, null, 0);
    }

    FilesUploadState<C> at(Stage newStage) {
        return new FilesUploadState<>(token, since, newStage, content, files, next, ready, sent);
    }

    FilesUploadState<C> ready(Ready newReady) {
        return new FilesUploadState<>(token, since, Stage.SEND, content, files, next, newReady, sent);
    }

    /** The current file is in S3. */
    FilesUploadState<C> there(boolean justSent) {
        boolean last = next + 1 == files.size();
        return new FilesUploadState<>(
                token,
                since,
                last ? Stage.CLEAN : Stage.CHECK,
                content,
                files,
                next + 1,
                null,
                justSent ? sent + 1 : sent);
    }

    /** The agent has lost what was made. */
    FilesUploadState<C> again() {
        return create(token, since);
    }
}
