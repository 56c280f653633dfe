package io.jenkins.plugins.awsreleasestages.template;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * A zip of a folder that has the same bytes wherever and whenever it is made from the same content: entries sorted by
 * name, one fixed time, two file modes (a file its owner may execute, and any other), no entries for folders, our own
 * {@link Deflate}. Where a file system knows no modes, as on Windows, all files are executable.
 *
 * <p>Links are followed inside the workspace only, as those of npm and pnpm are. {@code .git} is left out: it differs in every clone.
 */
public final class ReproducibleZip {

    /** Beyond it the archive would need a form that not all who read it know. In bytes. */
    private static final long LARGEST = 0xFFFFFFFFL;

    /** What S3 takes in one piece, in bytes. */
    private static final long LARGEST_FILE = 5L << 30;

    /** Links can lead to the same files again and again. */
    private static final int MOST_FILES = 500_000;

    private static final int MOST_SHORT = 0xFFFF;

    private static final String TOO_LARGE = "The archive would have more than 4 GiB.";

    /** 1 January 1980, the first day there is; midnight. PKWARE's APPNOTE, 4.4.6. */
    private static final short DATE = 1 << 5 | 1;

    private static final short UTF_8_AND_DESCRIPTOR = 1 << 11 | 1 << 3;
    private static final short DEFLATED = 8;
    private static final short VERSION = 20;
    private static final short VERSION_ZIP64 = 45;
    private static final short MADE_ON_UNIX = 3 << 8 | VERSION;
    private static final int EXECUTABLE = 0100755;
    private static final int PLAIN = 0100644;

    /**
     * A finished file.
     *
     * @param sha256 of its bytes, hexadecimal
     * @param size in bytes
     */
    public record Written(String sha256, long size) {}

    private record Entry(String name, Path file, boolean executable) {}

    private record Central(byte[] name, int mode, long crc, long packed, long size, long offset) {}

    private final List<Entry> entries = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private ReproducibleZip() {}

    /**
     * @param workspace out of which no link is followed
     * @param leftOut a folder that is left out where it lies inside; null for none
     * @throws IOException with one line for each link that leads out, is broken or goes round in circles
     */
    public static Written folder(Path folder, Path workspace, Path leftOut, Path target)
            throws IOException, InterruptedException {
        ReproducibleZip zip = new ReproducibleZip();
        Path root = folder.toRealPath();
        Path without = leftOut == null || !Files.exists(leftOut) ? null : leftOut.toRealPath();
        Deque<Path> open = new ArrayDeque<>(List.of(root));
        zip.collect(workspace.toRealPath(), root, "", open, without);
        if (!zip.problems.isEmpty()) {
            throw new IOException(
                    String.join("\n", zip.problems.stream().sorted().toList()));
        }
        if (zip.entries.isEmpty()) {
            throw new IOException("The folder " + folder + " has no files.");
        }
        zip.entries.sort(Comparator.comparing(Entry::name));
        return zip.write(target);
    }

    /** One file alone, under its own name. */
    public static Written file(Path file, Path target) throws IOException, InterruptedException {
        ReproducibleZip zip = new ReproducibleZip();
        zip.entries.add(new Entry(FileNames.name(file), file, executable(file)));
        return zip.write(target);
    }

    /**
     * Files that somebody else has chosen.
     *
     * @param files by their names in the archive, with slashes
     */
    public static Written files(Map<String, Path> files, Path target) throws IOException, InterruptedException {
        ReproducibleZip zip = new ReproducibleZip();
        for (Map.Entry<String, Path> file : new TreeMap<>(files).entrySet()) {
            zip.entries.add(new Entry(file.getKey(), file.getValue(), executable(file.getValue())));
        }
        return zip.write(target);
    }

