package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Finding out what somebody changed by hand. */
final class DriftCalls {

    private static final class Detection {
        final String id;
        final Stack stack;
        final Instant begun;
        String status = "DETECTION_IN_PROGRESS";
        String reason;
        int drifted;

        Detection(String id, Stack stack, Instant begun) {
            this.id = id;
            this.stack = stack;
            this.begun = begun;
        }
    }

    private final Account account;
    private final Requests requests;
    private final Map<String, Detection> detections = new LinkedHashMap<>();

    DriftCalls(Account account, Requests requests) {
        this.account = account;
        this.requests = requests;
    }

    Map<String, Function<Query, Map<String, Object>>> operations() {
        return Map.of(
                "DetectStackDrift", this::detect,
                "DescribeStackDriftDetectionStatus", this::describe,
                "DescribeStackResourceDrifts", this::drifts);
    }

    private Map<String, Object> detect(Query query) {
        Stack stack = requests.alive(query);
        if (stack.isBusy() || stack.status.equals(Stack.REVIEW)) {
            throw Refusal.invalid(
                    "Stack:" + stack.id + " is in " + stack.status + " state and drift detection cannot be performed.");
        }
        boolean already = detections.values().stream()
                .anyMatch(any -> any.stack == stack && any.status.equals("DETECTION_IN_PROGRESS"));
        if (already) {
            throw Refusal.invalid("Drift detection is already in progress for stack [" + stack.id + "].");
        }
        Detection detection = new Detection(account.uuid(stack.id + "/drift"), stack, account.timeline.now());
        detections.put(detection.id, detection);
        List<String> only = query.list("LogicalResourceIds");
        account.timeline.after(account.driftSeconds, () -> finish(detection, only));
        return Xml.fields("StackDriftDetectionId", detection.id);
    }

    private void finish(Detection detection, List<String> only) {
        Stack stack = detection.stack;
        for (Resource resource : stack.resources.values()) {
            if (only.isEmpty() || only.contains(resource.logicalId)) {
                resource.driftSeen = resource.drift;
                resource.driftSeenAt = account.timeline.now();
                detection.drifted += resource.drift.equals("IN_SYNC") ? 0 : 1;
            }
        }
        stack.driftStatus = detection.drifted > 0 ? "DRIFTED" : "IN_SYNC";
        stack.driftAt = account.timeline.now();
        detection.status = stack.driftFails == null ? "DETECTION_COMPLETE" : "DETECTION_FAILED";
        detection.reason = stack.driftFails;
    }

    private Map<String, Object> describe(Query query) {
        String id = query.required("StackDriftDetectionId");
        Detection detection = detections.get(id);
        if (detection == null) {
            throw Refusal.invalid("StackDriftDetectionId [" + id + "] does not exist");
        }
        boolean over = !detection.status.equals("DETECTION_IN_PROGRESS");
        return Xml.fields(
                "StackId", detection.stack.id,
                "StackDriftDetectionId", detection.id,
                "StackDriftStatus", over ? detection.stack.driftStatus : null,
                "DetectionStatus", detection.status,
                "DetectionStatusReason", detection.reason,
                "DriftedStackResourceCount", over ? detection.drifted : null,
                "Timestamp", detection.begun);
    }

    private Map<String, Object> drifts(Query query) {
        Stack stack = requests.stack(query);
        List<String> filter = query.list("StackResourceDriftStatusFilters");
        List<Map<String, Object>> found = new ArrayList<>();
        for (Resource resource : stack.resources.values()) {
            boolean wanted = resource.driftSeenAt != null && (filter.isEmpty() || filter.contains(resource.driftSeen));
            if (wanted) {
                found.add(drift(stack, resource));
            }
        }
        return account.pages.page(
                "StackResourceDrifts",
                found,
                "drifts of " + stack.id,
                query.text("NextToken"),
                query.number("MaxResults", account.pageSize));
    }

    private static Map<String, Object> drift(Stack stack, Resource resource) {
        Map<String, Object> actual = new LinkedHashMap<>(resource.properties);
        List<Map<String, Object>> differences = new ArrayList<>();
        resource.drifted.forEach((property, value) -> {
            Object expected = resource.properties.get(property);
            actual.put(property, value);
            differences.add(Xml.fields(
                    "PropertyPath",
                    "/" + property,
                    "ExpectedValue",
                    expected == null ? "null" : expected.toString(),
                    "ActualValue",
                    value,
                    "DifferenceType",
                    expected == null ? "ADD" : "NOT_EQUAL"));
        });
        boolean deleted = resource.driftSeen.equals("DELETED");
        return Xml.fields(
                "StackId", stack.id,
                "LogicalResourceId", resource.logicalId,
                "PhysicalResourceId", resource.physicalId,
                "ResourceType", resource.type,
                "ExpectedProperties", Template.json(resource.properties, false),
                "ActualProperties", deleted ? null : Template.json(actual, false),
                "PropertyDifferences", deleted ? List.of() : differences,
                "StackResourceDriftStatus", resource.driftSeen,
                "Timestamp", resource.driftSeenAt);
    }
}
