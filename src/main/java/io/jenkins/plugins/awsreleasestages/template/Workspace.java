package io.jenkins.plugins.awsreleasestages.template;

import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The folder outside of which nothing is read, whatever a file names.
 *
 * @param root with all links followed
 */
record Workspace(Path root) {

    static Workspace at(Path folder) throws IOException {
        return new Workspace(folder.toRealPath());
    }

    /** How problems name a file. */
    String name(Path file) {
        return file.startsWith(root) ? root.relativize(file).toString().replace('\\', '/') : file.toString();
    }

    /** The file or folder itself, when all links are followed. */
    Path inside(Path file) throws IOException, InvalidDocument {
        Path real = file.toRealPath();
        if (!real.startsWith(root)) {
            throw new InvalidDocument(Problem.whole(file.toString(), "lies outside of the workspace"));
        }
        return real;
    }

    /**
     * What a document names.
     *
     * @param folder in which it is looked for
     * @param advice for whoever has named what is not there
     * @param problem is told why it cannot be read; goes on after its name
     * @return the file or folder itself; null when it cannot be read
     */
    Path find(Path folder, String named, String advice, Consumer<String> problem) throws IOException {
        Path path;
        try {
            path = folder.resolve(named).normalize();
        } catch (InvalidPathException e) {
            problem.accept("is not a path");
            return null;
        }
        if (!Files.exists(path)) {
            String place = path.startsWith(root) ? " (looked for " + name(path) + " in the workspace)" : "";
            problem.accept("is not there" + place + ". " + advice);
            return null;
        }
        Path real = path.toRealPath();
        if (!real.startsWith(root)) {
            problem.accept("lies outside of the workspace");
            return null;
        }
        if (!Files.isRegularFile(real) && !Files.isDirectory(real)) {
            problem.accept("is neither a file nor a folder");
            return null;
        }
        return real;
    }
}
