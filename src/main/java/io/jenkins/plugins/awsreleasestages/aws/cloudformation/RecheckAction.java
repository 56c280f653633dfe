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
     * Why people have to be asked anew, though nothing is wrong with the change set; two calls. CloudFormation makes the
     * change sets of a stack obsolete, or deletes them, when another one is executed. Drift that was found meanwhile means
     * that the stack was not what people were told that it is.
     *
     * @return null when what they were asked about can happen, or when that is for its execution to say
     */
    public static String outdated(AwsSession session, State asked) {
        return switch (ChangeSets.executionStatus(session, asked.changeSet())) {
            case "OBSOLETE" -> "the stack was changed after the change set had been created";
            case "NONE" -> "the change set was deleted, or another one of the stack was executed";
            default ->
                asked.drifted() || !hasDrifted(session, asked.stackId())
                        ? null
                        : "a drift detection has found since then that somebody changed the stack by hand";
        };
    }

    private static boolean hasDrifted(AwsSession session, String stackId) {
        return Stacks.describe(session, stackId)
                .filter(Stacks.Snapshot::drifted)
                .isPresent();
    }

    @Override
    public String title() {
        return "Looking whether the change set for stack " + stack + " is still up to date";
    }

    @Override
    public State make(State state) {
        return state.looked(outdated(sessions.get(), state));
    }

    @Override
    public List<String> lines(State state) {
        return state.outdated() == null
                ? List.of()
                : List.of("The approval of change set " + state.name() + " is withdrawn: " + state.outdated() + ".");
    }

    /**
     * @param drifted whether that was known when people were asked
     * @param outdated why they have to be asked anew; null while they need not be, and before that is known
     */
    public record State(String changeSet, String name, String stackId, boolean drifted, String outdated) {

        public static State of(ChangeSetAction.State change, PrepareStackAction.State ready) {
            return new State(change.id(), change.name(), change.stackId(), ready.drifted(), null);
        }

        State looked(String newOutdated) {
            return new State(changeSet, name, stackId, drifted, newOutdated);
        }
    }
}
