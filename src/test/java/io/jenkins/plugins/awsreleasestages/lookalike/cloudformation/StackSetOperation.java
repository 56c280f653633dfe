package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One operation of a stack set: region by region, in each so many accounts at a time, until too many have failed. */
final class StackSetOperation {

    /** What became of one account in one region. */
    static final class Result {
        final StackSet.Instance instance;
        String status = "PENDING";
        String reason;

        Result(StackSet.Instance instance) {
            this.instance = instance;
        }

        Map<String, Object> answer() {
            return Xml.fields(
                    "Account",
                    instance.account,
                    "Region",
                    instance.region,
                    "Status",
                    status,
                    "StatusReason",
                    reason,
                    "OrganizationalUnitId",
                    instance.unit,
                    "AccountGateResult",
                    Xml.fields("Status", "SKIPPED"));
        }
    }

    final String id;
    final String action;

    /** The request as it was sent, to know it again. */
    final String request;

    final Instant created;
    String status = "QUEUED";
    Instant ended;
    final Map<String, Object> preferences;

    private final Account account;
    private final StackSet set;
    private final boolean retain;
    private final boolean parallelRegions;
    private final double seconds;
    private final Map<String, List<Result>> byRegion = new LinkedHashMap<>();
    private final int tolerance;
    private final int tolerancePercentage;
    private final int concurrent;
    private final int concurrentPercentage;
    private final boolean strict;
    private int failed;

    StackSetOperation(
            Account account, StackSet set, String id, String action, Query query, List<StackSet.Instance> instances) {
        this.account = account;
        this.set = set;
        this.id = id;
        this.action = action;
        this.request = action + query.all();
        this.created = account.timeline.now();
        this.seconds = account.stackSetSeconds;
        this.retain = query.flag("RetainStacks");
        Query given = query.structure("OperationPreferences");
        this.parallelRegions = "PARALLEL".equals(given.text("RegionConcurrencyType"));
        this.tolerance = given.number("FailureToleranceCount", 0);
        this.tolerancePercentage = given.number("FailureTolerancePercentage", 0);
        this.concurrent = given.number("MaxConcurrentCount", 1);
        this.concurrentPercentage = given.number("MaxConcurrentPercentage", 0);
        this.strict = !"SOFT_FAILURE_TOLERANCE".equals(given.text("ConcurrencyMode"));
        this.preferences = Xml.fields(
                "RegionConcurrencyType", given.text("RegionConcurrencyType"),
                "RegionOrder", given.list("RegionOrder"),
                "FailureToleranceCount", given.text("FailureToleranceCount"),
                "FailureTolerancePercentage", given.text("FailureTolerancePercentage"),
                "MaxConcurrentCount", given.text("MaxConcurrentCount"),
                "MaxConcurrentPercentage", given.text("MaxConcurrentPercentage"),
                "ConcurrencyMode", given.text("ConcurrencyMode"));
        given.list("RegionOrder").forEach(region -> byRegion.put(region, new ArrayList<>()));
        instances.forEach(instance -> byRegion.computeIfAbsent(instance.region, region -> new ArrayList<>())
                .add(new Result(instance)));
        byRegion.values().removeIf(List::isEmpty);
    }

    boolean isRunning() {
        return status.equals("RUNNING") || status.equals("STOPPING");
    }

    List<Result> results() {
        return byRegion.values().stream().flatMap(List::stream).toList();
    }

    void begin() {
        status = "RUNNING";
        results().forEach(result -> {
            result.instance.lastOperation = id;
            result.instance.detailed = "PENDING";
            result.instance.status = "OUTDATED";
        });
        // Even of nothing it takes a moment.
        account.timeline.after(Math.min(seconds, 0.1), this::advance);
    }

    void stop() {
        status = "STOPPING";
        advance();
    }

    private void advance() {
        if (!isRunning()) {
            return;
        }
        boolean stopping = status.equals("STOPPING") || hasFailed();
        for (List<Result> region : byRegion.values()) {
            if (!stopping) {
                startSome(region);
            }
            boolean over = region.stream().noneMatch(result -> result.status.equals("PENDING") || isRunning(result));
            if (!over && !parallelRegions) {
                break;
            }
        }
        if (results().stream().anyMatch(StackSetOperation::isRunning)) {
            return;
        }
        if (stopping || results().stream().noneMatch(result -> result.status.equals("PENDING"))) {
            end();
        }
    }

    private void startSome(List<Result> region) {
        int most = concurrentPercentage > 0 ? region.size() * concurrentPercentage / 100 : concurrent;
        if (strict) {
            most = Math.min(most, tolerated(region) + 1);
        }
        long running = region.stream().filter(StackSetOperation::isRunning).count();
        for (Result result : region) {
            if (result.status.equals("PENDING") && running < Math.max(1, most)) {
                running++;
                result.status = "RUNNING";
                result.instance.detailed = "RUNNING";
                account.timeline.after(seconds, () -> finish(result));
            }
        }
    }

    private static boolean isRunning(Result result) {
        return result.status.equals("RUNNING");
    }

    private void finish(Result result) {
        StackSet.Instance instance = result.instance;
        String failure = set.failures.get(instance.account + "/" + instance.region);
        if (failure != null) {
            failed++;
            settle(result, "FAILED", failure);
            if (action.equals("DELETE")) {
                instance.status = "INOPERABLE";
            }
        } else {
            settle(result, "SUCCEEDED", null);
            instance.status = "CURRENT";
            if (action.equals("DELETE")) {
                set.instances.remove(instance.account + "/" + instance.region);
            }
            if (action.equals("DETECT_DRIFT")) {
                instance.drift = "IN_SYNC";
            }
        }
        advance();
    }

    private static void settle(Result result, String status, String reason) {
        result.status = status;
        result.reason = reason;
        result.instance.detailed = status;
        result.instance.reason = reason;
    }

    private int tolerated(List<Result> region) {
        return tolerancePercentage > 0 ? region.size() * tolerancePercentage / 100 : tolerance;
    }

    private boolean hasFailed() {
        return byRegion.values().stream()
                .anyMatch(region -> region.stream()
                                .filter(result -> result.status.equals("FAILED"))
                                .count()
                        > tolerated(region));
    }

    private void end() {
        results().stream()
                .filter(result -> result.status.equals("PENDING"))
                .forEach(result -> settle(
                        result,
                        "CANCELLED",
                        status.equals("STOPPING")
                                ? "Cancelled since the operation was stopped"
                                : "Cancelled since failure tolerance has exceeded"));
        status = status.equals("STOPPING") ? "STOPPED" : hasFailed() ? "FAILED" : "SUCCEEDED";
        ended = account.timeline.now();
        set.operations.values().stream()
                .filter(next -> next.status.equals("QUEUED"))
                .findFirst()
                .ifPresent(StackSetOperation::begin);
    }

    Map<String, Object> answer() {
        return Xml.fields(
                "OperationId", id,
                "StackSetId", set.id,
                "Action", action,
                "Status", status,
                "OperationPreferences", preferences,
                "RetainStacks", action.equals("DELETE") ? retain : null,
                "AdministrationRoleARN", set.administrationRole,
                "ExecutionRoleName", set.executionRole,
                "CreationTimestamp", created,
                "EndTimestamp", ended,
                "StatusDetails", Xml.fields("FailedStackInstancesCount", failed));
    }

    Map<String, Object> summary() {
        Map<String, Object> summary = answer();
        summary.keySet().removeAll(List.of("StackSetId", "RetainStacks", "AdministrationRoleARN", "ExecutionRoleName"));
        return summary;
    }
}
