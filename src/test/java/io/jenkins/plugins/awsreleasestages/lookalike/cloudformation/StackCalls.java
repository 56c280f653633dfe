package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The operations on stacks. */
final class StackCalls {

    private static final Set<String> NOT_DELETABLE = Set.of(
            "UPDATE_IN_PROGRESS",
            "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
            "UPDATE_ROLLBACK_IN_PROGRESS",
            "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
            "IMPORT_IN_PROGRESS",
            "IMPORT_ROLLBACK_IN_PROGRESS");

    private final Account account;
    private final Requests requests;
    private final ChangeSetCalls changeSets;

    StackCalls(Account account, Requests requests, ChangeSetCalls changeSets) {
        this.account = account;
        this.requests = requests;
        this.changeSets = changeSets;
    }

    Map<String, Function<Query, Map<String, Object>>> operations() {
        Map<String, Function<Query, Map<String, Object>>> operations = new LinkedHashMap<>();
        operations.put("DescribeStacks", this::describeStacks);
        operations.put("ListStacks", this::listStacks);
        operations.put("DescribeStackEvents", this::describeStackEvents);
        operations.put("DescribeStackResource", this::describeStackResource);
        operations.put("DescribeStackResources", this::describeStackResources);
        operations.put("ListStackResources", this::listStackResources);
        operations.put("GetTemplate", this::getTemplate);
        operations.put("GetTemplateSummary", this::getTemplateSummary);
        operations.put("ValidateTemplate", this::getTemplateSummary);
        operations.put("CreateStack", this::createStack);
        operations.put("UpdateStack", this::updateStack);
        operations.put("DeleteStack", this::deleteStack);
        operations.put("CancelUpdateStack", this::cancelUpdateStack);
        operations.put("ContinueUpdateRollback", this::continueUpdateRollback);
        operations.put("RollbackStack", this::rollbackStack);
        operations.put("UpdateTerminationProtection", this::updateTerminationProtection);
        operations.put("SetStackPolicy", this::setStackPolicy);
        operations.put("GetStackPolicy", this::getStackPolicy);
        return operations;
    }

    // ---- reading

    private Map<String, Object> describeStacks(Query query) {
        String name = query.text("StackName");
        List<Map<String, Object>> found = new ArrayList<>();
        if (name != null) {
            Stack stack = account.find(name);
            if (stack == null) {
                throw Refusal.invalid("Stack with id " + name + " does not exist");
            }
            found.add(stack.answer());
        } else {
            account.all().stream().filter(Stack::isAlive).forEach(stack -> found.add(0, stack.answer()));
        }
        return account.pages.page("Stacks", found, "stacks", query.text("NextToken"), account.pageSize);
    }

    private Map<String, Object> listStacks(Query query) {
        List<String> filter = query.list("StackStatusFilter");
        List<Map<String, Object>> found = new ArrayList<>();
        account.all().stream()
                .filter(stack -> filter.isEmpty() || filter.contains(stack.status))
                .forEach(stack -> found.add(
                        0,
                        Xml.fields(
                                "StackId", stack.id,
                                "StackName", stack.name,
                                "TemplateDescription",
                                        stack.deployment.template().description(),
                                "CreationTime", stack.created,
                                "LastUpdatedTime", stack.updated,
                                "DeletionTime", stack.deleted,
                                "StackStatus", stack.status,
                                "StackStatusReason", stack.reason,
                                "ParentId", stack.parent == null ? null : stack.parent.id,
                                "RootId", stack.parent == null ? null : stack.root().id,
                                "DriftInformation", Xml.fields("StackDriftStatus", stack.driftStatus))));
        return account.pages.page("StackSummaries", found, "summaries", query.text("NextToken"), account.pageSize);
    }

    /** The newest first. What comes in between two pages pushes nothing from one to the next. */
    private Map<String, Object> describeStackEvents(Query query) {
        Stack stack = requests.stack(query);
        String of = "events of " + stack.id;
        int newerThanPage = account.pages.place(of, query.text("NextToken"));
        int end = newerThanPage == 0 ? stack.events.size() : newerThanPage;
        int start = Math.max(0, end - account.pageSize);
        List<Map<String, Object>> page = new ArrayList<>();
        stack.events.subList(start, end).forEach(event -> page.add(event.answer(stack)));
        Collections.reverse(page);
        return Xml.fields("StackEvents", page, "NextToken", start > 0 ? account.pages.token(of, start) : null);
    }

