package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** One operation on a stack, from its first event to its last, with what goes wrong on the way. */
final class Operation {

    /** What of a stack's resources comes to be. */
    enum Kind {
        CREATE("CREATE", "ROLLBACK", "created"),
        UPDATE("UPDATE", "UPDATE_ROLLBACK", "updated"),
        IMPORT("IMPORT", "IMPORT_ROLLBACK", "imported");

        final String forward;
        final String back;
        final String participle;

        Kind(String forward, String back, String participle) {
            this.forward = forward;
            this.back = back;
            this.participle = participle;
        }
    }

    static final String BY_USER = "User Initiated";

    final String id;
    final String token;
    boolean disableRollback;
    String onStackFailure;

    private final Account account;
    private final Stack stack;
    private final boolean nested;
    private Kind kind = Kind.UPDATE;
    private Deployment target;
    private Map<String, PlannedChange> changes = Map.of();
    private Map<String, ChangeSet> nestedChangeSets = Map.of();

    /** Told null when the operation went well, otherwise why not. */
    private Consumer<String> ended = failure -> {};

    private Phase phase;
    private boolean forward;

    /** What is there no more once all went well: earlier physical resources, and those that were removed. */
    private final List<Resource> obsolete = new ArrayList<>();

    private Operation(Account account, Stack stack, String token, boolean nested) {
        this.account = account;
        this.id = account.uuid(stack.id + "/operation");
        this.stack = stack;
        this.token = token;
        this.nested = nested;
    }

    static Operation on(Account account, Stack stack, String token) {
        return new Operation(account, stack, token, false);
    }

    Operation whenEnded(Consumer<String> told) {
        ended = told;
        return this;
    }

    // ---- creating, updating, importing

    void deploy(Kind how, Deployment wanted, Map<String, String> imports, ChangeSet changeSet) {
        kind = how;
        target = wanted;
        forward = true;
        List<PlannedChange> computed = ChangeComputation.of(
                account, stack, wanted, imports, changeSet != null && changeSet.deploymentMode != null, null);
        changes = new LinkedHashMap<>();
        computed.forEach(change -> changes.put(change.logicalId(), change));
        if (changeSet != null) {
            nestedChangeSets = new LinkedHashMap<>();
            changeSet.changes.stream()
                    .filter(change -> change.nested() != null)
                    .forEach(change -> nestedChangeSets.put(change.logicalId(), change.nested()));
        }
        begin(how.forward + "_STACK");
        stack.deployment = wanted;
        stack.disableRollback = disableRollback;
        if (how != Kind.CREATE) {
            stack.updated = account.timeline.now();
        }
        become(how.forward + "_IN_PROGRESS", nested ? null : BY_USER);
        List<Step> steps = changes.values().stream()
                .filter(change -> !change.action().equals("Remove"))
                .map(change -> (Step) new Deploying(change))
                .toList();
        run(steps, true, failed -> {
            if (failed.isEmpty()) {
                succeeded();
            } else {
                failed(failed, null);
            }
        });
    }

    private void succeeded() {
        forward = false;
        stack.outputs = account.resolution(stack, target).outputs();
        changes.values().stream()
                .filter(change -> change.action().equals("Remove"))
                .map(change -> stack.resources.get(change.logicalId()))
                .forEach(obsolete::add);
        if (kind != Kind.UPDATE) {
            end(kind.forward + "_COMPLETE", null, null);
            return;
        }
        become("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", null);
        run(deletions(obsolete, "UpdateReplacePolicy"), false, failed -> {
            stack.resources.values().removeIf(resource -> !resource.exists());
            end(
                    "UPDATE_COMPLETE",
                    failed.isEmpty() ? null : "The following resource(s) failed to delete: " + failed + ". ",
                    null);
        });
    }

