package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BatchState.BatchBuild;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildState.BuildPhaseResult;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildBatch;
import software.amazon.awssdk.services.codebuild.model.BuildBatchPhase;

/** One batch of CodeBuild builds: started once, its build graph shown as it runs. */
public final class BatchAction implements Action<BatchState, BatchAnswer> {

    private static final Duration NOT_KNOWN_YET = Duration.ofMinutes(10);
    private static final Duration NEXT_LOOK = Duration.ofSeconds(5);

    /** CodeBuild API reference, BatchGetBuilds: 1 to 100 ids. */
    private static final int MOST_IDS = 100;

    private final String project;
    private final Supplier<AwsSession> sessions;
    private final BatchStart begin;
    private final BatchLooks looks;

    /**
     * @param sessions asked at every call: credentials are never kept
     * @param request asked when the batch is started; may throw {@link RemoteFailure}
     */
    public BatchAction(
            String project, Supplier<AwsSession> sessions, Supplier<BuildRequest> request, BatchLooks looks) {
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
    public BatchState start(BatchState state) {
        return state.withId(begin.start(state.token()).id());
    }

    @Override
    public Optional<BatchState> find(BatchState state) {
        return begin.find(state.token(), state.tokenSince(), Instant.now()).map(batch -> state.withId(batch.id()));
    }

    @Override
    public CompletionStage<BatchAnswer> ask(BatchState state) {
        AwsSession session = sessions.get();
        return looks.ask(session, state.id())
                .thenCompose(batch -> looks.onWorker(() -> new BatchAnswer(batch, ended(session, state, batch))));
    }

    /** Durations and causes are nowhere but with the builds themselves; without the right to see them we do without. */
    private static List<Build> ended(AwsSession session, BatchState state, BuildBatch batch) {
        if (batch == null) {
            return List.of();
        }
        List<String> ids = BatchGraph.newlyEnded(state.builds(), batch, Instant.now());
        if (ids.isEmpty()) {
            return List.of();
        }
        List<String> most = ids.subList(0, Math.min(ids.size(), MOST_IDS));
        try {
            return AwsFailures.call(
                    session,
                    "Looking at the builds of batch " + state.id(),
                    () -> session.codeBuild().batchGetBuilds(r -> r.ids(most)).builds());
        } catch (RemoteFailure e) {
            if (e.passing()) {
                throw e;
            }
            return List.of();
        }
    }

    @Override
    public Look<BatchState> read(BatchState state, BatchAnswer answer, Instant now) {
        BuildBatch batch = answer.batch();
        if (batch == null) {
            boolean gone = state.arn() != null || now.isAfter(state.tokenSince().plus(NOT_KNOWN_YET));
            return gone
                    ? Look.failed(state, List.of(), "CodeBuild does not know batch " + state.id() + ". Was it deleted?")
                    : Look.goesOn(state, List.of(), NEXT_LOOK);
        }
        List<String> lines = new ArrayList<>();
        BatchState seen = seen(state, answer, now, lines);
        if (!Boolean.TRUE.equals(batch.complete())) {
            return Look.goesOn(seen, lines, NEXT_LOOK);
        }
        lines.addAll(BatchGraph.table(seen.builds()));
        lines.add("CodeBuild batch " + seen.id() + " " + seen.status());
        return "SUCCEEDED".equals(seen.status())
                ? Look.succeeded(seen, lines)
                : Look.failed(seen, lines, failure(seen));
    }

    private static BatchState seen(BatchState state, BatchAnswer answer, Instant now, List<String> lines) {
        BuildBatch batch = answer.batch();
        String console = ConsoleLink.batch(batch.arn(), batch.id());
        if (state.arn() == null) {
            lines.add("CodeBuild batch " + batch.id() + " started: " + console);
        }
        List<BuildPhaseResult> phases = ended(batch);
        phases.stream()
                .skip(state.phases().size())
                .forEach(phase ->
                        lines.add("Phase " + phase.name() + " " + phase.status() + " (" + phase.seconds() + " s)"));
        List<BatchBuild> builds = BatchGraph.now(state.builds(), batch, answer.ended(), now);
        lines.addAll(BatchGraph.changes(state.builds(), builds));
        return new BatchState(
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
                cause(batch));
    }

    private static List<BuildPhaseResult> ended(BuildBatch batch) {
        return batch.phases().stream()
                .filter(phase -> phase.phaseStatusAsString() != null && phase.endTime() != null)
                .map(phase -> new BuildPhaseResult(
                        phase.phaseTypeAsString(),
                        phase.phaseStatusAsString(),
                        phase.durationInSeconds() == null ? 0 : phase.durationInSeconds()))
                .toList();
    }

    private static String cause(BuildBatch batch) {
        return batch.phases().stream()
                .filter(phase ->
                        phase.phaseStatusAsString() != null && !"SUCCEEDED".equals(phase.phaseStatusAsString()))
                .findFirst()
                .map(BatchAction::cause)
                .orElse("");
    }

    private static String cause(BuildBatchPhase phase) {
        String words = BuildFailures.words(phase.contexts());
        return " in phase " + phase.phaseTypeAsString() + (words.isEmpty() ? "" : ": " + words);
    }

    private static String failure(BatchState state) {
        String whole = BuildFailures.message(
                "CodeBuild batch " + state.id() + " " + state.status() + state.cause(), state.console(), List.of());
        return BatchGraph.causes(state.builds()).stream()
                .collect(Collectors.joining("\n", "", "\n"))
                .stripLeading()
                .concat(whole);
    }

    @Override
    public void stop(BatchState state) {
        AwsSession session = sessions.get();
        AwsFailures.call(
                session,
                "Stopping CodeBuild batch " + state.id(),
                () -> session.codeBuild().stopBuildBatch(r -> r.id(state.id())));
    }

    @Override
    public String leftBehind(BatchState state) {
        return "Batch " + state.id() + " goes on in CodeBuild"
                + (state.console() == null ? "." : ": " + state.console());
    }
}
