package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import io.jenkins.plugins.awsreleasestages.document.BoundedFile;
import io.jenkins.plugins.awsreleasestages.source.PathPattern;
import io.jenkins.plugins.awsreleasestages.template.FileNames;
import io.jenkins.plugins.awsreleasestages.template.ReproducibleZip.Written;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
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
    public record Selection(String base, List<String> files, List<String> excludes, boolean discardPaths)
            implements Serializable {}

    /**
     * What became of an artifact.
     *
     * @param paths the names of the files, when they were not packed
     * @param packed null when they were not packed
     * @param problem why there are none; null when all is well
     */
    public record Collected(int files, List<String> paths, Packed packed, String problem) implements Serializable {}

    /** A ZIP file, its SHA-256 in hexadecimal, its size in bytes. */
    public record Packed(String sha256, long size) implements Serializable {
        static Packed of(Written written) {
            return new Packed(written.sha256(), written.size());
        }
    }

    /** Nothing to pack, or no way to pack it; the message is for the person who wrote the buildspec. */
    static final class NothingSelected extends IOException {
        private static final long serialVersionUID = 1L;

        NothingSelected(String message) {
            super(message);
        }
    }

    private interface Visit {
        void file(Path file, String text) throws IOException;
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
    public static Map<String, Path> select(Path workspace, Path source, Selection selection) throws IOException {
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

    private Set<String> bases(Path source, String base) throws IOException {
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
        PathPattern wanted = PathPattern.compile(pattern);
        int depth = pattern.contains("**") ? Integer.MAX_VALUE : names(pattern) - fixed.getNameCount();
        Files.walkFileTree(fixed, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (!isInside(folder)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return visitFile(folder, attributes);
            }

            @Override
            public FileVisitResult visitFile(Path folder, BasicFileAttributes attributes) throws IOException {
                String text = text(folder);
                if (attributes.isDirectory() && isInside(folder) && wanted.test(text)) {
                    bases.add(text);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException problem) {
                return FileVisitResult.CONTINUE;
            }
        });
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

    private void select(String base, Selection selection) throws IOException {
        List<PathPattern> excludes = selection.excludes().stream()
                .map(pattern -> PathPattern.compile(absolute(base, all(pattern))))
                .toList();
        for (String pattern : selection.files()) {
            String absolute = absolute(base, all(pattern));
            Path root = fixedPart(absolute);
            if (Files.exists(root) && isInside(root)) {
                walk(root, PathPattern.compile(absolute), excludes, (file, text) -> add(base, file, text));
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

    /** Follows links as long as they stay in the workspace: a link must not bring in what is somebody else's. */
    private void walk(Path root, PathPattern wanted, List<PathPattern> excludes, Visit visit) throws IOException {
        Files.walkFileTree(
                root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                            throws IOException {
                        return isInside(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        String text = text(file);
                        if (attributes.isRegularFile()
                                && wanted.test(text)
                                && excludes.stream().noneMatch(e -> e.test(text))
                                && isInside(file)) {
                            visit.file(file, text);
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
        Path fixed = root(Path.of("/"));
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
