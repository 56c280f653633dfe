package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.aws.s3.S3Upload;
import io.jenkins.plugins.awsreleasestages.definition.Buildspec;
import io.jenkins.plugins.awsreleasestages.definition.Buildspec.Artifact;
import io.jenkins.plugins.awsreleasestages.definition.Buildspec.Report;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.AgentAway;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.ArtifactFiles.FilePatterns;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.BuildspecAction.State.StoredArtifact;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.PhaseFolder.PhaseNote;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.PhaseFolder.Reading;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Runs the phases of a buildspec on an agent, then collects and stores its artifacts. */
public final class BuildspecAction implements Action<BuildspecAction.State, BuildspecAction.Answer> {

    /** The script touches its heartbeat every second or two; an agent that is alive does not miss it this long. */
    static final Duration SILENCE = Duration.ofMinutes(5);

    /** A script that has not begun after this time never will. */
    private static final Duration BEGINNING = Duration.ofMinutes(1);

    private static final Duration BEFORE_THE_FIRST_LINE = Duration.ofMillis(300);
    private static final Duration WHILE_TALKING = Duration.ofSeconds(1);
    private static final Duration WHILE_SILENT = Duration.ofSeconds(3);

    private static final Pattern ILLEGAL_IN_NAME = Pattern.compile("[^\\w.+=@-]+");

    private static final System.Logger LOGGER = System.getLogger(BuildspecAction.class.getName());

    private final String file;
    private final Map<String, String> given;
    private final Optional<ArtifactStore> store;
    private final Supplier<BuildAgent> agent;
    private final Supplier<AwsSession> aws;
    private final Consumer<String> log;
    private final Results results;

    /** Where test results go. */
    interface Results {
        /**
         * @param xml JUnit's, by a name for each file
         * @param unstable whether failed tests make the run unstable
         * @return lines for the log
         */
        List<String> record(Map<String, byte[]> xml, boolean unstable);
    }

    /**
     * @param file the buildspec, relative to the source directory
     * @param given variables that win over the buildspec's
     * @param agent gives the agent, or throws {@link RemoteFailure} while it is away
     * @param aws asked for only when there is a store
     * @param log takes a line that does not belong to a look
     */
    BuildspecAction(
            String file,
            Map<String, String> given,
            Optional<ArtifactStore> store,
            Supplier<BuildAgent> agent,
            Supplier<AwsSession> aws,
            Consumer<String> log,
            Results results) {
        this.results = results;
        this.file = file;
        this.given = given;
        this.store = store;
        this.agent = agent;
        this.aws = aws;
        this.log = log;
    }

    @Override
    public String title() {
        return file;
    }

    @Override
    public Optional<State> find(State state) {
        return onAgent("Looking for the script", there -> there.begun(state.token()))
                .map(yaml -> state.wanting(read(yaml).artifacts()));
    }

    @Override
    public State start(State state) {
        String yaml = onAgent("Reading " + file, there -> there.buildspec(file));
        Buildspec spec = read(yaml);
        if (!spec.artifacts().isEmpty()) {
            store.ifPresent(there -> there.verify(aws.get()));
        }
        spec.notes().forEach(log);
        try {
            onAgent("Starting the phases", there -> {
                there.launch(state.token(), files(yaml, spec, given.keySet()), given);
                return null;
            });
        } catch (RemoteFailure e) {
            if (!e.passing()) {
                remove(state);
            }
            throw e;
        }
        return state.wanting(spec.artifacts());
    }

    private Buildspec read(String yaml) {
        try {
            return Buildspec.read(yaml);
        } catch (InvalidDocument e) {
            throw RemoteFailure.refused(
                    file + " cannot be run here:\n  " + e.getMessage().replace("\n", "\n  "));
        }
    }

    static Map<String, String> files(String yaml, Buildspec spec, Set<String> given) {
        List<String> commands = PhaseScript.commands(spec);
        StringBuilder texts = new StringBuilder();
        commands.forEach(command -> texts.append(command).append('\0'));
        Map<String, String> files = new LinkedHashMap<>();
        files.put("buildspec", yaml);
        files.put("script", PhaseScript.of(spec, given));
        files.put("shell", spec.shell());
        files.put("commands", String.valueOf(commands.size()));
        files.put("texts", texts.toString());
        // Last: a folder with a run in it is complete.
        files.put("run", PhaseScript.RUN);
        return files;
    }

    @Override
    public CompletionStage<Answer> ask(State state) {
        return CompletableFuture.completedFuture(answerOrRefusal(state));
    }

    private Answer answerOrRefusal(State state) {
        try {
            return answer(state);
        } catch (RemoteFailure e) {
            if (e.passing()) {
                throw e;
            }
            return new Answer.Spoiled(e.getMessage());
        }
    }

