package hudson;

import hudson.model.Computer;
import hudson.remoting.Future;
import hudson.remoting.LocalChannel;
import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
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

    public void deleteRecursive() throws IOException, InterruptedException {
        Util.deleteRecursive(new File(remote));
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