    private void failed(List<String> failed, String reason) {
        forward = false;
        String words = reason == null ? words(failed) : reason;
        if (nested && kind == Kind.CREATE) {
            end("CREATE_FAILED", words, embedded("created") + ": " + words);
        } else if (disableRollback) {
            end(kind.forward + "_FAILED", words, nested ? embedded(kind.participle) + ": " + words : words);
        } else if (nested) {
            // It waits there for its parent to roll back.
            String status = kind.back + "_IN_PROGRESS";
            end(status, words, embedded("updated") + ". Currently in " + status + " with reason: " + words);
        } else {
            Consumer<String> told = ended;
            ended = rolledBack -> told.accept(words);
            if (kind == Kind.CREATE && "DELETE".equals(onStackFailure)) {
                delete(Set.of(), false, words);
            } else {
                rollBack(stack.stable, Set.of(), kind == Kind.CREATE ? words + "Rollback requested by user." : words);
            }
        }
    }

    private String embedded(String participle) {
        return "Embedded stack " + stack.id + " was not successfully " + participle;
    }

    private String words(List<String> failed) {
        List<String> created = new ArrayList<>();
        List<String> updated = new ArrayList<>();
        for (String logicalId : failed) {
            boolean isNew = !changes.containsKey(logicalId)
                    || !changes.get(logicalId).action().equals("Modify");
            (isNew ? created : updated).add(logicalId);
        }
        return (created.isEmpty()
                        ? ""
                        : "The following resource(s) failed to " + (kind == Kind.IMPORT ? "import" : "create") + ": "
                                + created + ". ")
                + (updated.isEmpty() ? "" : "The following resource(s) failed to update: " + updated + ". ");
    }

    // ---- what others do to it

    boolean goesForward() {
        return forward;
    }

    /** Fails what is under way, as an alarm of the rollback configuration does. */
    void fail(String reason) {
        failed(phase.stop(), reason);
    }

    /** Takes over from what is under way, and rolls it back. */
    static void cancel(Account account, Stack stack, String token) {
        Operation cancelled = stack.operation;
        Operation cancellation = on(account, stack, token);
        if (cancelled == null) {
            cancellation.rollBack(stack.stable, Set.of(), BY_USER);
            return;
        }
        cancelled.phase.stop();
        cancellation.kind = cancelled.kind;
        cancellation.target = cancelled.target;
        cancellation.changes = cancelled.changes;
        cancellation.obsolete.addAll(cancelled.obsolete);
        cancellation.ended = cancelled.ended;
        cancellation.failed(List.of(), BY_USER);
    }

    /** Stops without a word about the stack: another operation takes over. */
    void abandon() {
        phase.stop();
        forward = false;
        stack.operation = null;
        ended.accept("abandoned");
    }

    private void cancelledWithItsParent() {
        phase.stop();
        forward = false;
        stack.operation = null;
        stack.become(
                kind == Kind.CREATE ? "CREATE_FAILED" : "UPDATE_ROLLBACK_IN_PROGRESS",
                "Resource " + (kind == Kind.CREATE ? "creation" : "update") + " cancelled",
                token,
                id);
    }

    // ---- rolling back

    /**
     * @param to what the stack becomes again
     * @param skip logical ids that are left as they are; of nested stacks as {@code NestedStack.LogicalId}
     */
    void rollBack(Stack.Snapshot to, Set<String> skip, String reason) {
        begin("ROLLBACK");
        if (stack.status.startsWith("CREATE") || stack.status.startsWith("ROLLBACK")) {
            kind = Kind.CREATE;
        } else if (stack.status.startsWith("IMPORT")) {
            kind = Kind.IMPORT;
        }
        become(kind.back + "_IN_PROGRESS", reason);
        if (to != Stack.Snapshot.NOTHING) {
            stack.deployment = to.deployment();
        }
        List<Step> reverts = new ArrayList<>();
        if (kind == Kind.UPDATE) {
            for (Resource resource : new ArrayList<>(stack.resources.values())) {
                Resource before = to.resources().getOrDefault(resource.logicalId, resource);
                boolean knownBefore = to.resources().containsKey(resource.logicalId) || to == Stack.Snapshot.NOTHING;
                if (skip.contains(resource.logicalId)) {
                    resource.status = "UPDATE_COMPLETE";
                    resource.reason = null;
                } else if (knownBefore && isChanged(resource, before, to)) {
                    reverts.add(new Reverting(resource, before, to, below(skip, resource.logicalId)));
                }
            }
        }
        run(reverts, false, failed -> {
            if (failed.isEmpty()) {
                removeNew(to);
            } else {
                end(
                        kind.back + "_FAILED",
                        "The following resource(s) failed to update: " + failed + ". ",
                        embedded("rolled back") + ": The following resource(s) failed to update: " + failed + ". ");
            }
        });
    }

