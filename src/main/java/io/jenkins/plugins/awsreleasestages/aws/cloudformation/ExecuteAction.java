package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Executes exactly the change set that was read, and follows the stack to the end of the operation, through a rollback
 * if there is one.
 */
public final class ExecuteAction implements Action<ExecuteAction.State, ExecuteAction.Answer> {

    /** {@code NONE}: the change set is gone, so that it cannot contradict the stack. */
    private static final Set<String> EXECUTION_ENDED = Set.of("EXECUTE_COMPLETE", "EXECUTE_FAILED", "NONE");

    /** AWS's reason for a rollback that nothing but a person has caused. */
    private static final String BY_USER = "User Initiated";

    private final Supplier<AwsSession> sessions;
    private final String changeSet;
    private final StackTurns turns;
    private final boolean leavesOnAbort;

    /**
     * @param sessions asked before each call
     * @param changeSet the change set's ARN, for messages
     * @param turns in which the step's turn is kept while it executes
     * @param leavesOnAbort whether the stack goes on by itself when the run is aborted
     */
    public ExecuteAction(Supplier<AwsSession> sessions, String changeSet, StackTurns turns, boolean leavesOnAbort) {
        this.sessions = sessions;
        this.changeSet = changeSet;
        this.turns = turns;
        this.leavesOnAbort = leavesOnAbort;
    }

    @Override
    public String title() {
        return "The execution of change set " + shortName(changeSet);
    }

    @Override
    public Optional<State> find(State state) {
        AwsSession session = sessions.get();
        Optional<ChangeSetContent> content = ChangeSets.describe(session, state.changeSet(), null);
        if (content.isPresent()) {
            return content.filter(ChangeSetContent::isExecuted).map(executed -> started(state, executed));
        }
        if (state.stackId() == null) {
            return Optional.empty();
        }
        List<StackEvent> mine = Stacks.events(session, state.stackId(), null, Instant.EPOCH).stream()
                .filter(event -> isOf(state, event.token()))
                .toList();
        return mine.isEmpty()
                ? Optional.empty()
                : Optional.of(state.started(
                        state.stack(), state.stackId(), mine.get(0).time(), 0, List.of()));
    }

    @Override
    public State start(State state) {
        AwsSession session = sessions.get();
        turns.keep(state.token());
        ChangeSetContent content =
                ChangeSets.describe(session, state.changeSet(), null).orElseThrow(() -> gone(session, state));
        if (content.isExecuted() && isMine(session, state, content)) {
            return started(state, content);
        }
        checkExecutable(state, content);
        Stacks.Snapshot stack = Stacks.describe(session, content.stackId())
                .orElseThrow(() -> RemoteFailure.refused("Stack " + content.stack() + " does not exist any more."));
        if (StackStates.busy(stack.status())) {
            throw Stacks.busy(session, stack.id(), stack.name(), stack.status());
        }
        execute(session, state, content);
        return started(state, content);
    }

    /** Why the change set is not there any more, as far as one can tell. */
    private static RemoteFailure gone(AwsSession session, State state) {
        String name = "change set " + shortName(state.changeSet());
        boolean stackGone = state.stackId() != null
                && Stacks.describe(session, state.stackId())
                        .map(stack -> StackStates.deleted(stack.status()))
                        .orElse(true);
        return RemoteFailure.refused(
                stackGone
                        ? "Stack " + state.stack() + " was deleted by somebody, and " + name + " with it. Nothing was"
                                + " executed. Run cfnChangeSet again to create the stack anew."
                        : "The " + name + " does not exist any more: it was deleted, or another change set of the"
                                + " stack was executed, which deletes all others. Nothing was executed. Run"
                                + " cfnChangeSet again, and have the new one approved.");
    }

    /** Whether an execution that AWS knows of is ours: an earlier request whose answer was lost. */
    private static boolean isMine(AwsSession session, State state, ChangeSetContent content) {
        return Stacks.events(session, content.stackId(), null, content.created()).stream()
                .anyMatch(event -> isOf(state, event.token()));
    }

    private static boolean isOf(State state, String token) {
        // A cancellation has a token of its own that begins with ours.
        return token.startsWith(state.token());
    }

