package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetResponse;

/** Creates a change set and reads what it would do. That nothing would change is a result, not a failure. */
public final class ChangeSetAction implements Action<ChangeSetAction.State, ChangeSetAction.Answer> {

    /** AWS may not know at once what it has just created. */
    private static final int MOST_UNSEEN = 5;

    /** A stack that a change set has made is as old as the change set, give or take. By AWS's clock alone. */
    private static final Duration SAME_MOMENT = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofSeconds(3);

    /** AWS's wording, both as an error and as the reason of a change set that failed. */
    private static final Pattern MISSING_CAPABILITIES =
            Pattern.compile("capabilities\\s*:\\s*\\[([A-Z_,\\s]+)]", Pattern.CASE_INSENSITIVE);

    private final Supplier<AwsSession> sessions;
    private final ChangeSetRequest request;
    private final Supplier<ChangeSetInput> inputs;
    private final StackTurns turns;

    /**
     * @param sessions asked before each call
     * @param inputs reads the files; throws {@link RemoteFailure} when one is not there, or not what it should be
     * @param turns in which the step's turn is kept while the change set is made
     */
    public ChangeSetAction(
            Supplier<AwsSession> sessions,
            ChangeSetRequest request,
            Supplier<ChangeSetInput> inputs,
            StackTurns turns) {
        this.sessions = sessions;
        this.request = request;
        this.inputs = inputs;
        this.turns = turns;
    }

    @Override
    public String title() {
        return "The change set for stack " + request.stack();
    }

    @Override
    public Optional<State> find(State state) {
        AwsSession session = sessions.get();
        return ChangeSets.describe(session, state.name(), state.stack()).map(content -> {
            Optional<Stacks.Snapshot> stack = Stacks.describe(session, content.stackId());
            boolean review =
                    stack.isPresent() && StackStates.REVIEW.equals(stack.get().status());
            boolean made = review && isSameMoment(stack.get().created(), content.created());
            return withPolicyAgain(
                    state.created(review ? "CREATE" : "UPDATE", content.id(), content.stackId(), made, List.of()));
        });
    }

    /** The files were read before the crash, and what they say was not saved. */
    private State withPolicyAgain(State found) {
        if (found.stackPolicy() != null) {
            return found;
        }
        try {
            return found.withPolicy(inputs.get().stackPolicy());
        } catch (RemoteFailure e) {
            return found.noted("If the parameters file has a stack policy, it is not going to be set, because the file"
                    + " cannot be read any more: " + e.getMessage());
        }
    }

    private static boolean isSameMoment(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(SAME_MOMENT) <= 0;
    }

    @Override
    public State start(State state) {
        turns.keep(state.name());
        ChangeSetInput input = inputs.get();
        AwsSession session = sessions.get();
        Optional<Stacks.Snapshot> stack = Stacks.describe(session, state.stack());
        if (stack.isPresent() && StackStates.busy(stack.get().status())) {
            throw Stacks.busy(
                    session, stack.get().id(), state.stack(), stack.get().status());
        }
        String type = type(state, stack);
        ChangeSetCall call = new ChangeSetCall(session, state, request, input, type, stack.orElse(null));
        State policed = state.stackPolicy() == null ? state.withPolicy(input.stackPolicy()) : state;
        try {
            CreateChangeSetResponse response = call.send();
            boolean made = stack.isEmpty() || StackStates.deleted(stack.get().status());
            return policed.created(type, response.id(), response.stackId(), made, call.notes());
        } catch (RemoteFailure e) {
            if (type.equals("UPDATE") && !e.passing() && ChangeSetContent.saysNoChanges(e.getMessage())) {
                return policed.withoutChanges(stack.get().id(), call.notes());
            }
            if (Stacks.says(e, "AlreadyExists")) {
                // An earlier request of ours whose answer was lost; the look for it came too early.
                return find(policed).orElseThrow(() -> e);
            }
            if (Stacks.says(e, "InsufficientCapabilities")) {
                throw new RemoteFailure(RemoteFailure.Kind.REFUSED, e.getMessage() + capabilityHint(e.getMessage()), e);
            }
            throw e;
        }
    }

