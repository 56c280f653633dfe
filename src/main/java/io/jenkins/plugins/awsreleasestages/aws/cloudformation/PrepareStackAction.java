package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Waits until a stack can take an operation: for its turn among the steps of this controller, for what others do to it,
 * and, where that was said, for what brings it out of a state from which no operation leads.
 */
public final class PrepareStackAction implements Action<PrepareStackAction.State, PrepareStackAction.Answer> {

    private final Supplier<AwsSession> sessions;
    private final StackTurns turns;
    private final Preparation preparation;
    private final String stack;

    /**
     * @param sessions asked before each call
     * @param stack what messages call the stack
     */
    public PrepareStackAction(Supplier<AwsSession> sessions, StackTurns turns, Preparation preparation, String stack) {
        this.sessions = sessions;
        this.turns = turns;
        this.preparation = preparation;
        this.stack = stack;
    }

    @Override
    public String title() {
        return "Waiting for stack " + stack;
    }

    /** There is nothing to start: every look does what the state says is to be done. */
    @Override
    public Optional<State> find(State state) {
        return Optional.of(state);
    }

    @Override
    public State start(State state) {
        return state;
    }

    @Override
    public String about(State state) {
        return state.stackId();
    }

    @Override
    public void hurry(State state) {
        turns.news().heard(state.stackId());
    }

    @Override
    public Duration pause(State state, Duration own) {
        return turns.news().pause(state.stackId(), own);
    }

    @Override
    public CompletionStage<Answer> ask(State state) {
        AwsSession session = sessions.get();
        Optional<Stacks.Snapshot> found = stack(session, state);
        List<String> keys = StackTurns.keys(
                session,
                found.map(Stacks.Snapshot::name).orElse(state.name()),
                found.map(Stacks.Snapshot::id).orElse(null));
        Optional<String> heldBy = turns.take(state.token(), state.label(), keys);
        boolean sent = heldBy.isEmpty() && found.isPresent() && repair(session, state, found.get());
        return CompletableFuture.completedFuture(new Answer(
                heldBy.orElse(null),
                found.orElse(null),
                found.map(stack -> newest(session, state, stack)).orElse(null),
                found.map(stack -> stuck(session, stack)).orElse(Map.of()),
                sent));
    }

    private static Optional<Stacks.Snapshot> stack(AwsSession session, State state) {
        if (state.stackId() != null || state.stack() != null) {
            return Stacks.describe(session, state.stackId() != null ? state.stackId() : state.stack());
        }
        // One that is gone is for the execution to complain about.
        return ChangeSets.stackOf(session, state.changeSet()).flatMap(id -> Stacks.describe(session, id));
    }

    private static StackEvent newest(AwsSession session, State state, Stacks.Snapshot stack) {
        boolean asks = StackStates.busy(stack.status()) && !state.said().contains(stack.status())
                || state.repairSent() && StackStates.terminal(stack.status());
        if (!asks) {
            return null;
        }
        List<StackEvent> recent = Stacks.recentOfStack(session, stack.id());
        return recent.stream()
                .filter(event -> event.token().equals(state.tokenOf("r")))
                .findFirst()
                .or(() -> recent.stream().findFirst())
                .orElse(null);
    }

    private static Map<String, String> stuck(AwsSession session, Stacks.Snapshot stack) {
        return "UPDATE_ROLLBACK_FAILED".equals(stack.status()) ? Stacks.stuckInRollback(session, stack.id()) : Map.of();
    }

    /** Does what the state says; asking AWS twice for the same does no harm. */
    private boolean repair(AwsSession session, State state, Stacks.Snapshot stack) {
        if (state.repair() == State.Repair.DELETE && StackStates.neverWorked(stack.status())) {
            Stacks.begin(
                    session,
                    "Deleting stack " + stack.name(),
                    () -> session.cloudFormation()
                            .deleteStack(r -> r.stackName(stack.id()).clientRequestToken(state.tokenOf("d"))));
            return true;
        }
        if (state.repair() == State.Repair.CONTINUE_ROLLBACK
                && !state.repairSent()
                && "UPDATE_ROLLBACK_FAILED".equals(stack.status())) {
            continueRollback(session, state, stack);
            return true;
        }
        return false;
    }