    private static void checkExecutable(State state, ChangeSetContent content) {
        String what = "Change set " + content.name() + " of stack " + content.stack();
        if (content.isExecuted()) {
            throw RemoteFailure.refused(what + " has already been executed (" + content.executionStatus()
                    + "). Run cfnChangeSet again for another one.");
        }
        if (content.status().startsWith("CREATE_") && !content.isComplete()) {
            throw new RemoteFailure(RemoteFailure.Kind.BUSY, what + " is still being created.");
        }
        if (content.executionStatus().equals("OBSOLETE")) {
            throw RemoteFailure.refused(what + " is outdated: the stack was changed after it had been created. Run"
                    + " cfnChangeSet again, and have the new one approved.");
        }
        if (!content.isComplete() || !content.executionStatus().equals("AVAILABLE")) {
            throw RemoteFailure.refused(what + " cannot be executed: it is in " + content.status() + ", "
                    + content.executionStatus() + ". " + content.reason());
        }
        if (state.fingerprint() != null && !state.fingerprint().equals(content.fingerprint())) {
            throw RemoteFailure.refused(what + " is not what was read: its content has changed since. Nothing was"
                    + " executed. Run cfnChangeSet again, and have the new one approved.");
        }
    }

    private void execute(AwsSession session, State state, ChangeSetContent content) {
        try {
            // Rollback is said explicitly: AWS's documentation and its behaviour differ on the default. Where the
            // change set says what becomes of a failure, nothing else may.
            Stacks.begin(
                    session,
                    "Executing change set " + shortName(state.changeSet()),
                    () -> session.cloudFormation()
                            .executeChangeSet(r -> r.changeSetName(state.changeSet())
                                    .clientRequestToken(state.token())
                                    .disableRollback(content.onFailure() == null ? false : null)));
        } catch (RemoteFailure e) {
            boolean perhapsOurs = Stacks.says(e, "InvalidChangeSetStatus") || Stacks.says(e, "TokenAlreadyExists");
            if (perhapsOurs && find(state).isPresent()) {
                return;
            }
            throw e;
        }
    }

    private static State started(State state, ChangeSetContent content) {
        return state.started(
                content.stack(),
                content.stackId(),
                content.created(),
                content.changes().size(),
                List.of("Executing change set " + content.name() + " on stack " + content.stack() + "."));
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
        turns.keep(state.token());
        // The stack before its events: what ended the operation is then among the events.
        Optional<Stacks.Snapshot> stack = Stacks.describe(session, state.stackId());
        if (stack.isEmpty()) {
            return CompletableFuture.completedFuture(new Answer(null, FollowedOperation.NewEvents.NONE, ""));
        }
        FollowedOperation.NewEvents read = state.followed().read(() -> newEvents(session, state));
        String status = stack.get().status();
        boolean unclear = StackStates.terminal(status) && !toldBy(read.events(), state, status);
        return CompletableFuture.completedFuture(
                new Answer(stack.get(), read, unclear ? ChangeSets.executionStatus(session, state.changeSet()) : ""));
    }

    private static List<StackEvent> newEvents(AwsSession session, State state) {
        List<StackEvent> events =
                Stacks.events(session, state.stackId(), state.progress().lastEvent(), state.since());
        return Stacks.withInnerCauses(session, ofOperation(state, events), state.since());
    }

    /**
     * What belongs to the operation: what bears its token, and all that happens to the stack from then on until the
     * operation ends. Whoever cancels it from elsewhere does so under a token of their own, which the rollback bears.
     */
    static List<StackEvent> ofOperation(State state, List<StackEvent> events) {
        List<StackEvent> own = new ArrayList<>();
        boolean underWay = state.progress().lastEvent() != null;
        for (StackEvent event : events) {
            boolean bearsToken = isOf(state, event.token());
            boolean deletedByOthers = event.ofStack() && event.status().startsWith("DELETE_") && !bearsToken;
            underWay = (underWay || bearsToken) && !deletedByOthers;
            if ((underWay || event.token().isEmpty()) && !event.status().equals(StackStates.REVIEW)) {
                own.add(event);
            }
            underWay = underWay && !(event.ofStack() && StackStates.terminal(event.status()));
        }
        return own;
    }

