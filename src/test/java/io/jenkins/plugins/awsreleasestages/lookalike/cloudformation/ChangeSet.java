package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One change set of a stack. */
final class ChangeSet {

    final String id;
    final String name;
    final Stack stack;
    final String type;
    final Instant created;
    final Deployment deployment;
    ChangeSet parent;
    String description;
    String clientToken;
    String onStackFailure;
    String deploymentMode;
    boolean includeNested;
    boolean importExisting;

    /** By logical id, the physical id of what is imported. */
    Map<String, String> imports = Map.of();

    String status = "CREATE_PENDING";
    String executionStatus = "UNAVAILABLE";
    String reason;
    List<PlannedChange> changes = List.of();

    ChangeSet(Account account, Stack stack, String name, String type, Deployment deployment) {
        this.id = account.arn("cloudformation", "changeSet/" + name + "/" + account.uuid(stack.id + "/" + name));
        this.name = name;
        this.stack = stack;
        this.type = type;
        this.deployment = deployment;
        this.created = account.timeline.now();
    }

    ChangeSet root() {
        return parent == null ? this : parent.root();
    }

    void fail(String why) {
        status = "FAILED";
        executionStatus = "UNAVAILABLE";
        reason = why;
    }

    void complete(List<PlannedChange> computed) {
        changes = computed;
        status = "CREATE_COMPLETE";
        executionStatus = "AVAILABLE";
    }

    Map<String, Object> answer(Account account, String token, boolean withValues) {
        List<Map<String, Object>> parameters = new ArrayList<>();
        deployment.parameters().forEach((key, value) -> parameters.add(Stack.parameter(deployment, key, value)));
        Map<String, Object> answer = Xml.fields(
                "ChangeSetName", name,
                "ChangeSetId", id,
                "StackId", stack.id,
                "StackName", stack.name,
                "Description", description,
                "Parameters", parameters,
                "CreationTime", created,
                "ExecutionStatus", executionStatus,
                "Status", status,
                "StatusReason", reason,
                "NotificationARNs", deployment.notifications(),
                "RollbackConfiguration", deployment.rollback(),
                "Capabilities", deployment.capabilities(),
                "Tags", Stack.tags(deployment),
                "IncludeNestedStacks", includeNested,
                "ParentChangeSetId", parent == null ? null : parent.id,
                "RootChangeSetId", parent == null ? null : root().id,
                "OnStackFailure", onStackFailure,
                "ImportExistingResources", importExisting,
                "DeploymentMode", deploymentMode);
        List<Map<String, Object>> described =
                changes.stream().map(change -> change.answer(withValues)).toList();
        answer.putAll(account.pages.page("Changes", described, id, token, account.changesAPage));
        return answer;
    }

    Map<String, Object> summary() {
        return Xml.fields(
                "StackId", stack.id,
                "StackName", stack.name,
                "ChangeSetId", id,
                "ChangeSetName", name,
                "ExecutionStatus", executionStatus,
                "Status", status,
                "StatusReason", reason,
                "CreationTime", created,
                "Description", description,
                "IncludeNestedStacks", includeNested,
                "ParentChangeSetId", parent == null ? null : parent.id,
                "RootChangeSetId", parent == null ? null : root().id,
                "ImportExistingResources", importExisting);
    }
}
