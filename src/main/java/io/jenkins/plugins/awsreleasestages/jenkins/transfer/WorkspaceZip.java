package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs a folder, on the agent: this class needs the JDK and nothing else. Equal files give an equal ZIP, on every
 * machine and in every time zone: names are sorted, times are fixed, of the permissions only the right to execute counts.
 */
final class WorkspaceZip {

    /** The first that a ZIP can name, as local time and so without a zone. */
    private static final LocalDateTime FIXED = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** Jenkins's own, beside and inside of workspaces. */
    private static final List<String> NEVER = List.of("**/*@tmp/**");

    private static final int PLAIN = 0100644;
    private static final int EXECUTABLE = 0100755;

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
    private final List<Pattern> includes;
    private final List<Pattern> excludes;
    private final List<Pattern> skipped;
    private final Map<String, Path> files = new TreeMap<>();
    private int leftOut;

    private WorkspaceZip(Path folder, Selection selection) throws IOException {
        this.folder = folder.toRealPath();
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
     * @param parts into how many bytes the parts of the ZIP are cut, each with a checksum of its own; 0 for none
     * @param partsFrom the size from which on it is cut
     * @throws IOException when nothing is selected, or a file cannot be read
     */
    static Packed pack(Path folder, Selection selection, Path into, long partsFrom, long parts) throws IOException {
        WorkspaceZip zip = new WorkspaceZip(folder, selection);
        zip.select();
        Files.createDirectories(into);
        Path part = Files.createTempFile(into, "workspace-", ".part");
        try {
            long bytes = zip.write(part);
            zip.setPermissions(part);
            long size = Files.size(part);
            List<String> sums = sums(part, size >= partsFrom ? parts : 0);
            String sha256 = sums.remove(0);
            // Named by its content: two that pack at the same time do not spoil each other's file.
            Files.move(part, into.resolve(sha256 + ".zip"), StandardCopyOption.REPLACE_EXISTING);
            return new Packed(zip.files.size(), zip.leftOut, bytes, size, sha256, parts, sums);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Follows links as long as they stay in the folder. */
    private void select() throws IOException {
        Files.walkFileTree(
                folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes)
                            throws IOException {
                        if (!visited.toRealPath().startsWith(folder)) {
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
        if (attributes.isRegularFile() && file.toRealPath().startsWith(folder)) {
            files.put(name, file);
        } else {
            leftOut++;
        }
    }

    private String name(Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    private static boolean matches(List<Pattern> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    /** @return how many bytes went in */
    private long write(Path zip) throws IOException {
        long bytes = 0;
        byte[] buffer = new byte[64 * 1024];
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(zip), 1 << 20);
                ZipOutputStream packed = new ZipOutputStream(out)) {
            for (Map.Entry<String, Path> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTimeLocal(FIXED);
                packed.putNextEntry(entry);
                try (InputStream in = Files.newInputStream(file.getValue())) {
                    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                        stopWhenAsked();
                        packed.write(buffer, 0, n);
                        bytes += n;
                    }
                }
                packed.closeEntry();
            }
        }
        return bytes;
    }

    private static void stopWhenAsked() throws InterruptedIOException {
        if (Thread.interrupted()) {
            throw new InterruptedIOException("stopped");
        }
    }

    /**
     * Says in the directory of the ZIP which files may be executed; Java's own writer cannot. PKWARE's APPNOTE.TXT, 4.3.12
     * to 4.3.16: the directory's records, and where they begin.
     */
    private void setPermissions(Path zip) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(zip.toFile(), "rw")) {
            long at = directory(file);
            for (Path packed : files.values()) {
                ByteBuffer head = read(file, at, 46);
                if (head.getInt(0) != 0x02014b50) {
                    throw new IOException("The ZIP's directory is not where it should be.");
                }
                file.seek(at + 5);
                file.write(3); // Unix
                file.seek(at + 38);
                int mode = Files.isExecutable(packed) ? EXECUTABLE : PLAIN;
                file.writeInt(Integer.reverseBytes(mode << 16));
                at += 46L + unsigned(head, 28) + unsigned(head, 30) + unsigned(head, 32);
            }
        }
    }

    private static long directory(RandomAccessFile file) throws IOException {
        long end = file.length() - 22;
        ByteBuffer record = read(file, end, 22);
        boolean large = unsigned(record, 10) == 0xffff || record.getInt(16) == -1 || record.getInt(12) == -1;
        if (!large) {
            return record.getInt(16) & 0xffffffffL;
        }
        long largeRecord = read(file, end - 20, 20).getLong(8);
        return read(file, largeRecord, 56).getLong(48);
    }

    private static ByteBuffer read(RandomAccessFile file, long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(at);
        file.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int unsigned(ByteBuffer buffer, int at) {
        return buffer.getShort(at) & 0xffff;
    }

    /** @return the checksum of the whole, then those of the parts */
    private static List<String> sums(Path zip, long part) throws IOException {
        MessageDigest whole = sha256();
        MessageDigest some = sha256();
        List<String> sums = new ArrayList<>();
        long inPart = 0;
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = Files.newInputStream(zip)) {
            while (true) {
                long wanted = part == 0 ? buffer.length : Math.min(buffer.length, part - inPart);
                int n = in.read(buffer, 0, (int) wanted);
                if (n < 0) {
                    break;
                }
                stopWhenAsked();
                whole.update(buffer, 0, n);
                some.update(buffer, 0, n);
                inPart += n;
                if (inPart == part) {
                    sums.add(HexFormat.of().formatHex(some.digest()));
                    inPart = 0;
                }
            }
        }
        if (part > 0 && inPart > 0) {
            sums.add(HexFormat.of().formatHex(some.digest()));
        }
        sums.add(0, HexFormat.of().formatHex(whole.digest()));
        return sums;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** An Ant pattern: {@code **} for any folders, {@code *} and {@code ?} within a name, a slash at the end for all below. */
    static Pattern glob(String pattern) {
        String whole = pattern.replace('\\', '/');
        whole = whole.endsWith("/") ? whole + "**" : whole;
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < whole.length(); i++) {
            char c = whole.charAt(i);
            if (whole.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (whole.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
