package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.awsreleasestages.document.BoundedFile;
import io.jenkins.plugins.awsreleasestages.document.Utf8;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jenkins.MasterToSlaveFileCallable;

/**
 * A small text file of the workspace, read on the agent: a regular one, and no link that leads out of the workspace.
 */
public final class WorkspaceText {

    /** A file that is far larger was named by mistake and must not fill the controller's memory. */
    private static final int MOST_BYTES = 1024 * 1024;

    /** For what is on a disk; a file that takes longer never ends. */
    private static final long SECONDS = 60;

    /**
     * What a file has.
     *
     * @param text null when it could not be had
     * @param missing whether there is no such file
     * @param problem why it could not be had; goes on after its name
     */
    public record Found(String text, boolean missing, String problem) implements Serializable {}

    private WorkspaceText() {}

    /**
     * Reads it as UTF-8; does I/O.
     *
     * @param field the parameter that names the file, for messages
     * @param path relative to the current directory
     */
    public static String read(ActionContext context, String field, String path) {
        FilePath file = context.get(FilePath.class).child(path);
        Found found;
        try {
            found = read(file, root(context), MOST_BYTES);
        } catch (IOException e) {
            throw new RemoteFailure(
                    RemoteFailure.Kind.UNREACHABLE, field + ": " + path + " could not be read: " + e + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteFailure(RemoteFailure.Kind.UNREACHABLE, "Interrupted.", e);
        }
        if (found.missing()) {
            throw RemoteFailure.refused(field + ": there is no file " + path + " in the workspace (" + file.getRemote()
                    + "). Nothing was started.");
        }
        if (found.problem() != null) {
            throw RemoteFailure.refused(
                    field + ": " + path + " " + found.problem() + " and is not read. Nothing was started.");
        }
        return found.text();
    }

    /** @param root the folder that links must not lead out of; a file that was said to be elsewhere stays in its own */
    public static Found read(FilePath file, String root, int most) throws IOException, InterruptedException {
        Future<Found> found = file.actAsync(new Read(root, most));
        try {
            return found.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(
                    e.getCause() == null ? e.toString() : e.getCause().toString(), e);
        } catch (TimeoutException e) {
            found.cancel(true);
            throw new IOException("no answer within " + SECONDS + " s", e);
        }
    }

    /** The workspace; the current directory where that is elsewhere. */
    public static String root(ActionContext context) {
        EnvVars environment = context.find(EnvVars.class);
        return root(context.get(FilePath.class).getRemote(), environment == null ? null : environment.get("WORKSPACE"));
    }

    /** @param workspace may be null */
    static String root(String current, String workspace) {
        boolean below = workspace != null
                && !workspace.isBlank()
                && (current + "/").replace('\\', '/').startsWith((workspace + "/").replace('\\', '/'));
        return below ? workspace : current;
    }

    // What runs on the agent. Problems are data, because remoting wraps exceptions.

    private static final class Read extends MasterToSlaveFileCallable<Found> {
        private static final long serialVersionUID = 1L;
        private final String root;
        private final int most;

        Read(String root, int most) {
            this.root = root;
            this.most = most;
        }

        @Override
        public Found invoke(File file, VirtualChannel channel) {
            Path path = file.toPath().toAbsolutePath().normalize();
            Path within = Path.of(root).toAbsolutePath().normalize();
            Path folder = path.startsWith(within) ? within : path.getParent();
            try {
                return new Found(Utf8.text(BoundedFile.read(folder, path, most)), false, null);
            } catch (NoSuchFileException | NotDirectoryException e) {
                return new Found(null, true, null);
            } catch (IOException e) {
                return new Found(null, file.isDirectory(), Objects.requireNonNullElse(e.getMessage(), e.toString()));
            }
        }
    }
}
