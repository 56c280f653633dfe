package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;

/** One CodeBuild build: started once, watched together with all others, its log brought over to the last line. */
public final class BuildAction implements Action<BuildAction.State, BuildAction.Answer> {

    private static final Duration NOT_KNOWN_YET = Duration.ofMinutes(10);

    /** Log lines arrive some seconds after the build's end. */
    private static final Duration DRAIN_AT_LEAST = Duration.ofSeconds(5);

    /** So long may a log take that has not shown a line at all. */
    private static final Duration DRAIN_FIRST_LINE = Duration.ofSeconds(15);

    private static final Duration DRAIN_AT_MOST = Duration.ofSeconds(60);
    private static final Duration DRAIN_INTERVAL = Duration.ofSeconds(2);

    /** Where a log did not have its last line yet, it mostly has it a second after the build's end. */
    private static final Duration DRAIN_FIRST_INTERVAL = Duration.ofSeconds(1);

    /** How many lines of the log {@link LogMode#TAIL} shows. */
    static final int TAIL_LINES = 200;

    /** A phase that went well leaves a line in the log that says nothing and is not shown: one for each of CodeBuild's. */
    private static final int EMPTY_LINES = 11;

    private final String project;
    private final Supplier<AwsSession> sessions;
    private final BuildLooks looks;
    private final BuildWatch watch;
    private final BuildStart begin;
    private final Consumer<Build> begun;
    private final LogMode logMode;

    /** Shows the whole log. */
    public BuildAction(
            String project,
            Supplier<AwsSession> sessions,
            Supplier<BuildRequest> request,
            BuildLooks looks,
            Consumer<Build> begun) {
        this(project, sessions, request, looks, LogMode.FULL, begun);
    }

    /**
     * @param sessions asked at every call: credentials are never kept
     * @param request asked when the build is started; may throw {@link RemoteFailure}
     * @param begun told of the build as soon as it is known
     */
    public BuildAction(
            String project,
            Supplier<AwsSession> sessions,
            Supplier<BuildRequest> request,
            BuildLooks looks,
            LogMode logMode,
            Consumer<Build> begun) {
        this.project = project;
        this.sessions = sessions;
        this.looks = looks;
        this.begin = new BuildStart(project, sessions, request);
        this.logMode = logMode;
        this.watch = new BuildWatch(looks, this::log);
        this.begun = begun;
    }

    @Override
    public String title() {
        return "CodeBuild build of project " + project;
    }

    @Override
    public State start(State state) {
        return known(state, begin.start(state.token()));
    }

    @Override
    public Optional<State> find(State state) {
        return begin.find(state.token(), state.tokenSince(), Instant.now()).map(build -> known(state, build));
    }

    State known(State state, Build build) {
        watch.begun();
        begun.accept(build);
        return state.withId(build.id());
    }

    @Override
    public String about(State state) {
        return state.arn();
    }

    @Override
    public void hurry(State state) {
        watch.hurry();
    }

    @Override
    public CompletionStage<Answer> ask(State state) {
        boolean ended = state.endSeen() != null;
        return watch.ask(sessions.get(), state, showsLog(state.log(), ended));
    }

    /**
     * One look, in no hurry, together with those at other builds; for whoever keeps no more than the token and the id. Its log
     * is not read: that takes more than a look.
     */
    public CompletionStage<Look<State>> look(State state, Instant now) {
        return looks.ask(sessions.get(), state.id(), BuildLooks.INTERVAL)
                .thenApply(build -> read(state, new Answer(build, true, null), now));
    }

    private boolean showsLog(LogCursor cursor, boolean ended) {
        if (cursor.place() == null || cursor.unreadable()) {
            return false;
        }
        return logMode == LogMode.FULL || logMode == LogMode.TAIL && ended;
    }

    private Answer.LogPages log(AwsSession session, LogCursor cursor, boolean ended) {
        return logMode == LogMode.TAIL
                ? BuildLog.tail(session, cursor.place(), TAIL_LINES + EMPTY_LINES)
                : BuildLog.read(session, cursor.place(), cursor.token(), ended);
    }

