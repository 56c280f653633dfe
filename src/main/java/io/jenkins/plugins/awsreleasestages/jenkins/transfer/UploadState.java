package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is saved of a folder on its way to the store.
 *
 * @param token names the folder on the agent where the ZIP is made
 * @param since when it began
 * @param stage what the next look does
 * @param packed null before it is packed
 * @param uploadId of the upload in parts; null for none
 * @param etags what S3 answered to the parts that are there, in order
 * @param versionId of the object; null before it is stored, and in a bucket without versions
 */
public record UploadState(
        String token, Instant since, Stage stage, Packed packed, String uploadId, List<String> etags, String versionId)
        implements Serializable {

    /** What the next look does. */
    public enum Stage {
        PACK,
        CHECK,
        SEND,
        CLEAN,
        DONE
    }

    public static UploadState create(String token, Instant now) {
        return new UploadState(token, now, Stage.PACK, null, null, List.of(), null);
    }

    UploadState withPacked(Packed made) {
        return new UploadState(token, since, Stage.CHECK, made, null, List.of(), null);
    }

    UploadState sending(String id) {
        return new UploadState(token, since, Stage.SEND, packed, id, List.of(), null);
    }

    UploadState withPart(String etag) {
        List<String> more = new ArrayList<>(etags);
        more.add(etag);
        return new UploadState(token, since, stage, packed, uploadId, List.copyOf(more), null);
    }

    UploadState stored(String version) {
        return new UploadState(token, since, Stage.CLEAN, packed, null, List.of(), version);
    }

    UploadState at(Stage next) {
        return new UploadState(token, since, next, packed, uploadId, etags, versionId);
    }

    /** The upload in parts is no longer known to S3: it begins anew. */
    UploadState fromStart(Stage again) {
        return new UploadState(token, since, again, packed, null, List.of(), null);
    }
}
