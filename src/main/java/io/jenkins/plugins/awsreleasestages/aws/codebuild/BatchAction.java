package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction.State.BuildPhaseResult;
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
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildBatch;
import software.amazon.awssdk.services.codebuild.model.BuildBatchPhase;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;

/** One batch of CodeBuild builds: started once, its build graph shown as it runs. */
public final class BatchAction implements Action<BatchAction.State, BatchAction.Answer> {

    private static final Duration NOT_KNOWN_YET = Duration.ofMinutes(10);

    private final String project;
    private final Supplier<AwsSession> sessions;
    private final BatchStart begin;
    private final BuildLooks looks;

    /**
     * @param sessions asked at every call: credentials are never kept
     * @param request asked when the batch is started; may throw {@link RemoteFailure}
     */
    public BatchAction(
            String project, Supplier<AwsSession> sessions, Supplier<BuildRequest> request, BuildLooks looks) {
        this.project = project;
        this.sessions = sessions;
        this.begin = new BatchStart(project, sessions, request);
        this.looks = looks;
    }

    @Override
    public String title() {
        return "CodeBuild batch of project " + project;
    }

    @Override
    public State start(State state) {
        return state.withId(begin.start(state.token()).id());
    }

    @Override
    public Optional<State> find(State state) {
        return begin.find(state.token(), state.tokenSince(), Instant.now()).map(batch -> state.withId(batch.id()));
    }

    @Override
    public CompletionStage<Answer> ask(State state) {
        AwsSession session = sessions.get();
        return looks.askBatch(session, state.id(), BuildLooks.INTERVAL)
                .thenCompose(batch -> withEnded(session, state, batch));
    }

    /** Durations and causes are nowhere but with the builds themselves; without the right to see them we do without. */
    private CompletionStage<Answer> withEnded(AwsSession session, State state, BuildBatch batch) {
        if (batch == null) {
            return CompletableFuture.completedFuture(new Answer(null, List.of()));
        }
        List<CompletableFuture<Build>> ended = BatchGraph.newlyEnded(state.builds(), batch, Instant.now()).stream()
                .map(id -> looks.ask(session, id, Duration.ZERO).exceptionally(BatchAction::unseen))
                .toList();
        return CompletableFuture.allOf(ended.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> new Answer(
                        batch,
                        ended.stream()
                                .map(CompletableFuture::join)
                                .filter(Objects::nonNull)
                                .toList()));
    }

    private static Build unseen(Throwable problem) {
        Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
        if (cause instanceof RemoteFailure failure && !failure.passing()) {
            return null;
        }
        throw new CompletionException(cause);
    }

    @Override
    public Look<State> read(State state, Answer answer, Instant now) {
        BuildBatch batch = answer.batch();
        if (batch == null) {
            boolean gone = state.arn() != null || now.isAfter(state.tokenSince().plus(NOT_KNOWN_YET));
            return gone
                    ? Look.failed(state, List.of(), "CodeBuild does not know batch " + state.id() + ". Was it deleted?")
                    : Look.goesOn(state, List.of(), Duration.ZERO);
        }
        List<String> lines = new ArrayList<>();
        State seen = seen(state, answer, now, lines);
        if (!Boolean.TRUE.equals(batch.complete())) {
            return Look.goesOn(seen, lines, Duration.ZERO);
        }
        lines.addAll(BatchGraph.table(seen.builds()));
        if (!"SUCCEEDED".equals(seen.status())) {
            return Look.failed(seen, lines, failure(seen));
        }
        lines.add("CodeBuild batch " + seen.id() + " " + seen.status());
        return Look.succeeded(seen, lines);
    }

    private static State seen(State state, Answer answer, Instant now, List<String> lines) {
        BuildBatch batch = answer.batch();
        String console = ConsoleLink.batch(batch.arn(), batch.id());
        if (state.arn() == null) {
            lines.add("CodeBuild batch " + batch.id() + " started: " + console);
        }
        Build asBuild = asBuild(batch);
        List<BuildPhaseResult> phases = BuildPhaseResult.ended(asBuild.phases());
        lines.addAll(BuildPhaseResult.lines("batch " + batch.id(), state.phases(), phases));
        List<State.BatchBuild> builds = BatchGraph.now(state.builds(), batch, answer.ended(), now);
        lines.addAll(BatchGraph.changes(state.builds(), builds));
        return new State(
                state.token(),
                state.tokenSince(),
                batch.id(),
                batch.arn(),
                batch.buildBatchNumber(),
                batch.buildBatchStatusAsString(),
                console,
                batch.resolvedSourceVersion(),
                phases,
                builds,
                BuildFailures.cause(asBuild));
    }