    @Override
    public Look<State> read(State state, Answer answer, Instant now) {
        if (isGone(state, answer, now)) {
            return Look.failed(state, List.of(), "CodeBuild does not know build " + state.id() + ". Was it deleted?");
        }
        List<String> lines = new ArrayList<>();
        State seen = answer.build() == null ? state : seen(state, answer.build(), now, lines);
        if (answer.log() != null) {
            seen = seen.withLog(readLog(seen.log(), answer.log(), lines));
        }
        if (seen.endSeen() == null || seen.log().more()) {
            // The watch knows when the next answer is worth having.
            return Look.goesOn(seen, lines, Duration.ZERO);
        }
        boolean readAfterEnd = answer.log() != null && state.endSeen() != null;
        if (!drained(seen, readAfterEnd, now)) {
            return Look.goesOn(seen, lines, readAfterEnd ? untilNextRead(seen, now) : Duration.ZERO);
        }
        return ended(seen, answer.log(), lines);
    }

    private LogCursor readLog(LogCursor cursor, Answer.LogPages pages, List<String> lines) {
        if (logMode == LogMode.TAIL && pages.refusal() == null) {
            return cursor.readTail(pages);
        }
        LogCursor.Read read = cursor.read(pages);
        lines.addAll(LogCursor.telling(read.lines()));
        return read.cursor();
    }

    private Look<State> ended(State seen, Answer.LogPages pages, List<String> lines) {
        lines.addAll(
                logMode == LogMode.TAIL && pages != null
                        ? tail(pages.texts())
                        : LogCursor.telling(LogLines.rest(seen.log().open())));
        if (!"SUCCEEDED".equals(seen.status())) {
            return Look.failed(seen, lines, failure(seen));
        }
        lines.add("CodeBuild build " + seen.id() + " " + seen.status());
        return Look.succeeded(seen, lines);
    }

    private static List<String> tail(List<String> texts) {
        LogLines read = LogLines.of("", texts);
        List<String> all = LogCursor.telling(Stream.concat(read.lines().stream(), LogLines.rest(read.open()).stream())
                .toList());
        return all.subList(Math.max(0, all.size() - TAIL_LINES), all.size());
    }

    /** CodeBuild may not know a build in its first moments; later it was deleted. */
    private static boolean isGone(State state, Answer answer, Instant now) {
        boolean unknown = answer.asked() && answer.build() == null;
        return unknown && (state.arn() != null || now.isAfter(state.tokenSince().plus(NOT_KNOWN_YET)));
    }

    private State seen(State state, Build build, Instant now, List<String> lines) {
        String console = ConsoleLink.build(build.arn(), build.id());
        if (state.arn() == null) {
            String number = build.buildNumber() == null ? "" : " (#" + build.buildNumber() + ")";
            lines.add("CodeBuild build " + build.id() + number + " started: " + console);
        }
        LogCursor log = state.log().named(LogPlace.of(build.logs()));
        boolean endSeen = isComplete(build) && state.endSeen() == null;
        List<State.BuildPhaseResult> phases = State.BuildPhaseResult.ended(build.phases());
        lines.addAll(State.BuildPhaseResult.lines(name(build), state.phases(), phases));
        return new State(
                state.token(),
                state.tokenSince(),
                build.id(),
                build.arn(),
                build.buildNumber(),
                build.buildStatusAsString(),
                console,
                phases,
                exported(build),
                build.resolvedSourceVersion(),
                BuildFailures.cause(build),
                output(build),
                endSeen ? log.ended() : log,
                endSeen ? now : state.endSeen());
    }

    /** Short, and enough to tell builds side by side apart. */
    private static String name(Build build) {
        String project = build.id().substring(0, build.id().lastIndexOf(':'));
        return build.buildNumber() == null ? build.id() : project + " #" + build.buildNumber();
    }

