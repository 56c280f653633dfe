package io.jenkins.plugins.awsreleasestages.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files below a folder. Links are followed as long as they stay inside of a bound, as those of npm and pnpm do; a
 * link must not bring in what is somebody else's. Names are texts, with slashes: a path may not know all letters. Needs
 * the JDK and nothing else.
 */
public final class FolderFiles {

    /** Which files are wanted. */
    public interface Choice {

        /** Whether anything in this folder can be wanted. */
        default boolean enters(String name, Path folder) throws IOException {
            return true;
        }

        boolean takes(String name) throws IOException;

        /** @param why goes on after the name */
        void leftOut(String name, String why) throws IOException;
    }

    private FolderFiles() {}

    /**
     * @param folder whose name is not part of the files' names; a file has an empty one
     * @param bound a folder that the files have to lie in
     * @return the files by their names
     */
    public static SortedMap<String, Path> below(Path folder, Path bound, Choice choice)
            throws IOException, InterruptedException {
        Path within = bound.toRealPath();
        SortedMap<String, Path> files = new TreeMap<>();
        try {
            Files.walkFileTree(
                    folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes)
                                throws IOException {
                            stopWhenAsked();
                            boolean entered = visited.equals(folder)
                                    || choice.enters(name(visited), visited) && isInside(visited);
                            return entered ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                            String name = name(file);
                            if (!choice.takes(name)) {
                                return FileVisitResult.CONTINUE;
                            }
                            if (attributes.isSymbolicLink()) {
                                choice.leftOut(
                                        name,
                                        "is a link to something that is not there: " + Files.readSymbolicLink(file));
                            } else if (isInside(file)) {
                                if (attributes.isRegularFile()) {
                                    files.put(name, file);
                                } else {
                                    choice.leftOut(name, "is neither a file nor a folder.");
                                }
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
                            choice.leftOut(
                                    name(file),
                                    problem instanceof FileSystemLoopException
                                            ? "is a link to a folder that it lies in."
                                            : "cannot be read: " + problem);
                            return FileVisitResult.CONTINUE;
                        }

                        private String name(Path path) throws IOException {
                            return path.equals(folder) ? "" : FileNames.below(folder, path);
                        }

                        /** What is no link lies where its folder does. */
                        private boolean isInside(Path path) throws IOException {
                            boolean inside = !Files.isSymbolicLink(path)
                                    || path.toRealPath().startsWith(within);
                            if (!inside) {
                                choice.leftOut(
                                        name(path),
                                        "is a link that leads out of the workspace: " + Files.readSymbolicLink(path));
                            }
                            return inside;
                        }
                    });
        } catch (InterruptedIOException e) {
            throw (InterruptedException) new InterruptedException("Packing was stopped.").initCause(e);
        }
        return files;
    }

    private static void stopWhenAsked() throws InterruptedIOException {
        if (Thread.interrupted()) {
            throw new InterruptedIOException();
        }
    }
}
