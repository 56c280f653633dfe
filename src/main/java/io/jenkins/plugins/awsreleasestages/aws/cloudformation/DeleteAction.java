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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import software.amazon.awssdk.services.cloudformation.model.DeletionMode;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;

/** Deletes exactly the stack that was found, by its id, and follows it to the end. */
public final class DeleteAction implements Action<DeleteAction.State, DeleteAction.Answer> {

    private static final String DELETING = "DELETE_IN_PROGRESS";
    private static final String DELETED = "DELETE_COMPLETE";
    private static final String FAILED = "DELETE_FAILED";

    /** For so long a stack may show the state it had before. */
    private static final Duration STALE = Duration.ofSeconds(60);

    private final Supplier<AwsSession> sessions;
    private final String stack;
    private final Request request;
    private final StackTurns turns;
    private final Supplier<String> label;

    /**
     * @param sessions asked before each call
     * @param stack the stack's name, for messages
     * @param turns in which the step waits for its own, and keeps it while it deletes
     * @param label what others who wait for the stack are told of the step
     */
    public DeleteAction(
            Supplier<AwsSession> sessions, String stack, Request request, StackTurns turns, Supplier<String> label) {
        this.sessions = sessions;
        this.stack = stack;
        this.request = request;
        this.turns = turns;
        this.label = label;
    }

    @Override
    public String title() {
        return "The deletion of stack " + stack;
    }

    @Override
    public Optional<State> find(State state) {
        AwsSession session = sessions.get();
        String status = status(report(session, state));
        boolean begun = status.equals(DELETED)
                || status.equals(DELETING)
                || status.equals(FAILED)
                        && Stacks.events(session, state.stackId(), null, state.since()).stream()
                                .anyMatch(event -> event.token().equals(state.token()));
        return begun ? Optional.of(state.started(false, 0, List.of())) : Optional.empty();
    }

    @Override
    public State start(State state) {
        AwsSession session = sessions.get();
        turns.take(state.token(), label.get(), StackTurns.keys(session, stack, state.stackId()))
                .ifPresent(other -> {
                    throw new RemoteFailure(
                            RemoteFailure.Kind.BUSY,
                            "Waiting for its turn: " + other + " works on stack " + stack + ".");
                });
        Optional<StackReport> report = report(session, state);
        String status = status(report);
        if (status.equals(DELETED)) {
            return state.started(true, 0, List.of("Stack " + stack + " was deleted by somebody else meanwhile."));
        }
        if (status.equals(DELETING)) {
            return state.started(
                    true, 0, List.of("Somebody else is deleting stack " + stack + " already; that is followed."));
        }
        check(session, report.get());
        int resources = resources(session, state).size();
        try {
            delete(session, state);
        } catch (RemoteFailure e) {
            if (Stacks.says(e, "TokenAlreadyExists")) {
                // An earlier request of ours whose answer was lost.
                return find(state).orElseThrow(() -> e);
            }
            throw e;
        }
        return state.started(false, resources, notes(report.get(), resources));
    }

    private static Optional<StackReport> report(AwsSession session, State state) {
        return Stacks.find(session, state.stackId()).map(StackReport::of);
    }

    private static String status(Optional<StackReport> report) {
        return report.map(StackReport::status).orElse(DELETED);
    }

    private void check(AwsSession session, StackReport report) {
        if (report.protectedFromDeletion()) {
            throw RemoteFailure.refused(
                    "Stack " + stack + " is protected: its termination protection is on, so that AWS"
                            + " does not delete it. Nothing was deleted. If it really has to go, switch the protection off (aws"
                            + " cloudformation update-termination-protection --no-enable-termination-protection --stack-name "
                            + stack + ") and run the step again.");
        }
        if (StackStates.busy(report.status())) {
            throw Stacks.busy(session, report.id(), stack, report.status());
        }
        String refusal = request.refusal(stack, report.status());
        if (refusal != null) {
            throw RemoteFailure.refused(refusal);
        }
    }

    private void delete(AwsSession session, State state) {
        Stacks.begin(
                session,
                "Deleting stack " + stack,
                () -> session.cloudFormation()
                        .deleteStack(r -> r.stackName(state.stackId())
                                .clientRequestToken(state.token())
                                .roleARN(request.role())
                                .retainResources(request.retainResources())
                                .deletionMode(request.force() ? DeletionMode.FORCE_DELETE_STACK : null)));
    }

    private List<String> notes(StackReport report, int resources) {
        List<String> notes = new ArrayList<>();
        notes.add("Deleting stack " + stack
                + (resources == 0 ? "." : " with " + Stacks.count(resources, "resource") + "."));
        if (!request.retainResources().isEmpty()) {
            notes.add("These stay in the account, no longer part of a stack: "
                    + String.join(", ", request.retainResources()) + ".");
        }
        if (report.rootId() != null) {
            notes.add("It is a part of another stack, which does not know of that: " + report.rootId() + ".");
        }
        return notes;
    }

