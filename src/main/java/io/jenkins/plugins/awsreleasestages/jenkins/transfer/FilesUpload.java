package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.aws.s3.Keeping;
import io.jenkins.plugins.awsreleasestages.aws.s3.S3Upload;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.files.FileDigest;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.AgentFolders;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload.Listed;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.SignedTransfer.Answer;
import io.jenkins.plugins.awsreleasestages.template.S3Location;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import jenkins.util.SystemProperties;

/**
 * Files of the agent that have to be in S3 before something else can begin: each is stored under a name that tells its
 * content, and sent only when it is not there already, in parts when it is large. The agent packs and sends, the
 * controller signs and says where.
 */
public final class FilesUpload implements Action<FilesUpload.State, FilesUpload.Progress> {

    private static final System.Logger LOGGER = System.getLogger(FilesUpload.class.getName());

    /** In bytes; a file of this size or more is sent in parts. Not final: tests have smaller ones. */
    static long partsFrom = SystemProperties.getLong(FilesUpload.class.getName() + ".partsFrom", 100L * 1000 * 1000);

    /** In bytes, of a part; larger where there would be too many of them. */
    static long partSize = SystemProperties.getLong(FilesUpload.class.getName() + ".partSize", 64L << 20);

    /**
     * What is found on the agent.
     *
     * @param content what else was found, for whoever has listed the files; may be null
     * @param lines for the log
     */
    public record Listed(Object content, List<FileToSend> files, List<String> lines) {}

    /** Which files, and how their buckets are reached. */
    public interface Source {

        /** What this is, for messages. */
        String title();

        /** What lines of the log begin with. */
        default String label() {
            return title();
        }

        /** Before anything is made: whether it can be sent at all. */
        default void verify() {}

        /**
         * Finds out, on the agent, which files there are.
         *
         * @param scratch a folder for what is made only to be sent; may not exist yet
         * @return null while the agent is at it
         * @throws RemoteFailure of kind REFUSED with all that is wrong
         */
        Listed list(AgentWork agent, FilePath scratch);

        AwsSession session(BucketPlace place);

        /** Whether nothing that is there is ever replaced, whoever was faster. */
        default boolean once() {
            return false;
        }

        /** How all that is sent is kept. */
        default Keeping keeping() {
            return Keeping.STANDARD;
        }

        /** @throws RemoteFailure of kind REFUSED when what is there cannot be what was to be sent */
        default void compare(FileToSend file, S3Upload.Stored there) {}

        /** What to do when the bucket is not there: a sentence. */
        default String withoutBucket(FileToSend file) {
            return "Correct store, or create the bucket.";
        }

        /**
         * What the log is told of a file that is in S3 now.
         *
         * @param count which of how many it is
         * @param sent what was sent; null when it was there already
         */
        default String line(FileToSend file, String count, State.Ready sent, String versionId, String seconds) {
            return sent == null
                    ? "  " + count + "  is there  " + file.name() + " as "
                            + file.object().uri()
                    : "  " + count + "  sent      " + file.name() + " (" + megabytes(sent.size()) + ") to "
                            + file.object().uri();
        }
    }

    /** What a look came to. */
    public sealed interface Progress {}

    record StillAtIt() implements Progress {}

    record Found(Listed listed) implements Progress {}

    /** @param state what is to be done now */
    record Next(State state) implements Progress {}

    record Present(String versionId, boolean sent) implements Progress {}

    /** What was made before is gone, on the agent or in S3. */
    record Gone(String what, State again, Duration pause) implements Progress {}

    record Failed(String message) implements Progress {}

    private final Source source;
    private final Supplier<FilePath> workspace;
    private final Supplier<Run<?, ?>> run;
    private final AgentWork agent = new AgentWork();

    /** @param workspace gives the current directory, or throws {@link RemoteFailure} while the agent is away */
    public FilesUpload(Source source, Supplier<FilePath> workspace, Supplier<Run<?, ?>> run) {
        this.source = source;
        this.workspace = workspace;
        this.run = run;
    }