    private static boolean isComplete(Build build) {
        return Boolean.TRUE.equals(build.buildComplete());
    }

    private static Map<String, String> exported(Build build) {
        Map<String, String> variables = new LinkedHashMap<>();
        build.exportedEnvironmentVariables().forEach(v -> variables.put(v.name(), v.value()));
        return variables;
    }

    private static State.BuildOutput output(Build build) {
        List<State.BuildArtifact> artifacts = Stream.concat(
                        Stream.ofNullable(build.artifacts()), build.secondaryArtifacts().stream())
                .filter(artifact ->
                        artifact.location() != null && !artifact.location().isEmpty())
                .map(artifact -> new State.BuildArtifact(
                        artifact.artifactIdentifier(), artifact.location(), artifact.sha256sum(), artifact.md5sum()))
                .toList();
        String logLink = build.logs() == null
                ? null
                : Optional.ofNullable(build.logs().deepLink())
                        .orElse(build.logs().s3DeepLink());
        return new State.BuildOutput(artifacts, List.copyOf(build.reportArns()), logLink);
    }

    /**
     * The end of the log is where two reads in a row found nothing new, some seconds after the build's end; where the
     * line was read with which CodeBuild ends a log, one read after the build's end is enough.
     */
    private boolean drained(State state, boolean readAfterEnd, Instant now) {
        LogCursor log = state.log();
        if (!showsLog(log, true)) {
            return true;
        }
        if (!readAfterEnd || log.at() + 1 < log.places().size()) {
            return false;
        }
        if (log.complete()) {
            return true;
        }
        if (!now.isBefore(state.endSeen().plus(DRAIN_AT_MOST))) {
            return log.quietLooks() >= 1;
        }
        boolean nothingRead = log.token() == null || log.token().startsWith("0:");
        Duration least = nothingRead ? DRAIN_FIRST_LINE : DRAIN_AT_LEAST;
        return log.quietLooks() >= 2 && !now.isBefore(state.endSeen().plus(least));
    }

    private static Duration untilNextRead(State state, Instant now) {
        boolean first = now.isBefore(state.endSeen().plus(DRAIN_FIRST_INTERVAL));
        return first ? DRAIN_FIRST_INTERVAL : DRAIN_INTERVAL;
    }

    private static String failure(State state) {
        return BuildFailures.message(
                "CodeBuild build " + state.id() + " " + state.status() + state.cause(), state.console());
    }

    @Override
    public void stop(State state) {
        AwsSession session = sessions.get();
        AwsFailures.call(
                session,
                "Stopping CodeBuild build " + state.id(),
                () -> session.codeBuild().stopBuild(r -> r.id(state.id())));
        watch.expectChange();
    }

    @Override
    public String leftBehind(State state) {
        return "Build " + state.id() + " goes on in CodeBuild"
                + (state.console() == null ? "." : ": " + state.console());
    }