    private Map<String, Object> describeStackResource(Query query) {
        Stack stack = requests.stack(query);
        Resource resource = stack.resources.get(query.required("LogicalResourceId"));
        if (resource == null) {
            throw Refusal.invalid("Resource " + query.text("LogicalResourceId") + " does not exist for stack "
                    + query.text("StackName"));
        }
        Map<String, Object> answer = resource(stack, resource);
        answer.remove("Timestamp");
        answer.put("LastUpdatedTimestamp", resource.at);
        return Xml.fields("StackResourceDetail", answer);
    }

    private Map<String, Object> describeStackResources(Query query) {
        Stack stack;
        String physical = query.text("PhysicalResourceId");
        if (physical != null) {
            stack = account.all().stream()
                    .filter(Stack::isAlive)
                    .filter(any ->
                            any.resources.values().stream().anyMatch(resource -> physical.equals(resource.physicalId)))
                    .findFirst()
                    .orElseThrow(() -> Refusal.invalid("Stack for " + physical + " does not exist"));
        } else {
            stack = requests.stack(query);
        }
        String only = query.text("LogicalResourceId");
        List<Map<String, Object>> found = stack.resources.values().stream()
                .filter(resource -> only == null || only.equals(resource.logicalId))
                .limit(100)
                .map(resource -> resource(stack, resource))
                .toList();
        return Xml.fields("StackResources", found);
    }

    private static Map<String, Object> resource(Stack stack, Resource resource) {
        return Xml.fields(
                "StackName", stack.name,
                "StackId", stack.id,
                "LogicalResourceId", resource.logicalId,
                "PhysicalResourceId", resource.physicalId,
                "ResourceType", resource.type,
                "Timestamp", resource.at,
                "ResourceStatus", resource.status,
                "ResourceStatusReason", resource.reason,
                "DriftInformation", Xml.fields("StackResourceDriftStatus", resource.driftSeen));
    }

    private Map<String, Object> listStackResources(Query query) {
        Stack stack = requests.stack(query);
        List<Map<String, Object>> summaries = new ArrayList<>();
        for (Resource resource : stack.resources.values()) {
            Map<String, Object> summary = resource(stack, resource);
            summary.keySet().removeAll(Set.of("StackName", "StackId", "Timestamp"));
            summary.put("LastUpdatedTimestamp", resource.at);
            summaries.add(summary);
        }
        return account.pages.page(
                "StackResourceSummaries",
                summaries,
                "resources of " + stack.id,
                query.text("NextToken"),
                account.pageSize);
    }

    private Map<String, Object> getTemplate(Query query) {
        Deployment deployment = query.text("ChangeSetName") != null
                ? changeSets.found(query).deployment
                : requests.stack(query).deployment;
        boolean original = !query.text("TemplateStage", "Original").equals("Processed");
        return Xml.fields(
                "TemplateBody",
                original ? deployment.original().text : deployment.template().text,
                "StagesAvailable",
                List.of("Original", "Processed"));
    }

    private Map<String, Object> getTemplateSummary(Query query) {
        Template template = query.text("StackName") != null
                ? requests.alive(query).deployment.original()
                : requests.template(query, null);
        List<Map<String, Object>> parameters = new ArrayList<>();
        template.section("Parameters").forEach((name, declared) -> {
            Map<String, Object> declaration = Template.map(declared);
            parameters.add(Xml.fields(
                    "ParameterKey", name,
                    "DefaultValue", declaration.get("Default"),
                    "ParameterType", declaration.get("Type"),
                    "NoEcho", Resolution.isSecret(template, name),
                    "Description", declaration.get("Description"),
                    "ParameterConstraints",
                            declaration.get("AllowedValues") == null
                                    ? null
                                    : Xml.fields("AllowedValues", declaration.get("AllowedValues"))));
        });
        String capability = Requests.capabilityNeeded(template);
        return Xml.fields(
                "Parameters",
                parameters,
                "Description",
                template.description(),
                "Capabilities",
                capability == null ? null : List.of(capability),
                "CapabilitiesReason",
                capability == null ? null : "The following resource(s) require capabilities: [" + capability + "]",
                "ResourceTypes",
                Requests.types(template),
                "Version",
                template.tree.get("AWSTemplateFormatVersion"),
                "Metadata",
                template.tree.containsKey("Metadata") ? Template.json(template.tree.get("Metadata"), false) : null,
                "DeclaredTransforms",
                template.transforms());
    }

