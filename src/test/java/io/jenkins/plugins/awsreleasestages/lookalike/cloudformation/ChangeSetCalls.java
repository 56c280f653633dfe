package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The operations on change sets. */
final class ChangeSetCalls {

    static final String NOTHING_CHANGED =
            "The submitted information didn't contain changes. Submit different information to create a change set.";
    static final String NO_UPDATES = "No updates are to be performed.";

    private static final Set<String> NOT_YET =
            Set.of("CREATE_PENDING", "CREATE_IN_PROGRESS", "DELETE_PENDING", "DELETE_IN_PROGRESS");

    private final Account account;
    private final Requests requests;

    ChangeSetCalls(Account account, Requests requests) {
        this.account = account;
        this.requests = requests;
    }

    Map<String, Function<Query, Map<String, Object>>> operations() {
        return Map.of(
                "CreateChangeSet", this::create,
                "DescribeChangeSet", this::describe,
                "DeleteChangeSet", this::delete,
                "ListChangeSets", this::list,
                "ExecuteChangeSet", this::execute);
    }

    private Map<String, Object> create(Query query) {
        String name = query.required("ChangeSetName");
        Requests.checkName("changeSetName", name);
        String stackName = query.required("StackName");
        String type = query.text("ChangeSetType", "UPDATE");
        Stack stack = account.find(stackName);
        if (stack != null && stack.changeSets.containsKey(name)) {
            ChangeSet existing = stack.changeSets.get(name);
            if (query.text("ClientToken") != null && query.text("ClientToken").equals(existing.clientToken)) {
                return Xml.fields("Id", existing.id, "StackId", stack.id);
            }
            throw Refusal.of("AlreadyExistsException", "ChangeSet " + name + " already exists");
        }
        checkType(query, type, stack, stackName, name);
        Stack previous = stack == null || stack.status.equals(Stack.REVIEW) ? null : stack;
        Template original = requests.template(query, previous);
        Requests.checkCapabilities(original, query.list("Capabilities"));
        Deployment deployment;
        String refusal = null;
        try {
            Template applied = Transforms.applied(original);
            deployment = requests.deployment(query, original, applied, previous);
            Requests.checkCapabilities(applied, query.list("Capabilities"));
        } catch (Refusal e) {
            if (original.transforms().isEmpty()) {
                throw e;
            }
            // What only the transform finds out is told by the change set.
            refusal = e.getMessage();
            deployment = requests.deployment(query, original, original, previous);
        }
        if (stack == null) {
            Requests.checkName("stackName", stackName);
            stack = account.add(new Stack(account, stackName));
            stack.become(Stack.REVIEW, Operation.BY_USER, null, null);
        }
        return begin(query, stack, type, deployment, refusal);
    }

    private void checkType(Query query, String type, Stack stack, String stackName, String name) {
        if (type.equals("CREATE")) {
            if (stack != null && stack.isAlive() && !stack.status.equals(Stack.REVIEW)) {
                throw Refusal.invalid("Stack [" + stack.name
                        + "] already exists and cannot be created again with the changeSet [" + name + "]");
            }
            if (stackName.startsWith("arn:") && stack == null) {
                throw Refusal.invalid("Stack [" + stackName + "] does not exist");
            }
            return;
        }
        if ("DELETE".equals(query.text("OnStackFailure"))) {
            throw Refusal.invalid("OnStackFailure DELETE is only supported for change sets of type CREATE.");
        }
        if (type.equals("IMPORT") && stack == null) {
            return;
        }
        if (stack == null || !stack.isAlive()) {
            throw Refusal.invalid("Stack [" + stackName + "] does not exist");
        }
        if (!stack.isUpdatable()) {
            throw Refusal.invalid("Stack:" + stack.id + " is in " + stack.status + " state and can not be updated.");
        }
    }