    /**
     * All that is saved of a build.
     *
     * @param token makes the start idempotent, and is how a started build is found again; null where it was not started here
     * @param tokenSince when the token was chosen; CodeBuild honours it for five minutes
     * @param id the build's id, {@code project:uuid}; null before it is known
     * @param arn null before the first look
     * @param number the project's count; null before the first look
     * @param status CodeBuild's own: IN_PROGRESS, SUCCEEDED, FAILED, FAULT, TIMED_OUT, STOPPED
     * @param console where to look at it
     * @param phases the phases that have ended, in order
     * @param variables exported by the buildspec
     * @param revision the resolved source version; may be null
     * @param cause the first phase that did not succeed and why, in AWS's words; empty while there is none
     * @param output what it left behind, as far as it is known
     * @param log how far the log was read
     * @param endSeen when a look first saw the build complete; null before
     */
    public record State(
            String token,
            Instant tokenSince,
            String id,
            String arn,
            Long number,
            String status,
            String console,
            List<BuildPhaseResult> phases,
            Map<String, String> variables,
            String revision,
            String cause,
            State.BuildOutput output,
            LogCursor log,
            Instant endSeen) {

        /**
         * What a build leaves behind.
         *
         * @param artifacts the primary one first
         * @param reports ARNs of test reports
         * @param logLink where the log is in the console; null while there is none
         */
        public record BuildOutput(List<BuildArtifact> artifacts, List<String> reports, String logLink) {
            static final State.BuildOutput NONE = new State.BuildOutput(List.of(), List.of(), null);
        }

        /**
         * An artifact.
         *
         * @param identifier of a secondary artifact; null for the primary one
         * @param location ARN of an object in S3, or of the folder the files are in
         * @param sha256 in hexadecimal; null unless the artifact is a zip file
         * @param md5 in hexadecimal; null unless the artifact is a zip file
         */
        public record BuildArtifact(String identifier, String location, String sha256, String md5) {}

        /** A phase that has ended. */
        public record BuildPhaseResult(String name, String status, long seconds) {

            /** Those that have ended, in order. */
            static List<BuildPhaseResult> ended(List<BuildPhase> phases) {
                return phases.stream()
                        .filter(phase -> phase.phaseStatusAsString() != null && phase.endTime() != null)
                        .map(phase -> new BuildPhaseResult(
                                phase.phaseTypeAsString(),
                                phase.phaseStatusAsString(),
                                phase.durationInSeconds() == null ? 0 : phase.durationInSeconds()))
                        .toList();
            }

            /**
             * A line for each that is new.
             *
             * @param of whose phases they are: several may run side by side
             */
            static List<String> lines(String of, List<BuildPhaseResult> before, List<BuildPhaseResult> now) {
                return now.stream()
                        .skip(before.size())
                        .map(phase ->
                                "Phase " + phase.name + " " + phase.status + " (" + phase.seconds + " s) in " + of)
                        .toList();
            }
        }

        public static State create(String token, Instant now) {
            return new State(
                    token,
                    now,
                    null,
                    null,
                    null,
                    "IN_PROGRESS",
                    null,
                    List.of(),
                    Map.of(),
                    null,
                    "",
                    State.BuildOutput.NONE,
                    LogCursor.START,
                    null);
        }

        /** A build that was not started here. */
        public static State attached(String id, Instant now) {
            return create(null, now).withId(id);
        }

        /** Of a build that is known by its id. */
        public State withId(String newId) {
            return new State(
                    token,
                    tokenSince,
                    newId,
                    arn,
                    number,
                    status,
                    console,
                    phases,
                    variables,
                    revision,
                    cause,
                    output,
                    log,
                    endSeen);
        }

        State withLog(LogCursor cursor) {
            return new State(
                    token,
                    tokenSince,
                    id,
                    arn,
                    number,
                    status,
                    console,
                    phases,
                    variables,
                    revision,
                    cause,
                    output,
                    cursor,
                    endSeen);
        }
    }

    /**
     * What a look at a build was answered: how the build is, or what its log has, or (where a read of the log was
     * throttled) neither.
     *
     * @param build null where only the log was read, or where CodeBuild does not know the build (yet)
     * @param asked whether CodeBuild was asked for the build
     * @param log what the log had, null where it was not read
     */
    public record Answer(Build build, boolean asked, Answer.LogPages log) {

        static final Answer NOTHING = new Answer(null, false, null);

        /**
         * Some pages of the log.
         *
         * @param texts in order, as they are: a text need not end where a line ends
         * @param token where to go on
         * @param more whether there is likely to be more right now
         * @param refusal why AWS does not show the log; null when it does
         */
        public record LogPages(List<String> texts, String token, boolean more, String refusal) {

            static Answer.LogPages of(List<String> texts, String token, boolean more) {
                return new Answer.LogPages(texts, token, more, null);
            }

            static Answer.LogPages refused(String token, String why) {
                return new Answer.LogPages(List.of(), token, false, why);
            }
        }
    }
}
