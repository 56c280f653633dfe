package io.jenkins.plugins.awsreleasestages.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps what a real host would have on disk. */
final class FakeHost implements ActionHost<FakeWork.State> {

    /** What a crash would leave: only what was saved durably. */
    ActionState<FakeWork.State> onDisk;

    /** What a save would bring to disk, whoever asks for it: a Pipeline's program is saved for other steps too. */
    ActionState<FakeWork.State> kept;

    final List<String> log = new ArrayList<>();
    final List<Outcome> outcomes = new ArrayList<>();
    /** In which the action has ended. */
    ActionState<FakeWork.State> ended;

    /** How many saves were begun. */
    int saves;

    /** So many saves work, then so many fail, then all work. */
    int savesThatWork = Integer.MAX_VALUE;

    int savesThatFail;
    /** Whether a save that fails throws. */
    boolean throwing;

    @Override
    public CompletionStage<Void> save(ActionState<FakeWork.State> state) {
        kept = state;
        return saveAgain();
    }

    @Override
    public CompletionStage<Void> saveAgain() {
        saves++;
        if (savesThatWork-- <= 0 && savesThatFail-- > 0) {
            IllegalStateException full = new IllegalStateException("disk full");
            if (throwing) {
                throw full;
            }
            // As it comes from a stage that waits for another one.
            return CompletableFuture.<Void>failedFuture(full).thenApply(saved -> saved);
        }
        onDisk = kept;
        return CompletableFuture.completedFuture(null);
    }

    void failSaves(int thatWork, int thatFail) {
        savesThatWork = thatWork;
        savesThatFail = thatFail;
    }

    /** Another step of the same run asks for a save. */
    void saveForOthers() {
        onDisk = kept;
    }

    @Override
    public void keep(ActionState<FakeWork.State> state, List<String> lines) {
        kept = state;
        log.addAll(lines);
    }

    @Override
    public void log(String line) {
        log.add(line);
    }

    @Override
    public void ended(ActionState<FakeWork.State> state, Outcome outcome) {
        ended = state;
        outcomes.add(outcome);
    }
}