    private Answer answer(State state) {
        return switch (state.stage()) {
            case PHASES ->
                new Answer.Phases(onAgent("Looking at the phases", there -> there.read(state.token(), state.cursor())));
            case COLLECT -> onAgent("Collecting the artifacts", there -> collect(there, state));
            case STORE -> onAgent("Storing the artifacts", there -> storeNext(there, state));
            case REMOVE -> new Answer.Removed(reportsAndRemove(state));
            case DONE -> throw new IllegalStateException("A look after the end");
        };
    }

    private List<String> reportsAndRemove(State state) {
        List<String> lines = new ArrayList<>();
        try {
            ReportFiles.Found found = onAgent("Reading the test reports", there -> reports(there, state));
            lines.addAll(found.lines());
            if (!found.xml().isEmpty()) {
                lines.addAll(results.record(found.xml(), state.failure() == null));
            }
        } catch (RemoteFailure e) {
            // They change nothing of how it ended.
            lines.add("The test reports were left out: " + e.getMessage());
        }
        remove(state);
        return lines;
    }

    /** Once the folder is gone they were recorded. */
    private ReportFiles.Found reports(BuildAgent there, State state) throws IOException, InterruptedException {
        List<Report> wanted =
                there.begun(state.token()).map(yaml -> read(yaml).reports()).orElse(List.of());
        return wanted.isEmpty() ? new ReportFiles.Found(Map.of(), List.of()) : there.reports(state.token(), wanted);
    }

    /** What stays on an agent that is away is removed when it is back: no reason to wait for it. */
    private void remove(State state) {
        try {
            onAgent("Removing what the phases have left", there -> {
                there.remove(state.token());
                return null;
            });
        } catch (RemoteFailure e) {
            LOGGER.log(System.Logger.Level.DEBUG, "The folder of the phases stays on the agent", e);
        }
    }

    private Answer collect(BuildAgent there, State state) throws IOException, InterruptedException {
        Iterator<String> value = there.expanded(state.token()).iterator();
        Map<String, String> expanded = new LinkedHashMap<>();
        for (String text : PhaseScript.expandable(state.wanted())) {
            expanded.put(text, value.hasNext() ? value.next() : text);
        }
        List<StoredArtifact> collected = new ArrayList<>();
        for (Artifact artifact : state.wanted()) {
            FilePatterns selection = new FilePatterns(
                    expanded(expanded, artifact.baseDirectory() == null ? "" : artifact.baseDirectory()),
                    artifact.files().stream()
                            .map(text -> expanded(expanded, text))
                            .toList(),
                    artifact.excludes().stream()
                            .map(text -> expanded(expanded, text))
                            .toList(),
                    artifact.discardPaths());
            String name = artifact.name() == null ? artifact.identifier() : expanded(expanded, artifact.name());
            try {
                collected.add(there.collect(
                        state.token(),
                        collected.size(),
                        artifact.identifier(),
                        name.isBlank() ? "artifact" : name,
                        selection,
                        store.isPresent()));
            } catch (ArtifactFiles.NothingSelected e) {
                String which = artifact.identifier().isEmpty() ? "" : " '" + artifact.identifier() + "'";
                return new Answer.Spoiled(
                        title() + " failed in phase UPLOAD_ARTIFACTS: artifact" + which + ": " + e.getMessage() + ".");
            }
        }
        return new Answer.Collected(collected);
    }

    private static String expanded(Map<String, String> values, String text) {
        return values.getOrDefault(text, text);
    }

    private Answer storeNext(BuildAgent there, State state) throws IOException, InterruptedException {
        ArtifactStore target = store.orElseThrow();
        int index = firstUnstored(state.artifacts());
        StoredArtifact artifact = state.artifacts().get(index);
        String key = target.key(keyName(artifact));
        AwsSession session = aws.get();
        S3Upload object = target.zip(key);
        Optional<S3Upload.Stored> already = object.find(session);
        if (already.isPresent() && already.get().size() == artifact.size()) {
            return new Answer.Stored(
                    index, artifact.in(target.bucket(), key, already.get().versionId()), false);
        }
        String version = there.send(state.token(), index, object.whole(session, artifact.sha256(), artifact.size()));
        return new Answer.Stored(index, artifact.in(target.bucket(), key, version), true);
    }

    /** Named by its content: the same content is stored once, and another never takes its place. */
    static String keyName(StoredArtifact artifact) {
        String name = artifact.name().endsWith(".zip")
                ? artifact.name().substring(0, artifact.name().length() - 4)
                : artifact.name();
        return ILLEGAL_IN_NAME.matcher(name).replaceAll("-") + "-"
                + artifact.sha256().substring(0, 16) + ".zip";
    }

