package io.jenkins.plugins.awsreleasestages.runner;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder where runs are kept: {@code builds/NUMBER/…}, {@code workspace/}. */
final class Home implements AutoCloseable {

    private final Path root;
    private final FileChannel lock;

    private Home(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /** Two runners at once in one home would destroy each other's work. */
    static Home open(Path root) throws IOException {
        Files.createDirectories(root.resolve("builds"));
        FileChannel lock =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock.tryLock() == null) {
            lock.close();
            throw new IOException("Another runner is at work in " + root);
        }
        return new Home(root, lock);
    }

    Path root() {
        return root;
    }

    /** The environments by their names. */
    Path environments() {
        return root.resolve("environments");
    }

    /** The folder of the last build, if there was one. */
    Optional<Path> lastBuild() throws IOException {
        try (Stream<Path> builds = Files.list(root.resolve("builds"))) {
            return builds.filter(folder -> folder.getFileName().toString().matches("\\d+"))
                    .max((a, b) -> Integer.compare(number(a), number(b)));
        }
    }

    static int number(Path build) {
        return Integer.parseInt(build.getFileName().toString());
    }

    /** A new build appears all at once, with its Jenkinsfile and its record, so that it can always be resumed. */
    Path newBuild(String jenkinsfile, BuildRecord record) throws IOException {
        Path before = lastBuild().orElse(null);
        int number = before == null ? 1 : number(before) + 1;
        Path fresh = root.resolve("builds/new");
        hudson.Util.deleteRecursive(fresh.toFile());
        Files.createDirectories(fresh);
        record.number = number;
        AtomicFile.write(fresh.resolve(Build.JENKINSFILE), jenkinsfile);
        AtomicFile.write(fresh.resolve(Build.RECORD), record.toXml());
        Path build = root.resolve("builds/" + number);
        Files.move(fresh, build);
        return build;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
