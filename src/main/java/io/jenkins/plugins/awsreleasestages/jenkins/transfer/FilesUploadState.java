package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload.Listed;
import io.jenkins.plugins.awsreleasestages.template.S3Location;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is saved of files on their way from an agent into S3.
 *
 * @param token names the folder on the agent where archives are made
 * @param since when it began
 * @param stage what the next look does
 * @param content what was found beside the files, for whoever has listed them; null before, and for nothing
 * @param files in the order in which they are sent; empty before they are known
 * @param next the index of the file whose turn it is
 * @param ready what is sent for it; null before it is known
 * @param uploadId of its upload in parts; null for none
 * @param etags what S3 answered to the parts that are there, in order
 * @param versionId of the last object that is there; null before, and in a bucket without versions
 * @param sent how many were sent, and not there already
 */
public record FilesUploadState(
        String token,
        Instant since,
        Stage stage,
        Object content,
        List<FileToSend> files,
        int next,
        Ready ready,
        String uploadId,
        List<String> etags,
        String versionId,
        int sent) {

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
     * @param size in bytes
     * @param partSize of all parts but the last, in bytes; 0 when it is sent in one piece
     * @param sums SHA-256 of each part, or of the whole, hexadecimal
     */
    public record Ready(String file, long size, long partSize, List<String> sums) implements Serializable {

        boolean inParts() {
            return partSize > 0;
        }

        /** Whether an agent can have come to it: the checksums become a part of what is signed. */
        boolean isPossible(long partsFrom, long sizeOfParts) {
            boolean parts = size >= partsFrom;
            long count = parts ? (size + sizeOfParts - 1) / sizeOfParts : 1;
            return size >= 0
                    && partSize == (parts ? sizeOfParts : 0)
                    && sums.size() == count
                    && sums.stream().allMatch(ArtifactStore::isSha256);
        }
    }

    public static FilesUploadState create(String token, Instant now) {
        return new FilesUploadState(token, now, Stage.LIST, null, List.of(), 0, null, null, List.of(), null, 0);
    }

    FileToSend current() {
        return files.get(next);
    }

    /** Where the last of the files is, or will be; null when there is none. */
    public S3Location last() {
        return files.isEmpty() ? null : files.get(files.size() - 1).object();
    }

    FilesUploadState listed(Listed found) {
        Stage then = found.files().isEmpty() ? Stage.DONE : Stage.CHECK;
        return new FilesUploadState(
                token, since, then, found.content(), List.copyOf(found.files()), 0, null, null, List.of(), null, 0);
    }

    /** The current file from this stage on; an upload in parts is no longer known. */
    FilesUploadState at(Stage newStage) {
        return sending(newStage, null, null);
    }

    FilesUploadState ready(Ready newReady) {
        return sending(Stage.SEND, newReady, null);
    }

    FilesUploadState begun(String newUploadId) {
        return sending(Stage.SEND, ready, newUploadId);
    }

    private FilesUploadState sending(Stage newStage, Ready newReady, String newUploadId) {
        return new FilesUploadState(
                token, since, newStage, content, files, next, newReady, newUploadId, List.of(), versionId, sent);
    }

    FilesUploadState withPart(String etag) {
        List<String> more = new ArrayList<>(etags);
        more.add(etag);
        return new FilesUploadState(
                token, since, stage, content, files, next, ready, uploadId, List.copyOf(more), versionId, sent);
    }

    /** The current file is in S3. */
    FilesUploadState there(String newVersionId, boolean justSent) {
        boolean last = next + 1 == files.size();
        return new FilesUploadState(
                token,
                since,
                last ? Stage.CLEAN : Stage.CHECK,
                content,
                files,
                next + 1,
                null,
                null,
                List.of(),
                newVersionId,
                justSent ? sent + 1 : sent);
    }

    FilesUploadState done() {
        return new FilesUploadState(
                token, since, Stage.DONE, content, files, next, ready, uploadId, etags, versionId, sent);
    }

    /** The agent has lost what was made. */
    FilesUploadState again() {
        return create(token, since);
    }
}