    // ---- operations

    private Map<String, Object> createStack(Query query) {
        String name = query.required("StackName");
        String token = query.text("ClientRequestToken");
        Stack existing = account.find(name);
        if (existing != null) {
            if (token != null && ("CreateStack " + name).equals(existing.tokens.get(token))) {
                return Xml.fields("StackId", existing.id);
            }
            throw Refusal.of("AlreadyExistsException", "Stack [" + name + "] already exists");
        }
        Requests.checkName("stackName", name);
        Template original = requests.template(query, null);
        Requests.checkAutoExpand(original, query.list("Capabilities"));
        Template applied = Transforms.applied(original);
        Requests.checkCapabilities(applied, query.list("Capabilities"));
        Deployment deployment = requests.deployment(query, original, applied, null);
        Stack stack = account.add(new Stack(account, name));
        Requests.isRepeated(stack, token, "CreateStack " + name);
        stack.protectedFromDeletion = query.flag("EnableTerminationProtection");
        stack.policy = query.text("StackPolicyBody");
        Operation operation = Operation.on(account, stack, token);
        String onFailure = query.text("OnFailure", "ROLLBACK");
        operation.disableRollback = query.flag("DisableRollback") || onFailure.equals("DO_NOTHING");
        operation.onStackFailure = onFailure;
        operation.deploy(Operation.Kind.CREATE, deployment, Map.of(), null);
        return Xml.fields("StackId", stack.id, "OperationId", operation.id);
    }

    private Map<String, Object> updateStack(Query query) {
        Stack stack = requests.alive(query);
        String token = query.text("ClientRequestToken");
        if (Requests.isRepeated(stack, token, "UpdateStack")) {
            return Xml.fields("StackId", stack.id);
        }
        try {
            if (!stack.isUpdatable()) {
                throw Refusal.invalid(
                        "Stack:" + stack.id + " is in " + stack.status + " state and can not be updated.");
            }
            Template original = requests.template(query, stack);
            Requests.checkAutoExpand(original, query.list("Capabilities"));
            Template applied = Transforms.applied(original);
            Requests.checkCapabilities(applied, query.list("Capabilities"));
            Deployment deployment = requests.deployment(query, original, applied, stack);
            boolean nothing = ChangeComputation.of(account, stack, deployment).isEmpty()
                    && !ChangeComputation.differsBesides(account, stack, deployment);
            if (nothing) {
                throw Refusal.invalid(ChangeSetCalls.NO_UPDATES);
            }
            stack.changeSets.values().stream()
                    .filter(changeSet -> changeSet.executionStatus.equals("AVAILABLE"))
                    .forEach(changeSet -> changeSet.executionStatus = "OBSOLETE");
            Operation operation = Operation.on(account, stack, token);
            operation.disableRollback = query.flag("DisableRollback");
            operation.deploy(Operation.Kind.UPDATE, deployment, Map.of(), null);
            return Xml.fields("StackId", stack.id, "OperationId", operation.id);
        } catch (Refusal e) {
            stack.tokens.remove(token);
            throw e;
        }
    }

    private Map<String, Object> deleteStack(Query query) {
        Stack stack = account.find(query.required("StackName"));
        if (stack == null || !stack.isAlive()) {
            return Map.of();
        }
        Set<String> retain = new HashSet<>(query.list("RetainResources"));
        boolean force = "FORCE_DELETE_STACK".equals(query.text("DeletionMode"));
        if (stack.root().protectedFromDeletion) {
            throw Refusal.invalid(
                    "Stack [" + stack.name + "] cannot be deleted while TerminationProtection is enabled");
        }
        if (NOT_DELETABLE.contains(stack.status)) {
            throw Refusal.invalid("Stack [" + stack.id + "] cannot be deleted while in status " + stack.status);
        }
        if (!retain.isEmpty() && !stack.status.equals("DELETE_FAILED")) {
            throw Refusal.invalid("Invalid operation on stack [" + stack.id + "]. When you delete a stack, specify"
                    + " which resources to retain only when the stack is in the DELETE_FAILED state.");
        }
        if (force && !stack.status.equals("DELETE_FAILED")) {
            throw Refusal.invalid("Invalid operation on stack [" + stack.id + "]. The deletion mode FORCE_DELETE_STACK"
                    + " can only be used when the stack is in the DELETE_FAILED state.");
        }
        String token = query.text("ClientRequestToken");
        boolean again = Requests.isRepeated(stack, token, "DeleteStack " + retain + force);
        if (again || stack.status.equals("DELETE_IN_PROGRESS")) {
            return Map.of();
        }
        stack.deletionMode = query.text("DeletionMode");
        delete(stack, retain, force, token);
        return Map.of();
    }

