package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import hudson.FilePath;
import hudson.Util;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.s3.S3Objects;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import io.jenkins.plugins.awsreleasestages.files.Unpacking;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.SignedTransfer.Answer;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import jenkins.MasterToSlaveFileCallable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Artifacts in S3, brought to the workspace by the agent over signed addresses: a ZIP is checked and unpacked, a folder of
 * objects is fetched some files at a time. After a restart of the controller the one under way is brought again.
 */
public final class ArtifactDownload implements Action<ArtifactDownload.State, ArtifactDownload.Progress> {

    /** Files of a folder that the agent fetches before it is asked again. */
    private static final int FILES_A_LOOK = 50;

    private static final Duration SIGNED_FOR = Duration.ofHours(1);

    /** What a look came to. */
    public sealed interface Progress {}

    record StillAtIt() implements Progress {}

    /** @param upTo the last key, where there may be more; null when the artifact is there */
    record Brought(int files, long bytes, String upTo) implements Progress {}

    record Failed(String message) implements Progress {}

    /**
     * One object for the agent. The address is a secret.
     *
     * @param size in bytes; 0 when it is not known
     * @param etag with quotation marks; null when it is not known
     */
    public record Fetch(URL url, String name, long size, String etag) implements Serializable {
        @Override
        public String toString() {
            return "Fetch[" + name + "]";
        }
    }

    /** @param single whether the artifact is one object */
    private record Page(List<Fetch> files, boolean single, String upTo) {}

    /** What is said of a checksum that differs, after the one that was found. */
    private static final String OF_BUILD =
            "CodeBuild says %s. Somebody has replaced it since the build, perhaps another build of the project.";

    private final boolean unpack;
    private final Supplier<FilePath> workspace;
    private final Supplier<AwsSession> aws;
    private final String differs;
    private final Unpacking limits;
    private final AgentWork agent = new AgentWork();

    /** What the agent has under way, listed once; null between two pages. */
    private Page page;

    /**
     * @param unpack whether ZIPs are unpacked
     * @param workspace gives the current directory, or throws {@link RemoteFailure} while the agent is away
     * @param aws asked at every call: credentials are never kept
     */
    public ArtifactDownload(boolean unpack, Supplier<FilePath> workspace, Supplier<AwsSession> aws) {
        this(unpack, workspace, aws, OF_BUILD, Unpacking.STANDARD);
    }

    /** @param differs what is said of a checksum that differs, after the one that was found; with {@code %s} for the right one */
    public ArtifactDownload(
            boolean unpack, Supplier<FilePath> workspace, Supplier<AwsSession> aws, String differs, Unpacking limits) {
        this.unpack = unpack;
        this.workspace = workspace;
        this.aws = aws;
        this.differs = differs;
        this.limits = limits;
    }

    @Override
    public String title() {
        return "Download of the artifacts";
    }

    @Override
    public Optional<State> find(State state) {
        return Optional.empty();
    }

    @Override
    public State start(State state) {
        return state;
    }

    @Override
    public CompletionStage<Progress> ask(State state) {
        if (agent.isStopped()) {
            return CompletableFuture.completedFuture(new Failed(title() + " was stopped."));
        }
        if (state.isDone()) {
            return CompletableFuture.completedFuture(new Brought(0, 0, null));
        }
        try {
            return CompletableFuture.completedFuture(progress(state));
        } catch (RemoteFailure e) {
            page = null;
            if (e.passing()) {
                throw e;
            }
            return CompletableFuture.completedFuture(new Failed(e.getMessage()));
        }
    }

    private Progress progress(State state) {
        State.Artifact artifact = state.current();
        if (page == null) {
            page = page(aws.get(), artifact, state.after());
        }
        Page now = page;
        FilePath folder = workspace.get().child(artifact.folder());
        Reply outcome = agent.begunOrDone(
                "Fetching the artifact " + artifact.location(),
                folder,
                () -> new Get(
                        new ArrayList<>(now.files()),
                        now.single() ? artifact.sha256() : null,
                        unpack && now.single(),
                        differs,
                        limits));
        if (outcome == null) {
            return new StillAtIt();
        }
        page = null;
        if (outcome.refused() != null) {
            return notAccepted(artifact, outcome.refused());
        }
        if (outcome.problem() != null) {
            throw RemoteFailure.refused("The artifact " + artifact.location() + ": " + outcome.problem());
        }
        return new Brought(outcome.files(), outcome.bytes(), now.upTo());
    }