    private void continueRollback(AwsSession session, State state, Stacks.Snapshot stack) {
        try {
            Stacks.begin(
                    session,
                    "Continuing the rollback of stack " + stack.name(),
                    () -> session.cloudFormation()
                            .continueUpdateRollback(r -> r.stackName(stack.id())
                                    .resourcesToSkip(preparation.resourcesToSkip())
                                    .clientRequestToken(state.tokenOf("r"))));
        } catch (RemoteFailure e) {
            if (!Stacks.says(e, "TokenAlreadyExists")) {
                throw e;
            }
        }
    }

    @Override
    public Look<State> read(State before, Answer answer, Instant now) {
        State state = before.looked(now, answer.sent(), before.said());
        if (answer.heldBy() != null) {
            return waits(state, now, answer.heldBy() + " works on stack " + stack);
        }
        String status = answer.status();
        if (state.repair() == State.Repair.DELETE) {
            return readDeletion(state, answer, now);
        }
        if (state.repair() == State.Repair.CONTINUE_ROLLBACK) {
            return readRollback(state, answer, now);
        }
        boolean busy = answer.stack() != null && StackStates.busy(status);
        return busy ? readBusy(state, answer, now) : readFree(state, answer);
    }

    private Look<State> readFree(State state, Answer answer) {
        if (StackStates.stuck(answer.status())) {
            return readStuck(state, answer);
        }
        boolean drifted = answer.stack() != null && answer.stack().drifted();
        return Look.succeeded(state.knownAs(drifted), List.of());
    }

    private Look<State> readBusy(State state, Answer answer, Instant now) {
        String what = "stack " + stack + " is in " + answer.status();
        if (answer.newest() == null) {
            return waits(state, now, what);
        }
        String who = answer.newest().token().isEmpty()
                ? ""
                : ", started as " + answer.newest().token();
        return waits(state, now, what + " since " + answer.newest().time() + who);
    }

    private Look<State> waits(State state, Instant now, String why) {
        Duration waited = Duration.between(state.since(), now);
        if (waited.compareTo(preparation.busy()) >= 0) {
            return Look.failed(
                    state,
                    List.of(),
                    "Stack " + stack + " did not become free within " + OperationProgress.format(preparation.busy())
                            + ": "
                            + (state.said().isEmpty() ? why : state.said()) + ". Nothing was started; run the step"
                            + " again, or let it wait longer with busyMinutes.");
        }
        boolean news = !state.said().startsWith(why);
        List<String> lines = news ? List.of("Waiting for its turn: " + why + ".") : List.of();
        return Look.goesOn(state.looked(now, false, news ? why : state.said()), lines, WatchTimes.pauseAfter(waited));
    }

    private Look<State> readStuck(State state, Answer answer) {
        Stacks.Snapshot found = answer.stack();
        String link = " Look at: " + ConsoleLink.stack(found.id());
        if (preparation.recreate() && StackStates.neverWorked(found.status())) {
            if (found.protectedFromDeletion()) {
                return Look.failed(
                        state,
                        List.of(),
                        "Stack " + stack + " is in " + found.status() + " and cannot be recreated: it is protected from"
                                + " deletion. Switch its termination protection off if it may be deleted." + link);
            }
            return Look.goesOnOnceSaved(
                    state.repairing(State.Repair.DELETE, found.id()),
                    List.of("Stack " + stack + " is in " + found.status() + ": it is deleted, to be created anew"
                            + " (recreate: true)."));
        }
        if (preparation.continueRollback() && found.status().equals("UPDATE_ROLLBACK_FAILED")) {
            String skipping = preparation.resourcesToSkip().isEmpty()
                    ? ""
                    : ", skipping " + String.join(", ", preparation.resourcesToSkip());
            return Look.goesOnOnceSaved(
                    state.repairing(State.Repair.CONTINUE_ROLLBACK, found.id()),
                    List.of("Stack " + stack + " is in UPDATE_ROLLBACK_FAILED: its rollback is continued" + skipping
                            + "."));
        }
        return Look.failed(
                state,
                List.of(),
                "Stack " + stack + " is in " + found.status() + " and takes no change set: "
                        + StackStates.choice(found.status()) + stuckWords(answer.stuck()) + link);
    }

