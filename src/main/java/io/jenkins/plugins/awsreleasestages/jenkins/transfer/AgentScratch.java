package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import hudson.FilePath;
import hudson.model.Run;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.AgentFolders;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * A folder on the agent, beside the workspace, for what is made only for a while. Whoever makes it on the agent makes it
 * for its owner alone.
 */
public record AgentScratch(Supplier<FilePath> workspace, String token, Supplier<Run<?, ?>> run) {

    private static final System.Logger LOGGER = System.getLogger(AgentScratch.class.getName());

    public FilePath folder() {
        FilePath here = workspace.get();
        FilePath temp = WorkspaceList.tempDir(here);
        FilePath base = temp != null ? temp : here.child(here.getName() + "@tmp");
        return base.child("aws-release-stages").child(token);
    }

    /** Before anything is made in it, so that it goes whatever happens. */
    public void note() {
        FilePath folder = folder();
        try {
            AgentFolders.add(folder, run.get());
        } catch (IOException e) {
            throw new RemoteFailure(
                    RemoteFailure.Kind.UNREACHABLE,
                    "The folder " + folder.getRemote() + " could not be noted in Jenkins's home: " + e.getMessage()
                            + ".",
                    e);
        }
    }

    public void remove() throws IOException, InterruptedException {
        FilePath folder = folder();
        AgentFolders.released(folder);
        folder.act(new AgentFolders.Remove());
        AgentFolders.gone(folder);
    }

    /** Begins to remove it, and does not wait; where that cannot be, it is removed when the agent is back. */
    void giveUp() {
        try {
            FilePath folder = folder();
            AgentFolders.released(folder);
            folder.actAsync(new AgentFolders.Remove());
        } catch (RuntimeException | IOException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "The files of the upload stay on the agent", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
