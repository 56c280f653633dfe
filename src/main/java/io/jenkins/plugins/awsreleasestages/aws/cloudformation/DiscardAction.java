package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.engine.Call;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.util.List;
import java.util.function.Supplier;

/** Deletes a change set that is not to be executed, and the empty stack that came into being with it. */
public final class DiscardAction implements Call<DiscardState> {

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

    @Override
    public DiscardState make(DiscardState state) {
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
    public List<String> lines(DiscardState state) {
        return List.of(
                state.problem() == null
                        ? "Change set " + state.name() + " is deleted" + andTheStack(state)
                        : leftBehind(state) + " " + state.problem());
    }

    private String andTheStack(DiscardState state) {
        if (state.stackStays()) {
            return ". Stack " + stack + " stays: it is not empty any more, or has another change set.";
        }
        return state.madeStack() ? ", and the empty stack " + stack + " with it." : ".";
    }

    @Override
    public String leftBehind(DiscardState state) {
        return "Change set " + state.name() + " of stack " + stack + " may stay behind; it changes nothing unless"
                + " somebody executes it. Look at: " + ConsoleLink.changeSet(state.stackId(), state.changeSet());
    }
}