    private static String stuckWords(Map<String, String> stuck) {
        if (stuck.isEmpty()) {
            return "";
        }
        String why = stuck.entrySet().stream()
                .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                .collect(Collectors.joining("; "));
        String names = stuck.keySet().stream().map(id -> "'" + id + "'").collect(Collectors.joining(", "));
        return " What could not be rolled back: " + why + ". If that cannot be repaired, resourcesToSkip: [" + names
                + "] leaves it as it is.";
    }

    private Look<State> readDeletion(State state, Answer answer, Instant now) {
        if (answer.stack() == null || StackStates.deleted(answer.status())) {
            return Look.succeeded(state, List.of("Stack " + stack + " is deleted."));
        }
        if (answer.status().equals("DELETE_FAILED")) {
            return Look.failed(
                    state,
                    List.of(),
                    "Stack " + stack + " could not be deleted: "
                            + answer.stack().reason() + " Look at: "
                            + ConsoleLink.stack(answer.stack().id()));
        }
        return Look.goesOn(state, List.of(), WatchTimes.pauseAfter(Duration.between(state.since(), now)));
    }

    private Look<State> readRollback(State state, Answer answer, Instant now) {
        if (answer.stack() == null || StackStates.deleted(answer.status())) {
            return Look.failed(
                    state, List.of(), "Stack " + stack + " was deleted by somebody while it was rolled back.");
        }
        if (StackStates.terminal(answer.status()) && !answer.status().startsWith("UPDATE_ROLLBACK_")) {
            // Somebody else has brought it out of there.
            return readFree(state, answer);
        }
        // The state that it was in before may be shown for a moment; events that may not be read tell nothing.
        boolean ours = answer.newest() == null || answer.newest().token().equals(state.tokenOf("r"));
        if (answer.status().equals("UPDATE_ROLLBACK_COMPLETE")) {
            return Look.succeeded(state, List.of("Stack " + stack + " is rolled back: UPDATE_ROLLBACK_COMPLETE."));
        }
        if (answer.status().equals("UPDATE_ROLLBACK_FAILED") && state.repairSent() && !answer.sent() && ours) {
            return Look.failed(
                    state,
                    List.of(),
                    "The rollback of stack " + stack + " failed again." + stuckWords(answer.stuck()) + " Look at: "
                            + ConsoleLink.stack(answer.stack().id()));
        }
        return Look.goesOn(state, List.of(), WatchTimes.pauseAfter(Duration.between(state.since(), now)));
    }

    /** What was begun goes on by itself. */
    @Override
    public OnStop onStop(State state) {
        return OnStop.LEAVE;
    }

    @Override
    public void stop(State state) {}

    @Override
    public String leftBehind(State state) {
        return switch (state.repair()) {
            case NONE -> "Nothing was started.";
            case DELETE -> "The deletion of stack " + stack + " goes on by itself.";
            case CONTINUE_ROLLBACK -> "The rollback of stack " + stack + " goes on by itself.";
        };
    }

