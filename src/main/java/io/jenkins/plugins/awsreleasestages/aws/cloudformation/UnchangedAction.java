package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What is left of an execution when there are no changes: the stack's outputs are read. Nothing is started. */
public final class UnchangedAction implements Action<ExecuteState, ExecuteAnswer> {

    private final Supplier<AwsSession> sessions;
    private final String stack;
    private final boolean isKnown;

    /** @param isKnown whether the log has said already that nothing changes */
    public UnchangedAction(Supplier<AwsSession> sessions, String stack, boolean isKnown) {
        this.sessions = sessions;
        this.stack = stack;
        this.isKnown = isKnown;
    }

    @Override
    public String title() {
        return "Reading the outputs of stack " + stack;
    }

    @Override
    public Optional<ExecuteState> find(ExecuteState state) {
        return Optional.of(state);
    }

    @Override
    public ExecuteState start(ExecuteState state) {
        return state;
    }

    @Override
    public CompletionStage<ExecuteAnswer> ask(ExecuteState state) {
        StackSnapshot found = Stacks.describe(sessions.get(), state.stackId()).orElse(null);
        return CompletableFuture.completedFuture(new ExecuteAnswer(found, FollowedOperation.NewEvents.NONE, ""));
    }

    @Override
    public Look<ExecuteState> read(ExecuteState state, ExecuteAnswer answer, Instant now) {
        if (answer.stack() == null || StackStates.deleted(answer.stack().status())) {
            return Look.failed(state, List.of(), "Stack " + stack + " does not exist any more.");
        }
        return Look.succeeded(
                state.with(answer.stack().status(), answer.stack().outputs()),
                isKnown ? List.of() : List.of("Stack " + stack + " has no changes; nothing is executed."));
    }

    @Override
    public void stop(ExecuteState state) {
        // Nothing runs.
    }

    @Override
    public String leftBehind(ExecuteState state) {
        return "Nothing was started.";
    }
}