    private Progress notAccepted(State.Artifact artifact, Answer answer) {
        String what = "Fetching the artifact " + artifact.location() + " failed: " + answer.said() + ".";
        if (answer.sessionOver()) {
            aws.get().forget();
        }
        if (answer.passing() || answer.replaced()) {
            throw new RemoteFailure(Kind.UNREACHABLE, what);
        }
        throw RemoteFailure.refused(what + " The role needs s3:GetObject on " + artifact.location()
                + ", and kms:Decrypt on the key it is encrypted with.");
    }

    /** An object of that name, or else the objects below it. */
    private static Page page(AwsSession session, State.Artifact artifact, String after) {
        if (after == null && !artifact.key().isEmpty()) {
            Optional<Fetch> one = object(session, artifact);
            if (one.isPresent()) {
                return new Page(List.of(one.get()), true, null);
            }
        }
        String prefix = artifact.key().isEmpty() ? "" : artifact.key() + "/";
        var listed = AwsFailures.call(
                session,
                "Listing the artifact " + artifact.location(),
                () -> session.s3()
                        .listObjectsV2(r -> r.bucket(artifact.bucket())
                                .prefix(prefix)
                                .maxKeys(FILES_A_LOOK)
                                .startAfter(after)));
        List<S3Object> found = listed.contents();
        if (found.isEmpty() && after == null) {
            throw RemoteFailure.refused("There is no artifact " + artifact.location() + " any more: was it deleted?");
        }
        List<Fetch> files = found.stream()
                .filter(object -> !object.key().endsWith("/"))
                .map(object -> new Fetch(
                        signed(session, artifact, object.key()),
                        object.key().substring(prefix.length()),
                        object.size(),
                        object.eTag()))
                .toList();
        boolean more = Boolean.TRUE.equals(listed.isTruncated());
        return new Page(files, false, more ? found.get(found.size() - 1).key() : null);
    }

