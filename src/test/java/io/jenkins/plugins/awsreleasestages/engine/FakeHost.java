package io.jenkins.plugins.awsreleasestages.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps what a real host would have on disk. */
final class FakeHost implements ActionHost<FakeWork.State> {

    /** What a crash would leave: only what was saved durably. */
    ActionState<FakeWork.State> onDisk;

    final List<String> log = new ArrayList<>();
    final List<Outcome> outcomes = new ArrayList<>();
    RuntimeException saveFailure;

    @Override
    public CompletionStage<Void> save(ActionState<FakeWork.State> state) {
        if (saveFailure != null) {
            return CompletableFuture.failedFuture(saveFailure);
        }
        onDisk = state;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void keep(ActionState<FakeWork.State> state, List<String> lines) {
        log.addAll(lines);
    }

    @Override
    public void log(String line) {
        log.add(line);
    }

    @Override
    public void ended(ActionState<FakeWork.State> state, Outcome outcome) {
        outcomes.add(outcome);
    }
}