    private static Set<String> below(Set<String> skip, String nestedStack) {
        Set<String> below = new HashSet<>();
        skip.stream()
                .filter(path -> path.startsWith(nestedStack + "."))
                .forEach(path -> below.add(path.substring(nestedStack.length() + 1)));
        return below;
    }

    private boolean isChanged(Resource resource, Resource before, Stack.Snapshot to) {
        Stack child = resource.isNested() ? account.byId(resource.physicalId) : null;
        boolean childChanged = child != null
                && (child.isBusy()
                        || child.status.endsWith("_FAILED")
                        || to.nested().containsKey(child.id)
                                && !to.nested().get(child.id).deployment().equals(child.deployment));
        return childChanged
                || resource.status.endsWith("_FAILED")
                || !resource.physicalId.equals(before.physicalId)
                || !resource.properties.equals(before.properties)
                || !resource.definition.equals(before.definition);
    }

    private void removeNew(Stack.Snapshot to) {
        boolean shells = kind == Kind.IMPORT;
        if (kind == Kind.UPDATE) {
            become("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", null);
        }
        List<Resource> leftovers = new ArrayList<>(obsolete);
        if (to != Stack.Snapshot.NOTHING || kind == Kind.CREATE) {
            stack.resources.values().stream()
                    .filter(resource -> !to.resources().containsKey(resource.logicalId))
                    .filter(resource -> !"DELETE_COMPLETE".equals(resource.status))
                    .forEach(leftovers::add);
        }
        if (shells) {
            leftovers.forEach(resource -> {
                tell(resource, "IMPORT_ROLLBACK_IN_PROGRESS", null);
                tell(resource, "IMPORT_ROLLBACK_COMPLETE", null);
            });
            stack.resources.keySet().retainAll(to.resources().keySet());
            rolledBack(List.of());
            return;
        }
        run(deletions(leftovers, null), false, this::rolledBack);
    }

    private void rolledBack(List<String> failed) {
        if (!failed.isEmpty() && kind == Kind.CREATE) {
            end("ROLLBACK_FAILED", "The following resource(s) failed to delete: " + failed + ". ", "not rolled back");
            return;
        }
        stack.resources.values().removeIf(resource -> !resource.exists());
        if (kind == Kind.CREATE) {
            stack.outputs = new LinkedHashMap<>();
        } else if (!stack.stable.outputs().isEmpty()) {
            stack.outputs = stack.stable.outputs();
        }
        end(kind.back + "_COMPLETE", null, null);
    }

    // ---- deleting

    void delete(Set<String> retain, boolean force, String reason) {
        begin("DELETE_STACK");
        become("DELETE_IN_PROGRESS", reason);
        stack.changeSets.clear();
        List<Step> deletions = new ArrayList<>();
        for (Resource resource : new ArrayList<>(stack.resources.values())) {
            if (retain.contains(resource.logicalId)) {
                tell(resource, "DELETE_SKIPPED", null);
            } else if (!"DELETE_COMPLETE".equals(resource.status) && !"DELETE_SKIPPED".equals(resource.status)) {
                Deleting deleting = new Deleting(resource, "DeletionPolicy", stack.resources.values());
                deleting.force = force;
                deletions.add(deleting);
            }
        }
        run(deletions, false, failed -> {
            if (!failed.isEmpty()) {
                String words = "The following resource(s) failed to delete: " + failed + ". ";
                end("DELETE_FAILED", words, embedded("deleted") + ": " + words);
                return;
            }
            stack.deleted = account.timeline.now();
            end("DELETE_COMPLETE", null, null);
        });
    }

    private List<Step> deletions(Collection<Resource> resources, String policyOfReplaced) {
        List<Step> deletions = new ArrayList<>();
        for (Resource resource : resources) {
            boolean replaced = stack.resources.get(resource.logicalId) != resource;
            deletions.add(new Deleting(resource, replaced ? policyOfReplaced : "DeletionPolicy", resources));
        }
        return deletions;
    }

