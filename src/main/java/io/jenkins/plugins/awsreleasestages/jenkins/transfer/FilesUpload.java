package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import hudson.FilePath;
import hudson.model.Run;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import io.jenkins.plugins.awsreleasestages.jenkins.AgentFolders;
import io.jenkins.plugins.awsreleasestages.jenkins.PrivateFolder;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUploadState.Ready;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUploadState.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.SignedTransfer.Answer;
import io.jenkins.plugins.awsreleasestages.template.ReproducibleZip;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import jenkins.MasterToSlaveFileCallable;

/**
 * Files of the agent that have to be in S3 before something else can begin: each is stored under a name that tells its
 * content, and sent only when it is not there already. The agent packs and sends, the controller signs and says where.
 *
 * @param <C> what else is found out when the files are listed
 */
public final class FilesUpload<C extends Serializable> implements Action<FilesUploadState<C>, FilesUpload.Progress> {

    /**
     * What is found on the agent.
     *
     * @param content may be null
     * @param lines for the log
     */
    public record Listed<C>(C content, List<FileToSend> files, List<String> lines) {}

    /** Which files, and how their buckets are reached. */
    public interface Source<C extends Serializable> {

        /** What this is, for messages. */
        String title();

        /**
         * Finds out, on the agent, which files there are.
         *
         * @param scratch a folder for what is made only to be sent; may not exist yet
         * @return null while the agent is at it
         * @throws RemoteFailure of kind REFUSED with all that is wrong
         */
        Listed<C> list(AgentWork agent, FilePath scratch);

        AwsSession session(BucketPlace place);

        /** What to do when the bucket is not there: a sentence. */
        String withoutBucket(FileToSend file);
    }

    private static final Duration AT_FIRST = Duration.ofMillis(100);
    private static final Duration WHILE_AT_IT = Duration.ofMillis(500);
    private static final Duration WHILE_AT_IT_LONG = Duration.ofSeconds(2);

    /** What a look came to. */
    public sealed interface Progress {}

    record StillAtIt() implements Progress {}

    record Found(Listed<?> listed) implements Progress {}

    record Absent() implements Progress {}

    record Prepared(Ready ready) implements Progress {}

    record Present(boolean sent) implements Progress {}

    record Lost() implements Progress {}

    record Cleaned() implements Progress {}

    record Failed(String message) implements Progress {}

    private final Source<C> source;
    private final Supplier<FilePath> workspace;
    private final Supplier<Run<?, ?>> run;
    private final AgentWork agent = new AgentWork();

    /** @param workspace gives the current directory, or throws {@link RemoteFailure} while the agent is away */
    public FilesUpload(Source<C> source, Supplier<FilePath> workspace, Supplier<Run<?, ?>> run) {
        this.source = source;
        this.workspace = workspace;
        this.run = run;
    }

    @Override
    public String title() {
        return source.title();
    }

    /** There is nothing to start: every look does what the state says is to be done. */
    @Override
    public Optional<FilesUploadState<C>> find(FilesUploadState<C> state) {
        return Optional.of(state);
    }

    @Override
    public FilesUploadState<C> start(FilesUploadState<C> state) {
        return state;
    }

    @Override
    public CompletionStage<Progress> ask(FilesUploadState<C> state) {
        return CompletableFuture.completedFuture(progress(state));
    }

    private Progress progress(FilesUploadState<C> state) {
        if (agent.isStopped()) {
            return new Failed(title() + " was stopped.");
        }
        try {
            return switch (state.stage()) {
                case LIST -> list(state);
                case CHECK -> check(state.current());
                case PREPARE -> prepare(state);
                case SEND -> send(state.current(), state.ready());
                case CLEAN -> clean(state);
                case DONE -> new Cleaned();
            };
        } catch (RemoteFailure e) {
            if (e.passing()) {
                throw e;
            }
            scratch(state).giveUp();
            return new Failed(e.getMessage());
        }
    }

    private Progress list(FilesUploadState<C> state) {
        scratch(state).note();
        Listed<C> listed = source.list(agent, scratch(state).folder());
        return listed == null ? new StillAtIt() : new Found(listed);
    }

