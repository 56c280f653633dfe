package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Deletes a change set that is not to be executed, and the empty stack that came into being with it. */
public final class DiscardAction implements Action<DiscardState, Boolean> {

    private final Supplier<AwsSession> sessions;
    private final String stack;

    public DiscardAction(Supplier<AwsSession> sessions, String stack) {
        this.sessions = sessions;
        this.stack = stack;
    }

    @Override
    public String title() {
        return "Deleting the change set for stack " + stack;
    }

    /** Deleting twice does no harm. */
    @Override
    public Optional<DiscardState> find(DiscardState state) {
        return Optional.empty();
    }

    @Override
    public DiscardState start(DiscardState state) {
        try {
            AwsSession session = sessions.get();
            ChangeSets.delete(session, state.changeSet(), null);
            boolean leaves = state.madeStack() && !Stacks.deleteShell(session, state.stackId(), "x-" + state.name());
            return leaves ? state.leavingStack() : state;
        } catch (RemoteFailure e) {
            if (e.passing()) {
                throw e;
            }
            return state.with(e.getMessage());
        }
    }

    @Override
    public CompletionStage<Boolean> ask(DiscardState state) {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public Look<DiscardState> read(DiscardState state, Boolean answer, Instant now) {
        String words = state.problem() == null
                ? "Change set " + state.name() + " is deleted" + andTheStack(state)
                : leftBehind(state) + " " + state.problem();
        return state.why() == null
                ? Look.succeeded(state, List.of(words))
                : Look.failed(state, List.of(words), state.why());
    }

    private String andTheStack(DiscardState state) {
        if (state.stackStays()) {
            return ". Stack " + stack + " stays: it is not empty any more, or has another change set.";
        }
        return state.madeStack() ? ", and the empty stack " + stack + " with it." : ".";
    }

    @Override
    public void stop(DiscardState state) {
        // It takes a moment only.
    }

    @Override
    public String leftBehind(DiscardState state) {
        return "Change set " + state.name() + " of stack " + stack + " may stay behind; it changes nothing unless"
                + " somebody executes it. Look at: " + ConsoleLink.changeSet(state.stackId(), state.changeSet());
    }
}
