package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import io.jenkins.plugins.awsreleasestages.source.PathPattern;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Selects the files of an artifact and packs them, on the agent: this class needs the JDK and nothing else. */
public final class ArtifactFiles {

    /**
     * Equal files give an equal ZIP, in every time zone: a time before 1980, which a ZIP cannot name as local time, is
     * written as the same constant everywhere.
     */
    private static final FileTime FIXED = FileTime.fromMillis(0);

    /**
     * Which files an artifact takes.
     *
     * @param base relative to the source directory unless absolute; empty for the source directory
     */
    public record Selection(String base, List<String> files, List<String> excludes, boolean discardPaths)
            implements Serializable {}

    /** A ZIP file, its SHA-256 in hexadecimal, its size in bytes. */
    public record Packed(String sha256, long size) implements Serializable {}

    /**
     * What became of an artifact.
     *
     * @param paths the names of the files, when they were not packed
     * @param packed null when they were not packed
     * @param problem why there are none; null when all is well
     */
    public record Collected(int files, List<String> paths, Packed packed, String problem) implements Serializable {}

    /** Nothing to pack, or no way to pack it; the message is for the person who wrote the buildspec. */
    static final class NothingSelected extends IOException {
        private static final long serialVersionUID = 1L;

        NothingSelected(String message) {
            super(message);
        }
    }

    private ArtifactFiles() {}

    /** @return the files by the name that each has in the artifact, sorted */
    static Map<String, Path> select(Path source, Selection selection) throws IOException {
        Path base = source.resolve(selection.base()).normalize();
        if (!Files.isDirectory(base)) {
            throw new NothingSelected("the base-directory " + selection.base() + " is not there");
        }
        List<Pattern> excludes = selection.excludes().stream()
                .map(pattern -> PathPattern.compile(absolute(base, pattern)))
                .toList();
        Map<String, Path> selected = new TreeMap<>();
        for (String pattern : selection.files()) {
            String absolute = absolute(base, pattern);
            Path root = fixedPart(absolute);
            if (Files.exists(root)) {
                walk(
                        root,
                        PathPattern.compile(absolute),
                        excludes,
                        file -> add(selected, base, file, selection.discardPaths()));
            }
        }
        if (selected.isEmpty()) {
            throw new NothingSelected("no file matches " + String.join(", ", selection.files()) + " below " + base);
        }
        return selected;
    }

    /** Packs the files in the order of their names, with fixed times and their permissions to read and execute. */
    static Packed pack(Map<String, Path> files, Path zip) throws IOException {
        Files.deleteIfExists(zip);
        Files.createDirectories(Objects.requireNonNull(zip.getParent(), "a ZIP lies in a folder"));
        URI uri = URI.create("jar:" + zip.toUri());
        Map<String, ?> options = Map.of("create", "true", "enablePosixFileAttributes", "true");
        try (FileSystem packed = FileSystems.newFileSystem(uri, options)) {
            for (Map.Entry<String, Path> file : files.entrySet()) {
                add(packed.getPath("/" + file.getKey()), file.getValue());
            }
        }
        return new Packed(sha256(zip), Files.size(zip));
    }

    private static void add(Path entry, Path file) throws IOException {
        makeFolder(entry.getParent());
        try (OutputStream out = Files.newOutputStream(entry)) {
            Files.copy(file, out);
        }
        Files.setPosixFilePermissions(entry, permissions(file));
        fixTimes(entry);
    }

    private static void makeFolder(Path folder) throws IOException {
        if (folder == null || Files.exists(folder)) {
            return;
        }
        makeFolder(folder.getParent());
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        fixTimes(folder);
    }

    private static void fixTimes(Path entry) throws IOException {
        Files.getFileAttributeView(entry, BasicFileAttributeView.class).setTimes(FIXED, FIXED, FIXED);
    }

    /** Readable by all, executable by all or none: what a umask made of a file must not change the artifact. */
    private static Set<PosixFilePermission> permissions(Path file) {
        Set<PosixFilePermission> permissions = EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        if (Files.isExecutable(file)) {
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        return permissions;
    }

    static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private interface Visit {
        void file(Path file) throws IOException;
    }

    private static void add(Map<String, Path> selected, Path base, Path file, boolean discardPaths) throws IOException {
        String name;
        if (discardPaths) {
            name = String.valueOf(file.getFileName());
        } else if (file.startsWith(base)) {
            name = base.relativize(file).toString();
        } else {
            name = root(file).relativize(file).toString();
        }
        Path other = selected.put(name, file);
        if (other != null && !other.equals(file)) {
            throw new NothingSelected("discard-paths: both " + other + " and " + file + " would be called " + name);
        }
    }

    /** Follows links as long as they stay below the root: a link must not bring in what the pattern does not name. */
    private static void walk(Path root, Pattern wanted, List<Pattern> excludes, Visit visit) throws IOException {
        Path realRoot = root.toRealPath();
        Files.walkFileTree(
                root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                            throws IOException {
                        return folder.toRealPath().startsWith(realRoot)
                                ? FileVisitResult.CONTINUE
                                : FileVisitResult.SKIP_SUBTREE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        String path = file.toString();
                        if (attributes.isRegularFile()
                                && wanted.matcher(path).matches()
                                && excludes.stream()
                                        .noneMatch(e -> e.matcher(path).matches())
                                && file.toRealPath().startsWith(realRoot)) {
                            visit.file(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException problem) {
                        // A loop of links, a link to nothing, or a file that went away meanwhile.
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private static String absolute(Path base, String pattern) {
        String whole = pattern.endsWith("/") ? pattern + "**/*" : pattern;
        // Only the part without wildcards may hold "..": what "*/.." means nobody can say.
        return base.resolve(whole).normalize().toString();
    }

    /** The folder, or file, before the first wildcard. */
    private static Path fixedPart(String pattern) {
        Path whole = Path.of(pattern);
        Path fixed = root(whole);
        for (Path part : whole) {
            if (part.toString().matches(".*[*?].*")) {
                break;
            }
            fixed = fixed.resolve(part);
        }
        return fixed;
    }

    private static Path root(Path absolute) {
        return Objects.requireNonNull(absolute.getRoot(), "not absolute");
    }
}