    private String type(State state, Optional<Stacks.Snapshot> stack) {
        String status = stack.map(Stacks.Snapshot::status).orElse(null);
        String type = StackStates.changeSetType(state.stack(), status);
        return request.options().imports().isEmpty() ? type : "IMPORT";
    }

    /** What to write into the Jenkinsfile where AWS asks for a capability; empty where it asks for none. */
    private static String capabilityHint(String reason) {
        Matcher missing = MISSING_CAPABILITIES.matcher(reason);
        if (!missing.find()) {
            return "";
        }
        String names = Arrays.stream(missing.group(1).split("[,\\s]+"))
                .map(name -> "'" + name + "'")
                .collect(Collectors.joining(", "));
        return " If the template may do that, say so: capabilities: [" + names + "].";
    }

    @Override
    public CompletionStage<Answer> ask(State state) {
        turns.keep(state.name());
        AwsSession session = sessions.get();
        return CompletableFuture.completedFuture(state.noChanges() ? clear(session, state) : look(session, state));
    }

    private static Answer look(AwsSession session, State state) {
        Optional<ChangeSetContent> content = ChangeSets.describe(session, state.id(), null);
        if (content.isPresent()) {
            return new Answer.Described(content.get());
        }
        boolean stackGone = state.madeStack()
                && Stacks.describe(session, state.stackId())
                        .map(stack -> stack.status().startsWith("DELETE_"))
                        .orElse(true);
        return new Answer.Missing(stackGone);
    }

    private static Answer clear(AwsSession session, State state) {
        if (state.id() == null) {
            return new Answer.Cleared(null);
        }
        try {
            ChangeSets.delete(session, state.id(), null);
            return new Answer.Cleared(null);
        } catch (RemoteFailure e) {
            if (e.passing()) {
                throw e;
            }
            return new Answer.Cleared(e.getMessage());
        }
    }

    @Override
    public Look<State> read(State state, Answer answer, Instant now) {
        if (answer instanceof Answer.Described described) {
            return readContent(state.described(described.content()), state.notes());
        }
        List<String> lines = new ArrayList<>(state.notes());
        if (answer instanceof Answer.Cleared cleared) {
            lines.add("Stack " + state.stack() + " has no changes.");
            if (cleared.problem() != null) {
                lines.add("The empty change set stays: " + cleared.problem());
            }
            return Look.succeeded(state.quiet(), lines);
        }
        return readMissing(state, ((Answer.Missing) answer).stackGone(), lines);
    }

    private static Look<State> readMissing(State state, boolean stackGone, List<String> lines) {
        if (!state.seen() && state.unseen() < MOST_UNSEEN) {
            return Look.goesOn(state.missed(), lines, PAUSE);
        }
        if (stackGone) {
            lines.add("The change set is gone, and so is the empty stack " + state.stack()
                    + " that had come into being with it.");
        }
        return Look.failed(
                state.quiet(),
                lines,
                "Change set " + state.name() + " of stack " + state.stack()
                        + " is not there any more: somebody has deleted it. Run the step again.");
    }

    private static Look<State> readContent(State state, List<String> notes) {
        ChangeSetContent content = state.content();
        List<String> lines = new ArrayList<>(notes);
        if (content.isComplete()) {
            lines.add("Change set " + state.name() + " of stack " + state.stack() + ":");
            ChangeSetDiff.of(content.changes()).lines().forEach(line -> lines.add("  " + line));
            lines.add(ConsoleLink.changeSet(content.stackId(), content.id()));
            return Look.succeeded(state, lines);
        }
        if (state.noChanges()) {
            // Saved before the empty change set is deleted: after a crash it must not look like somebody else's doing.
            return Look.goesOnOnceSaved(state, lines);
        }
        return switch (content.status()) {
            case "FAILED" ->
                Look.failed(
                        state,
                        lines,
                        "The change set for stack " + state.stack() + " could not be created. AWS says: "
                                + content.reason() + capabilityHint(content.reason()) + " Look at: "
                                + ConsoleLink.changeSet(content.stackId(), content.id()));
            case "DELETE_COMPLETE", "DELETE_FAILED" ->
                Look.failed(
                        state,
                        lines,
                        "Change set " + state.name() + " of stack " + state.stack()
                                + " was deleted by somebody. Run the step again.");
            default -> Look.goesOn(state, lines, PAUSE);
        };
    }

