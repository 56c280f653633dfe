package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/** Creates a change set and reads what it would do. That nothing would change is a result, not a failure. */
public final class ChangeSetAction implements Action<ChangeSetState, ChangeSetAnswer> {

    /** CloudFormation API reference, CreateChangeSet, TemplateBody. */
    static final int LARGEST_TEMPLATE = 51_200;

    /** AWS may not know at once what it has just created. */
    private static final int MOST_UNSEEN = 5;

    /** A stack that a change set has made is as old as the change set, give or take. By AWS's clock alone. */
    private static final Duration SAME_MOMENT = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofSeconds(3);

    private final Supplier<AwsSession> sessions;
    private final ChangeSetRequest request;
    private final Supplier<String> template;

    /**
     * @param sessions asked before each call
     * @param template reads the template; throws {@link RemoteFailure} when there is none
     */
    public ChangeSetAction(Supplier<AwsSession> sessions, ChangeSetRequest request, Supplier<String> template) {
        this.sessions = sessions;
        this.request = request;
        this.template = template;
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
            return state.created(review ? "CREATE" : "UPDATE", content.id(), content.stackId(), made, List.of());
        });
    }

    private static boolean isSameMoment(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(SAME_MOMENT) <= 0;
    }

    @Override
    public ChangeSetState start(ChangeSetState state) {
        String body = checked(template.get());
        AwsSession session = sessions.get();
        Optional<StackSnapshot> stack = Stacks.describe(session, state.stack());
        String type = StackStates.changeSetType(
                state.stack(), stack.map(StackSnapshot::status).orElse(null));
        Set<String> kept = type.equals("UPDATE") ? keptParameters(session, stack.get(), body) : Set.of();
        List<String> notes = notes(state, type, stack, kept);
        try {
            CreateChangeSetResponse response = create(session, state, type, body, kept);
            boolean made = stack.isEmpty() || StackStates.deleted(stack.get().status());
            return state.created(type, response.id(), response.stackId(), made, notes);
        } catch (RemoteFailure e) {
            if (type.equals("UPDATE") && !e.passing() && ChangeSetContent.saysNoChanges(e.getMessage())) {
                return state.withoutChanges(stack.get().id(), notes);
            }
            if (Stacks.says(e, "AlreadyExists")) {
                // An earlier request of ours whose answer was lost; the look for it came too early.
                return find(state).orElseThrow(() -> e);
            }
            if (Stacks.says(e, "InsufficientCapabilities")) {
                throw new RemoteFailure(
                        RemoteFailure.Kind.REFUSED,
                        e.getMessage() + ". Add what AWS names to capabilities if the template may do that.",
                        e);
            }
            throw e;
        }
    }

    private static String checked(String body) {
        int size = body.getBytes(StandardCharsets.UTF_8).length;
        if (size > LARGEST_TEMPLATE) {
            throw RemoteFailure.refused("The template has " + size + " bytes; CloudFormation takes at most 51200 in a"
                    + " request. Larger templates have to go through a bucket, which this step cannot do yet.");
        }
        if (body.isBlank()) {
            throw RemoteFailure.refused("The template is empty.");
        }
        return body;
    }

    /** What the stack has, the template still declares, and nobody has given. */
    private Set<String> keptParameters(AwsSession session, StackSnapshot stack, String body) {
        Set<String> kept = new TreeSet<>(stack.parameters());
        kept.removeAll(request.parameters().keySet());
        if (!kept.isEmpty()) {
            kept.retainAll(Stacks.declaredParameters(session, body));
        }
        return kept;
    }

    private static List<String> notes(
            ChangeSetState state, String type, Optional<StackSnapshot> stack, Set<String> kept) {
        List<String> notes = new ArrayList<>();
        String why = stack.map(s -> "it is in " + s.status()).orElse("it does not exist yet");
        notes.add("Creating change set " + state.name() + " to " + (type.equals("CREATE") ? "create" : "update")
                + " stack " + state.stack() + ": " + why + ".");
        if (!kept.isEmpty()) {
            notes.add("Parameters that are not given keep their previous value: " + String.join(", ", kept) + ".");
        }
        return notes;
    }

    private CreateChangeSetResponse create(
            AwsSession session, ChangeSetState state, String type, String body, Set<String> kept) {
        List<Parameter> parameters = Stream.concat(
                        request.parameters().entrySet().stream()
                                .map(given -> Parameter.builder()
                                        .parameterKey(given.getKey())
                                        .parameterValue(given.getValue())
                                        .build()),
                        kept.stream()
                                .map(name -> Parameter.builder()
                                        .parameterKey(name)
                                        .usePreviousValue(true)
                                        .build()))
                .toList();
        return AwsFailures.call(
                session,
                "Creating a change set for stack " + state.stack(),
                () -> session.cloudFormation()
                        .createChangeSet(r -> r.stackName(state.stack())
                                .changeSetName(state.name())
                                .clientToken(state.name())
                                .changeSetType(type)
                                .templateBody(body)
                                .parameters(parameters)
                                .capabilitiesWithStrings(request.capabilities())
                                // No tags given means: as they are.
                                .tags(request.tags().isEmpty() ? null : tags())
                                .roleARN(request.role())
                                .description(request.description())));
    }

    private List<Tag> tags() {
        return request.tags().entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    @Override
    public CompletionStage<ChangeSetAnswer> ask(ChangeSetState state) {
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
                                + content.reason() + " Look at: "
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