    private Map<String, Object> begin(Query query, Stack stack, String type, Deployment deployment, String refusal) {
        ChangeSet changeSet = new ChangeSet(account, stack, query.text("ChangeSetName"), type, deployment);
        changeSet.clientToken = query.text("ClientToken");
        changeSet.description = query.text("Description");
        changeSet.includeNested = query.flag("IncludeNestedStacks");
        changeSet.onStackFailure = query.text("OnStackFailure");
        changeSet.importExisting = query.flag("ImportExistingResources");
        changeSet.deploymentMode = query.text("DeploymentMode");
        Map<String, String> imports = new LinkedHashMap<>();
        for (Query resource : query.structures("ResourcesToImport")) {
            resource.map("ResourceIdentifier")
                    .values()
                    .forEach(id -> imports.put(resource.text("LogicalResourceId"), id));
        }
        if (type.equals("IMPORT") && imports.isEmpty()) {
            throw Refusal.invalid("Resources to import must be specified for a change set of type IMPORT.");
        }
        changeSet.imports = imports;
        stack.changeSets.put(changeSet.name, changeSet);
        account.timeline.after(account.changeSetSeconds / 4, () -> {
            if (changeSet.status.equals("CREATE_PENDING")) {
                changeSet.status = "CREATE_IN_PROGRESS";
            }
        });
        account.timeline.after(account.changeSetSeconds, () -> {
            if (stack.changeSets.get(changeSet.name) == changeSet) {
                compute(changeSet, refusal);
            }
        });
        return Xml.fields("Id", changeSet.id, "StackId", stack.id);
    }

    private void compute(ChangeSet changeSet, String refusal) {
        if (refusal != null) {
            changeSet.fail(refusal);
            return;
        }
        Stack stack = changeSet.stack;
        try {
            Map<String, ChangeSet> nested = changeSet.includeNested ? nested(changeSet) : null;
            List<PlannedChange> changes = ChangeComputation.of(
                    account, stack, changeSet.deployment, changeSet.imports, changeSet.deploymentMode != null, nested);
            boolean nothing = changes.isEmpty()
                    && !ChangeComputation.differsBesides(account, stack, changeSet.deployment)
                    && !stack.status.equals(Stack.REVIEW);
            if (nothing) {
                boolean otherWords = changeSet.includeNested
                        || !changeSet.deployment.original().transforms().isEmpty();
                changeSet.fail(otherWords ? NO_UPDATES : NOTHING_CHANGED);
            } else {
                changeSet.complete(changes);
            }
        } catch (Refusal e) {
            changeSet.fail(e.getMessage());
        }
    }

    /** The change sets of the nested stacks that change. */
    private Map<String, ChangeSet> nested(ChangeSet parent) {
        Map<String, ChangeSet> nested = new LinkedHashMap<>();
        Resolution resolution = account.resolution(parent.stack, parent.deployment);
        resolution.active().forEach((logicalId, definition) -> {
            if (!Resource.NESTED.equals(definition.get("Type"))) {
                return;
            }
            Deployment deployment =
                    NestedStacks.deployment(account, parent.deployment, resolution.properties(logicalId));
            Resource existing = parent.stack.resources.get(logicalId);
            Stack child = existing != null && existing.exists()
                    ? account.byId(existing.physicalId)
                    : review(parent.stack, logicalId);
            ChangeSet inner = new ChangeSet(
                    account,
                    child,
                    parent.name + "-" + logicalId + "-" + account.letters(12),
                    child.status.equals(Stack.REVIEW) ? "CREATE" : "UPDATE",
                    deployment);
            inner.parent = parent;
            inner.includeNested = true;
            compute(inner, null);
            if (inner.status.equals("CREATE_COMPLETE")) {
                child.changeSets.put(inner.name, inner);
                nested.put(logicalId, inner);
            } else if (!isNothing(inner.reason)) {
                child.changeSets.put(inner.name, inner);
                throw Refusal.invalid(
                        "Nested change set " + inner.id + " was not successfully created: Currently in FAILED.");
            }
        });
        return nested;
    }

    private static boolean isNothing(String reason) {
        return reason.equals(NOTHING_CHANGED) || reason.equals(NO_UPDATES);
    }

    private Stack review(Stack parent, String logicalId) {
        Stack child = account.add(new Stack(account, parent.name + "-" + logicalId + "-" + account.letters(12)));
        child.parent = parent;
        child.become(Stack.REVIEW, Operation.BY_USER, null, null);
        return child;
    }

    /** Null where there is none. */
    private ChangeSet find(Query query) {
        String name = query.required("ChangeSetName");
        if (name.startsWith("arn:")) {
            for (Stack stack : account.all()) {
                for (ChangeSet changeSet : stack.changeSets.values()) {
                    if (changeSet.id.equals(name)) {
                        return changeSet;
                    }
                }
            }
            return null;
        }
        if (query.text("StackName") == null) {
            throw Refusal.invalid("StackName must be specified if ChangeSetName is not specified as an ARN.");
        }
        return requests.stack(query).changeSets.get(name);
    }

    ChangeSet found(Query query) {
        ChangeSet changeSet = find(query);
        if (changeSet == null) {
            throw new Refusal(
                    404, "ChangeSetNotFound", "ChangeSet [" + query.text("ChangeSetName") + "] does not exist");
        }
        return changeSet;
    }