    /** Of a file as it is: nothing is written. */
    public static Written digest(Path file) throws IOException, InterruptedException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[64 * 1024];
        long size = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("Packing was stopped.");
                }
                digest.update(buffer, 0, n);
                size += n;
                if (size > LARGEST_FILE) {
                    throw new IOException(file + " has more than 5 GiB: S3 does not take it in one piece.");
                }
            }
        }
        return new Written(HexFormat.of().formatHex(digest.digest()), size);
    }

    private void collect(Path bound, Path folder, String prefix, Deque<Path> open, Path leftOut)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Packing was stopped.");
        }
        List<Path> children;
        try (Stream<Path> listed = Files.list(folder)) {
            children = listed.toList();
        }
        for (Path child : children) {
            String name = prefix + FileNames.name(child);
            if (name.equals(prefix + ".git")) {
                continue;
            }
            Path real = inside(bound, child, name);
            if (real == null || real.equals(leftOut)) {
                continue;
            }
            if (Files.isRegularFile(real)) {
                entries.add(new Entry(name, real, executable(real)));
                if (entries.size() > MOST_FILES) {
                    throw new IOException("There are more than " + MOST_FILES + " files, links counted.");
                }
            } else if (!Files.isDirectory(real)) {
                problems.add(name + " is neither a file nor a folder.");
            } else if (open.contains(real)) {
                problems.add(name + " is a link to a folder that it lies in.");
            } else {
                open.push(real);
                collect(bound, real, name + "/", open, leftOut);
                open.pop();
            }
        }
    }

    /** @return null when it cannot be packed */
    private Path inside(Path bound, Path child, String name) throws IOException {
        if (!Files.isSymbolicLink(child)) {
            return child;
        }
        if (!Files.exists(child)) {
            problems.add(name + " is a link to something that is not there: " + Files.readSymbolicLink(child));
            return null;
        }
        Path real = child.toRealPath();
        if (!real.startsWith(bound)) {
            problems.add(name + " is a link that leads out of the workspace: " + Files.readSymbolicLink(child));
            return null;
        }
        return real;
    }

    private static boolean executable(Path file) throws IOException {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
        } catch (UnsupportedOperationException e) {
            return true;
        }
    }

    private Written write(Path target) throws IOException, InterruptedException {
        MessageDigest digest = sha256();
        // The buffer lies before the digest, which is slow on single bytes.
        try (Counted out = new Counted(
                new BufferedOutputStream(new DigestOutputStream(Files.newOutputStream(target), digest), 64 * 1024))) {
            List<Central> written = new ArrayList<>();
            for (Entry entry : entries) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("Packing was stopped.");
                }
                written.add(entry(entry, out));
            }
            directory(written, out);
        } catch (InterruptedIOException e) {
            throw (InterruptedException) new InterruptedException("Packing was stopped.").initCause(e);
        }
        return new Written(HexFormat.of().formatHex(digest.digest()), Files.size(target));
    }

    private static Central entry(Entry entry, Counted out) throws IOException {
        byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
        long offset = out.count;
        out.write(little(30)
                .putInt(0x04034b50)
                .putShort(VERSION)
                .putShort(UTF_8_AND_DESCRIPTOR)
                .putShort(DEFLATED)
                .putShort((short) 0)
                .putShort(DATE)
                .putInt(0)
                .putInt(0)
                .putInt(0)
                .putShort((short) name.length)
                .putShort((short) 0)
                .array());
        out.write(name);
        long packed;
        CRC32 crc = new CRC32();
        long size;
        try (Read in = new Read(new BufferedInputStream(Files.newInputStream(entry.file()), 64 * 1024), crc)) {
            packed = Deflate.compress(in, out);
            size = in.count;
        }
        out.write(little(16)
                .putInt(0x08074b50)
                .putInt((int) crc.getValue())
                .putInt((int) packed)
                .putInt((int) size)
                .array());
        if (out.count > LARGEST) {
            throw new IOException(TOO_LARGE);
        }
        int mode = entry.executable() ? EXECUTABLE : PLAIN;
        return new Central(name, mode, crc.getValue(), packed, size, offset);
    }

    private static void directory(List<Central> entries, Counted out) throws IOException {
        long begin = out.count;
        for (Central entry : entries) {
            out.write(little(46)
                    .putInt(0x02014b50)
                    .putShort(MADE_ON_UNIX)
                    .putShort(VERSION)
                    .putShort(UTF_8_AND_DESCRIPTOR)
                    .putShort(DEFLATED)
                    .putShort((short) 0)
                    .putShort(DATE)
                    .putInt((int) entry.crc())
                    .putInt((int) entry.packed())
                    .putInt((int) entry.size())
                    .putShort((short) entry.name().length)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putInt(entry.mode() << 16)
                    .putInt((int) entry.offset())
                    .array());
            out.write(entry.name());
        }
        long size = out.count - begin;
        if (out.count > LARGEST) {
            throw new IOException(TOO_LARGE);
        }
        if (entries.size() >= MOST_SHORT) {
            zip64(entries.size(), size, begin, out);
        }
        short count = (short) Math.min(MOST_SHORT, entries.size());
        out.write(little(22)
                .putInt(0x06054b50)
                .putInt(0)
                .putShort(count)
                .putShort(count)
                .putInt((int) size)
                .putInt((int) begin)
                .putShort((short) 0)
                .array());
    }

    /** Where the real number of entries stands when there are more than the old form can count. */
    private static void zip64(int count, long size, long begin, Counted out) throws IOException {
        long at = out.count;
        out.write(little(56)
                .putInt(0x06064b50)
                .putLong(44)
                .putShort((short) (3 << 8 | VERSION_ZIP64))
                .putShort(VERSION_ZIP64)
                .putInt(0)
                .putInt(0)
                .putLong(count)
                .putLong(count)
                .putLong(size)
                .putLong(begin)
                .array());
        out.write(little(20).putInt(0x07064b50).putInt(0).putLong(at).putInt(1).array());
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static final class Counted extends OutputStream {

        private final OutputStream out;
        private long count;

        Counted(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            count++;
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            count += length;
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    private static final class Read extends InputStream {

        private final InputStream in;
        private final CRC32 crc;
        private long count;

        Read(InputStream in, CRC32 crc) {
            this.in = in;
            this.crc = crc;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (Thread.interrupted()) {
                throw new InterruptedIOException();
            }
            int n = in.read(bytes, from, length);
            if (n > 0) {
                crc.update(bytes, from, n);
                count += n;
                if (count > LARGEST) {
                    throw new IOException(TOO_LARGE);
                }
            }
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