    void delete(Stack stack, Set<String> retain, boolean force, String token) {
        if (stack.operation != null) {
            stack.operation.abandon();
        }
        Operation.on(account, stack, token).delete(retain, force, Operation.BY_USER);
    }

    private Map<String, Object> cancelUpdateStack(Query query) {
        Stack stack = requests.alive(query);
        String token = query.text("ClientRequestToken");
        if (Requests.isRepeated(stack, token, "CancelUpdateStack")) {
            return Map.of();
        }
        if (!stack.status.equals("UPDATE_IN_PROGRESS")) {
            stack.tokens.remove(token);
            throw Refusal.invalid("CancelUpdateStack cannot be called from current stack status");
        }
        Operation.cancel(account, stack, token);
        return Map.of();
    }

    private Map<String, Object> continueUpdateRollback(Query query) {
        Stack stack = requests.alive(query);
        String token = query.text("ClientRequestToken");
        if (Requests.isRepeated(stack, token, "ContinueUpdateRollback")) {
            return Map.of();
        }
        if (!stack.status.equals("UPDATE_ROLLBACK_FAILED")) {
            stack.tokens.remove(token);
            throw Refusal.invalid(
                    "Stack:" + stack.id + " is in " + stack.status + " state and can not continue an update rollback.");
        }
        Set<String> skip = new HashSet<>(query.list("ResourcesToSkip"));
        for (String path : skip) {
            Resource resource = stack.resources.get(path.split("\\.")[0]);
            if (resource == null || !resource.status.equals("UPDATE_FAILED")) {
                stack.tokens.remove(token);
                throw Refusal.invalid("ResourcesToSkip: [" + path
                        + "] is not a resource in UPDATE_FAILED state of the stack, and cannot be skipped.");
            }
        }
        Operation.on(account, stack, token).rollBack(stack.stable, skip, Operation.BY_USER);
        return Map.of();
    }

    private Map<String, Object> rollbackStack(Query query) {
        Stack stack = requests.alive(query);
        String token = query.text("ClientRequestToken");
        if (Requests.isRepeated(stack, token, "RollbackStack")) {
            return Xml.fields("StackId", stack.id);
        }
        boolean update = stack.status.equals("UPDATE_FAILED");
        if (!update && !stack.status.equals("CREATE_FAILED")) {
            stack.tokens.remove(token);
            throw Refusal.invalid(
                    "Stack:" + stack.id + " is in " + stack.status + " state and can not be rolled back.");
        }
        Operation operation = Operation.on(account, stack, token);
        if (update) {
            operation.rollBack(stack.stable, Set.of(), Operation.BY_USER);
        } else {
            operation.delete(Set.of(), false, Operation.BY_USER);
        }
        return Xml.fields("StackId", stack.id, "OperationId", operation.id);
    }

    private Map<String, Object> updateTerminationProtection(Query query) {
        Stack stack = requests.alive(query);
        if (stack.parent != null) {
            throw Refusal.invalid("Termination protection cannot be changed on nested stack [" + stack.id + "]");
        }
        stack.protectedFromDeletion = query.flag("EnableTerminationProtection");
        return Xml.fields("StackId", stack.id);
    }

    private Map<String, Object> setStackPolicy(Query query) {
        requests.alive(query).policy = query.text("StackPolicyBody");
        return Map.of();
    }

    private Map<String, Object> getStackPolicy(Query query) {
        return Xml.fields("StackPolicyBody", requests.alive(query).policy);
    }
}
