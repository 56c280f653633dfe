package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.FilePath;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A small text file of the workspace. */
public final class WorkspaceText {

    /** A file that is far larger was named by mistake and must not fill the controller's memory. */
    private static final int MOST_BYTES = 1024 * 1024;

    private WorkspaceText() {}

    /**
     * Reads it as UTF-8; does I/O.
     *
     * @param field the parameter that names the file, for messages
     * @param path relative to the workspace
     */
    public static String read(ActionContext context, String field, String path) {
        try {
            return read(context.get(FilePath.class), field, path);
        } catch (IOException e) {
            throw new RemoteFailure(
                    RemoteFailure.Kind.UNREACHABLE, field + ": " + path + " could not be read: " + e + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteFailure(RemoteFailure.Kind.UNREACHABLE, "Interrupted.", e);
        }
    }

    private static String read(FilePath workspace, String field, String path) throws IOException, InterruptedException {
        FilePath file = workspace.child(path);
        if (!file.exists() || file.isDirectory()) {
            throw RemoteFailure.refused(field + ": there is no file " + path + " in the workspace (" + file.getRemote()
                    + "). Nothing was started.");
        }
        if (file.length() > MOST_BYTES) {
            throw RemoteFailure.refused(field + ": " + path + " has " + file.length() + " bytes; more than "
                    + MOST_BYTES + " are not read.");
        }
        try (InputStream in = file.read()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