    // ---- what every part needs

    private void begin(String type) {
        stack.operation = this;
        stack.lastOperations.add(0, Xml.fields("OperationType", type, "OperationId", id));
        while (stack.lastOperations.size() > 3) {
            stack.lastOperations.remove(3);
        }
    }

    private void run(List<Step> steps, boolean stopsAtFailure, Consumer<List<String>> then) {
        phase = new Phase(steps, stopsAtFailure, then);
        phase.start();
    }

    private void become(String status, String reason) {
        stack.become(status, reason, token, id);
    }

    private void end(String status, String reason, String failure) {
        become(status, reason);
        stack.operation = null;
        if (failure == null && stack.isAlive()) {
            stack.stable = stack.snapshot();
        }
        Consumer<String> told = ended;
        ended = again -> {};
        told.accept(failure);
    }

    private void tell(Resource resource, String status, String reason) {
        resource.status = status;
        resource.reason = reason;
        resource.at = account.timeline.now();
        stack.add(
                resource.logicalId, resource.physicalId, resource.type, status, reason, token, id, resource.properties);
    }

    private static Set<String> references(Map<String, Object> definition) {
        Set<String> names = new LinkedHashSet<>();
        Template.walk(definition, (name, attribute) -> names.add(name));
        Object dependsOn = definition.get("DependsOn");
        for (Object one : dependsOn instanceof List<?> several ? several : Arrays.asList(dependsOn)) {
            if (one != null) {
                names.add(one.toString());
            }
        }
        return names;
    }

    /** Work on one resource, that can be cut off. */
    private abstract class Step implements Phase.Work {
        final String logicalId;
        private boolean dead;
        Consumer<String> told;

        Step(String logicalId) {
            this.logicalId = logicalId;
        }

        @Override
        public String logicalId() {
            return logicalId;
        }

        @Override
        public final void begin(Consumer<String> whenEnded) {
            told = whenEnded;
            go();
        }

        abstract void go();

        abstract void cancelled();

        @Override
        public final void cancel() {
            dead = true;
            cancelled();
        }

        void after(double seconds, Runnable what) {
            account.timeline.after(seconds, () -> {
                if (!dead) {
                    what.run();
                }
            });
        }

        double seconds(Map<String, Object> behaviour) {
            Object seconds = behaviour.get("Seconds");
            return seconds == null ? account.resourceSeconds : Double.parseDouble(seconds.toString());
        }

        /** For who waits for the operation of a nested stack. */
        Consumer<String> unlessDead(Consumer<String> what) {
            return failure -> {
                if (!dead) {
                    what.accept(failure);
                }
            };
        }
    }

    /** Brings a resource to what the template wants. */
    private final class Deploying extends Step {
        private final PlannedChange change;
        private final Map<String, Object> definition;
        private final Map<String, Object> behaviour;
        private final String verb;
        private Resource resource;
        private Map<String, Object> wanted = Map.of();

        Deploying(PlannedChange change) {
            super(change.logicalId());
            this.change = change;
            this.definition = target.template().resource(change.logicalId());
            this.behaviour = account.behaviour(stack, change.logicalId(), definition);
            this.verb = switch (change.action()) {
                case "Add" -> "CREATE";
                case "Import" -> "IMPORT";
                default -> "UPDATE";
            };
        }

        @Override
        public Set<String> waitsFor() {
            return target.template().references(definition);
        }

        @Override
        void go() {
            wanted = account.resolution(stack, target).properties(logicalId);
            resource = stack.resources.get(logicalId);
            if (verb.equals("UPDATE")) {
                update();
                return;
            }
            resource = new Resource(logicalId, change.type());
            resource.definition = definition;
            resource.properties = wanted;
            stack.resources.put(logicalId, resource);
            if (verb.equals("IMPORT")) {
                resource.physicalId = change.physicalId();
            }
            tell(resource, verb + "_IN_PROGRESS", null);
            if (resource.isNested()) {
                createNested();
                return;
            }
            double seconds = seconds(behaviour);
            if (verb.equals("CREATE")) {
                after(seconds / 2, () -> {
                    resource.physicalId =
                            account.physicalId(stack, logicalId, change.type(), wanted, behaviour.get("PhysicalId"));
                    if (!behaviour.containsKey("Fails")) {
                        tell(resource, "CREATE_IN_PROGRESS", "Resource creation Initiated");
                    }
                });
            }
            after(seconds, this::finish);
        }