    /** A batch's own phases are like a build's. */
    private static Build asBuild(BuildBatch batch) {
        return Build.builder()
                .phases(batch.phases().stream().map(BatchAction::asBuildPhase).toList())
                .timeoutInMinutes(batch.buildTimeoutInMinutes())
                .queuedTimeoutInMinutes(batch.queuedTimeoutInMinutes())
                .build();
    }

    private static BuildPhase asBuildPhase(BuildBatchPhase phase) {
        return BuildPhase.builder()
                .phaseType(phase.phaseTypeAsString())
                .phaseStatus(phase.phaseStatusAsString())
                .startTime(phase.startTime())
                .endTime(phase.endTime())
                .durationInSeconds(phase.durationInSeconds())
                .contexts(phase.contexts())
                .build();
    }

    private static String failure(State state) {
        String whole = BuildFailures.message(
                "CodeBuild batch " + state.id() + " " + state.status() + state.cause(), state.console());
        return BatchGraph.causes(state.builds()).stream()
                .collect(Collectors.joining("\n", "", "\n"))
                .stripLeading()
                .concat(whole);
    }

    @Override
    public void stop(State state) {
        AwsSession session = sessions.get();
        AwsFailures.call(
                session,
                "Stopping CodeBuild batch " + state.id(),
                () -> session.codeBuild().stopBuildBatch(r -> r.id(state.id())));
    }

    @Override
    public String leftBehind(State state) {
        return "Batch " + state.id() + " goes on in CodeBuild"
                + (state.console() == null ? "." : ": " + state.console());
    }

    /**
     * All that is saved of a batch of builds.
     *
     * @param token makes the start idempotent, and is how a started batch is found again
     * @param tokenSince when the token was chosen; CodeBuild honours it for five minutes
     * @param id the batch's id, {@code project:uuid}; null before it is known
     * @param arn null before the first look
     * @param number the project's count; null before the first look
     * @param status CodeBuild's own: IN_PROGRESS, SUCCEEDED, FAILED, FAULT, TIMED_OUT, STOPPED
     * @param console where to look at it
     * @param revision the resolved source version; may be null
     * @param phases the batch's own phases that have ended, in order
     * @param builds the build graph
     * @param cause the first of the batch's own phases that failed of itself, and why; empty while there is none
     */
    public record State(
            String token,
            Instant tokenSince,
            String id,
            String arn,
            Long number,
            String status,
            String console,
            String revision,
            List<BuildPhaseResult> phases,
            List<BatchBuild> builds,
            String cause) {

        /**
         * One build of the graph.
         *
         * @param identifier what the buildspec calls it
         * @param dependsOn the builds it waits for
         * @param ignoreFailure whether the batch succeeds without it
         * @param id {@code project:uuid}; null before it has begun
         * @param status PENDING before it has begun, then CodeBuild's own
         * @param console null before it has begun
         * @param seconds how long it took; 0 before its end
         * @param cause why it failed: the rest of the sentence "build … FAILED"; empty where it did not
         */
        public record BatchBuild(
                String identifier,
                List<String> dependsOn,
                boolean ignoreFailure,
                String id,
                String status,
                String console,
                long seconds,
                String cause) {

            static final String PENDING = "PENDING";

            boolean hasEnded() {
                return !status.equals(PENDING) && !status.equals("IN_PROGRESS");
            }

            boolean hasFailed() {
                return hasEnded() && !status.equals("SUCCEEDED");
            }
        }

        public static State create(String token, Instant now) {
            return new State(token, now, null, null, null, "IN_PROGRESS", null, null, List.of(), List.of(), "");
        }

        State withId(String newId) {
            return new State(token, tokenSince, newId, arn, number, status, console, revision, phases, builds, cause);
        }
    }

    /**
     * What a look at a batch was answered.
     *
     * @param batch null where CodeBuild does not know the batch (yet)
     * @param ended the builds that have ended since the last look, as far as CodeBuild shows them
     */
    public record Answer(BuildBatch batch, List<Build> ended) {}
}
