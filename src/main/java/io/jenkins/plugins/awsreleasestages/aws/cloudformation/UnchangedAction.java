package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.Call;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.util.List;
import java.util.function.Supplier;

/** What is left of an execution when there are no changes: the stack's outputs are read. Nothing is started. */
public final class UnchangedAction implements Call<ExecuteAction.State> {

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
    public ExecuteAction.State make(ExecuteAction.State state) {
        Stacks.Snapshot found = Stacks.describe(sessions.get(), state.stackId()).orElse(null);
        if (found == null || StackStates.deleted(found.status())) {
            throw RemoteFailure.refused("Stack " + stack + " does not exist any more.");
        }
        return state.with(found.status(), found.outputs());
    }

    @Override
    public List<String> lines(ExecuteAction.State state) {
        return isKnown ? List.of() : List.of("Stack " + stack + " has no changes; nothing is executed.");
    }

    @Override
    public String leftBehind(ExecuteAction.State state) {
        return "Nothing was started.";
    }
}
