package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import hudson.slaves.WorkspaceList;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.function.Supplier;
import jenkins.MasterToSlaveFileCallable;

/** A folder on the agent, beside the workspace, for what is made only to be sent. */
record AgentScratch(Supplier<FilePath> workspace, String token) {

    private static final System.Logger LOGGER = System.getLogger(AgentScratch.class.getName());

    FilePath folder() {
        FilePath here = workspace.get();
        FilePath temp = WorkspaceList.tempDir(here);
        FilePath base = temp != null ? temp : here.child(here.getName() + "@tmp");
        return base.child("aws-release-stages").child(token);
    }

    /** Begins to remove it, and does not wait; where that cannot be, it stays. */
    void giveUp() {
        try {
            folder().actAsync(new Remove());
        } catch (RuntimeException | IOException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "The files of the upload stay on the agent", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static final class Remove extends MasterToSlaveFileCallable<Boolean> {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean invoke(File folder, VirtualChannel channel) throws IOException {
            File[] files = folder.listFiles();
            for (File file : files == null ? new File[0] : files) {
                Files.deleteIfExists(file.toPath());
            }
            Files.deleteIfExists(folder.toPath());
            return true;
        }
    }
}