        private void update() {
            boolean nothing = wanted.equals(resource.properties)
                    && definition.equals(resource.definition)
                    && stack.stable.deployment().tags().equals(target.tags())
                    && !resource.isNested()
                    && resource.drifted.isEmpty();
            if (nothing) {
                told.accept(null);
                return;
            }
            boolean replaces = change.replaces()
                    || change.replacement().equals("Conditional") && behaviour.containsKey("Replaces");
            tell(
                    resource,
                    "UPDATE_IN_PROGRESS",
                    replaces
                            ? "Requested update requires the creation of a new physical resource; hence creating one."
                            : null);
            if (resource.isNested() && !replaces) {
                updateNested();
                return;
            }
            after(seconds(behaviour), () -> {
                if (!behaviour.containsKey("Fails")) {
                    apply(replaces);
                }
                finish();
            });
        }

        private void apply(boolean replaces) {
            if (replaces) {
                obsolete.add(resource.copy());
                resource.physicalId =
                        account.physicalId(stack, logicalId, change.type(), wanted, behaviour.get("PhysicalId"));
                tell(resource, "UPDATE_IN_PROGRESS", "Resource creation Initiated");
            }
            resource.properties = wanted;
            resource.definition = definition;
            resource.drifted.clear();
            resource.drift = "IN_SYNC";
        }

        private void finish() {
            Object fails = behaviour.get("Fails");
            if (fails != null) {
                tell(resource, verb + "_FAILED", fails.toString());
                told.accept(fails.toString());
            } else {
                tell(resource, verb + "_COMPLETE", null);
                told.accept(null);
            }
        }

        private void createNested() {
            ChangeSet planned = nestedChangeSets.get(logicalId);
            Stack child = planned != null
                    ? planned.stack
                    : account.add(new Stack(account, stack.name + "-" + logicalId + "-" + account.letters(12)));
            child.parent = stack;
            resource.physicalId = child.id;
            Deployment deployment;
            try {
                deployment = NestedStacks.deployment(account, target, wanted);
            } catch (Refusal e) {
                child.become("CREATE_FAILED", e.getMessage(), token, id);
                nestedEnded(e.getMessage());
                return;
            }
            tell(resource, "CREATE_IN_PROGRESS", "Resource creation Initiated");
            Operation operation = new Operation(account, child, null, true);
            operation.ended = unlessDead(this::nestedEnded);
            child.changeSetId = planned == null ? null : planned.id;
            operation.deploy(Kind.CREATE, deployment, Map.of(), planned);
        }

        private void updateNested() {
            Stack child = account.byId(resource.physicalId);
            Deployment deployment;
            try {
                deployment = NestedStacks.deployment(account, target, wanted);
            } catch (Refusal e) {
                nestedEnded(e.getMessage());
                return;
            }
            boolean nothing = ChangeComputation.of(account, child, deployment).isEmpty()
                    && !ChangeComputation.differsBesides(account, child, deployment);
            apply(false);
            if (nothing) {
                after(seconds(behaviour), this::finish);
                return;
            }
            ChangeSet planned = nestedChangeSets.get(logicalId);
            Operation operation = new Operation(account, child, null, true);
            operation.disableRollback = disableRollback;
            operation.ended = unlessDead(this::nestedEnded);
            operation.deploy(Kind.UPDATE, deployment, Map.of(), planned);
        }

        private void nestedEnded(String failure) {
            if (failure == null) {
                finish();
                return;
            }
            tell(resource, verb + "_FAILED", failure);
            told.accept(failure);
        }

        @Override
        void cancelled() {
            Stack child = resource.isNested() && resource.physicalId != null ? account.byId(resource.physicalId) : null;
            if (child != null && child.operation != null) {
                child.operation.cancelledWithItsParent();
            }
            tell(
                    resource,
                    verb + "_FAILED",
                    "Resource " + (verb.equals("UPDATE") ? "update" : "creation") + " cancelled");
        }
    }

