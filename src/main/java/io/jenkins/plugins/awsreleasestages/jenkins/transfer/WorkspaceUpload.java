package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload.Listed;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload.State.Ready;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.WorkspaceZip.Packed;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.WorkspaceZip.Selection;
import io.jenkins.plugins.awsreleasestages.template.S3Location;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import jenkins.MasterToSlaveFileCallable;

/**
 * A folder of the workspace, packed and stored under the name of its content.
 *
 * @param workspace gives the current directory, or throws {@link RemoteFailure} while the agent is away
 * @param sessions asked at every call: credentials are never kept
 */
public record WorkspaceUpload(Request request, Supplier<FilePath> workspace, Supplier<AwsSession> sessions)
        implements FilesUpload.Source {

    /**
     * Which files go where.
     *
     * @param folder below the current directory; empty or a dot for all of it
     * @param store {@code s3://bucket/prefix}
     * @param includes Ant patterns with commas between them; null for all
     * @param excludes Ant patterns with commas between them; null for none
     */
    public record Request(String folder, String store, String includes, String excludes) {

        /** What nobody wants to build. */
        public static final String DEFAULT_EXCLUDES = "**/.git/**";

        ArtifactStore place() {
            return ArtifactStore.parse(store);
        }

        public FilePath below(FilePath here) {
            return folder == null || folder.isBlank() ? here : here.child(folder);
        }

        /** @return what is wrong with the name of a folder that has to lie below the current one, or null */
        public static String folderProblem(String field, String folder) {
            return leadsOut(folder) ? field + ": '" + folder + "' is not a folder below the current directory." : null;
        }

        private static boolean leadsOut(String folder) {
            return folder != null
                    && (folder.startsWith("/")
                            || folder.contains("\\")
                            || folder.matches("[A-Za-z]:.*")
                            || List.of(folder.split("/")).contains(".."));
        }

        /**
         * What packs the files, in the folder.
         *
         * @param into a folder for the ZIP; may not exist yet
         */
        public Pack pack(Supplier<FilePath> workspace, FilePath into) {
            return new Pack(Selection.of(includes, excludes), workspace.get().getRemote(), into.getRemote());
        }
    }

    /** As CodeBuild names an object: {@code bucket/key}. */
    public static String location(FilesUpload.State uploaded) {
        return uploaded.last().bucket() + "/" + uploaded.last().key();
    }

    @Override
    public String title() {
        return "Upload of the workspace to " + request.store();
    }

    @Override
    public String label() {
        return "Workspace";
    }

    @Override
    public void verify() {
        request.place().verify(sessions.get());
    }

    @Override
    public Listed list(AgentWork agent, FilePath scratch) {
        Pack.Reply reply = agent.begunOrDone(
                "Packing the workspace", request.below(workspace.get()), () -> request.pack(workspace, scratch));
        if (reply == null) {
            return null;
        }
        if (reply.problem() != null) {
            throw RemoteFailure.refused("The workspace could not be packed: " + reply.problem() + ".");
        }
        Packed packed = reply.packed();
        // It becomes a part of the key.
        if (!ArtifactStore.isSha256(packed.digest())) {
            throw RemoteFailure.refused("The agent has packed the workspace into what cannot be: " + packed);
        }
        ArtifactStore place = request.place();
        S3Location object = new S3Location(place.bucket(), place.key(packed.digest() + ".zip"));
        return new Listed(
                null,
                List.of(new FileToSend(object, packed.file(), false, "the workspace", BucketPlace.OWN)),
                lines(packed));
    }

    private static List<String> lines(Packed packed) {
        return packed.lines("Workspace");
    }

    @Override
    public AwsSession session(BucketPlace place) {
        return sessions.get();
    }

    @Override
    public String line(FileToSend file, String count, Ready sent, String versionId, String seconds) {
        String location = file.object().uri() + (versionId == null ? "" : ", version " + versionId);
        return sent == null
                ? "Workspace: unchanged, is stored already as " + location
                : "Workspace: stored as " + location + ", after " + seconds;
    }

    // What runs on the agent. Problems are data, because remoting wraps exceptions.

    public static final class Pack extends MasterToSlaveFileCallable<Pack.Reply> {
        private static final long serialVersionUID = 1L;

        public record Reply(Packed packed, String problem) implements Serializable {}

        private final Selection selection;
        private final String workspace;
        private final String into;

        Pack(Selection selection, String workspace, String into) {
            this.selection = selection;
            this.workspace = workspace;
            this.into = into;
        }

        @Override
        public Reply invoke(File folder, VirtualChannel channel) {
            if (!folder.isDirectory()) {
                return new Reply(null, "there is no folder " + folder);
            }
            try {
                return new Reply(
                        WorkspaceZip.pack(folder.toPath(), Path.of(workspace), selection, Path.of(into)), null);
            } catch (IOException e) {
                return new Reply(null, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Reply(null, "it was stopped");
            }
        }
    }
}
