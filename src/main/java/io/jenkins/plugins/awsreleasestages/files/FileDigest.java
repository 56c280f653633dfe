package io.jenkins.plugins.awsreleasestages.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Future;

/**
 * The SHA-256 of a file and of the parts in which it is sent. Needs the JDK and nothing else.
 *
 * @param size of the file, in bytes
 * @param parts of each part, hexadecimal; of a file in one part that of the whole
 */
public record FileDigest(long size, List<String> parts) {

    /** The largest file, and archive, that we send or keep, in bytes: 100 GiB. */
    public static final long LARGEST = 100L << 30;

    /** S3 User Guide, "Amazon S3 multipart upload limits". */
    private static final long MOST_PARTS = 10_000;

    /**
     * Of how many bytes parts have to be so that S3 takes them all.
     *
     * @param least of each but the last
     */
    public static long partSize(long size, long least) {
        long needed = (size + MOST_PARTS - 1) / MOST_PARTS;
        return Math.max(least, needed);
    }

    /** Of the whole file, in one part. */
    public static String of(Path file) throws IOException, InterruptedException {
        return of(file, Long.MAX_VALUE).parts().get(0);
    }

    /** @param partSize of all parts but the last, in bytes */
    public static FileDigest of(Path file, long partSize) throws IOException, InterruptedException {
        long size = Files.size(file);
        if (size > LARGEST) {
            throw new IOException(file + " has more than " + (LARGEST >> 30) + " GiB.");
        }
        if (size <= partSize) {
            return new FileDigest(size, List.of(part(file, 0, size)));
        }
        List<String> sums = new ArrayList<>();
        try (FewAtATime threads = new FewAtATime("Checksums of " + file.getFileName())) {
            List<Future<String>> parts = new ArrayList<>();
            for (long from = 0; from < size; from += partSize) {
                long begin = from;
                parts.add(threads.begin(() -> part(file, begin, Math.min(partSize, size - begin))));
            }
            for (Future<String> part : parts) {
                sums.add(FewAtATime.done(part));
            }
        }
        return new FileDigest(size, List.copyOf(sums));
    }

    private static String part(Path file, long from, long length) throws IOException, InterruptedException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(from);
            for (long left = length; left > 0; ) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("Packing was stopped.");
                }
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    throw new EOFException(file + " became smaller while it was read.");
                }
                digest.update(buffer, 0, n);
                left -= n;
            }
        }
        return hexadecimal(digest);
    }

    /** Of what is in memory. */
    public static String of(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    public static String hexadecimal(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** An empty one; null where this Java must not have it. Jenkins's fingerprints are MD5. */
    public static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            return null;
        }
    }

    /** An empty one. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
