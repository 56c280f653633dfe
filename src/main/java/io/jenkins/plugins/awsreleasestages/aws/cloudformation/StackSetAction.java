package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static io.jenkins.plugins.awsreleasestages.aws.cloudformation.Stacks.orEmpty;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CreateStackInstancesRequest;
import software.amazon.awssdk.services.cloudformation.model.DeploymentTargets;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackInstancesRequest;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackSetRequest;

/** Carries out one operation on a stack set and follows it through all accounts and regions. */
public final class StackSetAction implements Action<StackSetAction.State, StackSetAction.Answer> {

    private static final Set<String> RUNNING = Set.of("RUNNING", "STOPPING", "QUEUED");
    private static final Set<String> ENDED = Set.of("SUCCEEDED", "FAILED", "CANCELLED");

    /** A message is for reading; all of them are in the log. */
    private static final int MOST_FAILURES_NAMED = 3;

    private final Supplier<AwsSession> sessions;
    private final StackSetRequest request;
    private final Supplier<String> template;

    /**
     * @param sessions asked before each call
     * @param template reads the template; gives null where the set keeps its own
     */
    public StackSetAction(Supplier<AwsSession> sessions, StackSetRequest request, Supplier<String> template) {
        this.sessions = sessions;
        this.request = request;
        this.template = template;
    }

    @Override
    public String title() {
        return "The operation on stack set " + request.name();
    }

    @Override
    public Optional<State> find(State state) {
        return StackSets.operation(sessions.get(), request, state.operationId()).map(operation -> state);
    }

    @Override
    public State start(State state) {
        AwsSession session = sessions.get();
        try {
            switch (state.change().kind()) {
                case UPDATE_SET -> updateSet(session, state);
                case UPDATE_INSTANCES -> call(session, state, client -> client.updateStackInstances(updating(state)));
                case CREATE_INSTANCES -> call(session, state, client -> client.createStackInstances(creating(state)));
            }
            return state;
        } catch (RemoteFailure e) {
            if (Stacks.says(e, "OperationInProgress")) {
                throw new RemoteFailure(
                        RemoteFailure.Kind.BUSY,
                        "Stack set " + request.name() + " is busy with another operation."
                                + StackSets.underWay(session, request),
                        e);
            }
            if (Stacks.says(e, "OperationIdAlreadyExists")) {
                // An earlier request of ours whose answer was lost.
                return find(state).orElseThrow(() -> e);
            }
            throw CreateStackSetAction.withCapability(e);
        }
    }

    private interface Call {
        void on(CloudFormationClient client);
    }

    private static void call(AwsSession session, State state, Call call) {
        AwsFailures.call(session, "The " + state.change().title() + " of stack set " + state.name(), () -> {
            call.on(session.cloudFormation());
            return null;
        });
    }

    private void updateSet(AwsSession session, State state) {
        String body = StackSets.checked(template.get());
        boolean previous = body == null && request.templateUrl() == null;
        List<Parameter> parameters = new ArrayList<>(StackSets.parameters(request.parameters()));
        kept(session, state, body)
                .forEach(name -> parameters.add(Parameter.builder()
                        .parameterKey(name)
                        .usePreviousValue(true)
                        .build()));
        boolean all = state.change().regions().isEmpty();
        UpdateStackSetRequest update = UpdateStackSetRequest.builder()
                .stackSetName(request.name())
                .operationId(state.operationId())
                .templateBody(body)
                .templateURL(request.templateUrl())
                .usePreviousTemplate(previous ? true : null)
                .description(request.description())
                .parameters(parameters)
                .capabilitiesWithStrings(request.capabilities())
                .tags(StackSets.tags(request))
                .permissionModel(request.permissionModel())
                .administrationRoleARN(request.administrationRole())
                .executionRoleName(request.executionRole())
                .autoDeployment(all ? CreateStackSetAction.automatic(request) : null)
                .operationPreferences(request.preferences().toAws(state.change().regions()))
                .accounts(orNull(state.change().accounts()))
                .deploymentTargets(units(state))
                .regions(orNull(state.change().regions()))
                .callAs(request.callAs())
                .build();
        call(session, state, client -> client.updateStackSet(update));
    }

