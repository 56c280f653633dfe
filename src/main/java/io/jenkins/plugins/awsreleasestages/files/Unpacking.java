package io.jenkins.plugins.awsreleasestages.files;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.tools.zip.ZipEntry;
import org.apache.tools.zip.ZipFile;

/**
 * Unpacks an archive that may be hostile: nothing is written outside the folder, also not through a symbolic link that
 * is already there, and an archive that grows without end is given up.
 *
 * @param maxFiles how many entries an archive may have
 * @param maxBytes how many bytes its files may have together, unpacked
 */
public record Unpacking(int maxFiles, long maxBytes) implements Serializable {

    /** As CodePipeline: 100,000 files, 7 GB; unpacked, we allow three times that. */
    public static final Unpacking STANDARD = new Unpacking(100_000, 21L << 30);

    /** What is known by its checksum to be what was stored: as much as is stored. */
    public static final Unpacking STORED = new Unpacking(CodeFolder.MOST_FILES, FileDigest.LARGEST);

    private static final int LONGEST_LINK = 4096;

    private static final int BUFFER = 64 * 1024;

    /** In bytes; a long name and its attributes need a few thousand. */
    private static final long LARGEST_HEADER = 1 << 20;

    private static final int FILE_TYPE = 0170000;
    private static final int LINK = 0120000;

    /** Knows every byte. */
    private static final Charset ANY_BYTES = StandardCharsets.ISO_8859_1;

    /** What DOS and the Explorer of Windows write where an entry does not say that its name is UTF-8. */
    private static final String CODE_PAGE = "IBM437";

    /**
     * Unpacks a zip into a folder; files of the same name are replaced, others stay. What can be executed stays so, and what
     * others may not read; links inside the folder stay links.
     *
     * @return how many files were written
     * @throws IOException when the archive is damaged, too large, or names a file outside the folder
     * @throws InterruptedException when the thread was interrupted; what was unpacked stays
     */
    public int unpackZip(Path archive, Path folder) throws IOException, InterruptedException {
        Unpacked unpacked = new Unpacked(folder.toRealPath());
        requireFewEntries(archive);
        Inflater inflater = new Inflater(true);
        try (ZipFile zip = open(archive)) {
            for (ZipEntry entry : Collections.list(zip.getEntries())) {
                String name = name(entry);
                if (name.endsWith("/")) {
                    unpacked.folder(name);
                    continue;
                }
                try (InputStream in = content(zip, entry, inflater)) {
                    if ((entry.getUnixMode() & FILE_TYPE) == LINK) {
                        unpacked.link(name, new String(in.readNBytes(LONGEST_LINK), StandardCharsets.UTF_8));
                    } else {
                        unpacked.file(name, in, entry.getUnixMode());
                    }
                }
            }
        } finally {
            inflater.end();
        }
        return unpacked.files;
    }

    /** Ant would read 512 bytes at a time: so it gives what lies in the archive, and here it is inflated. */
    private static InputStream content(ZipFile zip, ZipEntry entry, Inflater inflater) throws IOException {
        if (entry.getMethod() != ZipEntry.DEFLATED) {
            return zip.getInputStream(entry);
        }
        entry.setMethod(ZipEntry.STORED);
        // Without a header zlib wants one byte more than there is: Inflater, "nowrap".
        InputStream deflated =
                new SequenceInputStream(zip.getInputStream(entry), new ByteArrayInputStream(new byte[1]));
        inflater.reset();
        int buffer = (int) Math.max(1, Math.min(BUFFER, entry.getCompressedSize()));
        return new InflaterInputStream(deflated, inflater, buffer);
    }