    /** The stage of a sequence. */
    public static Stage<State, Progress> stage(String name, Source source, ActionContext context) {
        FilesUpload upload = new FilesUpload(source, () -> context.get(FilePath.class), () -> context.get(Run.class));
        return Stage.<State, Progress>of(
                        name,
                        State.class,
                        state -> State.create(UUID.randomUUID().toString(), Instant.now()),
                        state -> upload)
                .calls(Calls.<State>free().by(BlockingWork.with(context)));
    }

    @Override
    public String title() {
        return source.title();
    }

    @Override
    public Optional<State> find(State state) {
        return Optional.empty();
    }

    /** Every look does what the state says is to be done. */
    @Override
    public State start(State state) {
        source.verify();
        return state;
    }

    @Override
    public CompletionStage<Progress> ask(State state) {
        return CompletableFuture.completedFuture(progress(state));
    }

    private Progress progress(State state) {
        if (agent.isStopped()) {
            return new Failed(title() + " was stopped.");
        }
        try {
            return switch (state.stage()) {
                case LIST -> list(state);
                case CHECK -> check(state);
                case PREPARE -> prepare(state);
                case SEND -> send(state);
                case CLEAN -> clean(state);
                case DONE -> new Next(state);
            };
        } catch (RemoteFailure e) {
            if (e.passing()) {
                throw e;
            }
            giveUp(state);
            return new Failed(e.getMessage());
        }
    }

    private Progress list(State state) {
        scratch(state).note();
        Listed listed = source.list(agent, scratch(state).folder());
        return listed == null ? new StillAtIt() : new Found(listed);
    }

    private AgentScratch scratch(State state) {
        return new AgentScratch(workspace, state.token(), run);
    }

    private Progress check(State state) {
        FileToSend file = state.current();
        return there(file).orElseGet(() -> new Next(state.at(State.Stage.PREPARE)));
    }

    private Optional<Progress> there(FileToSend file) {
        return object(file).find(source.session(file.place())).map(there -> {
            source.compare(file, there);
            return new Present(there.versionId(), false);
        });
    }

    /** Who may not look is told no more than that it is there. */
    private Progress taken(FileToSend file) {
        return there(file).orElseGet(() -> new Present(null, false));
    }

    private static Progress lost(State state) {
        return new Gone("what was made on the agent", state.again(), Duration.ofSeconds(1));
    }

    private static Progress ended(State state) {
        return new Gone("its upload in parts", state.at(State.Stage.CHECK), Duration.ZERO);
    }

    private S3Upload object(FileToSend file) {
        String key = file.object().key();
        String type = file.zipped() ? ArtifactStore.ZIP : type(key);
        return new S3Upload(file.object().bucket(), key, type, file.place().account(), source.once(), source.keeping());
    }

    /** By its ending, as far as anybody asks. */
    private static String type(String key) {
        if (key.endsWith(".zip") || key.endsWith(".jar")) {
            return ArtifactStore.ZIP;
        }
        return key.endsWith(".json") ? "application/json" : "application/octet-stream";
    }

    private Progress prepare(State state) {
        FileToSend file = state.current();
        scratch(state).note();
        String into = scratch(state).folder().getRemote();
        PrepareFile.Reply outcome = agent.begunOrDone(
                "Packing " + file.name(),
                workspace.get(),
                () -> new PrepareFile(file.file(), file.zipped(), into, partsFrom, partSize));
        if (outcome == null) {
            return new StillAtIt();
        }
        if (outcome.lost()) {
            return lost(state);
        }
        if (outcome.problem() != null) {
            throw RemoteFailure.refused(title() + ": " + file.name() + " could not be packed: " + outcome.problem());
        }
        if (!outcome.ready().isPossible(partsFrom, partSize)) {
            throw RemoteFailure.refused(
                    title() + ": the agent has made of " + file.name() + " what cannot be: " + outcome.ready());
        }
        return new Next(state.ready(outcome.ready()));
    }