    /** What the set has, the template still declares, and nobody has given. */
    private Set<String> kept(AwsSession session, State state, String body) {
        Set<String> kept = new TreeSet<>(state.parameters());
        kept.removeAll(request.parameters().keySet());
        if (!kept.isEmpty() && (body != null || request.templateUrl() != null)) {
            kept.retainAll(StackSets.declaredParameters(session, body, request.templateUrl()));
        }
        return kept;
    }

    private UpdateStackInstancesRequest updating(State state) {
        return UpdateStackInstancesRequest.builder()
                .stackSetName(request.name())
                .operationId(state.operationId())
                .accounts(orNull(state.change().accounts()))
                .deploymentTargets(units(state))
                .regions(state.change().regions())
                .parameterOverrides(overrides())
                .operationPreferences(request.preferences().toAws(state.change().regions()))
                .callAs(request.callAs())
                .build();
    }

    private CreateStackInstancesRequest creating(State state) {
        return CreateStackInstancesRequest.builder()
                .stackSetName(request.name())
                .operationId(state.operationId())
                .accounts(orNull(state.change().accounts()))
                .deploymentTargets(units(state))
                .regions(state.change().regions())
                .parameterOverrides(overrides())
                .operationPreferences(request.preferences().toAws(state.change().regions()))
                .callAs(request.callAs())
                .build();
    }

    /** @return null where none are given: stacks keep those that they have */
    private List<Parameter> overrides() {
        return request.overrides().isEmpty() ? null : StackSets.parameters(request.overrides());
    }

    private static List<String> orNull(List<String> list) {
        return list.isEmpty() ? null : list;
    }

    private static DeploymentTargets units(State state) {
        return state.change().units().isEmpty()
                ? null
                : DeploymentTargets.builder()
                        .organizationalUnitIds(state.change().units())
                        .build();
    }

    @Override
    public CompletionStage<Answer> ask(State state) {
        AwsSession session = sessions.get();
        // The operation before its results: once it has ended they change no more.
        return CompletableFuture.completedFuture(StackSets.operation(session, request, state.operationId())
                .map(operation -> new Answer(
                        orEmpty(operation.statusAsString()),
                        orEmpty(operation.statusReason()),
                        StackSets.results(session, request, state.operationId())))
                .orElseThrow(() -> RemoteFailure.refused("Operation " + state.operationId() + " of stack set "
                        + state.name() + " is not there any more: somebody has deleted the stack set.")));
    }

    @Override
    public Look<State> read(State before, Answer answer, Instant now) {
        List<String> lines = new ArrayList<>();
        if (before.times().begunAt() == null) {
            lines.add("Stack set " + before.name() + ", " + before.change().title() + ": "
                    + before.change().where() + " (operation " + before.operationId() + ").");
        }
        lines.addAll(ends(before, answer));
        boolean ended = !RUNNING.contains(answer.status());
        if (!ended && lines.isEmpty() && before.times().isTooSilent(now)) {
            lines.add("Stack set " + before.name() + ": " + answer.status() + ", " + progress(answer) + ".");
        }
        WatchTimes times = before.times().looked(now, ended || !lines.isEmpty());
        long seconds = before.seconds() + (ended ? times.passed(now).toSeconds() : 0);
        State state = before.looked(answer.status(), answer.instances(), times, seconds);
        if (!ended) {
            return Look.goesOn(state, lines, times.pause(now));
        }
        lines.add("Stack set " + state.name() + ": " + state.change().title() + " " + answer.status() + " after "
                + OperationProgress.format(Duration.ofSeconds(times.passed(now).toSeconds())) + ", "
                + counts(answer.instances()) + ".");
        return answer.status().equals("SUCCEEDED")
                ? Look.succeeded(state, lines)
                : Look.failed(state, lines, failure(state, answer));
    }

