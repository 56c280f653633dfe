package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static io.jenkins.plugins.awsreleasestages.aws.cloudformation.Stacks.orEmpty;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import software.amazon.awssdk.services.cloudformation.model.DescribeStackDriftDetectionStatusResponse;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDrift;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;

/** Has AWS compare a stack with its template, and reads what it found. Changes nothing. */
public final class DriftAction implements Action<DriftAction.State, DriftAction.Answer> {

    private final Supplier<AwsSession> sessions;
    private final String stack;
    private final boolean failOnDrift;
    private final boolean showValues;

    /**
     * @param sessions asked before each call
     * @param stack its name or ARN
     * @param showValues whether values that do not look secret are shown and returned; otherwise none are
     */
    public DriftAction(Supplier<AwsSession> sessions, String stack, boolean failOnDrift, boolean showValues) {
        this.sessions = sessions;
        this.stack = stack;
        this.failOnDrift = failOnDrift;
        this.showValues = showValues;
    }

    @Override
    public String title() {
        return "The drift detection of stack " + stack;
    }

    /**
     * Never finds one: AWS takes no token for it and lists none. It is asked for again, which AWS refuses while the
     * earlier one is under way; nothing is changed by either.
     */
    @Override
    public Optional<State> find(State state) {
        return Optional.empty();
    }

    @Override
    public State start(State state) {
        AwsSession session = sessions.get();
        FoundStack found = new FoundStack(
                stack,
                session.region().id(),
                Stacks.find(session, stack).map(StackReport::of).orElse(null));
        if (!found.exists()) {
            throw RemoteFailure.refused(found.absence());
        }
        StackReport report = found.report();
        if (StackStates.busy(report.status())) {
            throw Stacks.busy(session, report.id(), report.name(), report.status());
        }
        return state.started(report.id(), detect(session, report.id()));
    }

    private String detect(AwsSession session, String stackId) {
        try {
            return Stacks.begin(
                    session,
                    "Looking for drift in stack " + stack,
                    () -> session.cloudFormation()
                            .detectStackDrift(r -> r.stackName(stackId))
                            .stackDriftDetectionId());
        } catch (RemoteFailure e) {
            // The reference names no error for it; the words are AWS's, whatever the code.
            if (e.getMessage().contains("already in progress")) {
                throw new RemoteFailure(RemoteFailure.Kind.BUSY, e.getMessage(), e);
            }
            throw e;
        }
    }

    @Override
    public CompletionStage<Answer> ask(State state) {
        AwsSession session = sessions.get();
        DescribeStackDriftDetectionStatusResponse response = AwsFailures.call(
                session,
                "Asking for the drift of stack " + stack,
                () -> session.cloudFormation()
                        .describeStackDriftDetectionStatus(r -> r.stackDriftDetectionId(state.detection())));
        String status = orEmpty(response.detectionStatusAsString());
        boolean over = status.equals("DETECTION_COMPLETE") || status.equals("DETECTION_FAILED");
        DriftReport report = over
                ? new DriftReport(
                        Optional.ofNullable(response.stackDriftStatusAsString()).orElse("UNKNOWN"),
                        resources(session, state.stackId()))
                : null;
        return CompletableFuture.completedFuture(new Answer(status, orEmpty(response.detectionStatusReason()), report));
    }

    /** What AWS has looked at, and then all else that the stack has. */
    private List<DriftReport.ResourceDrift> resources(AwsSession session, String stackId) {
        Map<String, DriftReport.ResourceDrift> resources = new LinkedHashMap<>();
        AwsFailures.call(
                        session,
                        "Reading the drift of stack " + stack,
                        () ->
                                session
                                        .cloudFormation()
                                        .describeStackResourceDriftsPaginator(r -> r.stackName(stackId))
                                        .stream()
                                        .flatMap(page -> page.stackResourceDrifts().stream())
                                        .toList())
                .forEach(drift -> resources.put(drift.logicalResourceId(), resource(drift)));
        all(session, stackId)
                .forEach(resource -> resources.putIfAbsent(
                        resource.logicalResourceId(),
                        new DriftReport.ResourceDrift(
                                resource.logicalResourceId(),
                                resource.physicalResourceId(),
                                orEmpty(resource.resourceType()),
                                "NOT_CHECKED",
                                "",
                                List.of())));
        return List.copyOf(resources.values());
    }