    private static int firstUnstored(List<StoredArtifact> artifacts) {
        for (int i = 0; i < artifacts.size(); i++) {
            if (artifacts.get(i).bucket() == null) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public Look<State> read(State state, Answer answer, Instant now) {
        if (answer instanceof Answer.Phases phases) {
            return phases(state, phases.reading());
        }
        if (answer instanceof Answer.Collected collected) {
            return collected(state, collected.artifacts());
        }
        if (answer instanceof Answer.Stored stored) {
            return stored(state, stored);
        }
        if (answer instanceof Answer.Spoiled spoiled) {
            return ended(state, List.of(), spoiled.message());
        }
        List<String> lines = ((Answer.Removed) answer).lines();
        return state.failure() == null
                ? Look.succeeded(state.next(State.Stage.DONE), lines)
                : Look.failed(state, lines, state.failure());
    }

    /** How it ended is safe before the folder that tells it is removed. */
    private static Look<State> ended(State state, List<String> lines, String failure) {
        return Look.goesOnOnceSaved(state.ended(failure), lines);
    }

    private Look<State> phases(State state, Reading reading) {
        if (reading.problem() != null) {
            String message = title() + " was lost: " + reading.problem() + ", in its folder on the agent.";
            return ended(state, List.of(), message);
        }
        List<State.PhaseResult> phases = reading.phases().stream()
                .map(note -> new State.PhaseResult(note.name(), note.status(), seconds(note)))
                .toList();
        State next = state.read(reading.cursor(), reading.exists() ? phases : state.phases(), reading.variables());
        if (reading.more()) {
            return Look.goesOn(next, reading.lines(), Duration.ZERO);
        }
        if (reading.exit() == null) {
            String lost = lost(reading);
            return lost == null
                    ? Look.goesOn(next, reading.lines(), pause(reading))
                    : ended(next, reading.lines(), lost);
        }
        if (reading.exit() != 0 || !reading.completed()) {
            return ended(next, reading.lines(), cause(reading));
        }
        return state.wanted().isEmpty()
                ? ended(next, reading.lines(), null)
                : Look.goesOn(next.next(State.Stage.COLLECT), reading.lines(), Duration.ZERO);
    }

    private static Duration pause(Reading reading) {
        if (reading.cursor() == 0) {
            return BEFORE_THE_FIRST_LINE;
        }
        return reading.lines().isEmpty() ? WHILE_SILENT : WHILE_TALKING;
    }

    private static long seconds(PhaseNote note) {
        return note.end() == 0 ? 0 : Math.max(0, note.end() - note.start());
    }

    /** @return null while there is no reason to worry */
    private String lost(Reading reading) {
        if (!reading.exists()) {
            return title() + " was lost: its folder on the agent is gone.";
        }
        if (!reading.started() && reading.silent() > BEGINNING.toSeconds()) {
            return title() + " was launched on the agent and never began; its shell is sh.";
        }
        if (reading.silent() > SILENCE.toSeconds()) {
            return title() + " was lost: nothing was heard of it on the agent for " + reading.silent()
                    + " s. The agent was probably restarted.";
        }
        return null;
    }

    private String cause(Reading reading) {
        if (reading.stopped()) {
            return title() + " was stopped.";
        }
        for (PhaseNote note : reading.phases()) {
            if (note.status().equals("FAILED")) {
                String command = note.command().isEmpty()
                        ? "a command"
                        : "'" + note.command().strip() + "'";
                return title() + " failed in phase " + note.name() + ": " + command + " ended with exit status "
                        + note.exit() + ".";
            }
        }
        return title() + " failed: its shell ended with exit status " + reading.exit() + " before the last phase.";
    }

    private Look<State> collected(State state, List<StoredArtifact> artifacts) {
        List<String> lines = artifacts.stream()
                .map(a -> "Phase UPLOAD_ARTIFACTS: " + a.name() + ", " + a.files() + " files"
                        + (a.sha256() == null ? "" : ", " + a.size() + " bytes as ZIP"))
                .toList();
        State next = state.with(artifacts);
        return store.isEmpty()
                ? ended(next, lines, null)
                : Look.goesOn(next.next(State.Stage.STORE), lines, Duration.ZERO);
    }

    private Look<State> stored(State state, Answer.Stored stored) {
        List<StoredArtifact> artifacts = new ArrayList<>(state.artifacts());
        artifacts.set(stored.index(), stored.artifact());
        StoredArtifact artifact = stored.artifact();
        String location = "s3://" + artifact.bucket() + "/" + artifact.key();
        List<String> lines = List.of("Phase UPLOAD_ARTIFACTS: " + artifact.name()
                + (stored.sent() ? " stored as " : " is stored already as ") + location);
        State next = state.with(artifacts);
        return firstUnstored(artifacts) < 0 ? ended(next, lines, null) : Look.goesOn(next, lines, Duration.ZERO);
    }

    @Override
    public void stop(State state) {
        onAgent("Stopping the phases", there -> {
            there.stop(state.token());
            return null;
        });
    }

    @Override
    public String leftBehind(State state) {
        if (state.stage() != State.Stage.PHASES) {
            return "No command is running any more.";
        }
        try {
            return "Its commands may still be running on the agent: see "
                    + agent.get().where(state.token()) + ".";
        } catch (RemoteFailure e) {
            return "Its commands may still be running on the agent.";
        }
    }

    private interface OnAgent<T> {
        T call(BuildAgent agent) throws IOException, InterruptedException;
    }

    /** An agent that is away comes back, or the time limit passes; only a clear no is the end. */
    private <T> T onAgent(String what, OnAgent<T> call) {
        try {
            return call.call(agent.get());
        } catch (BuildAgent.Refused e) {
            throw RemoteFailure.refused(e.getMessage());
        } catch (IOException e) {
            throw AgentAway.during(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AgentAway.during(what, e);
        } catch (RuntimeException e) {
            if (AgentAway.isCauseOf(e)) {
                throw AgentAway.during(what, e);
            }
            throw e;
        }
    }

    /**
     * All that is saved of a running buildspec.
     *
     * @param token names the folder on the agent, and so makes the start idempotent
     * @param stage what the next look does
     * @param cursor how many bytes of the log were shown
     * @param phases the phases that began, in order
     * @param variables the exported ones; empty before the end of the last phase
     * @param wanted the artifacts that the buildspec asks for
     * @param artifacts what became of them, in the same order; empty before they are collected
     * @param failure how it ended, to be said once nothing of it is on the agent any more; null where it ended well, and
     *     before its end
     */
    public record State(
            String token,
            Stage stage,
            long cursor,
            List<PhaseResult> phases,
            Map<String, String> variables,
            List<Artifact> wanted,
            List<StoredArtifact> artifacts,
            String failure) {

        /** What the next look does. */
        public enum Stage {
            PHASES,
            COLLECT,
            STORE,
            REMOVE,
            DONE;

            boolean movesFiles() {
                return this == COLLECT || this == STORE;
            }
        }

        /**
         * A phase that began.
         *
         * @param status IN_PROGRESS, SUCCEEDED or FAILED
         */
        public record PhaseResult(String name, String status, long seconds) {}

        /**
         * An artifact, collected, and stored when there is a store.
         *
         * @param identifier empty for the primary artifact
         * @param files how many files it has
         * @param paths the files, relative to the base directory; empty when they are in a ZIP
         * @param sha256 of the ZIP, hexadecimal; null when there is none
         * @param size of the ZIP in bytes
         * @param bucket null until stored
         * @param versionId null in a bucket without versions
         */
        public record StoredArtifact(
                String identifier,
                String name,
                int files,
                List<String> paths,
                String sha256,
                long size,
                String bucket,
                String key,
                String versionId) {

            StoredArtifact in(String inBucket, String underKey, String version) {
                return new StoredArtifact(identifier, name, files, paths, sha256, size, inBucket, underKey, version);
            }
        }

        static State create(String token) {
            return new State(token, Stage.PHASES, 0, List.of(), Map.of(), List.of(), List.of(), null);
        }

        State wanting(List<Artifact> these) {
            return new State(token, stage, cursor, phases, variables, List.copyOf(these), artifacts, failure);
        }

        State read(long upTo, List<PhaseResult> newPhases, Map<String, String> newVariables) {
            return new State(token, stage, upTo, newPhases, newVariables, wanted, artifacts, failure);
        }

        State next(Stage newStage) {
            return new State(token, newStage, cursor, phases, variables, wanted, artifacts, failure);
        }

        State with(List<StoredArtifact> newArtifacts) {
            return new State(token, stage, cursor, phases, variables, wanted, List.copyOf(newArtifacts), failure);
        }

        /** @param how null where it ended well */
        State ended(String how) {
            return new State(token, Stage.REMOVE, cursor, phases, variables, wanted, artifacts, how);
        }

        boolean succeeded() {
            return stage == Stage.DONE;
        }
    }

    /** What the agent and S3 answer to a look; which of these depends on the stage. */
    sealed interface Answer {

        /** How the script is. */
        record Phases(Reading reading) implements Answer {}

        record Collected(List<StoredArtifact> artifacts) implements Answer {}

        /** One artifact more is stored, {@code artifact} with the place at {@code index}; {@code sent} or already there. */
        record Stored(int index, StoredArtifact artifact, boolean sent) implements Answer {}

        /** It cannot go on; the message is whole sentences. */
        record Spoiled(String message) implements Answer {}

        /** Nothing of it is on the agent any more, as far as the agent answers; {@code lines} tell of its test reports. */
        record Removed(List<String> lines) implements Answer {}
    }
}
