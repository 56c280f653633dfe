package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import java.io.Serializable;
import java.util.List;

/**
 * A folder, packed on the agent.
 *
 * @param leftOut links that lead nowhere or out of the folder, and what is no file
 * @param bytes of the files together, before packing
 * @param size of the ZIP, in bytes
 * @param sha256 of the ZIP, hexadecimal
 * @param partSize of all parts but the last, in bytes
 * @param partSums of the parts in which it is sent; empty when it is sent in one piece
 */
public record Packed(int files, int leftOut, long bytes, long size, String sha256, long partSize, List<String> partSums)
        implements Serializable {

    /** Whether an agent can have come to it: the checksums become a part of keys and of what is signed. */
    boolean isPossible(long partsFrom, long sizeOfParts) {
        long parts = size < partsFrom ? 0 : (size + sizeOfParts - 1) / sizeOfParts;
        return size > 0
                && partSize == sizeOfParts
                && partSums.size() == parts
                && ArtifactStore.isSha256(sha256)
                && partSums.stream().allMatch(ArtifactStore::isSha256);
    }
}