    /** A line for each stack that has come to an end; those cancelled together are one line. */
    private static List<String> ends(State before, Answer answer) {
        Map<String, String> known = new HashMap<>();
        before.instances().forEach(instance -> known.put(instance.place(), instance.status()));
        List<String> lines = new ArrayList<>();
        List<String> cancelled = new ArrayList<>();
        long done = before.instances().stream()
                .filter(instance -> ENDED.contains(instance.status()))
                .count();
        for (Instance instance : answer.instances()) {
            if (!ENDED.contains(instance.status()) || instance.is(known.get(instance.place()))) {
                continue;
            }
            if (instance.is("CANCELLED")) {
                cancelled.add(instance.place());
                continue;
            }
            done++;
            String reason =
                    instance.reason().isEmpty() || instance.is("SUCCEEDED") ? "" : ": " + plain(instance.reason());
            lines.add(String.format(
                    "  %s %5s  %-9s  %s%s",
                    before.name(),
                    done + "/" + answer.instances().size(),
                    instance.status().toLowerCase(java.util.Locale.ROOT),
                    instance.place(),
                    reason));
        }
        if (!cancelled.isEmpty()) {
            lines.add("  " + before.name() + "        cancelled  " + String.join(", ", cancelled));
        }
        return lines;
    }

    /** AWS's reasons can hold what other systems said: no line breaks, no control sequences in the log. */
    private static String plain(String text) {
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }

    private static String progress(Answer answer) {
        long done = answer.instances().stream()
                .filter(instance -> ENDED.contains(instance.status()))
                .count();
        String atWork = answer.instances().stream()
                .filter(instance -> instance.is("RUNNING"))
                .map(Instance::place)
                .limit(MOST_FAILURES_NAMED)
                .collect(Collectors.joining(", "));
        return done + " of " + answer.instances().size() + " stacks"
                + (atWork.isEmpty() ? "" : ", at work on " + atWork);
    }