    /** The same for a {@code .tar.gz}; what is neither file, folder nor symbolic link is refused. */
    public int unpackTarGz(Path archive, Path folder) throws IOException, InterruptedException {
        Unpacked unpacked = new Unpacked(folder.toRealPath());
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
                Allowance content = new Allowance(new GZIPInputStream(file));
                TarArchiveInputStream tar = new TarArchiveInputStream(content, "UTF-8")) {
            int entries = 0;
            for (TarArchiveEntry entry = next(tar, content); entry != null; entry = next(tar, content)) {
                if (++entries > maxFiles) {
                    throw new IOException("The archive has more than " + maxFiles + " entries.");
                }
                content.left = Long.MAX_VALUE;
                unpack(tar, entry, unpacked);
            }
        }
        return unpacked.files;
    }

    /** A header is kept in memory, and says itself how long it is. */
    private static TarArchiveEntry next(TarArchiveInputStream tar, Allowance content) throws IOException {
        content.left = LARGEST_HEADER;
        try {
            return tar.getNextEntry();
        } catch (RuntimeException e) {
            throw new IOException("The archive is damaged: " + e.getMessage(), e);
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Unpacked unpacked)
            throws IOException, InterruptedException {
        if (entry.isDirectory()) {
            unpacked.folder(entry.getName());
        } else if (entry.isSymbolicLink()) {
            unpacked.link(entry.getName(), entry.getLinkName());
        } else if (isPlainFile(entry) && tar.canReadEntryData(entry)) {
            unpacked.file(entry.getName(), tar, entry.getMode());
        } else {
            throw new IOException("The archive has something that is neither a file, a folder nor a symbolic link: "
                    + entry.getName());
        }
    }

    private static boolean isPlainFile(TarArchiveEntry entry) {
        boolean special = entry.isLink() || entry.isFIFO() || entry.isBlockDevice() || entry.isCharacterDevice();
        return entry.isFile() && !special;
    }

    /** How much more may be read. */
    private static final class Allowance extends FilterInputStream {
        private long left;

        Allowance(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return taken(super.read(), 1);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            return taken(count, count);
        }

        @Override
        public long skip(long count) throws IOException {
            return taken((int) super.skip(Math.min(count, Integer.MAX_VALUE)), count);
        }

        private int taken(int answer, long count) throws IOException {
            left -= Math.max(0, count);
            if (left < 0) {
                throw new IOException("The archive has a header of more than " + LARGEST_HEADER + " bytes.");
            }
            return answer;
        }
    }

    /** What was unpacked so far. */
    private final class Unpacked {
        private final Path root;
        private int files;
        private long bytes;

        Unpacked(Path root) {
            this.root = root;
        }

        void folder(String name) throws IOException {
            createFolder(root, inside(root, name));
        }

        void link(String name, String to) throws IOException {
            Unpacking.link(root, begin(name), to);
        }

        /** @param mode of Unix; 0 when it is not known */
        void file(String name, InputStream in, int mode) throws IOException, InterruptedException {
            Path target = begin(name);
            bytes += write(in, target, maxBytes - bytes);
            keepMode(target, mode);
        }

        private Path begin(String name) throws IOException {
            Path target = inside(root, name);
            createFolder(root, target.getParent());
            files++;
            return target;
        }
    }

    /** Java counts them, and looks whether the directory is whole, before anything is made of each. */
    private void requireFewEntries(Path archive) throws IOException {
        try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(archive.toFile(), ANY_BYTES)) {
            if (zip.size() > maxFiles) {
                throw new IOException("The archive has " + zip.size() + " entries; " + maxFiles + " are allowed.");
            }
        }
    }

    static ZipFile open(Path archive) throws IOException {
        try {
            return new ZipFile(archive.toFile(), ANY_BYTES.name(), true);
        } catch (RuntimeException e) {
            throw (ZipException) new ZipException("The archive's directory is damaged: " + e.getMessage()).initCause(e);
        }
    }

    private static String name(ZipEntry entry) {
        String asBytes = new String(entry.getRawName(), ANY_BYTES);
        boolean told = !entry.getName().equals(asBytes) && !entry.getName().equals(asBytes.replace('\\', '/'));
        String name = told ? entry.getName() : guessed(entry.getRawName());
        return entry.getPlatform() == ZipEntry.PLATFORM_UNIX ? name : name.replace('\\', '/');
    }

    /** Where an entry does not tell in which letters its name is written. */
    private static String guessed(byte[] name) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(name, Charset.isSupported(CODE_PAGE) ? Charset.forName(CODE_PAGE) : ANY_BYTES);
        }
    }

    /** A link that leads out of the folder is refused: what is read through it later would be somebody else's. */
    private static void link(Path root, Path target, String to) throws IOException {
        // Another link of the archive may be on the way.
        Path folder = target.getParent().toRealPath();
        Path leadsTo = to.startsWith("/") ? null : resolve(folder, to).normalize();
        if (leadsTo == null || !leadsTo.startsWith(root)) {
            throw new IOException(
                    "The archive has a link that leads out of its folder: " + root.relativize(target) + " to " + to);
        }
        Files.deleteIfExists(target);
        Files.createSymbolicLink(target, folder.relativize(leadsTo));
    }

    /** @param mode of Unix; 0 when it is not known */
    private static void keepMode(Path file, int mode) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null || mode == 0) {
            return;
        }
        // What this machine's umask has left of a file that all may read and write.
        Set<PosixFilePermission> kept = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        Set<PosixFilePermission> here = view.readAttributes().permissions();
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            boolean inArchive = (mode & 0400 >> permission.ordinal()) != 0;
            boolean execute = permission.ordinal() % 3 == 2;
            PosixFilePermission read = PosixFilePermission.values()[permission.ordinal() / 3 * 3];
            if (inArchive && (execute ? kept.contains(read) : here.contains(permission))) {
                kept.add(permission);
            }
        }
        view.setPermissions(kept);
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

    /**
     * Moves what was unpacked to another folder of the same disk, file by file; files of the same name are replaced,
     * others stay. What cannot be moved is found before anything is.
     */
    public static void move(Path from, Path folder) throws IOException {
        Path root = folder.toRealPath();
        List<Path> files;
        try (Stream<Path> all = Files.walk(from)) {
            files = all.filter(file -> !file.equals(from)).toList();
        }
        for (Path file : files) {
            Path target = root.resolve(from.relativize(file));
            boolean isFolder = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
            boolean blocked = isFolder
                    ? Files.exists(target) && !Files.isDirectory(target)
                    : Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS);
            if (blocked) {
                throw new IOException("There is a " + (isFolder ? "file" : "folder") + " " + target
                        + ", and the archive has a " + (isFolder ? "folder" : "file") + " of that name.");
            }
        }
        for (Path file : files) {
            move(root, file, root.resolve(from.relativize(file)));
        }
    }

    private static void move(Path root, Path file, Path target) throws IOException {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            createFolder(root, target);
        } else if (Files.isSymbolicLink(file)) {
            link(root, target, Files.readSymbolicLink(file).toString());
        } else {
            createFolder(root, target.getParent());
            Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Path inside(Path root, String name) throws IOException {
        Path target;
        try {
            target = resolve(root, name).normalize();
        } catch (InvalidPathException e) {
            throw new IOException("The archive names a file that cannot exist here: " + name, e);
        }
        if (!target.startsWith(root)) {
            throw new IOException("The archive names a file outside its folder: " + name);
        }
        return target;
    }

    /** A JVM whose locale is not UTF-8 cannot say a name that the file system can have; an address can. */
    private static Path resolve(Path folder, String name) {
        try {
            return folder.resolve(name);
        } catch (InvalidPathException e) {
            if (name.indexOf('\0') >= 0 || name.startsWith("/") || File.separatorChar != '/') {
                throw e;
            }
            StringBuilder address = new StringBuilder(folder.toUri().getRawPath());
            if (address.charAt(address.length() - 1) != '/') {
                address.append('/');
            }
            for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
                address.append(b == '/' ? "/" : String.format("%%%02X", b));
            }
            return Path.of(URI.create("file://" + address));
        }
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
        byte[] buffer = new byte[BUFFER];
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
