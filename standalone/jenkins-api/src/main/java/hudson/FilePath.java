package hudson;

import hudson.model.Computer;
import hudson.remoting.Future;
import hudson.remoting.LocalChannel;
import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jenkinsci.remoting.RoleSensitive;
import org.jenkinsci.remoting.SerializableOnlyOverRemoting;

/** A file of this machine: there is no other one. */
public final class FilePath implements SerializableOnlyOverRemoting {
    private static final long serialVersionUID = 1L;

    /** As in Jenkins, work never waits for other work: in the common pool of two processors there would be one thread. */
    public static final LocalChannel localChannel = new LocalChannel(Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "local channel");
        thread.setDaemon(true);
        return thread;
    }));

    private final String remote;

    public FilePath(File file) {
        this.remote = file.getPath();
    }

    public FilePath(VirtualChannel channel, String remote) {
        this(new File(remote));
    }

    public FilePath(FilePath base, String relative) {
        this(base.path().resolve(relative).normalize().toFile());
    }

    public interface FileCallable<T> extends Serializable, RoleSensitive {
        T invoke(File file, VirtualChannel channel) throws IOException, InterruptedException;
    }

    private Path path() {
        return Path.of(remote);
    }

    public String getRemote() {
        return remote;
    }

    public String getName() {
        return path().getFileName().toString();
    }

    public FilePath getParent() {
        Path parent = path().getParent();
        return parent == null ? null : new FilePath(parent.toFile());
    }

    public FilePath child(String relative) {
        return new FilePath(this, relative);
    }

    public FilePath sibling(String relative) {
        return getParent().child(relative);
    }

    public Computer toComputer() {
        return standalone.Host.get().computer();
    }

    public <T> T act(FileCallable<T> callable) throws IOException, InterruptedException {
        return callable.invoke(new File(remote), localChannel);
    }

    public <T> Future<T> actAsync(FileCallable<T> callable) throws IOException, InterruptedException {
        return localChannel.callAsync(new OnFile<>(new File(remote), callable));
    }

    public boolean exists() throws IOException, InterruptedException {
        return Files.exists(path());
    }

    public long length() throws IOException, InterruptedException {
        return new File(remote).length();
    }

    public long lastModified() throws IOException, InterruptedException {
        return new File(remote).lastModified();
    }

    public void mkdirs() throws IOException, InterruptedException {
        Files.createDirectories(path());
    }

    public InputStream read() throws IOException, InterruptedException {
        return Files.newInputStream(path());
    }

    public String readToString() throws IOException, InterruptedException {
        return Files.readString(path(), Charset.defaultCharset());
    }

    public void write(String content, String encoding) throws IOException, InterruptedException {
        createParents();
        Files.writeString(path(), content, encoding == null ? Charset.defaultCharset() : Charset.forName(encoding));
    }

    private void createParents() throws IOException {
        Path parent = path().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
    }

    public int copyRecursiveTo(FilePath target) throws IOException, InterruptedException {
        return copyRecursiveTo("**", target);
    }

    public int copyRecursiveTo(String fileMask, FilePath target) throws IOException, InterruptedException {
        return copyRecursiveTo(fileMask, null, target);
    }

    public int copyRecursiveTo(String fileMask, String excludes, FilePath target)
            throws IOException, InterruptedException {
        FilePath[] found = list(fileMask, excludes);
        for (FilePath file : found) {
            FilePath copy = target.child(path().relativize(file.path()).toString());
            copy.createParents();
            Files.copy(
                    file.path(), copy.path(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        }
        return found.length;
    }

    public FilePath[] list(String includes, String excludes) throws IOException, InterruptedException {
        return list(includes, excludes, true);
    }

    public FilePath[] list(String includes, String excludes, boolean defaultExcludes)
            throws IOException, InterruptedException {
        List<PathMatcher> wanted = matchers(includes);
        List<PathMatcher> unwanted = matchers(excludes);
        Path root = path();
        if (!Files.isDirectory(root)) {
            return new FilePath[0];
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> matches(wanted, root.relativize(file)))
                    .filter(file -> !matches(unwanted, root.relativize(file)))
                    .filter(file -> !defaultExcludes || !versionControl(root.relativize(file)))
                    .sorted()
                    .map(file -> new FilePath(file.toFile()))
                    .toArray(FilePath[]::new);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static boolean matches(List<PathMatcher> matchers, Path file) {
        return matchers.stream().anyMatch(matcher -> matcher.matches(file));
    }

    private static boolean versionControl(Path file) {
        for (Path name : file) {
            if (Set.of(".git", ".svn", ".DS_Store").contains(name.toString())) {
                return true;
            }
        }
        return false;
    }

    /** Ant's patterns, in Java's words: {@code **} may also stand for no folder at all. */
    private static List<PathMatcher> matchers(String masks) {
        List<PathMatcher> matchers = new ArrayList<>();
        for (String mask : masks == null ? new String[0] : masks.split("[,\\s]+")) {
            if (mask.isEmpty()) {
                continue;
            }
            String pattern = mask.endsWith("/") ? mask + "**" : mask;
            if (pattern.startsWith("./")) {
                pattern = pattern.substring(2);
            }
            String escaped = pattern.replaceAll("[\\[\\]{}\\\\]", "\\\\$0");
            String optional = escaped.replace("/**/", "{/,/**/}");
            if (optional.startsWith("**/")) {
                optional = "{,**/}" + optional.substring(3);
            }
            matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + optional));
        }
        return matchers;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FilePath that && remote.equals(that.remote);
    }

    @Override
    public int hashCode() {
        return remote.hashCode();
    }

    @Override
    public String toString() {
        return remote;
    }

    private static final class OnFile<T> extends jenkins.security.MasterToSlaveCallable<T, IOException> {
        private static final long serialVersionUID = 1L;

        private final File file;
        private final FileCallable<T> callable;

        OnFile(File file, FileCallable<T> callable) {
            this.file = file;
            this.callable = callable;
        }

        @Override
        public T call() throws IOException {
            try {
                return callable.invoke(file, localChannel);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }
}