    private AgentScratch scratch(FilesUploadState<C> state) {
        return new AgentScratch(workspace, state.token(), run);
    }

    private Progress check(FileToSend file) {
        boolean there = store(file)
                .find(
                        source.session(file.place()),
                        file.object().key(),
                        file.place().account())
                .isPresent();
        return there ? new Present(false) : new Absent();
    }

    private static ArtifactStore store(FileToSend file) {
        return new ArtifactStore(file.object().bucket(), "");
    }

    private Progress prepare(FilesUploadState<C> state) {
        FileToSend file = state.current();
        scratch(state).note();
        String into = scratch(state).folder().getRemote();
        Prepare.Outcome outcome = agent.begunOrDone(
                "Packing " + file.name(), workspace.get(), () -> new Prepare(file.file(), file.zipped(), into));
        if (outcome == null) {
            return new StillAtIt();
        }
        if (outcome.lost()) {
            return new Lost();
        }
        if (outcome.problem() != null) {
            throw RemoteFailure.refused(title() + ": " + file.name() + " could not be packed: " + outcome.problem());
        }
        Ready ready = outcome.ready();
        if (!ArtifactStore.isSha256(ready.sha256()) || ready.size() < 0) {
            throw RemoteFailure.refused(
                    title() + ": the agent has made of " + file.name() + " what cannot be: " + ready);
        }
        return new Prepared(ready);
    }

    private Progress send(FileToSend file, Ready ready) {
        AwsSession session = source.session(file.place());
        Answer answer = agent.begunOrDone(
                "Sending " + file.name(),
                workspace.get().child(ready.file()),
                () -> new SendFile(
                        store(file)
                                .upload(
                                        session,
                                        file.object().key(),
                                        ready.sha256(),
                                        ready.size(),
                                        file.zipped()
                                                ? ArtifactStore.ZIP
                                                : type(file.object().key()),
                                        file.place().account()),
                        0,
                        ready.size()));
        if (answer == null) {
            return new StillAtIt();
        }
        if (answer.fileIsGone()) {
            return new Lost();
        }
        return answer.accepted() ? new Present(true) : notAccepted(file, answer, session);
    }

    /** By its ending, as far as anybody asks. */
    private static String type(String key) {
        if (key.endsWith(".zip") || key.endsWith(".jar")) {
            return ArtifactStore.ZIP;
        }
        return key.endsWith(".json") ? "application/json" : "application/octet-stream";
    }

    private Progress notAccepted(FileToSend file, Answer answer, AwsSession session) {
        String what = "Sending " + file.name() + " to " + file.object().uri() + " failed: " + answer.said() + ".";
        if (answer.sessionOver()) {
            session.forget();
        }
        if (answer.passing()) {
            throw new RemoteFailure(Kind.UNREACHABLE, what);
        }
        if (answer.code().equals("NoSuchBucket")) {
            throw RemoteFailure.refused(what + " " + source.withoutBucket(file));
        }
        String owner = file.place().account() == null
                ? ""
                : ", and the bucket has to belong to account " + file.place().account();
        throw RemoteFailure.refused(
                what + " The role needs s3:PutObject on " + file.object().uri() + owner + ".");
    }

    private Progress clean(FilesUploadState<C> state) {
        try {
            FilePath folder = scratch(state).folder();
            if (agent.begunOrDone("Cleaning up", folder, AgentFolders.Remove::new) == null) {
                return new StillAtIt();
            }
            AgentFolders.gone(folder);
            return new Cleaned();
        } catch (RemoteFailure e) {
            // All is stored; files that stay behind on the agent are no reason to wait for it.
            return new Cleaned();
        }
    }