    private Map<String, Object> describe(Query query) {
        return found(query).answer(account, query.text("NextToken"), query.flag("IncludePropertyValues"));
    }

    private Map<String, Object> list(Query query) {
        Stack stack = requests.stack(query);
        List<Map<String, Object>> summaries = new ArrayList<>();
        stack.changeSets.values().forEach(changeSet -> summaries.add(changeSet.summary()));
        return account.pages.page(
                "Summaries", summaries, "change sets of " + stack.id, query.text("NextToken"), account.pageSize);
    }

    private Map<String, Object> delete(Query query) {
        ChangeSet changeSet = find(query);
        if (changeSet == null) {
            return Map.of();
        }
        if (NOT_YET.contains(changeSet.status) || changeSet.executionStatus.equals("EXECUTE_IN_PROGRESS")) {
            throw Refusal.of(
                    "InvalidChangeSetStatus",
                    "ChangeSet [" + changeSet.id + "] cannot be deleted in its current status of [" + changeSet.status
                            + "]");
        }
        if (changeSet.parent != null) {
            throw Refusal.of(
                    "InvalidChangeSetStatus",
                    "ChangeSet [" + changeSet.id + "] is nested; delete its root [" + changeSet.root().id + "]");
        }
        remove(changeSet);
        return Map.of();
    }

    /** With those of its nested stacks, and the shells that were made for them. */
    static void remove(ChangeSet changeSet) {
        changeSet.stack.changeSets.values().remove(changeSet);
        for (PlannedChange change : changeSet.changes) {
            if (change.nested() != null) {
                remove(change.nested());
                Stack child = change.nested().stack;
                if (child.status.equals(Stack.REVIEW)) {
                    child.become("DELETE_COMPLETE", null, null, null);
                    child.deleted = child.created;
                }
            }
        }
    }

    private Map<String, Object> execute(Query query) {
        ChangeSet changeSet = found(query);
        Stack stack = changeSet.stack;
        String token = query.text("ClientRequestToken");
        if (Requests.isRepeated(stack, token, "ExecuteChangeSet " + changeSet.id)) {
            return Map.of();
        }
        if (!changeSet.executionStatus.equals("AVAILABLE")) {
            stack.tokens.remove(token);
            throw Refusal.of(
                    "InvalidChangeSetStatus",
                    "ChangeSet [" + changeSet.id + "] cannot be executed in its current execution status of ["
                            + changeSet.executionStatus + "]");
        }
        if (changeSet.parent != null) {
            stack.tokens.remove(token);
            throw Refusal.of(
                    "InvalidChangeSetStatus",
                    "ChangeSet [" + changeSet.id + "] is nested; execute its root [" + changeSet.root().id + "]");
        }
        if (changeSet.onStackFailure != null && query.has("DisableRollback")) {
            stack.tokens.remove(token);
            throw Refusal.invalid("DisableRollback cannot be specified: the change set has OnStackFailure.");
        }
        if (!stack.status.equals(Stack.REVIEW) && !stack.isUpdatable()) {
            stack.tokens.remove(token);
            throw Refusal.invalid("Stack:" + stack.id + " is in " + stack.status + " state and can not be updated.");
        }
        run(changeSet, token, query.flag("DisableRollback"));
        return Map.of();
    }

    private void run(ChangeSet changeSet, String token, boolean disableRollback) {
        Stack stack = changeSet.stack;
        for (ChangeSet other : new ArrayList<>(stack.changeSets.values())) {
            if (other != changeSet) {
                remove(other);
            }
        }
        changeSet.executionStatus = "EXECUTE_IN_PROGRESS";
        changeSet.changes.stream()
                .filter(change -> change.nested() != null)
                .forEach(change -> change.nested().executionStatus = "EXECUTE_COMPLETE");
        stack.changeSetId = changeSet.id;
        Operation operation = Operation.on(account, stack, token)
                .whenEnded(
                        failure -> changeSet.executionStatus = failure == null ? "EXECUTE_COMPLETE" : "EXECUTE_FAILED");
        operation.disableRollback = disableRollback || "DO_NOTHING".equals(changeSet.onStackFailure);
        operation.onStackFailure = changeSet.onStackFailure;
        Operation.Kind kind = changeSet.type.equals("IMPORT")
                ? Operation.Kind.IMPORT
                : stack.status.equals(Stack.REVIEW) ? Operation.Kind.CREATE : Operation.Kind.UPDATE;
        operation.deploy(kind, changeSet.deployment, changeSet.imports, changeSet);
    }
}