    private Progress send(State state) {
        FileToSend file = state.current();
        State.Ready ready = state.ready();
        S3Upload object = object(file);
        AwsSession session = source.session(file.place());
        if (!ready.inParts()) {
            Answer answer = sent(
                    "Sending " + file.name(),
                    ready,
                    () -> object.whole(session, ready.sums().get(0), ready.size()));
            return progress(state, answer, session, () -> new Present(answer.versionId(), true));
        }
        if (state.uploadId() == null) {
            return new Next(state.begun(object.begin(session, ready.sums().get(0))));
        }
        List<Integer> missing = state.missing();
        return missing.isEmpty() ? complete(state, object, session) : sendParts(state, missing, object, session);
    }

    /** Those that are there are kept, also when others have failed. */
    private Progress sendParts(State state, List<Integer> missing, S3Upload object, AwsSession session) {
        State.Ready ready = state.ready();
        List<Integer> now = missing.subList(0, Math.min(missing.size(), state.atOnce()));
        List<Answer> answers = agent.begunOrDone(
                "Sending part " + (now.get(0) + 1) + " of " + state.current().name(),
                workspace.get().child(ready.file()),
                () -> {
                    SendParts parts = new SendParts();
                    for (int index : now) {
                        String sum = ready.sums().get(index);
                        long length = ready.length(index);
                        parts.add(
                                object.part(session, state.uploadId(), index + 1, sum, length),
                                index * ready.partSize(),
                                length);
                    }
                    return parts;
                });
        if (answers == null) {
            return new StillAtIt();
        }
        State next = state;
        for (int i = 0; i < now.size(); i++) {
            next = answers.get(i).accepted()
                    ? next.withPart(now.get(i), answers.get(i).etag())
                    : next;
        }
        return next != state ? new Next(next) : progress(state, answers.get(0), session, () -> new Next(state));
    }

    /** @return null while the agent is at it */
    private Answer sent(String what, State.Ready ready, Supplier<S3Upload.Address> to) {
        FilePath file = workspace.get().child(ready.file());
        return agent.begunOrDone(what, file, () -> new SendFile(to.get(), 0, ready.size()));
    }

    private Progress progress(State state, Answer answer, AwsSession session, Supplier<Progress> accepted) {
        if (answer == null) {
            return new StillAtIt();
        }
        if (answer.fileIsGone()) {
            return lost(state);
        }
        if (answer.code().equals("NoSuchUpload")) {
            return ended(state);
        }
        if (answer.code().equals("PreconditionFailed")) {
            return taken(state.current());
        }
        return answer.accepted() ? accepted.get() : notAccepted(state.current(), answer, session);
    }

