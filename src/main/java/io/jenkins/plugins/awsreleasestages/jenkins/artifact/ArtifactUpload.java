package io.jenkins.plugins.awsreleasestages.jenkins.artifact;

import hudson.FilePath;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.aws.s3.Keeping;
import io.jenkins.plugins.awsreleasestages.aws.s3.S3Upload;
import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.AgentWork;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.BucketPlace;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FileToSend;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload.Listed;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload.State.Ready;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.WorkspaceUpload;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.WorkspaceUpload.Pack;
import io.jenkins.plugins.awsreleasestages.template.S3Location;
import java.util.List;
import java.util.function.Supplier;

/**
 * The files of an artifact, packed and stored under the checksum of the ZIP, once and for all.
 *
 * @param files which; where they are stored is {@code store}'s to say
 * @param bucketOwner the account that the bucket has to belong to; null for any
 * @param keeping how S3 keeps it
 * @param workspace gives the current directory, or throws {@link RemoteFailure} while the agent is away
 * @param store gives {@code s3://bucket/prefix}, or throws {@link RemoteFailure}
 * @param sessions asked at every call: credentials are never kept
 */
record ArtifactUpload(
        String name,
        WorkspaceUpload.Request files,
        String bucketOwner,
        Keeping keeping,
        Supplier<FilePath> workspace,
        Supplier<ArtifactStore> store,
        Supplier<AwsSession> sessions)
        implements FilesUpload.Source {

    /**
     * @param own what the step says of its own
     * @param said by the step; null for the environment's
     * @throws RemoteFailure when that says none
     */
    static ArtifactStore store(ActionContext context, AwsRoleScope own, String said, String name) {
        String place = said != null ? said : RunSession.artifactStore(context, own);
        if (place == null) {
            throw RemoteFailure.refused("store: where the artifact " + name + " is kept is missing, such as"
                    + " s3://checkout-artifacts/releases. Say it here, or as the artifact store of an environment.");
        }
        return ArtifactStore.parse(place);
    }

    @Override
    public String title() {
        return "Storing the artifact " + name;
    }

    @Override
    public String label() {
        return "Artifact " + name;
    }

    @Override
    public void verify() {
        store.get().verify(sessions.get());
    }

    @Override
    public Listed list(AgentWork agent, FilePath scratch) {
        Pack.Reply reply = agent.begunOrDone(
                "Packing the artifact " + name, files.below(workspace.get()), () -> files.pack(workspace, scratch));
        if (reply == null) {
            return null;
        }
        if (reply.problem() != null) {
            throw RemoteFailure.refused("The artifact " + name + " could not be packed: " + reply.problem()
                    + (reply.problem().endsWith(".") ? "" : "."));
        }
        // They become a part of the key, and of what is recorded.
        if (!ArtifactStore.isSha256(reply.packed().sha256())
                || !ArtifactStore.isSha256(reply.packed().digest())) {
            throw RemoteFailure.refused("The agent has packed the artifact " + name + " into what cannot be: " + reply);
        }
        ArtifactStore place = store.get();
        StoredArtifact artifact = new StoredArtifact(
                name,
                reply.packed().digest(),
                reply.packed().sha256(),
                place.bucket(),
                StoredArtifact.key(place, name, reply.packed().sha256()),
                null,
                reply.packed().size(),
                reply.packed().files(),
                sessions.get().region().id());
        FileToSend zip = new FileToSend(
                new S3Location(artifact.bucket(), artifact.key()),
                reply.packed().file(),
                false,
                "the artifact " + name,
                new BucketPlace(null, null, bucketOwner));
        return new Listed(PlainData.of(artifact), List.of(zip), reply.packed().lines(label()));
    }

    /** What was stored, once it was. */
    static StoredArtifact stored(FilesUpload.State uploaded) {
        StoredArtifact sent = PlainData.read(StoredArtifact.class, uploaded.content());
        return new StoredArtifact(
                sent.name(),
                sent.digest(),
                sent.sha256(),
                sent.bucket(),
                sent.key(),
                uploaded.versionId(),
                sent.size(),
                sent.files(),
                sent.region());
    }

    @Override
    public boolean once() {
        return true;
    }

    /** Whoever may write there may have put anything under the name of another content. */
    @Override
    public void compare(FileToSend file, S3Upload.Stored there) {
        String key = file.object().key();
        String expected = key.substring(key.lastIndexOf('/') + 1).replace(".zip", "");
        if (there.sha256() != null && !there.sha256().equals(expected)) {
            throw RemoteFailure.refused("The artifact " + name + " is not stored: there is another content already at "
                    + file.object().uri() + ", with SHA-256 " + there.sha256()
                    + ". Find out who has put it there, and delete it.");
        }
    }

    @Override
    public AwsSession session(BucketPlace place) {
        return sessions.get();
    }

    @Override
    public String line(FileToSend file, String count, Ready sent, String versionId, String seconds) {
        String location = file.object().uri() + (versionId == null ? "" : ", version " + versionId);
        return label()
                + (sent == null
                        ? ": is stored already as " + location
                        : ": stored as " + location + ", after " + seconds);
    }
}