    /** A stack may show the state it had before the operation for a moment; the operation's own events do not. */
    private static boolean toldBy(List<StackEvent> events, State state, String status) {
        return state.progress().stackStatus().equals(status)
                || events.stream()
                        .anyMatch(event -> event.ofStack() && event.status().equals(status));
    }

    @Override
    public Look<State> read(State before, Answer answer, Instant now) {
        List<String> lines = new ArrayList<>(before.notes());
        FollowedOperation.Told told = before.followed().with(answer.events());
        FollowedOperation followed = told.operation();
        lines.addAll(told.lines());
        if (answer.stack() == null || StackStates.deleted(answer.stack().status())) {
            return gone(before.looked("DELETE_COMPLETE", followed, now, true), lines);
        }
        String status = answer.stack().status();
        boolean ended = StackStates.terminal(status)
                && (followed.progress().stackStatus().equals(status)
                        || EXECUTION_ENDED.contains(answer.executionStatus()));
        if (!ended) {
            return goesOn(before, followed, lines, status, now);
        }
        State state = before.looked(status, followed, now, true);
        // Also of one that went wrong: who aborted it reads no error.
        lines.add("Stack " + state.stack() + ": " + status + " after "
                + OperationProgress.format(Duration.ofSeconds(state.seconds())) + ".");
        if (StackStates.good(status)) {
            return Look.succeeded(state.with(status, answer.stack().outputs()), lines);
        }
        return Look.failed(state, lines, failure(state, answer.stack()));
    }

    private static Look<State> goesOn(
            State before, FollowedOperation followed, List<String> lines, String status, Instant now) {
        if (lines.isEmpty()) {
            lines.addAll(followed.reminder(before.stack(), status, now));
        }
        State state = before.looked(status, followed, now, !lines.isEmpty());
        return Look.goesOn(state, lines, state.followed().pause(now));
    }

    private static Look<State> gone(State state, List<String> lines) {
        OperationProgress progress = state.progress();
        if (progress.deletedAfterFailure()) {
            return Look.failed(
                    state,
                    lines,
                    "Stack " + state.stack() + " was not created: " + sentence(progress.cause()) + " The stack is"
                            + " deleted again, because the change set says onFailure: 'DELETE'. Its events are still there: "
                            + ConsoleLink.stack(state.stackId()));
        }
        String cause = progress.cause() == null ? "" : " Before that: " + progress.cause();
        return Look.failed(
                state,
                lines,
                "Stack " + state.stack() + " was deleted by somebody while change set " + shortName(state.changeSet())
                        + " was being executed." + cause);
    }

