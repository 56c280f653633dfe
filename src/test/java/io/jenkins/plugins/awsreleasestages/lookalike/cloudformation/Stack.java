package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One stack, alive or deleted. */
final class Stack {

    static final String REVIEW = "REVIEW_IN_PROGRESS";

    private static final Set<String> UPDATABLE = Set.of(
            "CREATE_COMPLETE",
            "CREATE_FAILED",
            "UPDATE_COMPLETE",
            "UPDATE_FAILED",
            "UPDATE_ROLLBACK_COMPLETE",
            "IMPORT_COMPLETE",
            "IMPORT_ROLLBACK_COMPLETE");

    /** What it was when it was whole last, with its nested stacks; what a rollback brings back. */
    record Snapshot(
            Deployment deployment,
            Map<String, Resource> resources,
            Map<String, Map<String, Object>> outputs,
            Map<String, Snapshot> nested) {
        static final Snapshot NOTHING = new Snapshot(Deployment.NONE, Map.of(), Map.of(), Map.of());
    }

    final String id;
    final String name;
    final Instant created;
    Stack parent;

    String status;
    String reason;
    Instant updated;
    Instant deleted;
    Deployment deployment = Deployment.NONE;
    Snapshot stable = Snapshot.NOTHING;
    boolean protectedFromDeletion;
    boolean disableRollback;
    String policy;
    String changeSetId;
    String deletionMode;
    String description;
    Operation operation;
    String driftStatus = "NOT_CHECKED";
    Instant driftAt;

    /** Why drift detection is going to fail; null when it is not. */
    String driftFails;

    final Map<String, Resource> resources = new LinkedHashMap<>();
    Map<String, Map<String, Object>> outputs = new LinkedHashMap<>();
    final List<Event> events = new ArrayList<>();
    final Map<String, ChangeSet> changeSets = new LinkedHashMap<>();

    /** By token, what it was used for. */
    final Map<String, String> tokens = new LinkedHashMap<>();

    /** The operations that were begun, the newest first, as AWS shows them. */
    final List<Map<String, Object>> lastOperations = new ArrayList<>();

    private final Account account;

    Stack(Account account, String name) {
        this.account = account;
        this.name = name;
        this.created = account.timeline.now();
        this.id = account.arn("cloudformation", "stack/" + name + "/" + account.uuid(name));
    }

    boolean isAlive() {
        return deleted == null;
    }

    boolean isUpdatable() {
        return UPDATABLE.contains(status);
    }

    boolean isBusy() {
        return status.endsWith("_IN_PROGRESS") && !status.equals(REVIEW);
    }

    Stack root() {
        return parent == null ? this : parent.root();
    }

    /** Goes into a state, and tells so. */
    void become(String newStatus, String why, String token, String operationId) {
        status = newStatus;
        reason = why;
        add(name, id, Resource.NESTED, newStatus, why, token, operationId, null);
    }

    Event add(
            String logicalId,
            String physicalId,
            String type,
            String eventStatus,
            String why,
            String token,
            String operationId,
            Map<String, Object> properties) {
        Event event = new Event(
                logicalId.equals(name)
                        ? account.uuid(id)
                        : logicalId + "-" + eventStatus + "-" + account.uuid(id + "/" + logicalId),
                account.timeline.now(),
                logicalId,
                physicalId,
                type,
                eventStatus,
                why,
                token,
                operationId,
                properties);
        events.add(event);
        return event;
    }

    Snapshot snapshot() {
        Map<String, Resource> copies = new LinkedHashMap<>();
        Map<String, Snapshot> nested = new LinkedHashMap<>();
        resources.forEach((logicalId, resource) -> {
            if (!resource.exists()) {
                return;
            }
            copies.put(logicalId, resource.copy());
            if (resource.isNested() && account.byId(resource.physicalId) != null) {
                nested.put(
                        resource.physicalId, account.byId(resource.physicalId).snapshot());
            }
        });
        return new Snapshot(deployment, copies, outputs, nested);
    }

    Map<String, Object> answer() {
        List<Map<String, Object>> shown = new ArrayList<>();
        deployment.parameters().forEach((key, value) -> shown.add(parameter(deployment, key, value)));
        return Xml.fields(
                "StackId", id,
                "StackName", name,
                "ChangeSetId", changeSetId,
                "Description", deployment.template().description(),
                "Parameters", shown,
                "CreationTime", created,
                "DeletionTime", deleted,
                "LastUpdatedTime", updated,
                "RollbackConfiguration", deployment.rollback(),
                "StackStatus", status,
                "StackStatusReason", reason,
                "DisableRollback", disableRollback,
                "NotificationARNs", deployment.notifications(),
                "Capabilities", deployment.capabilities(),
                "Outputs", new ArrayList<>(outputs.values()),
                "RoleARN", deployment.role(),
                "Tags", tags(deployment),
                "EnableTerminationProtection", parent == null ? protectedFromDeletion : null,
                "ParentId", parent == null ? null : parent.id,
                "RootId", parent == null ? null : root().id,
                "DriftInformation", Xml.fields("StackDriftStatus", driftStatus, "LastCheckTimestamp", driftAt),
                "DeletionMode", deletionMode,
                "LastOperations", lastOperations);
    }

    static Map<String, Object> parameter(Deployment deployment, String key, String value) {
        boolean secret = Resolution.isSecret(deployment.template(), key);
        return Xml.fields(
                "ParameterKey",
                key,
                "ParameterValue",
                secret ? Resolution.MASK : value,
                "ResolvedValue",
                deployment.resolved().get(key));
    }

    static List<Map<String, Object>> tags(Deployment deployment) {
        List<Map<String, Object>> tags = new ArrayList<>();
        deployment.tags().forEach((key, value) -> tags.add(Xml.fields("Key", key, "Value", value)));
        return tags;
    }
}