    /** What is still there; empty where it may not be asked for. */
    private static List<StackResourceSummary> resources(AwsSession session, State state) {
        try {
            return Stacks.resources(session, state.stackId()).stream()
                    .filter(resource -> !DELETED.equals(resource.resourceStatusAsString()))
                    .toList();
        } catch (RemoteFailure e) {
            if (e.passing()) {
                throw e;
            }
            return List.of();
        }
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
        Optional<StackReport> report = report(session, state);
        String status = status(report);
        FollowedOperation.NewEvents events = report.isEmpty()
                ? FollowedOperation.NewEvents.NONE
                : state.followed()
                        .read(() -> Stacks.withInnerCauses(session, newEvents(session, state), state.since()));
        List<String> undeletable = status.equals(FAILED) ? undeletable(session, state) : List.of();
        return CompletableFuture.completedFuture(
                new Answer(status, report.map(StackReport::reason).orElse(""), events, undeletable));
    }

    private static List<StackEvent> newEvents(AwsSession session, State state) {
        List<StackEvent> events =
                Stacks.events(session, state.stackId(), state.progress().lastEvent(), state.since());
        if (!state.joined()) {
            return events.stream()
                    .filter(event -> event.token().equals(state.token()))
                    .toList();
        }
        int begin = 0;
        for (int i = 0; i < events.size() && state.progress().lastEvent() == null; i++) {
            StackEvent event = events.get(i);
            begin = event.ofStack() && event.status().equals(DELETING) ? i : begin;
        }
        return events.subList(begin, events.size());
    }

    private static List<String> undeletable(AwsSession session, State state) {
        return resources(session, state).stream()
                .filter(resource -> FAILED.equals(resource.resourceStatusAsString()))
                .map(StackResourceSummary::logicalResourceId)
                .toList();
    }

    @Override
    public Look<State> read(State before, Answer answer, Instant now) {
        List<String> lines = new ArrayList<>(before.notes());
        FollowedOperation.Told told = before.followed().with(answer.events());
        lines.addAll(told.lines());
        FollowedOperation followed = told.operation();
        List<String> kept = answer.events().events().stream()
                .filter(event -> event.status().equals("DELETE_SKIPPED"))
                .map(StackEvent::logicalId)
                .toList();
        boolean deleted = answer.status().equals(DELETED);
        boolean ended = deleted || answer.status().equals(FAILED) && !isStale(before, followed.progress(), now);
        if (!ended && lines.isEmpty()) {
            lines.addAll(followed.reminder(stack, answer.status(), now));
        }
        State state = before.looked(answer.status(), followed, kept, now, ended || !lines.isEmpty());
        if (!ended) {
            return Look.goesOn(state, lines, state.followed().pause(now));
        }
        lines.add("Stack " + stack + ": " + answer.status() + " after "
                + OperationProgress.format(Duration.ofSeconds(state.seconds())) + ".");
        if (!deleted) {
            return Look.failed(state, lines, failure(state, answer));
        }
        if (!state.kept().isEmpty()) {
            lines.add("These stay in the account: " + String.join(", ", state.kept()) + ".");
        }
        return Look.succeeded(state, lines);
    }

    /** Whether it may be the state that an earlier deletion had left. */
    private static boolean isStale(State before, OperationProgress progress, Instant now) {
        return before.failedBefore()
                && !progress.stackStatus().equals(FAILED)
                && !before.status().equals(DELETING)
                && before.followed().times().passed(now).compareTo(STALE) < 0;
    }

    /** The first cause first, then what is left, then what can be done. */
    private String failure(State state, Answer answer) {
        String cause = state.progress().cause() == null
                ? answer.reason()
                : state.progress().cause();
        String first =
                cause.isEmpty() ? "." : ": " + cause.strip() + (cause.strip().endsWith(".") ? "" : ".");
        List<String> left = answer.undeletable();
        String which = left.isEmpty() ? "" : " These could not be deleted: " + String.join(", ", left) + ".";
        String retain = left.isEmpty() ? "retainResources" : "retainResources: ['" + String.join("', '", left) + "']";
        String choice = request.force()
                ? " Look at its events."
                : " Repair what AWS names and run the step again; or leave them in the account with " + retain
                        + "; or, with force: true, whatever cannot be deleted.";
        return "Stack " + stack + " was not deleted" + first + " It is in " + FAILED + "." + which + choice
                + " Look at: " + ConsoleLink.stack(state.stackId());
    }