    /**
     * All that is saved while a stack is made ready for an operation.
     *
     * @param token the step's: who holds the stack's turn; also the token of what is done to the stack
     * @param label what others are told of who holds it
     * @param stack the stack's name; null when only the change set is known
     * @param stackId the stack's ARN; null before it is known
     * @param changeSet the ARN of a change set of the stack; null when the stack is named
     * @param repair what is being done to the stack
     * @param repairSent whether AWS was told to
     * @param since when waiting began; null before the first look
     * @param said what the log was told last, so that it is not told again
     * @param drifted whether it was known to be changed by hand when it was ready
     */
    public record State(
            String token,
            String label,
            String stack,
            String stackId,
            String changeSet,
            Repair repair,
            boolean repairSent,
            Instant since,
            String said,
            boolean drifted) {

        /** What is done to a stack that takes no operation as it is. */
        public enum Repair {
            NONE,
            /** It is deleted, because nothing of it ever worked. */
            DELETE,
            /** Its failed rollback is continued. */
            CONTINUE_ROLLBACK
        }

        /** @param changeSet null when the stack is named */
        public static State create(String token, String label, String stack, String stackId, String changeSet) {
            return new State(token, label, stack, stackId, changeSet, Repair.NONE, false, null, "", false);
        }

        /** AWS takes a token for one kind of operation only. */
        String tokenOf(String operation) {
            return operation + "-" + token;
        }

        String name() {
            if (stack != null) {
                return stack;
            }
            return stackId == null ? "of change set " + changeSet : Stacks.nameIn(stackId);
        }

        State repairing(Repair newRepair, String newStackId) {
            return new State(token, label, stack, newStackId, changeSet, newRepair, false, since, said, drifted);
        }

        State looked(Instant now, boolean sent, String newSaid) {
            return new State(
                    token,
                    label,
                    stack,
                    stackId,
                    changeSet,
                    repair,
                    repairSent || sent,
                    since == null ? now : since,
                    newSaid,
                    drifted);
        }

        State knownAs(boolean nowDrifted) {
            return new State(token, label, stack, stackId, changeSet, repair, repairSent, since, said, nowDrifted);
        }
    }

    /**
     * What a look brings at a stack that is made ready.
     *
     * @param heldBy which other step of this controller works on it; null when none does
     * @param stack null when there is none
     * @param newest the newest event about the stack itself, where it tells something; null where not known
     * @param stuck what keeps its rollback from ending, with AWS's reasons
     * @param sent whether AWS was told just now to do what the state says
     */
    public record Answer(
            String heldBy, Stacks.Snapshot stack, StackEvent newest, Map<String, String> stuck, boolean sent) {

        String status() {
            return stack == null ? "" : stack.status();
        }
    }

    /**
     * What may be done to a stack that cannot take an operation as it is. Nothing of it is done unless it is said.
     *
     * @param recreate whether a stack whose creation failed may be deleted, to be created anew
     * @param continueRollback whether an update's failed rollback may be continued
     * @param resourcesToSkip what the continued rollback leaves as it is: logical ids, {@code NestedStackName.LogicalId}
     * @param busy how long other operations on the stack are waited for
     */
    public record Preparation(boolean recreate, boolean continueRollback, List<String> resourcesToSkip, Duration busy) {

        private static final Pattern RESOURCE = Pattern.compile("[a-zA-Z0-9-]+(\\.[a-zA-Z0-9]+)?");

        public Preparation {
            resourcesToSkip = new ArrayList<>(resourcesToSkip);
        }

        /** Waits, and changes nothing. */
        public static Preparation waiting(Duration busy) {
            return new Preparation(false, false, List.of(), busy);
        }

        /** What is wrong with it, a sentence each. */
        public List<String> problems() {
            List<String> problems = new ArrayList<>();
            if (!resourcesToSkip.isEmpty() && !continueRollback) {
                problems.add("resourcesToSkip: goes with continueRollback: true.");
            }
            resourcesToSkip.stream()
                    .filter(id -> !RESOURCE.matcher(id).matches())
                    .forEach(id -> problems.add("resourcesToSkip: '" + id + "' is neither a logical id nor"
                            + " NestedStackName.LogicalId."));
            return problems;
        }
    }
}
