package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

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
        implements Serializable {}
