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
import java.util.zip.CRC32C;

/**
 * The checksums of a file that is sent: SHA-256 of the whole, or CRC32C of each part. That of a part only finds what the line has
 * spoilt, and is counted in a tenth of the time; what is in all of it is said by the SHA-256 that it is stored under. Needs the
 * JDK and nothing else.
 */
public final class FileDigest {

    /** The largest file, and archive, that we send or keep, in bytes: 100 GiB. */
    public static final long LARGEST = 100L << 30;

    /** S3 User Guide, "Amazon S3 multipart upload limits". */
    private static final long MOST_PARTS = 10_000;

    private FileDigest() {}

    /**
     * Of how many bytes parts have to be so that S3 takes them all.
     *
     * @param least of each but the last
     */
    public static long partSize(long size, long least) {
        long needed = (size + MOST_PARTS - 1) / MOST_PARTS;
        return Math.max(least, needed);
    }

    /** SHA-256, hexadecimal. */
    public static String of(Path file) throws IOException, InterruptedException {
        MessageDigest digest = sha256();
        read(file, 0, size(file), digest::update);
        return hexadecimal(digest);
    }

    /**
     * CRC32C of each part, hexadecimal.
     *
     * @param partSize of all parts but the last, in bytes
     */
    public static List<String> parts(Path file, long partSize) throws IOException, InterruptedException {
        long size = size(file);
        List<String> sums = new ArrayList<>();
        try (FewAtATime threads = new FewAtATime("Checksums of " + file.getFileName())) {
            List<Future<String>> parts = new ArrayList<>();
            for (long from = 0; from < size; from += partSize) {
                long begin = from;
                parts.add(threads.begin(() -> crc32c(file, begin, Math.min(partSize, size - begin))));
            }
            for (Future<String> part : parts) {
                sums.add(FewAtATime.done(part));
            }
        }
        return sums;
    }

    private static long size(Path file) throws IOException {
        long size = Files.size(file);
        if (size > LARGEST) {
            throw new IOException(file + " has more than " + (LARGEST >> 30) + " GiB.");
        }
        return size;
    }

    private static String crc32c(Path file, long from, long length) throws IOException, InterruptedException {
        CRC32C sum = new CRC32C();
        read(file, from, length, sum::update);
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }

    private interface Counting {
        void update(byte[] bytes, int offset, int length);
    }

    private static void read(Path file, long from, long length, Counting sum) throws IOException, InterruptedException {
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
                sum.update(buffer, 0, n);
                left -= n;
            }
        }
    }

    /** Whether this can be the one of a part, as an agent has said it. */
    public static boolean isCrc32c(String sum) {
        return sum != null && sum.matches("[0-9a-f]{8}");
    }

    /** Of what is in memory. */
    public static String of(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    public static String hexadecimal(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
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
