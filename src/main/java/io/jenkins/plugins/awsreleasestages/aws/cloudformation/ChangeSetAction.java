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
public final class ChangeSetAction implements Action<ChangeSetState, ChangeSetAnswer> {

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
    public Optional<ChangeSetState> find(ChangeSetState state) {
        AwsSession session = sessions.get();
        return ChangeSets.describe(session, state.name(), state.stack()).map(content -> {
            Optional<StackSnapshot> stack = Stacks.describe(session, content.stackId());
            boolean review =
                    stack.isPresent() && StackStates.REVIEW.equals(stack.get().status());
            boolean made = review && isSameMoment(stack.get().created(), content.created());
            return withPolicyAgain(
                    state.created(review ? "CREATE" : "UPDATE", content.id(), content.stackId(), made, List.of()));
        });
    }

    /** The files were read before the crash, and what they say was not saved. */
    private ChangeSetState withPolicyAgain(ChangeSetState found) {
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
    public ChangeSetState start(ChangeSetState state) {
        turns.keep(state.name());
        ChangeSetInput input = inputs.get();
        AwsSession session = sessions.get();
        Optional<StackSnapshot> stack = Stacks.describe(session, state.stack());
        if (stack.isPresent() && StackStates.busy(stack.get().status())) {
            throw Stacks.busy(
                    session, stack.get().id(), state.stack(), stack.get().status());
        }
        String type = type(state, stack);
        ChangeSetCall call = new ChangeSetCall(session, state, request, input, type, stack.orElse(null));
        ChangeSetState policed = state.stackPolicy() == null ? state.withPolicy(input.stackPolicy()) : state;
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

    private String type(ChangeSetState state, Optional<StackSnapshot> stack) {
        String status = stack.map(StackSnapshot::status).orElse(null);
        String type = StackStates.changeSetType(state.stack(), status);
        return request.options().imports().isEmpty() ? type : "IMPORT";
    }

    /** What to write into the Jenkinsfile where AWS asks for a capability; empty where it asks for none. */
    private static String capabilityHint(String words) {
        Matcher missing = MISSING_CAPABILITIES.matcher(words);
        if (!missing.find()) {
            return "";
        }
        String names = Arrays.stream(missing.group(1).split("[,\\s]+"))
                .map(name -> "'" + name + "'")
                .collect(Collectors.joining(", "));
        return " If the template may do that, say so: capabilities: [" + names + "].";
    }

    @Override
    public CompletionStage<ChangeSetAnswer> ask(ChangeSetState state) {
        turns.keep(state.name());
        AwsSession session = sessions.get();
        return CompletableFuture.completedFuture(state.noChanges() ? clear(session, state) : look(session, state));
    }

    private static ChangeSetAnswer look(AwsSession session, ChangeSetState state) {
        Optional<ChangeSetContent> content = ChangeSets.describe(session, state.id(), null);
        if (content.isPresent()) {
            return new ChangeSetAnswer.Described(content.get());
        }
        boolean stackGone = state.madeStack()
                && Stacks.describe(session, state.stackId())
                        .map(stack -> stack.status().startsWith("DELETE_"))
                        .orElse(true);
        return new ChangeSetAnswer.Missing(stackGone);
    }

    private static ChangeSetAnswer clear(AwsSession session, ChangeSetState state) {
        if (state.id() == null) {
            return new ChangeSetAnswer.Cleared(null);
        }
        try {
            ChangeSets.delete(session, state.id(), null);
            return new ChangeSetAnswer.Cleared(null);
        } catch (RemoteFailure e) {
            if (e.passing()) {
                throw e;
            }
            return new ChangeSetAnswer.Cleared(e.getMessage());
        }
    }

    @Override
    public Look<ChangeSetState> read(ChangeSetState state, ChangeSetAnswer answer, Instant now) {
        if (answer instanceof ChangeSetAnswer.Described described) {
            return readContent(state.described(described.content()), state.notes());
        }
        List<String> lines = new ArrayList<>(state.notes());
        if (answer instanceof ChangeSetAnswer.Cleared cleared) {
            lines.add("Stack " + state.stack() + " has no changes.");
            if (cleared.problem() != null) {
                lines.add("The empty change set stays: " + cleared.problem());
            }
            return Look.succeeded(state.quiet(), lines);
        }
        return readMissing(state, ((ChangeSetAnswer.Missing) answer).stackGone(), lines);
    }

    private static Look<ChangeSetState> readMissing(ChangeSetState state, boolean stackGone, List<String> lines) {
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

    private static Look<ChangeSetState> readContent(ChangeSetState state, List<String> notes) {
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
    public void stop(ChangeSetState state) {
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
    public String leftBehind(ChangeSetState state) {
        String where = state.id() == null ? "" : " Look at: " + ConsoleLink.changeSet(state.stackId(), state.id());
        return "Change set " + state.name() + " of stack " + state.stack() + " may stay behind; it changes nothing"
                + " unless somebody executes it." + where;
    }
}
