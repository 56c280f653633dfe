package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import hudson.FilePath;
import hudson.model.Run;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore.Stored;
import io.jenkins.plugins.awsreleasestages.aws.s3.MultipartUpload;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import io.jenkins.plugins.awsreleasestages.jenkins.AgentFolders;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.SignedTransfer.Answer;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.UploadState.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.WorkspaceZip.Selection;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import jenkins.MasterToSlaveFileCallable;
import jenkins.util.SystemProperties;

/**
 * A folder of the workspace, packed and stored under the name of its content: sent only when it is not there already,
 * in parts when it is large. The agent packs and sends, the controller signs and says where.
 */
public final class WorkspaceUpload implements Action<UploadState, WorkspaceUpload.Progress> {

    /**
     * Which files go where.
     *
     * @param folder below the current directory; empty or a dot for all of it
     * @param store {@code s3://bucket/prefix}
     * @param includes Ant patterns with commas between them; null for all
     * @param excludes Ant patterns with commas between them; null for none
     */
    public record Request(String folder, String store, String includes, String excludes) implements Serializable {

        /** What nobody wants to build. */
        public static final String DEFAULT_EXCLUDES = "**/.git/**";

        ArtifactStore place() {
            return ArtifactStore.parse(store);
        }
    }

    private static final System.Logger LOGGER = System.getLogger(WorkspaceUpload.class.getName());

    /** In bytes; a ZIP of this size or more is sent in parts. Not final: tests have smaller ones. */
    static long partsFrom =
            SystemProperties.getLong(WorkspaceUpload.class.getName() + ".partsFrom", 100L * 1000 * 1000);

    /** In bytes: with it 10,000 parts, the most that S3 takes, are 640 GiB. */
    static long partSize = SystemProperties.getLong(WorkspaceUpload.class.getName() + ".partSize", 64L << 20);

    private static final Duration WHILE_AT_IT = Duration.ofMillis(500);
    private static final Duration WHILE_AT_IT_LONG = Duration.ofSeconds(2);

    /** What a look came to. */
    public sealed interface Progress {}

    record StillAtIt() implements Progress {}

    record Ready(Packed packed) implements Progress {}

    /** @param uploadId null when it goes in one piece */
    record Absent(String uploadId) implements Progress {}

    record Present(String versionId, boolean sent) implements Progress {}

    record PartSent(String etag) implements Progress {}

    /** What was made earlier is no longer there. */
    record Again(Stage from) implements Progress {}

    record Cleaned() implements Progress {}

    record Failed(String message) implements Progress {}

    private final Request request;
    private final ArtifactStore store;
    private final Supplier<FilePath> workspace;
    private final Supplier<Run<?, ?>> run;
    private final Supplier<AwsSession> aws;
    private final AgentWork agent = new AgentWork();

    /**
     * @param workspace gives the current directory, or throws {@link RemoteFailure} while the agent is away
     * @param aws asked at every call: credentials are never kept
     */
    public WorkspaceUpload(
            Request request, Supplier<FilePath> workspace, Supplier<Run<?, ?>> run, Supplier<AwsSession> aws) {
        this.request = request;
        this.store = request.place();
        this.workspace = workspace;
        this.run = run;
        this.aws = aws;
    }

    /** Under which key the object is, once it is packed. */
    public static String key(Request request, UploadState state) {
        return request.place().key(state.packed().sha256() + ".zip");
    }

    /** As CodeBuild names an object: {@code bucket/key}. */
    public static String location(Request request, UploadState state) {
        return request.place().bucket() + "/" + key(request, state);
    }

    private String key(UploadState state) {
        return key(request, state);
    }

    @Override
    public String title() {
        return "Upload of the workspace to " + request.store();
    }

    @Override
    public Optional<UploadState> find(UploadState state) {
        return Optional.empty();
    }

    @Override
    public UploadState start(UploadState state) {
        store.verify(aws.get());
        return state;
    }

    @Override
    public CompletionStage<Progress> ask(UploadState state) {
        return CompletableFuture.completedFuture(progress(state));
    }

    private Progress progress(UploadState state) {
        if (agent.isStopped()) {
            return new Failed(title() + " was stopped.");
        }
        try {
            return switch (state.stage()) {
                case PACK -> pack(state);
                case CHECK -> check(state);
                case SEND -> state.uploadId() == null ? send(state) : sendPart(state);
                case CLEAN -> clean(state);
                case DONE -> throw new IllegalStateException("A look after the end");
            };
        } catch (RemoteFailure e) {
            if (e.passing()) {
                throw e;
            }
            giveUp(state);
            return new Failed(e.getMessage());
        }
    }

