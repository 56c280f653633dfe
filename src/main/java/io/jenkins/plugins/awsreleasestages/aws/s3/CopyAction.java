package io.jenkins.plugins.awsreleasestages.aws.s3;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Copies an artifact, and what lies beside it, into another bucket; S3 does it by itself, whole or part by part. What is there
 * already stays. S3 says the SHA-256 of what it has copied whole; of parts it pins the source by its ETag.
 */
public final class CopyAction implements Action<CopyAction.State, CopyAction.Progress> {

    private static final System.Logger LOGGER = System.getLogger(CopyAction.class.getName());

    /** In bytes; more is copied in parts of this size, each of which S3 copies in seconds. Not final: tests have smaller ones. */
    static long partSize = 256L << 20;

    /**
     * @param version of the source; null for the newest
     * @param sha256 of the artifact
     * @param owner the account that the bucket has to belong to; null for any
     */
    public record Request(
            String fromBucket,
            String fromKey,
            String version,
            String toBucket,
            String toKey,
            String sha256,
            String owner) {}

    /**
     * @param etag of the source, with quotation marks; null before it is known
     * @param uploadId of a copy in parts; null for none
     * @param parts the ETags of the parts that are there, in order
     * @param sums SHA-256 of each of them, hexadecimal; empty where S3 does not say it
     * @param versionId of the copy; null in a bucket without versions
     * @param there whether the copy is there
     */
    public record State(
            String etag,
            long size,
            String uploadId,
            List<String> parts,
            List<String> sums,
            String versionId,
            boolean there) {

        public static State create() {
            return new State(null, 0, null, List.of(), List.of(), null, false);
        }

        private State begun(String newUploadId) {
            return new State(etag, size, newUploadId, List.of(), List.of(), versionId, there);
        }

        private State with(String part, String sum) {
            List<String> moreParts = new ArrayList<>(parts);
            List<String> moreSums = new ArrayList<>(sums);
            moreParts.add(part);
            moreSums.add(sum);
            return new State(etag, size, uploadId, List.copyOf(moreParts), List.copyOf(moreSums), versionId, there);
        }

        private State copied(String version) {
            return new State(etag, size, null, List.of(), List.of(), version, true);
        }
    }

    /** @param problem null where all is well */
    public record Progress(State state, boolean done, String line, String problem) {}

    private final Supplier<AwsSession> sessions;
    private final Request request;
    private final Supplier<List<String>> beside;

    /** @param beside keys in the source's bucket of what is copied, too, where it is there */
    public CopyAction(Supplier<AwsSession> sessions, Request request, Supplier<List<String>> beside) {
        this.sessions = sessions;
        this.request = request;
        this.beside = beside;
    }

    @Override
    public String title() {
        return "Copying " + from() + " to " + to();
    }

    private String from() {
        return "s3://" + request.fromBucket() + "/" + request.fromKey();
    }

    private String to() {
        return "s3://" + request.toBucket() + "/" + request.toKey();
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
        Progress progress;
        try {
            progress = next(state, sessions.get());
        } catch (RemoteFailure e) {
            if (e.passing()) {
                throw e;
            }
            if (S3Upload.isContended(e)) {
                throw new RemoteFailure(RemoteFailure.Kind.UNREACHABLE, e.getMessage(), e);
            }
            stop(state);
            progress = new Progress(state, false, null, e.getMessage());
        }
        return CompletableFuture.completedFuture(progress);
    }

    private Progress next(State state, AwsSession session) {
        if (state.there()) {
            beside.get().forEach(key -> copyBeside(key, session));
            return new Progress(state, true, null, null);
        }
        if (state.etag() == null) {
            return look(state, session);
        }
        try {
            return state.size() <= partSize ? whole(state, session) : part(state, session);
        } catch (RemoteFailure e) {
            if (S3Upload.isTaken(e)) {
                stop(state);
                return new Progress(State.create(), false, "Somebody was faster, or the source has changed", null);
            }
            if (S3Upload.isGone(e)) {
                return new Progress(State.create(), false, "The copy in parts is gone, beginning again", null);
            }
            throw e;
        }
    }

    private Progress look(State state, AwsSession session) {
        Optional<S3Upload.Stored> there = upload(request.toKey()).find(session);
        if (there.isPresent()) {
            requireSame(there.get().sha256(), to());
            return new Progress(state.copied(there.get().versionId()), false, "Is there already: " + to(), null);
        }
        HeadObjectResponse source = call(
                session,
                "Looking at " + from(),
                () -> session.s3()
                        .headObject(r -> r.bucket(request.fromBucket())
                                .key(request.fromKey())
                                .versionId(request.version())
                                .checksumMode(ChecksumMode.ENABLED)));
        requireSame(S3Upload.hexadecimal(source.checksumSHA256()), from());
        return new Progress(
                new State(source.eTag(), source.contentLength(), null, List.of(), List.of(), null, false),
                false,
                null,
                null);
    }

    private void requireSame(String sha256, String where) {
        if (sha256 != null && !sha256.equals(request.sha256())) {
            throw RemoteFailure.refused("The artifact was stored with the SHA-256 " + request.sha256()
                    + ", and there is another content at " + where + ", with " + sha256
                    + ". Find out who has put it there. Nothing was copied.");
        }
    }