    /** The first cause first, then what became of the stack, then where to look. */
    private static String failure(State state, Stacks.Snapshot stack) {
        String cause = state.progress().cause();
        if (cause == null) {
            String rollback = state.progress().rollbackReason();
            cause = BY_USER.equals(rollback)
                    ? "somebody has cancelled it (" + BY_USER + ")"
                    : rollback != null && !rollback.isEmpty() ? rollback : stack.reason();
        }
        String first = cause.isEmpty() ? "" : ": " + sentence(cause);
        return "Stack " + state.stack() + " was not " + StackStates.attempted(stack.status())
                + (first.isEmpty() ? "." : first) + " " + StackStates.left(stack.status()) + " Look at: "
                + ConsoleLink.stack(stack.id());
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    @Override
    public OnStop onStop(State state) {
        return leavesOnAbort ? OnStop.LOOK_ONCE : OnStop.STOP;
    }

    @Override
    public void stop(State state) {
        AwsSession session = sessions.get();
        Optional<Stacks.Snapshot> stack = Stacks.describe(session, state.stackId());
        String status = stack.map(Stacks.Snapshot::status).orElse("");
        if (status.equals("CREATE_IN_PROGRESS") || status.equals(StackStates.REVIEW)) {
            throw RemoteFailure.refused("AWS cannot cancel the creation of a stack: stack " + state.stack()
                    + " goes on being created. Delete it if it is not wanted.");
        }
        if (status.equals("IMPORT_IN_PROGRESS")) {
            throw RemoteFailure.refused("AWS cannot cancel an import: stack " + state.stack() + " goes on importing.");
        }
        if (status.equals("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")) {
            throw RemoteFailure.refused("AWS cannot cancel the update of stack " + state.stack()
                    + " any more: the new resources are in place.");
        }
        if (!status.equals("UPDATE_IN_PROGRESS")) {
            return;
        }
        AwsFailures.call(
                session,
                "Cancelling the update of stack " + state.stack(),
                () -> session.cloudFormation()
                        .cancelUpdateStack(
                                r -> r.stackName(state.stackId()).clientRequestToken(state.token() + "-cancel")));
    }

    @Override
    public String leftBehind(State state) {
        String status = state.status().isEmpty() ? "an unknown state" : state.status();
        return "Stack " + state.stack() + " was last seen in " + status + " and goes on by itself. Look at: "
                + ConsoleLink.stack(state.stackId());
    }

    /** The name within a change set's ARN. */
    private static String shortName(String arn) {
        String[] parts = arn.split("/");
        return parts.length > 1 ? parts[1] : arn;
    }

    /**
     * All that is saved of the execution of a change set.
     *
     * @param changeSet the change set's ARN; null when there was nothing to change
     * @param fingerprint what the change set must still be like; null when nobody has read it before
     * @param token chosen before the execution is asked for; AWS puts it on every event of it
     * @param stack the stack's name; null before it is known
     * @param stackId the stack's ARN; null before it is known
     * @param since no event of the operation is older, by AWS's clock; null before it is known
     * @param status the stack's state at the last look; empty before
     * @param notes what is still to be logged
     * @param seconds how long it took, once it has ended
     * @param outputs the stack's outputs, once it has ended well
     */
    public record State(
            String changeSet,
            String fingerprint,
            String token,
            String stack,
            String stackId,
            Instant since,
            String status,
            List<String> notes,
            FollowedOperation followed,
            long seconds,
            Map<String, String> outputs) {

        public State {
            notes = List.copyOf(notes);
            outputs = new LinkedHashMap<>(outputs);
        }

        /**
         * @param changeSet null when there is nothing to change
         * @param fingerprint null when nobody has read the change set before
         * @param stack null when it is not known yet
         * @param stackId null when it is not known yet
         */
        public static State create(String changeSet, String fingerprint, String token, String stack, String stackId) {
            return new State(
                    changeSet,
                    fingerprint,
                    token,
                    stack,
                    stackId,
                    null,
                    "",
                    List.of(),
                    FollowedOperation.create(0),
                    0,
                    Map.of());
        }

        /** What the step has done: CREATED, UPDATED, IMPORTED, or NO_CHANGES. */
        public String result() {
            return changeSet == null ? "NO_CHANGES" : StackStates.result(status);
        }

        State started(String newStack, String newStackId, Instant newSince, int total, List<String> newNotes) {
            return new State(
                    changeSet,
                    fingerprint,
                    token,
                    newStack,
                    newStackId,
                    newSince,
                    "",
                    newNotes,
                    FollowedOperation.create(total),
                    0,
                    Map.of());
        }

        State looked(String newStatus, FollowedOperation operation, Instant now, boolean said) {
            FollowedOperation looked = operation.looked(now, said);
            return new State(
                    changeSet,
                    fingerprint,
                    token,
                    stack,
                    stackId,
                    since,
                    newStatus,
                    List.of(),
                    looked,
                    looked.times().passed(now).toSeconds(),
                    outputs);
        }

        OperationProgress progress() {
            return followed.progress();
        }

        State with(String newStatus, Map<String, String> newOutputs) {
            return new State(
                    changeSet,
                    fingerprint,
                    token,
                    stack,
                    stackId,
                    since,
                    newStatus,
                    notes,
                    followed,
                    seconds,
                    newOutputs);
        }
    }

    /**
     * What a look at a stack brings.
     *
     * @param stack null when there is no such stack any more
     * @param events of the operation, new since the last look
     * @param executionStatus the change set's, where the events do not tell whether the operation has ended; else empty
     */
    public record Answer(Stacks.Snapshot stack, FollowedOperation.NewEvents events, String executionStatus) {}
}