    private Progress pack(UploadState state) {
        scratch(state).note();
        Selection selection = Selection.of(request.includes(), request.excludes());
        Pack.Outcome outcome = agent.begunOrDone(
                "Packing the workspace",
                folder(),
                () -> new Pack(
                        selection, workspace.get().getRemote(), temp(state).getRemote(), partsFrom, partSize));
        if (outcome == null) {
            return new StillAtIt();
        }
        if (outcome.problem() != null) {
            throw RemoteFailure.refused("The workspace could not be packed: " + outcome.problem() + ".");
        }
        if (!outcome.packed().isPossible(partsFrom, partSize)) {
            throw RemoteFailure.refused("The agent has packed the workspace into what cannot be: " + outcome.packed());
        }
        return new Ready(outcome.packed());
    }

    private Progress check(UploadState state) {
        AwsSession session = aws.get();
        Optional<Stored> already = store.find(session, key(state));
        if (already.isPresent() && already.get().size() == state.packed().size()) {
            return new Present(already.get().versionId(), false);
        }
        return new Absent(
                state.packed().partSums().isEmpty() ? null : parts(state).begin(session));
    }

    private MultipartUpload parts(UploadState state) {
        return new MultipartUpload(store, key(state));
    }

    private Progress send(UploadState state) {
        Packed packed = state.packed();
        AwsSession session = aws.get();
        Answer answer = agent.begunOrDone(
                "Sending the workspace",
                zip(state),
                () -> new SendFile(
                        store.upload(session, key(state), packed.sha256(), packed.size()), 0, packed.size()));
        if (answer == null) {
            return new StillAtIt();
        }
        if (answer.accepted()) {
            return new Present(answer.versionId(), true);
        }
        return notAccepted(state, answer, session);
    }

    private Progress sendPart(UploadState state) {
        Packed packed = state.packed();
        AwsSession session = aws.get();
        int done = state.etags().size();
        if (done == packed.partSums().size()) {
            return complete(state, session);
        }
        long offset = done * packed.partSize();
        long length = Math.min(packed.partSize(), packed.size() - offset);
        Answer answer = agent.begunOrDone(
                "Sending part " + (done + 1) + " of the workspace",
                zip(state),
                () -> new SendFile(
                        parts(state)
                                .part(
                                        session,
                                        state.uploadId(),
                                        done + 1,
                                        packed.partSums().get(done),
                                        length),
                        offset,
                        length));
        if (answer == null) {
            return new StillAtIt();
        }
        return answer.accepted() ? new PartSent(answer.etag()) : notAccepted(state, answer, session);
    }

    private Progress complete(UploadState state, AwsSession session) {
        try {
            String version = parts(state)
                    .complete(
                            session,
                            state.uploadId(),
                            state.etags(),
                            state.packed().partSums());
            return new Present(version, true);
        } catch (RemoteFailure e) {
            // Completed before, and the answer was lost; or given up by a lifecycle rule. Looking tells.
            if (MultipartUpload.isGone(e)) {
                return new Again(Stage.CHECK);
            }
            throw e;
        }
    }

    private Progress notAccepted(UploadState state, Answer answer, AwsSession session) {
        if (answer.fileIsGone()) {
            return new Again(Stage.PACK);
        }
        if (answer.code().equals("NoSuchUpload")) {
            return new Again(Stage.CHECK);
        }
        String what = "Sending the workspace to " + store.location(key(state)) + " failed: " + answer.said() + ".";
        if (answer.sessionOver()) {
            session.forget();
        }
        if (answer.passing()) {
            throw new RemoteFailure(Kind.UNREACHABLE, what);
        }
        throw RemoteFailure.refused(what + " The role needs s3:PutObject on " + store.location(key(state)) + ".");
    }

    private Progress clean(UploadState state) {
        try {
            if (agent.begunOrDone("Cleaning up", temp(state), AgentFolders.Remove::new) == null) {
                return new StillAtIt();
            }
            AgentFolders.gone(temp(state));
            return new Cleaned();
        } catch (RemoteFailure e) {
            // The object is stored; a file that stays behind on the agent is no reason to wait for it.
            return new Cleaned();
        }
    }