    private static Optional<Fetch> object(AwsSession session, State.Artifact artifact) {
        String what = "Looking for the artifact " + artifact.location();
        URL url = signed(session, artifact, artifact.key());
        try {
            HeadObjectResponse head =
                    session.s3().headObject(r -> r.bucket(artifact.bucket()).key(artifact.key()));
            return Optional.of(new Fetch(url, artifact.name(), head.contentLength(), head.eTag()));
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                return Optional.empty();
            }
            // A role that may read it and not list the bucket is told 403 of what is not there; reading tells.
            if (e.statusCode() == 403) {
                boolean known = artifact.sha256() != null && !artifact.sha256().isEmpty();
                return known ? Optional.of(new Fetch(url, artifact.name(), 0, null)) : Optional.empty();
            }
            throw AwsFailures.failure(what, e);
        } catch (SdkException e) {
            throw AwsFailures.failure(what, e);
        }
    }

    private static URL signed(AwsSession session, State.Artifact artifact, String key) {
        return new S3Objects(session, artifact.bucket(), key).presignedGet(null, SIGNED_FOR);
    }

    @Override
    public Look<State> read(State state, Progress progress, Instant now) {
        if (progress instanceof StillAtIt) {
            return Look.goesOn(state, List.of(), agent.pause());
        }
        if (progress instanceof Failed failed) {
            return Look.failed(state, List.of(), failed.message());
        }
        if (state.isDone()) {
            return Look.succeeded(
                    state, state.artifacts().isEmpty() ? List.of("There are no artifacts in S3") : List.of());
        }
        Brought brought = (Brought) progress;
        State next = state.with(brought.files(), brought.bytes(), brought.upTo());
        List<String> lines = List.of(line(state.current(), next, brought, now));
        return next.isDone() ? Look.succeeded(next, lines) : Look.goesOn(next, lines, Duration.ZERO);
    }

    private static String line(State.Artifact artifact, State next, Brought brought, Instant now) {
        String so = brought.upTo() == null ? "" : " so far";
        return "Artifact " + artifact.location() + ": " + brought.files() + " files in " + artifact.folder()
                + ", "
                + FilesUpload.megabytes(next.bytes()) + " fetched" + so + ", "
                + Duration.between(next.since(), now).toSeconds() + " s";
    }

    @Override
    public void stop(State state) {
        agent.stop();
    }

    @Override
    public String leftBehind(State state) {
        return "What was already fetched stays in the workspace.";
    }

    // What runs on the agent. Problems are data, because remoting wraps exceptions.

    public record Reply(int files, long bytes, Answer refused, String problem) implements Serializable {}

    private static final class Get extends MasterToSlaveFileCallable<Reply> {
        private static final long serialVersionUID = 1L;
        private final ArrayList<Fetch> files;
        private final String sha256;
        private final boolean unpack;
        private final String differs;
        private final Unpacking limits;

        Get(ArrayList<Fetch> files, String sha256, boolean unpack, String differs, Unpacking limits) {
            this.files = files;
            this.sha256 = sha256;
            this.unpack = unpack;
            this.differs = differs;
            this.limits = limits;
        }

        @Override
        public Reply invoke(File folder, VirtualChannel channel) throws IOException, InterruptedException {
            Path target = folder.toPath();
            Files.createDirectories(target);
            int count = 0;
            long bytes = 0;
            for (Fetch file : files) {
                Path part = Files.createTempFile(target, ".artifact-", ".part");
                try {
                    Answer answer = SignedTransfer.get(file.url(), file.etag(), file.size(), part);
                    if (!answer.accepted()) {
                        return new Reply(count, bytes, answer, null);
                    }
                    bytes += answer.bytes();
                    Reply taken = take(target, file, part, answer);
                    if (taken.problem() != null) {
                        return taken;
                    }
                    count += taken.files();
                } finally {
                    Files.deleteIfExists(part);
                }
            }
            return new Reply(count, bytes, null, null);
        }

        private Reply take(Path target, Fetch file, Path part, Answer answer) throws IOException {
            boolean known = sha256 != null && !sha256.isBlank();
            if (known && !sha256.equalsIgnoreCase(answer.sha256())) {
                return problem("its SHA-256 is " + answer.sha256() + ", and " + differs.formatted(sha256));
            }
            try {
                if (unpack && isZip(part) && (known || file.name().endsWith(".zip"))) {
                    return new Reply(unpacked(part, target), 0, null, null);
                }
                Files.move(part, Unpacking.place(target, file.name()), StandardCopyOption.REPLACE_EXISTING);
                return new Reply(1, 0, null, null);
            } catch (InterruptedException e) {
                throw new InterruptedIOException("stopped");
            } catch (IOException e) {
                return problem(e.getMessage());
            }
        }

        /** Beside what is there, and moved when all of it is well: nothing is half unpacked. */
        private int unpacked(Path archive, Path target) throws IOException, InterruptedException {
            Path aside = Files.createTempDirectory(target, ".artifact-");
            try {
                int files = limits.unpackZip(archive, aside);
                Unpacking.move(aside, target);
                return files;
            } finally {
                Util.deleteRecursive(aside.toFile());
            }
        }

        private static Reply problem(String message) {
            return new Reply(0, 0, null, message);
        }

        /** PKWARE's APPNOTE.TXT, 4.3.7 and 4.3.16: how an archive begins, one without files too. */
        private static boolean isZip(Path file) throws IOException {
            try (var in = Files.newInputStream(file)) {
                byte[] head = in.readNBytes(4);
                return head.length == 4
                        && head[0] == 'P'
                        && head[1] == 'K'
                        && (head[2] == 3 && head[3] == 4 || head[2] == 5 && head[3] == 6);
            }
        }
    }

    /**
     * All that is saved of artifacts on their way to the workspace.
     *
     * @param artifacts what is brought, in order
     * @param next which of them is next
     * @param after the key of the last file that was brought, of an artifact that is a folder; null before the first
     * @param files brought so far
     * @param bytes brought so far
     */
    public record State(Instant since, List<State.Artifact> artifacts, int next, String after, int files, long bytes) {

        /**
         * An artifact in S3.
         *
         * @param folder where it belongs, relative to the current directory
         * @param location ARN, or {@code s3://} address, of an object, or of the folder its objects are in
         * @param sha256 hexadecimal; null where nobody knows it
         */
        public record Artifact(String folder, String location, String sha256) {

            private static final String PREFIX = ":s3:::";
            private static final String ADDRESS = "s3://";

            String bucket() {
                return path().split("/", 2)[0];
            }

            /** Without slashes at its ends. */
            String key() {
                String[] parts = path().split("/", 2);
                return parts.length < 2 ? "" : parts[1].replaceAll("^/+|/+$", "");
            }

            String name() {
                return key().substring(key().lastIndexOf('/') + 1);
            }

            private String path() {
                if (location.startsWith(ADDRESS)) {
                    return location.substring(ADDRESS.length());
                }
                int at = location.indexOf(PREFIX);
                return at < 0 ? location : location.substring(at + PREFIX.length());
            }
        }

        public static State create(List<Artifact> artifacts, Instant now) {
            return new State(now, List.copyOf(artifacts), 0, null, 0, 0);
        }

        /** Whether all of them are there. */
        public boolean isDone() {
            return next == artifacts.size();
        }

        Artifact current() {
            return artifacts.get(next);
        }

        State with(int moreFiles, long moreBytes, String upTo) {
            int at = upTo == null ? next + 1 : next;
            return new State(since, artifacts, at, upTo, files + moreFiles, bytes + moreBytes);
        }
    }
}
