package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import io.jenkins.plugins.awsreleasestages.document.BoundedFile;
import io.jenkins.plugins.awsreleasestages.files.FileNames;
import io.jenkins.plugins.awsreleasestages.files.FolderFiles;
import io.jenkins.plugins.awsreleasestages.files.PathPattern;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Selects the files of an artifact, on the agent. Patterns and paths are texts here: a path may not know all letters. */
public final class ArtifactFiles {

    /**
     * Which files an artifact takes.
     *
     * @param base relative to the source directory unless absolute; empty for the source directory; with wildcards for
     *     every folder that matches
     */
    public record FilePatterns(String base, List<String> files, List<String> excludes, boolean discardPaths)
            implements Serializable {}

    /**
     * What became of an artifact.
     *
     * @param paths the names of the files, when they were not packed
     * @param packed null when they were not packed
     * @param problem why there are none; null when all is well
     */
    public record Collected(int files, List<String> paths, Archive packed, String problem) implements Serializable {}

    /** A ZIP file, its SHA-256 in hexadecimal, its size in bytes. */
    public record Archive(String sha256, long size) implements Serializable {}

    /** Nothing to pack, or no way to pack it; the message is for the person who wrote the buildspec. */
    static final class NothingSelected extends IOException {
        private static final long serialVersionUID = 1L;

        NothingSelected(String message) {
            super(message);
        }
    }

    /** The files below a folder that one pattern names; what cannot be taken is left out in silence. */
    private record Wanted(String root, PathPattern wanted, List<PathPattern> excludes) implements FolderFiles.Choice {
        @Override
        public boolean takes(String name) {
            String text = text(name);
            return wanted.test(text) && excludes.stream().noneMatch(exclude -> exclude.test(text));
        }

        /** @param name empty where the pattern names one file */
        String text(String name) {
            return name.isEmpty() ? root : folder(root) + name;
        }

        @Override
        public void leftOut(String name, String why) {}
    }

    /** The folders that a pattern names. */
    private final class Bases implements FolderFiles.Choice {
        private final Set<String> found = new TreeSet<>();
        private final String root;
        private final PathPattern wanted;
        private final int depth;

        Bases(String root, String pattern) {
            this.root = root;
            this.wanted = PathPattern.compile(pattern);
            this.depth = pattern.contains("**") ? Integer.MAX_VALUE : names(pattern);
        }

        @Override
        public boolean enters(String name, Path folder) throws IOException {
            String text = folder(root) + name;
            if (wanted.test(text) && Files.isDirectory(folder) && isInside(folder)) {
                found.add(text);
            }
            return names(text) < depth;
        }

        @Override
        public boolean takes(String name) {
            return false;
        }

        @Override
        public void leftOut(String name, String why) {}
    }

    private final Path workspace;
    private final boolean discardPaths;
    private final Map<String, Path> selected = new TreeMap<>();

    private ArtifactFiles(Path workspace, boolean discardPaths) {
        this.workspace = workspace;
        this.discardPaths = discardPaths;
    }

    /**
     * @param workspace out of which no link is followed
     * @param source a folder of it
     * @return the files by the name that each has in the artifact, sorted
     */
    public static Map<String, Path> select(Path workspace, Path source, FilePatterns selection)
            throws IOException, InterruptedException {
        ArtifactFiles artifact = new ArtifactFiles(workspace, selection.discardPaths());
        Set<String> bases = artifact.bases(source, selection.base());
        for (String base : bases) {
            artifact.select(base, selection);
        }
        if (artifact.selected.isEmpty()) {
            throw new NothingSelected(
                    "no file matches " + String.join(", ", selection.files()) + " below " + String.join(", ", bases));
        }
        return artifact.selected;
    }

    private Set<String> bases(Path source, String base) throws IOException, InterruptedException {
        String pattern = absolute(text(source), base);
        Path fixed = fixedPart(pattern);
        if (!Files.isDirectory(fixed)) {
            throw new NothingSelected("the base-directory " + base + " is not there");
        }
        requireInside(fixed, base);
        Set<String> bases = new TreeSet<>();
        if (text(fixed).equals(pattern)) {
            bases.add(pattern);
            return bases;
        }
        Bases folders = new Bases(text(fixed), pattern);
        FolderFiles.below(fixed, bound(fixed), folders);
        bases.addAll(folders.found);
        if (bases.isEmpty()) {
            throw new NothingSelected("no folder matches the base-directory " + base);
        }
        return bases;
    }

    private void requireInside(Path folder, String base) throws IOException {
        try {
            BoundedFile.below(bound(folder), folder);
        } catch (IOException e) {
            throw new NothingSelected("the base-directory " + base + " " + e.getMessage());
        }
    }

    private void select(String base, FilePatterns selection) throws IOException, InterruptedException {
        List<PathPattern> excludes = selection.excludes().stream()
                .map(pattern -> PathPattern.compile(absolute(base, all(pattern))))
                .toList();
        for (String pattern : selection.files()) {
            String absolute = absolute(base, all(pattern));
            Path root = fixedPart(absolute);
            if (!Files.exists(root) || !isInside(root)) {
                continue;
            }
            Wanted wanted = new Wanted(text(root), PathPattern.compile(absolute), excludes);
            Path bound = !root.startsWith(workspace) && Files.isDirectory(root) ? root : bound(root);
            for (Map.Entry<String, Path> file :
                    FolderFiles.below(root, bound, wanted).entrySet()) {
                add(base, file.getValue(), wanted.text(file.getKey()));
            }
        }
    }

    private void add(String base, Path file, String text) throws IOException {
        String name;
        if (discardPaths) {
            name = text.substring(text.lastIndexOf('/') + 1);
        } else if (text.startsWith(folder(base))) {
            name = text.substring(folder(base).length());
        } else {
            name = text.substring(1);
        }
        Path other = selected.put(name, file);
        if (other != null && !other.equals(file)) {
            throw new NothingSelected((discardPaths ? "discard-paths: " : "") + "both " + other + " and " + file
                    + " would be called " + name);
        }
    }

    private boolean isInside(Path file) throws IOException {
        return file.toRealPath().startsWith(bound(file).toRealPath());
    }

    /** What the buildspec names elsewhere stays in its folder. */
    private Path bound(Path file) {
        return file.startsWith(workspace) || file.getParent() == null ? workspace : file.getParent();
    }

    private static String all(String pattern) {
        return pattern.endsWith("/") ? pattern + "**/*" : pattern;
    }

    /** Only the part without wildcards may hold "..": what "*&#47;.." means nobody can say. */
    private static String absolute(String base, String pattern) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : (pattern.startsWith("/") ? pattern : base + "/" + pattern).split("/")) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return "/" + String.join("/", names);
    }

    private static int names(String absolute) {
        return (int) absolute.chars().filter(c -> c == '/').count();
    }

    private static String folder(String absolute) {
        return absolute.endsWith("/") ? absolute : absolute + "/";
    }

    private static String text(Path absolute) throws IOException {
        return "/" + FileNames.below(root(absolute), absolute);
    }

    /** The folder, or file, before the first wildcard, as far as this machine can name it. */
    private static Path fixedPart(String pattern) {
        Path fixed = root(Path.of(File.separator));
        for (String name : pattern.substring(1).split("/")) {
            if (name.matches(".*[*?].*")) {
                break;
            }
            try {
                fixed = fixed.resolve(name);
            } catch (InvalidPathException e) {
                break;
            }
        }
        return fixed;
    }

    private static Path root(Path absolute) {
        return Objects.requireNonNull(absolute.getRoot(), "not absolute");
    }
}