    private static String counts(List<Instance> instances) {
        Map<String, Long> counts = instances.stream()
                .collect(Collectors.groupingBy(Instance::status, java.util.TreeMap::new, Collectors.counting()));
        return counts.isEmpty()
                ? "no stacks"
                : counts.entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey().toLowerCase(java.util.Locale.ROOT))
                        .collect(Collectors.joining(", "));
    }

    /** The first failures first, then how many there are, then where to look. */
    private String failure(State state, Answer answer) {
        String what = "Stack set " + state.name() + ": the " + state.change().title() + " of "
                + state.change().where();
        List<Instance> failed = answer.instances().stream()
                .filter(instance -> instance.is("FAILED"))
                .toList();
        String first = failed.stream()
                .limit(MOST_FAILURES_NAMED)
                .map(instance -> instance.place() + ": " + sentence(instance.reason()))
                .collect(Collectors.joining(" "));
        String more =
                failed.size() > MOST_FAILURES_NAMED ? " And " + (failed.size() - MOST_FAILURES_NAMED) + " more." : "";
        String verdict = answer.status().equals("STOPPED") ? " was stopped by somebody. " : " failed. ";
        String reason = failed.isEmpty() && !answer.reason().isEmpty() ? sentence(answer.reason()) : "";
        return what + verdict + first + more + reason + " In all: " + counts(answer.instances())
                + ". Stacks that succeeded stay as they are; AWS calls the others outdated. Look at: "
                + ConsoleLink.stackSet(state.region(), state.setId());
    }

    private static String sentence(String reason) {
        String text = plain(reason);
        return text.isEmpty() ? "AWS gives no reason." : text.endsWith(".") ? text : text + ".";
    }

    @Override
    public void stop(State state) {
        AwsSession session = sessions.get();
        try {
            AwsFailures.call(
                    session,
                    "Stopping operation " + state.operationId() + " of stack set " + state.name(),
                    () -> session.cloudFormation()
                            .stopStackSetOperation(r -> r.stackSetName(state.name())
                                    .operationId(state.operationId())
                                    .callAs(request.callAs())));
        } catch (RemoteFailure e) {
            // It has ended, or is stopping already.
            if (!Stacks.says(e, "InvalidOperation")) {
                throw e;
            }
        }
    }

    @Override
    public String leftBehind(State state) {
        String status = state.status().isEmpty() ? "an unknown state" : state.status();
        return "Operation " + state.operationId() + " of stack set " + state.name() + " was last seen in " + status
                + "; the stacks that are being worked on are finished. Look at: "
                + ConsoleLink.stackSet(state.region(), state.setId());
    }

    /**
     * All that is saved of one operation on a stack set.
     *
     * @param setId {@code name:uuid}
     * @param created whether the step has created the set
     * @param operationId chosen before the operation is asked for; makes it idempotent
     * @param change what is done
     * @param after what is to be done after it
     * @param parameters the names of the parameters that the set had before
     * @param operations the ids of all operations of the step, this one included, the first first
     * @param earlier what the operations before it came to
     * @param status of the operation at the last look; empty before
     * @param instances what it has come to so far
     * @param seconds how long all of them took
     */
    public record State(
            String name,
            String region,
            String setId,
            boolean created,
            String operationId,
            StackSetChange change,
            List<StackSetChange> after,
            Set<String> parameters,
            List<String> operations,
            List<Instance> earlier,
            String status,
            List<Instance> instances,
            WatchTimes times,
            long seconds) {

        public State {
            after = List.copyOf(after);
            parameters = Set.copyOf(parameters);
            operations = List.copyOf(operations);
            earlier = List.copyOf(earlier);
            instances = List.copyOf(instances);
        }

        /**
         * The first operation.
         *
         * @param created null where the set has been there before
         * @param changes at least one
         */
        public static State first(
                FindStackSetAction.State found,
                CreateStackSetAction.State created,
                List<StackSetChange> changes,
                String operationId) {
            return new State(
                    created == null ? found.name() : created.name(),
                    created == null ? found.region() : created.region(),
                    created == null ? found.id() : created.id(),
                    created != null,
                    operationId,
                    changes.get(0),
                    changes.subList(1, changes.size()),
                    created == null ? found.parameters() : Set.of(),
                    List.of(operationId),
                    List.of(),
                    "",
                    List.of(),
                    WatchTimes.NEW,
                    0);
        }

        /** The operation after this one; there is one. */
        public State next(String newOperationId) {
            List<String> all = new ArrayList<>(operations);
            all.add(newOperationId);
            return new State(
                    name,
                    region,
                    setId,
                    created,
                    newOperationId,
                    after.get(0),
                    after.subList(1, after.size()),
                    parameters,
                    all,
                    results(),
                    "",
                    List.of(),
                    WatchTimes.NEW,
                    seconds);
        }

        State looked(String newStatus, List<Instance> newInstances, WatchTimes newTimes, long newSeconds) {
            return new State(
                    name,
                    region,
                    setId,
                    created,
                    operationId,
                    change,
                    after,
                    parameters,
                    operations,
                    earlier,
                    newStatus,
                    newInstances,
                    newTimes,
                    newSeconds);
        }

        /** What all operations came to; the last one counts where several dealt with the same stack. */
        public List<Instance> results() {
            List<Instance> results = new ArrayList<>(earlier);
            for (Instance instance : instances) {
                results.removeIf(other -> isSame(instance, other));
                results.add(instance);
            }
            return results;
        }

        private static boolean isSame(Instance one, Instance other) {
            return one.account().equals(other.account()) && one.region().equals(other.region());
        }
    }

    /**
     * What a look at an operation on a stack set brings.
     *
     * @param status RUNNING, SUCCEEDED, FAILED, STOPPING, STOPPED or QUEUED
     * @param reason AWS's reason for the status; empty where it gives none
     * @param instances what it came to in each account and region, in AWS's order
     */
    public record Answer(String status, String reason, List<Instance> instances) {}

    /**
     * One stack of a stack set, or what an operation came to there.
     *
     * @param unit the organizational unit of the account; empty where it is deployed to by its number
     * @param status of the stack: CURRENT, OUTDATED, INOPERABLE; of an operation: PENDING, RUNNING, SUCCEEDED, FAILED,
     *     CANCELLED
     * @param reason AWS's reason for the status; empty where it gives none
     */
    public record Instance(String account, String region, String unit, String status, String reason) {

        boolean is(String wanted) {
            return status.equals(wanted);
        }

        /** Where it is: {@code 111122223333 in eu-west-1}. */
        String place() {
            return account + " in " + region;
        }
    }
}