    @Override
    public Look<FilesUploadState<C>> read(FilesUploadState<C> state, Progress progress, Instant now) {
        if (progress instanceof StillAtIt) {
            return Look.goesOn(state, List.of(), pause(Duration.between(state.since(), now)));
        }
        if (progress instanceof Found found) {
            return readFound(state, found.listed());
        }
        if (progress instanceof Absent) {
            return Look.goesOn(state.at(Stage.PREPARE), List.of(), Duration.ZERO);
        }
        if (progress instanceof Prepared prepared) {
            return Look.goesOnOnceSaved(state.ready(prepared.ready()), List.of());
        }
        if (progress instanceof Present present) {
            return Look.goesOn(state.there(present.sent()), List.of(line(state, present.sent())), Duration.ZERO);
        }
        if (progress instanceof Lost) {
            return Look.goesOn(
                    state.again(),
                    List.of(title() + ": what was made on the agent is gone, beginning again"),
                    Duration.ofSeconds(1));
        }
        if (progress instanceof Cleaned) {
            return Look.succeeded(state.at(Stage.DONE), List.of());
        }
        return Look.failed(state, List.of(), ((Failed) progress).message());
    }

    @SuppressWarnings("unchecked") // what the source has listed
    private Look<FilesUploadState<C>> readFound(FilesUploadState<C> state, Listed<?> listed) {
        FilesUploadState<C> next = state.listed((C) listed.content(), listed.files());
        return next.stage() == Stage.DONE
                ? Look.succeeded(next, listed.lines())
                : Look.goesOnOnceSaved(next, listed.lines());
    }

    private static Duration pause(Duration passed) {
        if (passed.compareTo(Duration.ofSeconds(1)) < 0) {
            return AT_FIRST;
        }
        return passed.compareTo(Duration.ofSeconds(10)) < 0 ? WHILE_AT_IT : WHILE_AT_IT_LONG;
    }

    private String line(FilesUploadState<C> state, boolean sent) {
        FileToSend file = state.current();
        String count = "  " + (state.next() + 1) + "/" + state.files().size() + "  ";
        return sent
                ? count + "sent      " + file.name() + " ("
                        + WorkspaceUpload.megabytes(state.ready().size()) + ") to "
                        + file.object().uri()
                : count + "is there  " + file.name() + " as " + file.object().uri();
    }

    @Override
    public void stop(FilesUploadState<C> state) {
        agent.stop();
        scratch(state).giveUp();
    }

    @Override
    public String leftBehind(FilesUploadState<C> state) {
        return "Nothing was deployed; files that were sent already stay in S3, and some may be left on the agent,"
                + " beside the workspace.";
    }

    // What runs on the agent. Problems are data, because remoting wraps exceptions.

    public static final class Prepare extends MasterToSlaveFileCallable<Prepare.Outcome> {
        private static final long serialVersionUID = 1L;

        /** @param lost whether there is no such file any more */
        public record Outcome(Ready ready, boolean lost, String problem) implements Serializable {}

        private final String source;
        private final boolean zipped;
        private final String into;

        Prepare(String source, boolean zipped, String into) {
            this.source = source;
            this.zipped = zipped;
            this.into = into;
        }

        @Override
        public Outcome invoke(File workspace, VirtualChannel channel) {
            Path path = Path.of(source);
            if (!Files.exists(path)) {
                return new Outcome(null, true, null);
            }
            if (!zipped && !Files.isRegularFile(path)) {
                return new Outcome(null, false, "it is no regular file");
            }
            try {
                return new Outcome(zipped ? zip(path, workspace.toPath()) : plain(path), false, null);
            } catch (IOException e) {
                return new Outcome(null, false, Objects.requireNonNullElse(e.getMessage(), e.toString()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Outcome(null, false, "it was stopped");
            }
        }

        private Ready zip(Path folder, Path workspace) throws IOException, InterruptedException {
            Path scratch = Path.of(into);
            PrivateFolder.create(scratch);
            Path target = Files.createTempFile(scratch, "asset-", ".zip");
            ReproducibleZip.Written written = ReproducibleZip.folder(folder, workspace, scratch, target);
            return new Ready(target.toString(), written.sha256(), written.size());
        }

        private static Ready plain(Path file) throws IOException, InterruptedException {
            ReproducibleZip.Written read = ReproducibleZip.digest(file);
            return new Ready(file.toString(), read.sha256(), read.size());
        }
    }
}