    @Override
    public void stop(State state) {
        if (state.id() == null) {
            return;
        }
        AwsSession session = sessions.get();
        ChangeSets.delete(session, state.id(), null);
        if (state.madeStack()) {
            Stacks.deleteShell(session, state.stackId(), state.name());
        }
    }

    @Override
    public String leftBehind(State state) {
        String where = state.id() == null ? "" : " Look at: " + ConsoleLink.changeSet(state.stackId(), state.id());
        return "Change set " + state.name() + " of stack " + state.stack() + " may stay behind; it changes nothing"
                + " unless somebody executes it." + where;
    }

    /**
     * All that is saved of a change set in the making.
     *
     * @param stack the stack's name
     * @param name the change set's name, chosen before it is created; also the token that makes the creation idempotent
     * @param type CREATE, UPDATE or IMPORT; null before it is known
     * @param id the change set's ARN; null before it is known, and when AWS saw at once that nothing changes
     * @param stackId the stack's ARN; null before it is known
     * @param madeStack whether the stack came into being, empty, by this change set
     * @param seen whether AWS has described the change set at least once
     * @param unseen how many looks did not find it before that
     * @param noChanges whether AWS has found that nothing changes; the empty change set is deleted after that
     * @param notes what is still to be logged
     * @param stackPolicy JSON, to be set once the change set is executed; null for none
     * @param content what the change set does; null before it is complete
     */
    public record State(
            String stack,
            String name,
            String type,
            String id,
            String stackId,
            boolean madeStack,
            boolean seen,
            int unseen,
            boolean noChanges,
            List<String> notes,
            String stackPolicy,
            ChangeSetContent content) {

        public State {
            notes = List.copyOf(notes);
        }

        public static State create(String stack, String name) {
            return create(stack, name, null);
        }

        /** @param stackPolicy JSON; null for that of the parameters file, or none */
        public static State create(String stack, String name, String stackPolicy) {
            return new State(stack, name, null, null, null, false, false, 0, false, List.of(), stackPolicy, null);
        }

        State created(String newType, String newId, String newStackId, boolean made, List<String> newNotes) {
            return new State(
                    stack, name, newType, newId, newStackId, made, false, 0, false, newNotes, stackPolicy, null);
        }

        State described(ChangeSetContent newContent) {
            return new State(
                    stack,
                    name,
                    type,
                    newContent.id(),
                    newContent.stackId(),
                    madeStack,
                    true,
                    0,
                    newContent.hasNoChanges(),
                    List.of(),
                    stackPolicy,
                    newContent);
        }

        State withoutChanges(String newStackId, List<String> newNotes) {
            return new State(
                    stack, name, "UPDATE", null, newStackId, false, true, 0, true, newNotes, stackPolicy, null);
        }

        State missed() {
            return new State(
                    stack,
                    name,
                    type,
                    id,
                    stackId,
                    madeStack,
                    seen,
                    unseen + 1,
                    noChanges,
                    List.of(),
                    stackPolicy,
                    content);
        }

        State quiet() {
            return new State(
                    stack,
                    name,
                    type,
                    id,
                    stackId,
                    madeStack,
                    seen,
                    unseen,
                    noChanges,
                    List.of(),
                    stackPolicy,
                    content);
        }

        State noted(String note) {
            return new State(
                    stack,
                    name,
                    type,
                    id,
                    stackId,
                    madeStack,
                    seen,
                    unseen,
                    noChanges,
                    List.of(note),
                    stackPolicy,
                    content);
        }

        State withPolicy(String policy) {
            return new State(
                    stack, name, type, id, stackId, madeStack, seen, unseen, noChanges, notes, policy, content);
        }
    }

    /** What a look at a change set brings. */
    public sealed interface Answer {

        /** It is there. */
        record Described(ChangeSetContent content) implements Answer {}

        /**
         * It is not there.
         *
         * @param stackGone whether the stack that came into being with it is gone too
         */
        record Missing(boolean stackGone) implements Answer {}

        /**
         * It changed nothing and has been deleted.
         *
         * @param problem why it could not be deleted; null when it was
         */
        record Cleared(String problem) implements Answer {}
    }
}
