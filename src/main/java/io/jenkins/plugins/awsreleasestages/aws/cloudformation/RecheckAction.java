package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.Call;
import java.util.List;
import java.util.function.Supplier;

/** Looks whether a change set that people have approved can still be executed, just before it is. */
public final class RecheckAction implements Call<RecheckAction.State> {

    private final Supplier<AwsSession> sessions;
    private final String stack;

    public RecheckAction(Supplier<AwsSession> sessions, String stack) {
        this.sessions = sessions;
        this.stack = stack;
    }

    /**
     * Why a change set can never be executed any more, though nothing is wrong with it; one call. CloudFormation makes the
     * change sets of a stack obsolete, or deletes them, when another one is executed.
     *
     * @return null when it can, or when that is for its execution to say
     */
    public static String outdated(AwsSession session, String changeSet) {
        return switch (ChangeSets.executionStatus(session, changeSet)) {
            case "OBSOLETE" -> "the stack was changed after the change set had been created";
            case "NONE" -> "the change set was deleted, or another one of the stack was executed";
            default -> null;
        };
    }

    @Override
    public String title() {
        return "Looking whether the change set for stack " + stack + " is still up to date";
    }

    @Override
    public State make(State state) {
        return new State(state.changeSet(), state.name(), outdated(sessions.get(), state.changeSet()));
    }

    @Override
    public List<String> lines(State state) {
        return state.outdated() == null
                ? List.of()
                : List.of("The approval of change set " + state.name() + " is withdrawn: " + state.outdated() + ".");
    }

    /** @param outdated why it cannot be executed any more; null while it can, and before that is known */
    public record State(String changeSet, String name, String outdated) {

        public static State of(ChangeSetAction.State change) {
            return new State(change.id(), change.name(), null);
        }
    }
}