    @Override
    public void stop(State state) {
        if (status(report(sessions.get(), state)).equals(DELETING)) {
            throw RemoteFailure.refused("AWS cannot cancel a deletion: stack " + stack + " goes on being deleted.");
        }
    }

    @Override
    public String leftBehind(State state) {
        String status = state.status().isEmpty() ? "an unknown state" : state.status();
        return "Stack " + stack + " was last seen in " + status + " and goes on being deleted. Look at: "
                + ConsoleLink.stack(state.stackId());
    }

    /**
     * How a stack is to be deleted.
     *
     * @param retainResources logical ids of what stays in the account; AWS takes them only of a stack in DELETE_FAILED
     * @param force whether what cannot be deleted stays in the account; AWS does so only of a stack in DELETE_FAILED
     * @param role the service role that CloudFormation uses for it; null for the one that the stack has
     */
    public record Request(List<String> retainResources, boolean force, String role) {

        public Request {
            retainResources = List.copyOf(retainResources);
        }

        /** Everything that AWS would refuse about it, one sentence each; empty when all is well. */
        public List<String> problems() {
            List<String> problems = new ArrayList<>();
            retainResources.stream()
                    .filter(id -> !id.matches("[A-Za-z0-9]{1,255}"))
                    .forEach(id -> problems.add("retainResources: '" + id
                            + "' is not the logical id of a resource: letters and digits only."));
            if (force && !retainResources.isEmpty()) {
                problems.add("retainResources and force: say one of them.");
            }
            return problems;
        }

        /** That AWS does this only after a deletion has failed; null where it may be done. */
        String refusal(String stack, String status) {
            if (status.equals("DELETE_FAILED") || !force && retainResources.isEmpty()) {
                return null;
            }
            String said = force ? "force" : "retainResources";
            String consequence = force ? "" : ", " + String.join(", ", retainResources) + " included";
            return said + ": AWS takes it only when a deletion has failed. Stack " + stack + " is in " + status
                    + " and would be deleted whole" + consequence + ". Nothing was deleted. "
                    + (force
                            ? "Run the step without it first."
                            : "What has to stay needs DeletionPolicy: Retain in the stack's template; deploy that first.");
        }
    }

    /**
     * All that is saved of the deletion of a stack.
     *
     * @param stackId the stack's ARN: another stack of the same name is never touched
     * @param since no event of the deletion is older, by AWS's clock
     * @param token chosen before the deletion is asked for; AWS puts it on every event of it
     * @param failedBefore whether an earlier deletion had failed
     * @param joined whether somebody else had begun to delete the stack, and that is what is followed
     * @param status the stack's state at the last look; empty before
     * @param notes what is still to be logged
     * @param kept the resources that stay in the account
     * @param seconds how long it took, once it has ended
     */
    public record State(
            String stack,
            String stackId,
            Instant since,
            String token,
            boolean failedBefore,
            boolean joined,
            String status,
            List<String> notes,
            List<String> kept,
            FollowedOperation followed,
            long seconds) {

        public State {
            notes = List.copyOf(notes);
            kept = List.copyOf(kept);
        }

        /** @param found exists */
        public static State create(FoundStack found, String token) {
            StackReport stack = found.report();
            return new State(
                    stack.name(),
                    stack.id(),
                    stack.changedAt(),
                    token,
                    stack.status().equals("DELETE_FAILED"),
                    false,
                    "",
                    List.of(),
                    List.of(),
                    FollowedOperation.create(0),
                    0);
        }

        State started(boolean newJoined, int resources, List<String> newNotes) {
            return new State(
                    stack,
                    stackId,
                    since,
                    token,
                    failedBefore,
                    newJoined,
                    status,
                    newNotes,
                    kept,
                    FollowedOperation.create(resources),
                    seconds);
        }

        State looked(String newStatus, FollowedOperation operation, List<String> newlyKept, Instant now, boolean said) {
            List<String> allKept = new ArrayList<>(kept);
            allKept.addAll(newlyKept);
            FollowedOperation looked = operation.looked(now, said);
            return new State(
                    stack,
                    stackId,
                    since,
                    token,
                    failedBefore,
                    joined,
                    newStatus,
                    List.of(),
                    allKept,
                    looked,
                    looked.times().passed(now).toSeconds());
        }

        OperationProgress progress() {
            return followed.progress();
        }
    }

    /**
     * What a look at a stack that is being deleted brings.
     *
     * @param status DELETE_COMPLETE also where AWS does not know the stack any more
     * @param reason AWS's reason for the status; empty where it gives none
     * @param events of the deletion, new since the last look
     * @param undeletable the logical ids of what could not be deleted, once it has failed
     */
    public record Answer(String status, String reason, FollowedOperation.NewEvents events, List<String> undeletable) {}
}