    private S3Upload upload(String key) {
        return new S3Upload(request.toBucket(), key, ArtifactStore.ZIP, request.owner(), true, Keeping.STANDARD);
    }

    private Progress whole(State state, AwsSession session) {
        var copied = call(
                session,
                title(),
                () -> session.s3()
                        .copyObject(r -> r.sourceBucket(request.fromBucket())
                                .sourceKey(request.fromKey())
                                .sourceVersionId(request.version())
                                .copySourceIfMatch(state.etag())
                                .destinationBucket(request.toBucket())
                                .destinationKey(request.toKey())
                                .expectedBucketOwner(request.owner())
                                .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                                .ifNoneMatch("*")));
        String sha256 = S3Upload.hexadecimal(copied.copyObjectResult().checksumSHA256());
        if (sha256 != null && !sha256.equals(request.sha256())) {
            throw RemoteFailure.refused("The artifact was stored with the SHA-256 " + request.sha256() + ", and "
                    + from() + " has now " + sha256 + ". Somebody has replaced it. Delete the copy, " + to() + ".");
        }
        return new Progress(state.copied(copied.versionId()), false, null, null);
    }

    private Progress part(State state, AwsSession session) {
        if (state.uploadId() == null) {
            return new Progress(state.begun(upload(request.toKey()).begin(session, "")), false, null, null);
        }
        int number = state.parts().size() + 1;
        long begin = (number - 1) * partSize;
        if (begin >= state.size()) {
            String version = upload(request.toKey()).complete(session, state.uploadId(), state.parts(), state.sums());
            return new Progress(state.copied(version), false, null, null);
        }
        long end = Math.min(begin + partSize, state.size()) - 1;
        CopyPartResult part = call(
                        session,
                        title() + ", part " + number,
                        () -> session.s3()
                                .uploadPartCopy(r -> r.sourceBucket(request.fromBucket())
                                        .sourceKey(request.fromKey())
                                        .sourceVersionId(request.version())
                                        .copySourceIfMatch(state.etag())
                                        .copySourceRange("bytes=" + begin + "-" + end)
                                        .destinationBucket(request.toBucket())
                                        .destinationKey(request.toKey())
                                        .uploadId(state.uploadId())
                                        .partNumber(number)
                                        .expectedBucketOwner(request.owner())))
                .copyPartResult();
        String sum = Objects.requireNonNullElse(S3Upload.hexadecimal(part.checksumSHA256()), "");
        String line = "Copied " + (end + 1) * 100 / state.size() + " %";
        return new Progress(state.with(part.eTag(), sum), false, line, null);
    }

    /** A statement of who has built it is not there for every artifact, and the first one stays. */
    private void copyBeside(String key, AwsSession session) {
        String to =
                request.toKey().substring(0, request.toKey().lastIndexOf('/')) + key.substring(key.lastIndexOf('/'));
        try {
            call(
                    session,
                    "Copying s3://" + request.fromBucket() + "/" + key,
                    () -> session.s3()
                            .copyObject(r -> r.sourceBucket(request.fromBucket())
                                    .sourceKey(key)
                                    .destinationBucket(request.toBucket())
                                    .destinationKey(to)
                                    .expectedBucketOwner(request.owner())
                                    .ifNoneMatch("*")));
        } catch (RemoteFailure e) {
            boolean without = e.getCause() instanceof SdkException cause
                    && AwsFailures.code(cause).equals("NoSuchKey");
            if (!without && !S3Upload.isTaken(e)) {
                throw e;
            }
        }
    }

    private static <T> T call(AwsSession session, String what, Supplier<T> call) {
        return AwsFailures.call(session, what, call);
    }

    @Override
    public Look<State> read(State state, Progress progress, Instant now) {
        List<String> lines = progress.line() == null ? List.of() : List.of(progress.line());
        if (progress.problem() != null) {
            return Look.failed(state, lines, progress.problem());
        }
        State next = progress.state();
        if (progress.done()) {
            return Look.succeeded(next, List.of("Copied to " + to()));
        }
        // Which copy in parts has begun is known from nowhere else.
        return next.uploadId() != null && next.parts().isEmpty()
                ? Look.goesOnOnceSaved(next, lines)
                : Look.goesOn(
                        next, lines, next.etag() == null && !next.there() ? Duration.ofSeconds(1) : Duration.ZERO);
    }

    /** Nothing that costs stays in the bucket, as far as it can be helped. */
    @Override
    public void stop(State state) {
        if (state.uploadId() != null) {
            try {
                upload(request.toKey()).abort(sessions.get(), state.uploadId());
            } catch (RemoteFailure e) {
                LOGGER.log(System.Logger.Level.INFO, "A copy in parts stays in " + to(), e);
            }
        }
    }

    @Override
    public String leftBehind(State state) {
        return state.uploadId() == null
                ? ""
                : "Parts may be left in " + to() + ", upload " + state.uploadId()
                        + "; a lifecycle rule of the bucket that aborts incomplete uploads removes them.";
    }
}