    private DriftReport.ResourceDrift resource(StackResourceDrift drift) {
        return new DriftReport.ResourceDrift(
                drift.logicalResourceId(),
                drift.physicalResourceId(),
                orEmpty(drift.resourceType()),
                orEmpty(drift.stackResourceDriftStatusAsString()),
                orEmpty(drift.driftStatusReason()),
                drift.propertyDifferences().stream()
                        .map(difference -> DriftReport.ResourceDrift.Property.of(
                                orEmpty(difference.propertyPath()),
                                difference.differenceTypeAsString(),
                                difference.expectedValue(),
                                difference.actualValue(),
                                showValues))
                        .toList());
    }

    /** Empty where they may not be listed: what was not looked at is not named then. */
    private static List<StackResourceSummary> all(AwsSession session, String stackId) {
        try {
            return Stacks.resources(session, stackId);
        } catch (RemoteFailure e) {
            if (!Stacks.saysDenied(e)) {
                throw e;
            }
            return List.of();
        }
    }

    @Override
    public Look<State> read(State before, Answer answer, Instant now) {
        List<String> lines = new ArrayList<>();
        if (before.times().begunAt() == null) {
            lines.add("Looking for drift in stack " + stack + ".");
        }
        if (answer.report() == null) {
            if (before.times().isTooSilent(now)) {
                lines.add("AWS is still looking for drift in stack " + stack + ", for "
                        + OperationProgress.format(before.times().passed(now)) + ".");
            }
            State state = before.with(before.times().looked(now, !lines.isEmpty()), null);
            return Look.goesOn(state, lines, state.times().pause(now));
        }
        DriftReport report = answer.report();
        State state = before.with(before.times().looked(now, true), report);
        lines.addAll(report.lines(stack));
        lines.add(ConsoleLink.drift(state.stackId()));
        if (answer.status().equals("DETECTION_FAILED")) {
            return Look.failed(
                    state,
                    lines,
                    "Drift detection of stack " + stack + " did not come to its end. AWS says: " + answer.reason()
                            + " What it found until then is above. Look at: " + ConsoleLink.drift(state.stackId()));
        }
        if (failOnDrift && report.status().equals("DRIFTED")) {
            return Look.failed(state, lines, failure(state));
        }
        return Look.succeeded(state, lines);
    }

    private String failure(State state) {
        List<DriftReport.ResourceDrift> drifted = state.report().drifted();
        String first = drifted.isEmpty() ? "." : ": " + drifted.get(0).describe() + ".";
        String more = drifted.size() > 1 ? " And " + (drifted.size() - 1) + " more." : "";
        return "Stack " + stack + " is not what its template says" + first + more
                + " Change it back, or take the change over into the template. Look at: "
                + ConsoleLink.drift(state.stackId());
    }

    @Override
    public void stop(State state) {
        throw RemoteFailure.refused("AWS cannot cancel a drift detection; it changes nothing.");
    }

    @Override
    public String leftBehind(State state) {
        return "The drift detection of stack " + stack + " ends by itself; it changes nothing.";
    }

    /**
     * All that is saved of a drift detection.
     *
     * @param stack its name or ARN, as somebody gave it
     * @param stackId null before it is known
     * @param detection the id that AWS gave the detection; null before
     * @param report what was found; null before
     */
    public record State(String stack, String stackId, String detection, WatchTimes times, DriftReport report) {

        public static State create(String stack) {
            return new State(stack, null, null, WatchTimes.NEW, null);
        }

        State started(String newStackId, String newDetection) {
            return new State(stack, newStackId, newDetection, WatchTimes.NEW, null);
        }

        State with(WatchTimes newTimes, DriftReport newReport) {
            return new State(stack, stackId, detection, newTimes, newReport);
        }
    }

    /**
     * What a look at a drift detection brings.
     *
     * @param status DETECTION_IN_PROGRESS, DETECTION_COMPLETE, DETECTION_FAILED
     * @param reason AWS's reason for the status; empty where it gives none
     * @param report null while it is in progress
     */
    public record Answer(String status, String reason, DriftReport report) {}
}
