package io.jenkins.plugins.awsreleasestages.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.tools.zip.ZipEntry;
import org.apache.tools.zip.ZipOutputStream;

/**
 * Packs files into a zip and tells what is in it by a digest. The digest is the same wherever and whenever the same
 * content is packed: it is made of the names, the bytes and two modes (a file its owner may execute, and any other).
 * The zip itself need not have the same bytes, as Java compresses with the zlib of the machine. Where a file system
 * knows no modes, as on Windows, all files are executable.
 */
public final class ContentZip {

    /** Beyond it the archive would need a form that not all who read it know. In bytes. */
    private static final long LARGEST = 0xFFFFFFFFL;

    private static final String TOO_LARGE = "The archive would have more than 4 GiB.";

    private static final int EXECUTABLE = 0100755;
    private static final int PLAIN = 0100644;

    /** The first time that a zip can say. PKWARE's APPNOTE, 4.4.6. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /**
     * What was packed.
     *
     * @param digest SHA-256 of the content, hexadecimal
     * @param bytes of the files together, before packing
     */
    public record Written(String digest, long bytes) {}

    private final Path target;
    private final long largest;
    private final MessageDigest content = FileDigest.sha256();
    private final byte[] buffer = new byte[64 * 1024];
    private long bytes;

    /** @param largest how many bytes the archive and each file of it may have */
    ContentZip(Path target, long largest) {
        this.target = target;
        this.largest = largest;
    }

    /** @param files by their names in the archive, with slashes */
    public static Written write(Map<String, Path> files, Path target) throws IOException, InterruptedException {
        return new ContentZip(target, LARGEST).write(new TreeMap<>(files));
    }

    Written write(SortedMap<String, Path> files) throws IOException, InterruptedException {
        try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(target)))) {
            zip.setEncoding("UTF-8");
            for (Map.Entry<String, Path> file : files.entrySet()) {
                add(file.getKey(), file.getValue(), zip);
            }
        }
        requireSmall(Files.size(target));
        return new Written(FileDigest.hexadecimal(content), bytes);
    }

    private void add(String name, Path file, ZipOutputStream zip) throws IOException, InterruptedException {
        int mode = isExecutable(file) ? EXECUTABLE : PLAIN;
        zip.putNextEntry(new UnixEntry(name, mode));
        String sha256 = copy(file, zip);
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

    private String copy(Path file, ZipOutputStream zip) throws IOException, InterruptedException {
        MessageDigest digest = FileDigest.sha256();
        long size = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("Packing was stopped.");
                }
                size += n;
                requireSmall(size);
                digest.update(buffer, 0, n);
                zip.write(buffer, 0, n);
            }
        }
        bytes += size;
        return FileDigest.hexadecimal(digest);
    }

    private void requireSmall(long size) throws IOException {
        if (size > largest) {
            throw new IOException(TOO_LARGE);
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
