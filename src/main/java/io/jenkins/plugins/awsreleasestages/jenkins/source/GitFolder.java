package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jenkins.MasterToSlaveFileCallable;

/**
 * The repository in the workspace, and one of our own inside of it. Earlier builds may have written anything into the
 * workspace's: from there we take data (objects, index, the commit that is there), and no configuration and no program.
 */
public final class GitFolder {

    static final String NAME = ".git";

    /** Configuration, refs and attributes of our own; exists while a revision is brought in. */
    static final String OWN = ".git/aws-source";

    /** What an interrupted git leaves behind; it stops every later one. */
    private static final List<String> LOCKS = List.of("index.lock", "HEAD.lock", "shallow.lock", "config.lock");

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    private GitFolder() {}

    /**
     * What was found.
     *
     * @param repository whether there is a repository
     * @param head the commit that was checked out last; null when unknown
     * @param packs how many packs of objects there are
     */
    public record Found(boolean repository, String head, int packs, String problem) implements Serializable {}

    /** Before git runs. */
    static final class Prepare extends MasterToSlaveFileCallable<Found> {
        private static final long serialVersionUID = 1L;

        @Override
        public Found invoke(File workspace, VirtualChannel channel) throws IOException {
            Path git = workspace.toPath().resolve(NAME);
            if (Files.exists(git, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(git, LinkOption.NOFOLLOW_LINKS)) {
                return new Found(
                        false,
                        null,
                        0,
                        git + " is a link or a file, and has to be a folder of its own."
                                + " Bring the source into another folder, with dir, or remove it.");
            }
            Files.createDirectories(git);
            for (String lock : LOCKS) {
                Files.deleteIfExists(git.resolve(lock));
            }
            deleteTree(workspace.toPath().resolve(OWN));
            Files.createDirectories(workspace.toPath().resolve(OWN).resolve("objects"));
            copyShallow(git, workspace.toPath().resolve(OWN));
            boolean repository = Files.isRegularFile(git.resolve("HEAD"))
                    && Files.isDirectory(git.resolve("objects"))
                    && Files.isDirectory(git.resolve("refs"));
            return new Found(repository, head(git), packs(git.resolve("objects/pack")), null);
        }

        private static String head(Path git) throws IOException {
            Path file = git.resolve("HEAD");
            if (!Files.isRegularFile(file) || Files.size(file) > 100) {
                return null;
            }
            String head = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
            return COMMIT.matcher(head).matches() ? head : null;
        }

        /** Counts them, and removes those that were never completed. */
        private static int packs(Path folder) throws IOException {
            if (!Files.isDirectory(folder)) {
                return 0;
            }
            int packs = 0;
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    String name = file.getFileName().toString();
                    if (name.startsWith("tmp_")) {
                        Files.deleteIfExists(file);
                    } else if (name.endsWith(".pack")) {
                        packs++;
                    }
                }
            }
            return packs;
        }
    }

    /**
     * Before a repository that does not stay: one that is there already is somebody's, but for what a stop has left of it. Gives
     * what is wrong; null where nothing is.
     */
    static final class NoneOfOthers extends MasterToSlaveFileCallable<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public String invoke(File workspace, VirtualChannel channel) {
            Path git = workspace.toPath().resolve(NAME);
            if (Files.exists(git, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isDirectory(workspace.toPath().resolve(OWN), LinkOption.NOFOLLOW_LINKS)) {
                return git + " is there already, and output ZIP would remove it. Bring the files into"
                        + " another folder, with dir, or remove it, or say output CLONE.";
            }
            return null;
        }
    }

    /** When the files are there. */
    static final class Finish extends MasterToSlaveFileCallable<Void> {
        private static final long serialVersionUID = 1L;

        @Override
        public Void invoke(File workspace, VirtualChannel channel) throws IOException {
            copyShallow(workspace.toPath().resolve(OWN), workspace.toPath().resolve(NAME));
            return null;
        }
    }

    /** After git has run. */
    static final class TidyUp extends MasterToSlaveFileCallable<Void> {
        private static final long serialVersionUID = 1L;

        @Override
        public Void invoke(File workspace, VirtualChannel channel) throws IOException {
            deleteTree(workspace.toPath().resolve(OWN));
            return null;
        }
    }

    /** Where the history was cut off. Read as data: a line that is no commit would stop git. */
    private static void copyShallow(Path from, Path to) throws IOException {
        Path source = from.resolve("shallow");
        if (!Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(to.resolve("shallow"));
            return;
        }
        Path fresh = to.resolve("shallow.new");
        try (Stream<String> lines = Files.lines(source, StandardCharsets.ISO_8859_1)) {
            Files.deleteIfExists(fresh);
            Files.write(fresh, (Iterable<String>) lines.filter(COMMIT.asMatchPredicate())::iterator);
        }
        Files.move(fresh, to.resolve("shallow"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void deleteTree(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                for (Path child : children) {
                    deleteTree(child);
                }
            }
        }
        Files.deleteIfExists(path);
    }
}
