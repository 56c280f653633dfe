package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import io.jenkins.plugins.awsreleasestages.files.CodeFolder;
import io.jenkins.plugins.awsreleasestages.files.ContentZip;
import io.jenkins.plugins.awsreleasestages.files.FolderFiles;
import io.jenkins.plugins.awsreleasestages.files.PathPattern;
import io.jenkins.plugins.awsreleasestages.jenkins.PrivateFolder;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Packs the files of a folder that are wanted, on the agent. */
public final class WorkspaceZip implements FolderFiles.Choice {

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

    /**
     * A folder, packed on the agent.
     *
     * @param leftOut links that lead nowhere or out of the folder, and what is no file
     * @param bytes of the files together, before packing
     * @param file the ZIP; an absolute path on the agent
     * @param size of the ZIP, in bytes
     * @param digest of the content, hexadecimal
     * @param sha256 of the ZIP, hexadecimal
     */
    public record Packed(
            int files, int leftOut, long bytes, String file, long size, String digest, String sha256, long seconds)
            implements Serializable {

        /** @param label what they begin with */
        public List<String> lines(String label) {
            List<String> lines = new ArrayList<>();
            lines.add(label + ": " + files + " files, " + FilesUpload.megabytes(bytes) + " packed into "
                    + FilesUpload.megabytes(size) + " in " + seconds + " s");
            if (leftOut > 0) {
                lines.add(label + ": left out " + leftOut + " links that lead nowhere or out of the folder");
            }
            return lines;
        }
    }

    private final List<PathPattern> includes;
    private final List<PathPattern> excludes;
    private final List<PathPattern> skipped;
    private int leftOut;

    private WorkspaceZip(Selection selection) {
        List<String> excluded = new ArrayList<>(selection.excludes());
        excluded.addAll(NEVER);
        this.includes = patterns(selection.includes());
        this.excludes = patterns(excluded);
        this.skipped = patterns(excluded.stream()
                .map(WorkspaceZip::whole)
                .filter(pattern -> pattern.endsWith("/**"))
                .map(pattern -> pattern.substring(0, pattern.length() - 3))
                .toList());
    }

    /**
     * Packs into {@code <digest>.zip} in a folder.
     *
     * @param workspace out of which no link is followed
     * @throws IOException when nothing is selected, a file cannot be read, or it is too much for one ZIP
     */
    static Packed pack(Path folder, Path workspace, Selection selection, Path into)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        WorkspaceZip choice = new WorkspaceZip(selection);
        Map<String, Path> files = FolderFiles.below(folder.toRealPath(), bound(folder, workspace), choice);
        if (files.isEmpty()) {
            throw new IOException("no file is selected in " + folder.toRealPath());
        }
        if (files.size() > CodeFolder.MOST_FILES) {
            throw new IOException(
                    "there are " + files.size() + " files; at most " + CodeFolder.MOST_FILES + " are packed");
        }
        PrivateFolder.create(into);
        Path part = Files.createTempFile(into, "workspace-", ".part");
        try {
            ContentZip.Written packed = ContentZip.write(files, part);
            // Named by its content: two that pack at the same time do not spoil each other's file.
            Path zip = into.resolve(packed.digest() + ".zip");
            Files.move(part, zip, StandardCopyOption.REPLACE_EXISTING);
            return new Packed(
                    files.size(),
                    choice.leftOut,
                    packed.bytes(),
                    zip.toString(),
                    Files.size(zip),
                    packed.digest(),
                    packed.sha256(),
                    (System.nanoTime() - begin) / 1_000_000_000);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** A folder that was said to be elsewhere stays in itself. */
    private static Path bound(Path folder, Path workspace) {
        boolean below = folder.toAbsolutePath()
                .normalize()
                .startsWith(workspace.toAbsolutePath().normalize());
        return below ? workspace : folder;
    }

    @Override
    public boolean enters(String name, Path folder) {
        return !matches(skipped, name);
    }

    @Override
    public boolean takes(String name) {
        return (includes.isEmpty() || matches(includes, name)) && !matches(excludes, name);
    }

    @Override
    public void leftOut(String name, String why) {
        leftOut++;
    }

    private static boolean matches(List<PathPattern> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> pattern.test(name));
    }

    private static List<PathPattern> patterns(List<String> patterns) {
        return patterns.stream()
                .map(WorkspaceZip::whole)
                .map(PathPattern::compile)
                .toList();
    }

    /** An Ant pattern; a slash at the end stands for all below. */
    private static String whole(String pattern) {
        String plain = pattern.replace('\\', '/');
        return plain.endsWith("/") ? plain + "**" : plain;
    }
}
