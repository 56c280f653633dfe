package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import io.jenkins.plugins.awsreleasestages.jenkins.PrivateFolder;
import io.jenkins.plugins.awsreleasestages.source.PathPattern;
import io.jenkins.plugins.awsreleasestages.template.FileNames;
import io.jenkins.plugins.awsreleasestages.template.ReproducibleZip;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Packs a folder, on the agent: which files, and the parts in which they are sent. */
public final class WorkspaceZip {

    /** Jenkins's own, beside and inside of workspaces. */
    private static final List<String> NEVER = List.of("**/*@tmp/**");

    /**
     * Which files: Ant patterns, relative to the folder.
     *
     * @param includes empty for all
     */
    public record Selection(List<String> includes, List<String> excludes) implements Serializable {

        static Selection of(String includes, String excludes) {
            return new Selection(split(includes), split(excludes));
        }

        private static List<String> split(String patterns) {
            return patterns == null
                    ? new ArrayList<>()
                    : new ArrayList<>(Arrays.stream(patterns.split(","))
                            .map(String::strip)
                            .filter(pattern -> !pattern.isEmpty())
                            .toList());
        }
    }

    private final Path folder;
    private final Path workspace;
    private final List<PathPattern> includes;
    private final List<PathPattern> excludes;
    private final List<PathPattern> skipped;
    private final Map<String, Path> files = new TreeMap<>();
    private int leftOut;

    private WorkspaceZip(Path folder, Path workspace, Selection selection) throws IOException {
        this.folder = folder.toRealPath();
        // A folder that was said to be elsewhere stays in itself.
        boolean below = folder.toAbsolutePath()
                .normalize()
                .startsWith(workspace.toAbsolutePath().normalize());
        this.workspace = (below ? workspace : folder).toRealPath();
        this.includes = selection.includes().stream().map(WorkspaceZip::glob).toList();
        List<String> excluded = new ArrayList<>(selection.excludes());
        excluded.addAll(NEVER);
        this.excludes = excluded.stream().map(WorkspaceZip::glob).toList();
        this.skipped = excluded.stream()
                .map(pattern -> pattern.endsWith("/") ? pattern + "**" : pattern)
                .filter(pattern -> pattern.endsWith("/**"))
                .map(pattern -> glob(pattern.substring(0, pattern.length() - 3)))
                .toList();
    }

    /**
     * Packs into {@code <sha256>.zip} in a folder.
     *
     * @param workspace out of which no link is followed
     * @param partsFrom the size, in bytes, from which on the ZIP is sent in parts, each with a checksum of its own
     * @param partSize in bytes
     * @throws IOException when nothing is selected, a file cannot be read, or the ZIP would be larger than 4 GiB
     */
    static Packed pack(Path folder, Path workspace, Selection selection, Path into, long partsFrom, long partSize)
            throws IOException, InterruptedException {
        WorkspaceZip zip = new WorkspaceZip(folder, workspace, selection);
        zip.select();
        PrivateFolder.create(into);
        Path part = Files.createTempFile(into, "workspace-", ".part");
        try {
            ReproducibleZip.Written written = ReproducibleZip.files(zip.files, part);
            List<String> sums = written.size() < partsFrom ? new ArrayList<>() : sums(part, written.size(), partSize);
            // Named by its content: two that pack at the same time do not spoil each other's file.
            Files.move(part, into.resolve(written.sha256() + ".zip"), StandardCopyOption.REPLACE_EXISTING);
            return new Packed(
                    zip.files.size(), zip.leftOut, zip.bytes(), written.size(), written.sha256(), partSize, sums);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Follows links as long as they stay in the workspace. */
    private void select() throws IOException {
        Files.walkFileTree(
                folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes)
                            throws IOException {
                        if (!visited.toRealPath().startsWith(workspace)) {
                            leftOut++;
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        return matches(skipped, name(visited))
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        add(file, attributes);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException problem) {
                        // A loop of links, a link to nothing, or a file that went away meanwhile.
                        leftOut++;
                        return FileVisitResult.CONTINUE;
                    }
                });
        if (files.isEmpty()) {
            throw new IOException("no file is selected in " + folder);
        }
    }

    private void add(Path file, BasicFileAttributes attributes) throws IOException {
        String name = name(file);
        if (!includes.isEmpty() && !matches(includes, name) || matches(excludes, name)) {
            return;
        }
        if (attributes.isRegularFile() && file.toRealPath().startsWith(workspace)) {
            files.put(name, file);
        } else {
            leftOut++;
        }
    }

    private String name(Path file) throws IOException {
        return FileNames.below(folder, file);
    }

    private static boolean matches(List<PathPattern> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> pattern.test(name));
    }

    /** How many bytes go in. */
    private long bytes() throws IOException {
        long bytes = 0;
        for (Path file : files.values()) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** The checksum of each part, hexadecimal. */
    private static List<String> sums(Path zip, long size, long partSize) throws IOException {
        List<String> sums = new ArrayList<>();
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = Files.newInputStream(zip)) {
            for (long begin = 0; begin < size; begin += partSize) {
                MessageDigest digest = sha256();
                for (long left = Math.min(partSize, size - begin); left > 0; ) {
                    int n = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
                    if (n == 0) {
                        throw new IOException("the ZIP was changed while it was read");
                    }
                    digest.update(buffer, 0, n);
                    left -= n;
                }
                sums.add(HexFormat.of().formatHex(digest.digest()));
            }
        }
        return sums;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** An Ant pattern; a slash at the end stands for all below. */
    static PathPattern glob(String pattern) {
        String whole = pattern.replace('\\', '/');
        return PathPattern.compile(whole.endsWith("/") ? whole + "**" : whole);
    }
}