    /** Brings a resource back to what it was. */
    private final class Reverting extends Step {
        private final Resource resource;
        private final Resource before;
        private final Stack.Snapshot to;
        private final Set<String> skip;
        private final Map<String, Object> behaviour;

        Reverting(Resource resource, Resource before, Stack.Snapshot to, Set<String> skip) {
            super(resource.logicalId);
            this.resource = resource;
            this.before = before;
            this.to = to;
            this.skip = skip;
            this.behaviour = account.behaviour(
                    stack,
                    logicalId,
                    target == null ? before.definition : target.template().resource(logicalId));
        }

        @Override
        public Set<String> waitsFor() {
            return references(before.definition);
        }

        @Override
        void go() {
            tell(resource, "UPDATE_IN_PROGRESS", null);
            Stack child = resource.isNested() ? account.byId(resource.physicalId) : null;
            if (child == null) {
                after(seconds(behaviour), () -> reverted((String) behaviour.get("FailsRollback")));
                return;
            }
            Operation operation = new Operation(account, child, null, true);
            operation.ended = unlessDead(this::reverted);
            operation.rollBack(to.nested().getOrDefault(child.id, child.stable), skip, null);
        }

        private void reverted(String failure) {
            if (failure != null) {
                tell(resource, "UPDATE_FAILED", failure);
                told.accept(failure);
                return;
            }
            if (!resource.physicalId.equals(before.physicalId)) {
                // What was to become obsolete stays, and what was to follow it goes.
                obsolete.removeIf(old -> old.logicalId.equals(logicalId));
                obsolete.add(resource.copy());
            }
            resource.physicalId = before.physicalId;
            resource.properties = before.properties;
            resource.definition = before.definition;
            tell(resource, "UPDATE_COMPLETE", null);
            told.accept(null);
        }

        @Override
        void cancelled() {
            tell(resource, "UPDATE_FAILED", "Resource update cancelled");
        }
    }

    /** Takes a resource away. */
    private final class Deleting extends Step {
        private final Resource resource;
        private final String policy;
        private final Set<String> referring = new HashSet<>();
        boolean force;

        /** @param policy the attribute of the template that can keep the resource; null when nothing can */
        Deleting(Resource resource, String policy, Collection<Resource> others) {
            super(resource.logicalId);
            this.resource = resource;
            this.policy = policy;
            others.stream()
                    .filter(other -> references(other.definition).contains(logicalId))
                    .forEach(other -> referring.add(other.logicalId));
        }

        @Override
        public Set<String> waitsFor() {
            return referring;
        }

        @Override
        void go() {
            Object kept = policy == null ? null : resource.definition.get(policy);
            if ("Retain".equals(kept)) {
                tell(resource, "DELETE_SKIPPED", null);
                gone();
                return;
            }
            if (resource.physicalId == null) {
                tell(resource, "DELETE_COMPLETE", null);
                gone();
                return;
            }
            tell(resource, "DELETE_IN_PROGRESS", null);
            Stack child = resource.isNested() ? account.byId(resource.physicalId) : null;
            if (child != null && child.isAlive()) {
                Operation operation = new Operation(account, child, null, true);
                operation.ended = unlessDead(this::deleted);
                operation.delete(Set.of(), force, null);
                return;
            }
            Map<String, Object> behaviour = account.behaviour(stack, logicalId, resource.definition);
            after(seconds(behaviour), () -> deleted((String) behaviour.get("FailsDelete")));
        }

        private void deleted(String failure) {
            if (failure != null && !force) {
                tell(resource, "DELETE_FAILED", failure);
                told.accept(failure);
                return;
            }
            tell(resource, failure == null ? "DELETE_COMPLETE" : "DELETE_SKIPPED", failure);
            gone();
        }

        private void gone() {
            if (stack.resources.get(logicalId) == resource && !stack.status.startsWith("DELETE")) {
                stack.resources.remove(logicalId);
            }
            told.accept(null);
        }

        @Override
        void cancelled() {
            tell(resource, "DELETE_FAILED", "Resource deletion cancelled");
        }
    }
}
