package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackEventsResponse;
import software.amazon.awssdk.services.cloudformation.model.GetTemplateSummaryRequest;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.ParameterDeclaration;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackDriftStatus;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;

/** Asks CloudFormation about stacks. */
final class Stacks {

    /** Nested stacks may nest; AWS allows far fewer levels than this. */
    static final int DEEPEST = 20;

    static final String NESTED = "AWS::CloudFormation::Stack";

    private static final Set<String> DENIED =
            Set.of("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "NotAuthorized");

    private Stacks() {}

    /** {@code 1 resource}, {@code 2 resources}. */
    static String count(int count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }

    /**
     * @param nameOrId a deleted stack is only known by its id
     * @return empty when there is no such stack
     */
    static Optional<Snapshot> describe(AwsSession session, String nameOrId) {
        return find(session, nameOrId).map(Stacks::snapshot);
    }

    /** The same, with all that AWS says about it. */
    static Optional<Stack> find(AwsSession session, String nameOrId) {
        try {
            return AwsFailures.call(
                    session,
                    "Looking at stack " + nameOrId,
                    () -> session.cloudFormation().describeStacks(r -> r.stackName(nameOrId)).stacks().stream()
                            .findFirst());
        } catch (RemoteFailure e) {
            if (saysMissing(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * The events since a change set was created, the oldest first.
     *
     * @param last the id of the last event already known; null for none
     * @param since events before this are older than the operation, by AWS's clock
     */
    static List<StackEvent> events(AwsSession session, String stackId, String last, Instant since) {
        List<StackEvent> found = new ArrayList<>();
        // Events that come in between two pages can push one that was read already onto the next page, and can be on it
        // themselves: these are for the next look, which begins after the newest of this one.
        Set<String> seen = new HashSet<>();
        Instant newest = null;
        String page = null;
        do {
            String token = page;
            DescribeStackEventsResponse response = AwsFailures.call(
                    session,
                    "Reading the events of stack " + stackId,
                    () -> session.cloudFormation()
                            .describeStackEvents(r -> r.stackName(stackId).nextToken(token)));
            page = response.nextToken();
            for (var event : response.stackEvents()) {
                if (event.eventId().equals(last) || event.timestamp().isBefore(since)) {
                    page = null;
                    break;
                }
                newest = newest == null ? event.timestamp() : newest;
                if (!event.timestamp().isAfter(newest) && seen.add(event.eventId())) {
                    found.add(event(event));
                }
            }
        } while (page != null);
        Collections.reverse(found);
        return found;
    }

    /** The same events, those of failed nested stacks with what first went wrong inside. */
    static List<StackEvent> withInnerCauses(AwsSession session, List<StackEvent> events, Instant since) {
        return events.stream()
                .map(event -> event.ofFailedNested() ? event.within(innerCause(session, event, since, 0)) : event)
                .toList();
    }

    /** @return null where the nested stack's events say nothing, or may not be read */
    private static String innerCause(AwsSession session, StackEvent failed, Instant since, int depth) {
        Optional<StackEvent> first;
        try {
            first = events(session, failed.physicalId(), null, since).stream()
                    .filter(event -> event.failed() && !event.cancelled() && !event.ofStack())
                    .findFirst();
        } catch (RemoteFailure e) {
            if (e.passing()) {
                throw e;
            }
            return null;
        }
        return first.map(event -> event.ofFailedNested() && depth < DEEPEST
                        ? event.within(innerCause(session, event, since, depth + 1))
                        : event)
                .map(StackEvent::cause)
                .orElse(null);
    }

    /** The newest event about the stack itself: which operation it is busy with, or was last; empty where not known. */
    static Optional<StackEvent> newestOfStack(AwsSession session, String stackId) {
        return recentOfStack(session, stackId).stream().findFirst();
    }

    /** The latest events about the stack itself, the newest first; empty where not known. */
    static List<StackEvent> recentOfStack(AwsSession session, String stackId) {
        try {
            return AwsFailures.call(
                            session,
                            "Reading the events of stack " + stackId,
                            () -> session.cloudFormation().describeStackEvents(r -> r.stackName(stackId)))
                    .stackEvents()
                    .stream()
                    .map(Stacks::event)
                    .filter(StackEvent::ofStack)
                    .toList();
        } catch (RemoteFailure e) {
            if (e.passing()) {
                throw e;
            }
            return List.of();
        }
    }

    /**
     * What keeps a failed rollback from ending, each as ContinueUpdateRollback names it, with AWS's reason. Source:
     * CloudFormation API reference, ContinueUpdateRollback, ResourcesToSkip: {@code NestedStackName.LogicalId}.
     */
    static Map<String, String> stuckInRollback(AwsSession session, String stackId) {
        return stuckInRollback(session, stackId, "", 0);
    }

    private static Map<String, String> stuckInRollback(AwsSession session, String stackId, String prefix, int depth) {
        Map<String, String> stuck = new LinkedHashMap<>();
        for (StackResourceSummary resource : resources(session, stackId)) {
            if (!"UPDATE_FAILED".equals(resource.resourceStatusAsString())) {
                continue;
            }
            Map<String, String> inside = Map.of();
            if (NESTED.equals(resource.resourceType()) && depth < DEEPEST) {
                String nested = orEmpty(resource.physicalResourceId());
                inside = stuckInRollback(session, nested, nameIn(nested) + ".", depth + 1);
            }
            stuck.putAll(inside);
            if (inside.isEmpty()) {
                stuck.put(prefix + resource.logicalResourceId(), orEmpty(resource.resourceStatusReason()));
            }
        }
        return stuck;
    }

    /**
     * Makes a call that begins an operation. Who has begun another since the stack was looked at is waited for.
     *
     * @param what as the beginning of a sentence: {@code Deleting stack shop}
     * @throws RemoteFailure of kind BUSY where AWS says that another operation is under way
     */
    static <T> T begin(AwsSession session, String what, Supplier<T> call) {
        try {
            return AwsFailures.call(session, what, call);
        } catch (RemoteFailure e) {
            boolean busy = says(e, "ValidationError")
                    && e.getMessage().contains("_IN_PROGRESS")
                    && !e.getMessage().contains(StackStates.REVIEW);
            throw busy ? new RemoteFailure(RemoteFailure.Kind.BUSY, e.getMessage(), e.getCause()) : e;
        }
    }

    /** That the stack takes no operation now, and which it is busy with. */
    static RemoteFailure busy(AwsSession session, String id, String name, String status) {
        String which = newestOfStack(session, id)
                .map(event ->
                        " It began at " + event.time() + (event.token().isEmpty() ? "" : ", as " + event.token()) + ".")
                .orElse("");
        return new RemoteFailure(
                RemoteFailure.Kind.BUSY,
                "Stack " + name + " is in " + status + ": another operation is under way." + which);
    }

    /** All resources of a stack, those that are deleted too. */
    static List<StackResourceSummary> resources(AwsSession session, String stackId) {
        return AwsFailures.call(
                session,
                "Listing the resources of " + stackId,
                () -> session
                        .cloudFormation()
                        .listStackResourcesPaginator(r -> r.stackName(stackId))
                        .stackResourceSummaries()
                        .stream()
                        .toList());
    }

    /** The stack's name within its ARN. */
    static String nameIn(String stackId) {
        String[] parts = stackId.split("/");
        return parts.length > 1 ? parts[1] : stackId;
    }

    /** The names of the parameters that a template declares. */
    static Set<String> declaredParameters(AwsSession session, Consumer<GetTemplateSummaryRequest.Builder> template) {
        return AwsFailures.call(
                session,
                "Reading the template's parameters",
                () -> session.cloudFormation().getTemplateSummary(template).parameters().stream()
                        .map(ParameterDeclaration::parameterKey)
                        .collect(Collectors.toSet()));
    }

    /**
     * Deletes a stack that is nothing but the shell around a change set: never reviewed into being, without resources,
     * without another change set.
     *
     * @return whether it is gone; false when it stays because it is more than that
     */
    static boolean deleteShell(AwsSession session, String stackId, String token) {
        Optional<Snapshot> stack = describe(session, stackId);
        if (stack.isEmpty() || stack.get().status().startsWith("DELETE_")) {
            return true;
        }
        boolean isShell = StackStates.REVIEW.equals(stack.get().status())
                && !ChangeSets.anyOf(session, stackId)
                && !hasResources(session, stackId);
        if (!isShell) {
            return false;
        }
        AwsFailures.call(
                session,
                "Deleting the empty stack " + stack.get().name() + " that the step had made",
                () -> session.cloudFormation()
                        .deleteStack(r -> r.stackName(stackId).clientRequestToken(token)));
        return true;
    }

    static boolean saysMissing(RemoteFailure e) {
        return e.getCause() instanceof SdkException cause
                && AwsFailures.code(cause).equals("ValidationError")
                && String.valueOf(cause.getMessage()).contains("does not exist");
    }

    static boolean saysDenied(RemoteFailure e) {
        return e.getCause() instanceof SdkException cause && DENIED.contains(AwsFailures.code(cause));
    }

    static boolean says(RemoteFailure e, String code) {
        return e.getCause() instanceof SdkException cause
                && AwsFailures.code(cause).startsWith(code);
    }

    private static boolean hasResources(AwsSession session, String stackId) {
        return AwsFailures.call(
                session,
                "Listing the resources of " + stackId,
                () -> !session.cloudFormation()
                        .listStackResources(r -> r.stackName(stackId))
                        .stackResourceSummaries()
                        .isEmpty());
    }

    private static Snapshot snapshot(Stack stack) {
        Map<String, String> outputs = new LinkedHashMap<>();
        for (Output output : stack.outputs()) {
            outputs.put(output.outputKey(), output.outputValue());
        }
        return new Snapshot(
                stack.stackId(),
                stack.stackName(),
                stack.stackStatusAsString(),
                orEmpty(stack.stackStatusReason()),
                stack.creationTime(),
                Boolean.TRUE.equals(stack.enableTerminationProtection()),
                stack.parameters().stream().map(Parameter::parameterKey).collect(Collectors.toSet()),
                outputs,
                stack.driftInformation() != null
                        && stack.driftInformation().stackDriftStatus() == StackDriftStatus.DRIFTED);
    }

    private static StackEvent event(software.amazon.awssdk.services.cloudformation.model.StackEvent event) {
        return new StackEvent(
                event.eventId(),
                event.timestamp(),
                event.stackId(),
                orEmpty(event.logicalResourceId()),
                orEmpty(event.physicalResourceId()),
                orEmpty(event.resourceType()),
                orEmpty(event.resourceStatusAsString()),
                orEmpty(event.resourceStatusReason()),
                orEmpty(event.clientRequestToken()),
                null);
    }

    static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    /**
     * A stack at the moment it was asked for.
     *
     * @param reason AWS's reason for the status; empty where it gives none
     * @param created by AWS's clock
     * @param protectedFromDeletion whether termination protection is on
     * @param parameters the names of its parameters
     * @param outputs in AWS's order
     * @param drifted whether the last drift detection, whoever asked for it, found that somebody changed it by hand
     */
    public record Snapshot(
            String id,
            String name,
            String status,
            String reason,
            Instant created,
            boolean protectedFromDeletion,
            Set<String> parameters,
            Map<String, String> outputs,
            boolean drifted) {}
}
