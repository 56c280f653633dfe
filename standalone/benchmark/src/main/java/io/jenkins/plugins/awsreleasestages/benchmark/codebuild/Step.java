package io.jenkins.plugins.awsreleasestages.benchmark.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.engine.ActionRun;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import io.jenkins.plugins.awsreleasestages.engine.Saved;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceHost;
import io.jenkins.plugins.awsreleasestages.engine.SequenceRun;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.lookalike.codebuild.BuildScript;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.codebuild.model.Build;

/** What a {@code codeBuild} step is to its action: saves the state when a Pipeline would, and takes the log. */
final class Step implements SequenceHost {

    private static final String BUILD = "build";

    private static final Duration LIMIT = Duration.ofHours(8);

    /** As a Pipeline step does. */
    private static final Duration SAVE_AT_LEAST_EVERY = Duration.ofSeconds(15);

    /**
     * On disk.
     *
     * @param wantedEnd when the build is to end
     * @param end when it does; null before it was started
     * @param nextLine the number of the first line that was not logged
     */
    private record Kept(SequenceState state, Instant wantedEnd, Instant end, int lines, int lineLength, int nextLine) {}

    private final Controller controller;
    private final int number;
    private final Instant wantedEnd;
    private final BuildScript script;
    private final SeenAction action;
    private final SequenceRun run;
    private final LogCheck log;

    private BuildRequest request;
    private volatile SequenceState state;
    private volatile Instant end;
    private volatile Instant endedAt;
    private volatile Outcome outcome;
    private Instant lastSaved = Instant.EPOCH;

    private Step(Controller controller, int number, Kept saved) {
        this.controller = controller;
        this.number = number;
        this.wantedEnd = saved.wantedEnd();
        this.script = BuildScript.lasting(0).logging(saved.lines(), saved.lineLength());
        this.end = saved.end();
        this.state = saved.state();
        this.log = new LogCheck(script, saved.nextLine());
        this.action = new SeenAction(
                new BuildAction("shop", controller::session, this::request, controller.looks(), this::begun));
        Stage<?, ?> build = Stage.of(
                        BUILD,
                        BuildAction.State.class,
                        before -> BuildAction.State.create(UUID.randomUUID().toString(), Instant.now()),
                        now -> action)
                .calls(Calls.pacedStarts(() -> controller.looks().calls(controller.session())));
        this.run = new SequenceRun(
                Sequence.of(build), this, ActionThreads.get(), ActionRun.Options.standard(), saved.state());
    }

    static Step create(Controller controller, int number, Instant wantedEnd, BuildScript script) {
        SequenceState state = SequenceState.create(Instant.now(), LIMIT);
        return new Step(controller, number, new Kept(state, wantedEnd, null, script.lines(), script.lineLength(), 0));
    }

    static Step read(Controller controller, Path file) throws IOException {
        try (ObjectInputStream in = new ObjectInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            Kept kept = PlainData.read(Kept.class, ((Saved) in.readObject()).data());
            return new Step(controller, Integer.parseInt(file.getFileName().toString()), kept);
        } catch (ClassNotFoundException e) {
            throw new IOException(e);
        }
    }

    void go() {
        run.go();
    }

    /** However late the build is started, it ends when it is to end. */
    private synchronized BuildRequest request() {
        if (request == null) {
            double seconds = Duration.between(Instant.now(), wantedEnd).toMillis() / 1000.0;
            BuildScript whole = BuildScript.lasting(Math.max(1, seconds)).logging(script.lines(), script.lineLength());
            request = BuildRequest.of("shop").withVariables(BuildRequest.Source.PLAINTEXT, whole.variables());
        }
        return request;
    }

    private synchronized void begun(Build build) {
        String seconds = build.environment().environmentVariables().stream()
                .filter(variable -> variable.name().equals("LOOK_ALIKE_SECONDS"))
                .findFirst()
                .orElseThrow()
                .value();
        end = build.startTime().plusMillis((long) (Double.parseDouble(seconds) * 1000));
        request = null;
    }

    @Override
    public CompletionStage<Void> save(SequenceState newState) {
        state = newState;
        write();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> saveAgain() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void keep(SequenceState newState, List<String> lines) {
        lines.forEach(log::take);
        boolean changed = !newState.equals(state);
        state = newState;
        if (changed && lastSaved.plus(SAVE_AT_LEAST_EVERY).isBefore(Instant.now())) {
            write();
        }
    }

    private void write() {
        lastSaved = Instant.now();
        Path file = controller.file(number);
        Path next = file.resolveSibling("next-" + number);
        try {
            try (ObjectOutputStream out =
                    new ObjectOutputStream(new BufferedOutputStream(Files.newOutputStream(next)))) {
                out.writeObject(new Saved(
                        BUILD,
                        1,
                        PlainData.ofRecord(
                                new Kept(state, wantedEnd, end, script.lines(), script.lineLength(), log.next()))));
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(controller.file(number));
    }

    @Override
    public void log(String line) {
        log.take(line);
    }

    @Override
    public void ended(SequenceState last, Outcome how) {
        state = last;
        outcome = how;
        endedAt = Instant.now();
    }

    boolean lookedAt() {
        return action.seen();
    }

    boolean hasEnded() {
        return endedAt != null;
    }

    boolean hasFailed() {
        return !(outcome instanceof Outcome.Succeeded);
    }

    /** From the build's end to the step's. */
    Duration delay() {
        return Duration.between(end, endedAt);
    }

    long lost() {
        return log.lost();
    }

    long loggedBytes() {
        return log.bytes();
    }

    long loggingNanos() {
        return log.nanos();
    }

    @Override
    public String toString() {
        SequenceState now = state;
        BuildAction.State build = now.state(BUILD, BuildAction.State.class);
        return number + ", " + (now.work() == null ? "" : now.work().phase()) + ", "
                + (build == null ? "" : build.id() + ", " + build.log()) + ", " + outcome + ", next line " + log.next();
    }
}
