package io.jenkins.plugins.awsreleasestages.files;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.Deflater;
import org.apache.tools.zip.Zip64Mode;
import org.apache.tools.zip.ZipEntry;
import org.apache.tools.zip.ZipOutputStream;

/**
 * Packs files into a zip and tells what is in it by a digest. The digest is the same wherever and whenever the same
 * content is packed: it is made of the names, the bytes and two modes (a file its owner may execute, and any other).
 * The zip itself need not have the same bytes, as Java compresses with the zlib of the machine. Where a file system
 * knows no modes, as on Windows, all files are executable.
 */
public final class ContentZip {

    /**
     * An archive with a file of this size or more is in the form of Zip64, in bytes: a little below 4 GiB, which is the most
     * that the old form can say, because what does not compress becomes larger. Any other stays in the form that all know.
     */
    private static final long ZIP64_FROM = (4L << 30) - (64L << 20);

    /** Whether compressing is worth its time is asked of files of this size or more. In bytes. */
    private static final long LARGE = 1 << 20;

    /** From here on it is more important that a file is packed soon than that it becomes small. In bytes. */
    private static final long HUGE = 64 << 20;

    private static final int BUFFER = 64 * 1024;

    private static final int EXECUTABLE = 0100755;
    private static final int PLAIN = 0100644;

    /** The first time that a zip can say. PKWARE's APPNOTE, 4.4.6. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /**
     * What was packed.
     *
     * @param digest SHA-256 of the content, hexadecimal
     * @param bytes of the files together, before packing
     * @param sha256 of the archive, hexadecimal
     */
    public record Written(String digest, long bytes, String sha256) {}

    private final Path target;
    private final long largest;
    private final long zip64From;
    private final MessageDigest content = FileDigest.sha256();
    private final byte[] buffer = new byte[BUFFER];
    private long bytes;

    /** @param largest how many bytes the archive and all of its files together may have */
    ContentZip(Path target, long largest, long zip64From) {
        this.target = target;
        this.largest = largest;
        this.zip64From = zip64From;
    }

    /** @param files by their names in the archive, with slashes */
    public static Written write(Map<String, Path> files, Path target) throws IOException, InterruptedException {
        return new ContentZip(target, FileDigest.LARGEST, ZIP64_FROM).write(new TreeMap<>(files));
    }

    Written write(SortedMap<String, Path> files) throws IOException, InterruptedException {
        try (FewAtATime threads = new FewAtATime("Checksums of " + target.getFileName())) {
            return write(files, threads);
        }
    }

    private Written write(SortedMap<String, Path> files, FewAtATime threads) throws IOException, InterruptedException {
        // Counted while it is written, not read again.
        Checksum archive = new Checksum(threads);
        Checksum file = new Checksum(threads);
        OutputStream counted = new Counted(Files.newOutputStream(target), archive);
        try (ZipOutputStream zip = new Zip(new BufferedOutputStream(counted, BUFFER))) {
            zip.setEncoding("UTF-8");
            zip.setUseZip64(hasLarge(files) ? Zip64Mode.Always : Zip64Mode.AsNeeded);
            for (Map.Entry<String, Path> entry : files.entrySet()) {
                add(entry.getKey(), entry.getValue(), zip, file);
            }
        }
        requireSmall(Files.size(target));
        return new Written(FileDigest.hexadecimal(content), bytes, archive.end());
    }

    private static final class Counted extends FilterOutputStream {
        private final Checksum checksum;

        Counted(OutputStream out, Checksum checksum) {
            super(out);
            this.checksum = checksum;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            try {
                checksum.update(bytes, offset, length);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Packing was stopped.");
            }
        }
    }

    /** Ant's hands on 512 bytes at a time. */
    private static final class Zip extends ZipOutputStream {
        Zip(OutputStream out) {
            super(out);
            buf = new byte[BUFFER];
        }
    }

    private boolean hasLarge(SortedMap<String, Path> files) throws IOException {
        for (Path file : files.values()) {
            if (Files.size(file) >= zip64From) {
                return true;
            }
        }
        return false;
    }

    private void add(String name, Path file, ZipOutputStream zip, Checksum checksum)
            throws IOException, InterruptedException {
        int mode = isExecutable(file) ? EXECUTABLE : PLAIN;
        zip.setLevel(level(file));
        zip.putNextEntry(new UnixEntry(name, mode));
        String sha256 = copy(file, zip, checksum);
        zip.closeEntry();
        requireSmall(Files.size(target));
        // No name holds a NUL, so that two contents are never written alike.
        content.update(
                (Integer.toOctalString(mode) + " " + sha256 + " " + name + "\0").getBytes(StandardCharsets.UTF_8));
    }

    private static final class UnixEntry extends ZipEntry {
        UnixEntry(String name, int mode) {
            super(name);
            setUnixMode(mode);
            // Before it was Unix, a backslash was a slash.
            setName(name);
            setTimeLocal(TIME);
        }
    }

    private String copy(Path file, ZipOutputStream zip, Checksum checksum) throws IOException, InterruptedException {
        long size = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("Packing was stopped.");
                }
                size += n;
                requireSmall(bytes + size);
                checksum.update(buffer, 0, n);
                zip.write(buffer, 0, n);
            }
        }
        bytes += size;
        return checksum.end();
    }

    private void requireSmall(long size) throws IOException {
        if (size > largest) {
            throw new IOException("The archive, or all of its files, would have more than 100 GiB.");
        }
    }

    private int level(Path file) throws IOException {
        long size = Files.size(file);
        if (size < LARGE) {
            return Deflater.DEFAULT_COMPRESSION;
        }
        if (!compresses(file, size)) {
            return Deflater.NO_COMPRESSION;
        }
        return size < HUGE ? Deflater.DEFAULT_COMPRESSION : Deflater.BEST_SPEED;
    }

    /** What was compressed before, images and archives, does not: asked are its beginning, middle and end. */
    private boolean compresses(Path file, long size) throws IOException {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long gained = 0;
            for (long at : new long[] {0, size / 2, size - BUFFER}) {
                channel.position(at);
                int n = Math.max(0, Channels.newInputStream(channel).readNBytes(buffer, 0, BUFFER));
                deflater.reset();
                deflater.setInput(buffer, 0, n);
                deflater.finish();
                gained += n - deflater.deflate(new byte[BUFFER]);
            }
            return gained > BUFFER / 16;
        } finally {
            deflater.end();
        }
    }

    private static boolean isExecutable(Path file) throws IOException {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE);
        } catch (UnsupportedOperationException e) {
            return true;
        }
    }
}
