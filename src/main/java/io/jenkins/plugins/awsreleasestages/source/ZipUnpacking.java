package io.jenkins.plugins.awsreleasestages.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Unpacks an archive that may be hostile: nothing is written outside the folder, also not through a symbolic link that
 * is already there, and an archive that grows without end is given up.
 *
 * @param maxFiles how many entries an archive may have
 * @param maxBytes how many bytes its files may have together, unpacked
 */
public record ZipUnpacking(int maxFiles, long maxBytes) {

    /** As CodePipeline: 100,000 files, 7 GB; unpacked, we allow three times that. */
    public static final ZipUnpacking STANDARD = new ZipUnpacking(100_000, 21L << 30);

    /**
     * Unpacks into a folder; files of the same name are replaced, others stay.
     *
     * @return how many files were written
     * @throws IOException when the archive is damaged, too large, or names a file outside the folder
     * @throws InterruptedException when the thread was interrupted; what was unpacked stays
     */
    public int unpack(Path archive, Path folder) throws IOException, InterruptedException {
        Path root = folder.toRealPath();
        int files = 0;
        long bytes = 0;
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            if (zip.size() > maxFiles) {
                throw new IOException("The archive has " + zip.size() + " entries; " + maxFiles + " are allowed.");
            }
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                Path target = inside(root, entry.getName());
                if (entry.isDirectory()) {
                    createFolder(root, target);
                    continue;
                }
                createFolder(root, target.getParent());
                try (InputStream in = zip.getInputStream(entry)) {
                    bytes += write(in, target, maxBytes - bytes);
                }
                files++;
            }
        }
        return files;
    }

    /**
     * Where a file of this name belongs below the folder; the folders on the way are made.
     *
     * @throws IOException when that would be outside of the folder, also through a link that is already there
     */
    public static Path place(Path folder, String name) throws IOException {
        Path root = folder.toRealPath();
        Path target = inside(root, name);
        if (target.equals(root)) {
            throw new IOException("Not a name for a file: " + name);
        }
        createFolder(root, target.getParent());
        return target;
    }

    private static Path inside(Path root, String name) throws IOException {
        Path target;
        try {
            target = root.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw new IOException("The archive names a file that cannot exist here: " + name, e);
        }
        if (name.indexOf('\\') >= 0 || !target.startsWith(root)) {
            throw new IOException("The archive names a file outside its folder: " + name);
        }
        return target;
    }

    private static void createFolder(Path root, Path folder) throws IOException {
        // From the top: createDirectories would follow a link that leads out before anybody could see it.
        Path current = root;
        for (Path part : root.relativize(folder)) {
            if (part.toString().isEmpty()) {
                continue;
            }
            current = current.resolve(part);
            if (!Files.isDirectory(current)) {
                Files.createDirectory(current);
            }
            if (!current.toRealPath().startsWith(root)) {
                throw new IOException("The archive would write through a link that leads out: " + current);
            }
        }
    }

    private long write(InputStream in, Path target, long allowed) throws IOException, InterruptedException {
        // A link in the file's place is replaced, not followed.
        Files.deleteIfExists(target);
        long written = 0;
        byte[] buffer = new byte[64 * 1024];
        try (OutputStream out = Files.newOutputStream(target)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("Unpacking was stopped.");
                }
                written += n;
                if (written > allowed) {
                    throw new IOException("The archive is larger than " + maxBytes + " bytes when unpacked.");
                }
                out.write(buffer, 0, n);
            }
        }
        return written;
    }
}