    private Progress complete(State state, S3Upload object, AwsSession session) {
        try {
            return new Present(
                    object.complete(
                            session,
                            state.uploadId(),
                            state.etags(),
                            state.ready().sums()),
                    true);
        } catch (RemoteFailure e) {
            // Completed before, and the answer was lost; or given up by a lifecycle rule. Looking tells.
            if (S3Upload.isGone(e) || S3Upload.isContended(e)) {
                return ended(state);
            }
            if (S3Upload.isTaken(e)) {
                object.abort(session, state.uploadId());
                return taken(state.current());
            }
            throw e;
        }
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

    private Progress clean(State state) {
        try {
            FilePath folder = scratch(state).folder();
            if (agent.begunOrDone("Cleaning up", folder, AgentFolders.Remove::new) == null) {
                return new StillAtIt();
            }
            AgentFolders.gone(folder);
        } catch (RemoteFailure e) {
            // All is stored; files that stay behind on the agent are no reason to wait for it.
        }
        return new Next(state.done());
    }

    @Override
    public Look<State> read(State state, Progress progress, Instant now) {
        if (progress instanceof StillAtIt) {
            return Look.goesOn(state, List.of(), agent.pause());
        }
        if (progress instanceof Found found) {
            State next = state.listed(found.listed());
            return next.stage() == State.Stage.DONE
                    ? Look.succeeded(next, found.listed().lines())
                    : Look.goesOnOnceSaved(next, found.listed().lines());
        }
        if (progress instanceof Next next) {
            return readNext(state, next.state(), now);
        }
        if (progress instanceof Present present) {
            return readPresent(state, present, now);
        }
        if (progress instanceof Gone gone) {
            String line = source.label() + ": " + gone.what() + " is gone, beginning again";
            return Look.goesOn(gone.again(), List.of(line), gone.pause());
        }
        return Look.failed(state, List.of(), ((Failed) progress).message());
    }

    private Look<State> readNext(State before, State next, Instant now) {
        if (next.stage() == State.Stage.DONE) {
            return Look.succeeded(next, List.of());
        }
        if (!next.etags().isEmpty()) {
            return Look.goesOn(next, partLine(before.there(), next, now), Duration.ZERO);
        }
        // What the agent has made, and which upload has begun, is known from nowhere else.
        return next.stage() == State.Stage.SEND
                ? Look.goesOnOnceSaved(next, List.of())
                : Look.goesOn(next, List.of(), Duration.ZERO);
    }

    private Look<State> readPresent(State state, Present present, Instant now) {
        String count = (state.next() + 1) + "/" + state.files().size();
        String line = source.line(
                state.current(),
                count,
                present.sent() ? state.ready() : null,
                present.versionId(),
                seconds(state, now));
        return Look.goesOn(state.there(present.versionId(), present.sent()), List.of(line), Duration.ZERO);
    }

    /** Ten lines for a file, however many parts it has. */
    private List<String> partLine(int before, State state, Instant now) {
        int parts = state.ready().sums().size();
        int done = state.there();
        if (done * 10 / parts == before * 10 / parts) {
            return List.of();
        }
        long size = state.ready().size();
        long bytes = Math.min(done * state.ready().partSize(), size);
        return List.of(source.label() + ": " + megabytes(bytes) + " of " + megabytes(size) + " sent ("
                + done * 100 / parts + " %), " + seconds(state, now));
    }

    public static String megabytes(long bytes) {
        return bytes < 100_000 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private static String seconds(State state, Instant now) {
        return Duration.between(state.since(), now).toSeconds() + " s";
    }

    @Override
    public void stop(State state) {
        agent.stop();
        giveUp(state);
    }

    /** Nothing that costs stays in the bucket, and nothing large on the agent, as far as it can be helped. */
    private void giveUp(State state) {
        if (state.uploadId() != null) {
            FileToSend file = state.current();
            try {
                object(file).abort(source.session(file.place()), state.uploadId());
            } catch (RemoteFailure e) {
                LOGGER.log(
                        System.Logger.Level.INFO,
                        "An upload in parts stays in " + file.object().uri(),
                        e);
            }
        }
        scratch(state).giveUp();
    }

    @Override
    public String leftBehind(State state) {
        return state.uploadId() == null
                ? "Nothing was started; files that were sent already stay in S3, and some may be left on the agent,"
                        + " beside the workspace."
                : "Parts may be left in " + state.current().object().uri() + ", upload " + state.uploadId()
                        + "; a lifecycle rule of the bucket that aborts incomplete uploads removes them.";
    }

    /**
     * All that is saved of files on their way from an agent into S3.
     *
     * @param token names the folder on the agent where archives are made
     * @param since when it began
     * @param stage what the next look does
     * @param content what was found beside the files, for whoever has listed them; null before, and for nothing
     * @param files in the order in which they are sent; empty before they are known
     * @param next the index of the file whose turn it is
     * @param ready what is sent for it; null before it is known
     * @param uploadId of its upload in parts; null for none
     * @param etags what S3 answered to each part; empty for one that is not there while a later one is
     * @param versionId of the last object that is there; null before, and in a bucket without versions
     * @param sent how many were sent, and not there already
     */
    public record State(
            String token,
            Instant since,
            Stage stage,
            Object content,
            List<FileToSend> files,
            int next,
            State.Ready ready,
            String uploadId,
            List<String> etags,
            String versionId,
            int sent) {

        private static final int LEAST_AT_ONCE = 4;
        private static final int MOST_AT_ONCE = 16;

        /** What the next look does. */
        public enum Stage {
            LIST,
            CHECK,
            PREPARE,
            SEND,
            CLEAN,
            DONE
        }

        /**
         * A file that can be sent.
         *
         * @param file an absolute path on the agent
         * @param size in bytes
         * @param partSize of all parts but the last, in bytes; 0 when it is sent in one piece
         * @param sums CRC32C of each part, or SHA-256 of the whole, hexadecimal
         */
        public record Ready(String file, long size, long partSize, List<String> sums) implements Serializable {

            boolean inParts() {
                return partSize > 0;
            }

            /** Of a part, in bytes; they are counted from 0. */
            long length(int index) {
                return Math.min(partSize, size - index * partSize);
            }

            /** Whether an agent can have come to it: the checksums become a part of what is signed. */
            boolean isPossible(long partsFrom, long sizeOfParts) {
                boolean parts = size >= partsFrom;
                long each = parts ? FileDigest.partSize(size, sizeOfParts) : 0;
                long count = parts ? (size + each - 1) / each : 1;
                return size >= 0
                        && partSize == each
                        && sums.size() == count
                        && sums.stream().allMatch(parts ? FileDigest::isCrc32c : ArtifactStore::isSha256);
            }
        }

        public static State create(String token, Instant now) {
            return new State(token, now, Stage.LIST, null, List.of(), 0, null, null, List.of(), null, 0);
        }

        FileToSend current() {
            return files.get(next);
        }

        /** Where the last of the files is, or will be; null when there is none. */
        public S3Location last() {
            return files.isEmpty() ? null : files.get(files.size() - 1).object();
        }

        State listed(Listed found) {
            Stage then = found.files().isEmpty() ? Stage.DONE : Stage.CHECK;
            return new State(
                    token, since, then, found.content(), List.copyOf(found.files()), 0, null, null, List.of(), null, 0);
        }

        /** The current file from this stage on; an upload in parts is no longer known. */
        State at(Stage newStage) {
            return sending(newStage, null, null);
        }

        State ready(State.Ready newReady) {
            return sending(Stage.SEND, newReady, null);
        }

        State begun(String newUploadId) {
            return sending(Stage.SEND, ready, newUploadId);
        }

        private State sending(Stage newStage, State.Ready newReady, String newUploadId) {
            return new State(
                    token, since, newStage, content, files, next, newReady, newUploadId, List.of(), versionId, sent);
        }

        /** How many parts are there. */
        int there() {
            return (int) etags.stream().filter(etag -> !etag.isEmpty()).count();
        }

        /** The parts that are not there yet, counted from 0. */
        List<Integer> missing() {
            return IntStream.range(0, ready.sums().size())
                    .filter(index -> index >= etags.size() || etags.get(index).isEmpty())
                    .boxed()
                    .toList();
        }

        /** How many are sent before it is saved that they are there: the more of them have gone well. */
        int atOnce() {
            return Math.max(LEAST_AT_ONCE, Math.min(there(), MOST_AT_ONCE));
        }

        State withPart(int index, String etag) {
            List<String> more = new ArrayList<>(etags);
            while (more.size() <= index) {
                more.add("");
            }
            more.set(index, etag);
            return new State(
                    token, since, stage, content, files, next, ready, uploadId, List.copyOf(more), versionId, sent);
        }

        /** The current file is in S3. */
        State there(String newVersionId, boolean justSent) {
            boolean last = next + 1 == files.size();
            return new State(
                    token,
                    since,
                    last ? Stage.CLEAN : Stage.CHECK,
                    content,
                    files,
                    next + 1,
                    null,
                    null,
                    List.of(),
                    newVersionId,
                    justSent ? sent + 1 : sent);
        }

        State done() {
            return new State(token, since, Stage.DONE, content, files, next, ready, uploadId, etags, versionId, sent);
        }

        /** The agent has lost what was made. */
        State again() {
            return create(token, since);
        }
    }
}