    @Override
    public Look<UploadState> read(UploadState state, Progress progress, Instant now) {
        if (progress instanceof StillAtIt) {
            boolean young = now.isBefore(state.since().plusSeconds(10));
            return Look.goesOn(state, List.of(), young ? WHILE_AT_IT : WHILE_AT_IT_LONG);
        }
        if (progress instanceof Ready ready) {
            return Look.goesOnOnceSaved(state.withPacked(ready.packed()), packed(state, ready.packed(), now));
        }
        if (progress instanceof Absent absent) {
            return Look.goesOnOnceSaved(state.sending(absent.uploadId()), List.of());
        }
        if (progress instanceof PartSent part) {
            UploadState next = state.withPart(part.etag());
            return Look.goesOn(next, sent(next, now), Duration.ZERO);
        }
        if (progress instanceof Present present) {
            return Look.goesOnOnceSaved(state.stored(present.versionId()), stored(state, present, now));
        }
        if (progress instanceof Again again) {
            String what = again.from() == Stage.PACK ? "its ZIP on the agent" : "its upload in parts";
            List<String> lines = List.of("Workspace: " + what + " is gone, beginning again");
            return Look.goesOn(state.fromStart(again.from()), lines, Duration.ZERO);
        }
        if (progress instanceof Cleaned) {
            return Look.succeeded(state.at(Stage.DONE), List.of());
        }
        return Look.failed(state, List.of(), ((Failed) progress).message());
    }

    private static List<String> packed(UploadState state, Packed packed, Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add("Workspace: " + packed.files() + " files, " + megabytes(packed.bytes()) + " packed into "
                + megabytes(packed.size()) + " in " + seconds(state, now));
        if (packed.leftOut() > 0) {
            lines.add("Workspace: left out " + packed.leftOut() + " links that lead nowhere or out of the folder");
        }
        return lines;
    }

    /** Ten lines for an upload, however many parts it has. */
    private static List<String> sent(UploadState state, Instant now) {
        int parts = state.packed().partSums().size();
        int done = state.etags().size();
        if (done * 10 / parts == (done - 1) * 10 / parts) {
            return List.of();
        }
        long bytes = Math.min(done * state.packed().partSize(), state.packed().size());
        return List.of("Workspace: " + megabytes(bytes) + " of "
                + megabytes(state.packed().size()) + " sent (" + done * 100 / parts + " %), " + seconds(state, now));
    }

    private List<String> stored(UploadState state, Present present, Instant now) {
        String version = present.versionId() == null ? "" : ", version " + present.versionId();
        String location = store.location(key(state)) + version;
        return List.of(
                present.sent()
                        ? "Workspace: stored as " + location + ", after " + seconds(state, now)
                        : "Workspace: unchanged, is stored already as " + location);
    }

    static String megabytes(long bytes) {
        return bytes < 100_000 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private static String seconds(UploadState state, Instant now) {
        return Duration.between(state.since(), now).toSeconds() + " s";
    }

    @Override
    public void stop(UploadState state) {
        agent.stop();
        giveUp(state);
    }

    /** Nothing that costs stays in the bucket, and nothing large on the agent, as far as it can be helped. */
    private void giveUp(UploadState state) {
        if (state.uploadId() != null) {
            try {
                parts(state).abort(aws.get(), state.uploadId());
            } catch (RemoteFailure e) {
                LOGGER.log(System.Logger.Level.INFO, "The upload in parts to " + request.store() + " stays", e);
            }
        }
        scratch(state).giveUp();
    }

    @Override
    public String leftBehind(UploadState state) {
        return state.uploadId() == null
                ? "Its ZIP may be left on the agent, beside the workspace."
                : "Parts may be left in " + store.location(key(state)) + ", upload " + state.uploadId()
                        + "; a lifecycle rule of the bucket that aborts incomplete uploads removes them.";
    }

    private FilePath folder() {
        FilePath here = workspace.get();
        return request.folder() == null || request.folder().isBlank() ? here : here.child(request.folder());
    }

    private AgentScratch scratch(UploadState state) {
        return new AgentScratch(workspace, state.token(), run);
    }

    private FilePath temp(UploadState state) {
        return scratch(state).folder();
    }

    private FilePath zip(UploadState state) {
        return temp(state).child(state.packed().sha256() + ".zip");
    }

    // What runs on the agent. Problems are data, because remoting wraps exceptions.

    public static final class Pack extends MasterToSlaveFileCallable<Pack.Outcome> {
        private static final long serialVersionUID = 1L;

        public record Outcome(Packed packed, String problem) implements Serializable {}

        private final Selection selection;
        private final String workspace;
        private final String into;
        private final long partsFrom;
        private final long partSize;

        Pack(Selection selection, String workspace, String into, long partsFrom, long partSize) {
            this.selection = selection;
            this.workspace = workspace;
            this.into = into;
            this.partsFrom = partsFrom;
            this.partSize = partSize;
        }

        @Override
        public Outcome invoke(File folder, VirtualChannel channel) {
            if (!folder.isDirectory()) {
                return new Outcome(null, "there is no folder " + folder);
            }
            try {
                return new Outcome(
                        WorkspaceZip.pack(
                                folder.toPath(), Path.of(workspace), selection, Path.of(into), partsFrom, partSize),
                        null);
            } catch (IOException e) {
                return new Outcome(null, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Outcome(null, "it was stopped");
            }
        }
    }
}
