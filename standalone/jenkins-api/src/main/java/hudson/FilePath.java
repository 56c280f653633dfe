package hudson;

import hudson.model.Computer;
import hudson.model.TaskListener;
import hudson.remoting.Callable;
import hudson.remoting.Future;
import hudson.remoting.LocalChannel;
import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.FileFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
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

    public String getBaseName() {
        String name = getName();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
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

    public FilePath withSuffix(String suffix) {
        return new FilePath(new File(remote + suffix));
    }

    public FilePath absolutize() throws IOException, InterruptedException {
        return new FilePath(path().toAbsolutePath().toFile());
    }

    public URI toURI() throws IOException, InterruptedException {
        return path().toUri();
    }

    public VirtualChannel getChannel() {
        return localChannel;
    }

    public boolean isRemote() {
        return false;
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

    public <V, E extends Throwable> V act(Callable<V, E> callable) throws IOException, InterruptedException, E {
        return localChannel.call(callable);
    }

    public boolean exists() throws IOException, InterruptedException {
        return Files.exists(path());
    }

    public boolean isDirectory() throws IOException, InterruptedException {
        return Files.isDirectory(path());
    }

    public long length() throws IOException, InterruptedException {
        return new File(remote).length();
    }

    public long lastModified() throws IOException, InterruptedException {
        return new File(remote).lastModified();
    }

    public void touch(long timestamp) throws IOException, InterruptedException {
        if (!exists()) {
            write().close();
        }
        Files.setLastModifiedTime(path(), FileTime.fromMillis(timestamp));
    }

    public void mkdirs() throws IOException, InterruptedException {
        Files.createDirectories(path());
    }

    public boolean delete() throws IOException, InterruptedException {
        return Files.deleteIfExists(path());
    }

    public void deleteRecursive() throws IOException, InterruptedException {
        Util.deleteRecursive(new File(remote));
    }

    public void deleteContents() throws IOException, InterruptedException {
        Util.deleteContentsRecursive(new File(remote));
    }

    public void renameTo(FilePath target) throws IOException, InterruptedException {
        Files.move(path(), target.path(), StandardCopyOption.REPLACE_EXISTING);
    }

    public FilePath createTempFile(String prefix, String suffix) throws IOException, InterruptedException {
        return new FilePath(Files.createTempFile(path(), prefix, suffix).toFile());
    }

    public FilePath createTextTempFile(String prefix, String suffix, String contents)
            throws IOException, InterruptedException {
        FilePath file = createTempFile(prefix, suffix);
        file.write(contents, null);
        return file;
    }

    public FilePath createTempDir(String prefix, String suffix) throws IOException, InterruptedException {
        return new FilePath(Files.createTempDirectory(path(), prefix + suffix).toFile());
    }

    public void chmod(int mask) throws IOException, InterruptedException {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int bit = 0; bit < all.length; bit++) {
            if ((mask & 0400 >> bit) != 0) {
                permissions.add(all[bit]);
            }
        }
        Files.setPosixFilePermissions(path(), permissions);
    }

    public int mode() throws IOException, InterruptedException {
        int mode = 0;
        for (PosixFilePermission permission : Files.getPosixFilePermissions(path())) {
            mode |= 0400 >> permission.ordinal();
        }
        return mode;
    }

    public void symlinkTo(String target, TaskListener listener) throws IOException, InterruptedException {
        Files.deleteIfExists(path());
        Files.createSymbolicLink(path(), Path.of(target));
    }

    public String readLink() throws IOException, InterruptedException {
        return Files.isSymbolicLink(path()) ? Files.readSymbolicLink(path()).toString() : null;
    }

    public InputStream read() throws IOException, InterruptedException {
        return Files.newInputStream(path());
    }

    public String readToString() throws IOException, InterruptedException {
        return Files.readString(path(), Charset.defaultCharset());
    }

    public OutputStream write() throws IOException, InterruptedException {
        createParents();
        return Files.newOutputStream(path());
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

    public void copyFrom(InputStream in) throws IOException, InterruptedException {
        try (OutputStream out = write()) {
            in.transferTo(out);
        }
    }

    public void copyFrom(FilePath source) throws IOException, InterruptedException {
        source.copyTo(this);
    }

    public void copyFrom(URL url) throws IOException, InterruptedException {
        try (InputStream in = url.openStream()) {
            copyFrom(in);
        }
    }

    public void copyTo(FilePath target) throws IOException, InterruptedException {
        try (OutputStream out = target.write()) {
            copyTo(out);
        }
    }

    public void copyToWithPermission(FilePath target) throws IOException, InterruptedException {
        copyTo(target);
        target.chmod(mode());
    }

    public void copyTo(OutputStream out) throws IOException, InterruptedException {
        Files.copy(path(), out);
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

    public List<FilePath> list() throws IOException, InterruptedException {
        return list((FileFilter) null);
    }

    public List<FilePath> listDirectories() throws IOException, InterruptedException {
        return list(File::isDirectory);
    }

    public List<FilePath> list(FileFilter filter) throws IOException, InterruptedException {
        File[] files = new File(remote).listFiles(filter);
        List<FilePath> found = new ArrayList<>();
        for (File file : files == null ? new File[0] : files) {
            found.add(new FilePath(file));
        }
        return found;
    }

    public FilePath[] list(String includes) throws IOException, InterruptedException {
        return list(includes, null);
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

    public void zip(OutputStream out) throws IOException, InterruptedException {
        zip(out, "**");
    }

    public void zip(FilePath target) throws IOException, InterruptedException {
        try (OutputStream out = target.write()) {
            zip(out);
        }
    }

    /** As Jenkins does, the names in the archive begin with this folder's own name. */
    public void zip(OutputStream out, String mask) throws IOException, InterruptedException {
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        for (FilePath file : list(mask, null, false)) {
            zip.putNextEntry(new ZipEntry(getName() + "/" + path().relativize(file.path())));
            Files.copy(file.path(), zip);
            zip.closeEntry();
        }
        zip.finish();
    }

    public void unzip(FilePath target) throws IOException, InterruptedException {
        try (InputStream in = read()) {
            target.unzipFrom(in);
        }
    }

    public void unzipFrom(InputStream in) throws IOException, InterruptedException {
        Path root = path().toAbsolutePath().normalize();
        Files.createDirectories(root);
        ZipInputStream zip = new ZipInputStream(in, StandardCharsets.UTF_8);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            Path file = root.resolve(entry.getName()).normalize();
            if (!file.startsWith(root)) {
                throw new IOException("Zip " + remote + " contains illegal file name that breaks out of the target "
                        + "directory: " + entry.getName());
            }
            if (entry.isDirectory()) {
                Files.createDirectories(file);
                continue;
            }
            Files.createDirectories(file.getParent());
            Files.copy(zip, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    public Launcher createLauncher(TaskListener listener) throws IOException, InterruptedException {
        return new Launcher.LocalLauncher(listener);
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
