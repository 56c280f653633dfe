package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.model.Computer;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.StageScope;
import io.jenkins.plugins.awsreleasestages.stage.StageLine;
import io.jenkins.plugins.awsreleasestages.stage.StageLine.Move;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord;
import io.jenkins.plugins.awsreleasestages.stage.StageTurn;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Waits for a release's turn to enter a stage, and holds nothing meanwhile. {@link StageLines} says when it comes. */
final class TurnAction implements Action<TurnAction.State, TurnAction.Answer> {

    /**
     * All that is saved of the wait.
     *
     * @param told whether the log has what is waited for
     * @param supersededBy the newer release that has taken its place; 0 where none has
     */
    record State(String id, String stage, StageTurn turn, boolean told, long supersededBy) {

        static State create(String id, String stage, StageTurn turn) {
            return new State(id, stage, turn, false, 0);
        }
    }

    /**
     * @param move null while it waits
     * @param bad why it must not be released at all; null where it may
     * @param lines for the log
     */
    record Answer(Move move, String bad, List<String> lines) {}

    private final ActionContext context;

    TurnAction(ActionContext context) {
        this.context = context;
    }

    @Override
    public String title() {
        return "The turn to enter the stage";
    }

    /** To stand in front of a stage twice changes nothing. */
    @Override
    public Optional<State> find(State state) {
        return Optional.empty();
    }

    @Override
    public State start(State state) {
        if (StageLines.get().wouldWaitForItself(run(), state.stage(), state.turn(), around())) {
            throw RemoteFailure.refused("Stage " + state.stage()
                    + " is inside of a stage with the same lock, so it would wait for itself.");
        }
        written(release -> {
            release.waits(
                    StageRecord.waiting(state.id(), state.stage(), state.turn().arrived(), state.turn()));
            release.getRun().save();
            StageVisits.record(release, state.id());
        });
        return state;
    }

    /** The stages around it. */
    private Set<String> around() {
        Set<String> ids = new HashSet<>();
        for (StageScope scope = context.find(StageScope.class); scope != null; scope = scope.outer()) {
            ids.add(scope.id());
        }
        return ids;
    }

    private interface Change {
        void of(ReleaseAction release) throws IOException;
    }

    /** What is not on disk would not be known after a crash. */
    private void written(Change change) {
        try {
            change.of(ReleaseAction.of(run()));
        } catch (IOException e) {
            throw new RemoteFailure(
                    RemoteFailure.Kind.UNREACHABLE,
                    "The run cannot be saved yet, so it waits in front of the stage: " + e.getMessage() + ".",
                    e);
        }
    }

    private Run<?, ?> run() {
        return context.get(Run.class);
    }

    @Override
    public CompletionStage<Answer> ask(State state) {
        String bad = StageVisits.badRevision(run());
        if (bad != null) {
            return CompletableFuture.completedFuture(new Answer(null, bad, List.of()));
        }
        CompletableFuture<Move> turn = StageLines.get().arrive(run(), state.id(), state.stage(), state.turn());
        if (turn.isDone() || state.told()) {
            return turn.thenApply(move -> moved(state, move));
        }
        List<String> lines = new ArrayList<>();
        lines.add("Waits to enter stage " + state.stage() + ": "
                + StageLines.get().why(state.id()).orElse("others came first") + ".");
        executorHeld().ifPresent(lines::add);
        return CompletableFuture.completedFuture(new Answer(null, null, lines));
    }

    private Answer moved(State state, Move move) {
        String bad = StageVisits.badRevision(run());
        if (bad == null && move instanceof Move.Enter) {
            written(release -> {
                release.enters(state.id(), Instant.now());
                StageVisits.record(release, state.id());
            });
        }
        return new Answer(move, bad, List.of());
    }

    private Optional<String> executorHeld() {
        Computer computer = context.find(Computer.class);
        return Optional.ofNullable(computer)
                .map(held -> "Meanwhile it holds an executor of " + held.getDisplayName()
                        + ": put releaseStage around node, or among the options of a declarative stage.");
    }

    @Override
    public Look<State> read(State state, Answer answer, Instant now) {
        if (answer.bad() != null) {
            return Look.failed(state, List.of(), answer.bad());
        }
        if (answer.move() == null) {
            State told = new State(state.id(), state.stage(), state.turn(), true, 0);
            return Look.goesOnOnceSaved(told, answer.lines());
        }
        if (answer.move() instanceof Move.Supersede superseded) {
            State end = new State(state.id(), state.stage(), state.turn(), state.told(), superseded.by());
            return Look.failed(end, List.of(), "Superseded by #" + superseded.by() + ".");
        }
        if (answer.move() instanceof Move.Refuse) {
            return Look.failed(
                    state,
                    List.of(),
                    StageLine.MOST_QUEUED + " releases wait in front of stage " + state.stage()
                            + " already, so this one was not let in; start it again when they are through.");
        }
        return Look.succeeded(state, state.told() ? List.of("Enters stage " + state.stage() + ".") : List.of());
    }

    @Override
    public void stop(State state) {
        StageLines.get().leave(state.id());
    }

    /** Nobody else ends the wait. */
    @Override
    public OnStop onStop(State state) {
        return OnStop.LEAVE;
    }

    @Override
    public String leftBehind(State state) {
        return "It has waited in front of stage " + state.stage() + ", and has not entered it.";
    }
}
