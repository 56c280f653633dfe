package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.engine.Call;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.util.List;
import java.util.function.Supplier;

/** Deletes a change set that is not to be executed, and the empty stack that came into being with it. */
public final class DiscardAction implements Call<DiscardAction.State> {

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
    public State make(State state) {
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
    public List<String> lines(State state) {
        return List.of(
                state.problem() == null
                        ? "Change set " + state.name() + " is deleted" + andTheStack(state)
                        : leftBehind(state) + " " + state.problem());
    }

    private String andTheStack(State state) {
        if (state.stackStays()) {
            return ". Stack " + stack + " stays: it is not empty any more, or has another change set.";
        }
        return state.madeStack() ? ", and the empty stack " + stack + " with it." : ".";
    }

    @Override
    public String leftBehind(State state) {
        return "Change set " + state.name() + " of stack " + stack + " may stay behind; it changes nothing unless"
                + " somebody executes it. Look at: " + ConsoleLink.changeSet(state.stackId(), state.changeSet());
    }

    /**
     * A change set that nobody is going to execute.
     *
     * @param madeStack whether the stack came into being, empty, by this change set
     * @param stackStays whether it is more than that by now, and was left
     * @param problem why it could not be deleted; null when it was
     */
    public record State(
            String changeSet,
            String name,
            String stack,
            String stackId,
            boolean madeStack,
            boolean stackStays,
            String problem) {

        public static State of(ChangeSetAction.State change) {
            return new State(
                    change.id(), change.name(), change.stack(), change.stackId(), change.madeStack(), false, null);
        }

        State with(String newProblem) {
            return new State(changeSet, name, stack, stackId, madeStack, stackStays, newProblem);
        }

        State leavingStack() {
            return new State(changeSet, name, stack, stackId, madeStack, true, problem);
        }
    }
}
