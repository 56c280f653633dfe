package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** One stack of the look-alike, in the hand of whoever tests: to be put into any state, and to be looked at. */
public final class StackInAnyState {

    private final Account account;
    private final StackCalls calls;
    private final Stack stack;

    StackInAnyState(Account account, StackCalls calls, Stack stack) {
        this.account = account;
        this.calls = calls;
        this.stack = stack;
    }

    // ---- putting it into a state

    /** As if it had been deployed with this template all along; its resources are there, nothing is in progress. */
    public StackInAnyState template(String text) {
        return template(text, Map.of());
    }

    public StackInAnyState template(String text, Map<String, String> parameters) {
        synchronized (account) {
            Template original = Template.parse(text);
            Template applied = Transforms.applied(original);
            stack.deployment = ParameterValues.deployment(
                    account,
                    applied,
                    original,
                    parameters,
                    stack.deployment.tags(),
                    stack.deployment.capabilities(),
                    stack.deployment.notifications(),
                    stack.deployment.role(),
                    stack.deployment.rollback());
            Resolution resolution = account.resolution(stack, stack.deployment);
            resolution.active().forEach((id, definition) -> {
                Resource resource = new Resource(id, String.valueOf(definition.get("Type")));
                resource.definition = definition;
                resource.properties = resolution.properties(id);
                resource.at = account.timeline.now();
                Map<String, Object> behaviour = account.behaviour(stack, id, definition);
                resource.physicalId = resource.isNested()
                        ? nested(id, resource.properties)
                        : account.physicalId(
                                stack, id, resource.type, resource.properties, behaviour.get("PhysicalId"));
                stack.resources.put(id, resource);
            });
            stack.outputs = resolution.outputs();
            stack.stable = stack.snapshot();
            return this;
        }
    }

    private String nested(String logicalId, Map<String, Object> properties) {
        Stack child = account.add(new Stack(account, stack.name + "-" + logicalId + "-" + account.letters(12)));
        child.parent = stack;
        child.become("CREATE_COMPLETE", null, null, null);
        Deployment deployment = NestedStacks.deployment(account, stack.deployment, properties);
        new StackInAnyState(account, calls, child).template(deployment.original().text, deployment.parameters());
        return child.id;
    }

    /** Any status, with the event that tells it. */
    public StackInAnyState status(String status) {
        synchronized (account) {
            stack.operation = null;
            stack.become(status, null, null, null);
            return this;
        }
    }

    /** Why it is in its status; its last event says so too. */
    public StackInAnyState reason(String reason) {
        synchronized (account) {
            Event last = stack.events.get(stack.events.size() - 1);
            if (stack.id.equals(last.physicalId()) && last.reason() == null) {
                stack.events.remove(last);
            }
            stack.become(stack.status, reason, last.token(), last.operation());
            return this;
        }
    }

    public StackInAnyState output(String key, String value) {
        synchronized (account) {
            stack.outputs.put(key, Xml.fields("OutputKey", key, "OutputValue", value));
            return this;
        }
    }

    public StackInAnyState tags(Map<String, String> tags) {
        synchronized (account) {
            stack.deployment = stack.deployment.with(new LinkedHashMap<>(tags));
            return this;
        }
    }

    public StackInAnyState protect() {
        synchronized (account) {
            stack.protectedFromDeletion = true;
            return this;
        }
    }

    /** Busy with an operation of somebody else's, and after so many seconds in the state in which that leaves it. */
    public StackInAnyState busy(String status, double seconds, String then) {
        synchronized (account) {
            String token = "Console-" + UUID.randomUUID();
            stack.become(status, Operation.BY_USER, token, null);
            account.timeline.after(seconds, () -> {
                if (stack.isAlive() && stack.status.equals(status)) {
                    stack.become(then, null, token, null);
                }
            });
            return this;
        }
    }

    /** Stuck as after a rollback that failed for some of its resources. */
    public StackInAnyState stuckInRollback(String reason, String... logicalIds) {
        synchronized (account) {
            for (String id : logicalIds) {
                resource(id).status("UPDATE_FAILED", reason).failsRollback(reason);
            }
            stack.become(
                    "UPDATE_ROLLBACK_FAILED",
                    "The following resource(s) failed to update: [" + String.join(", ", logicalIds) + "]. ",
                    null,
                    null);
            return this;
        }
    }

    /** Gone at once, by somebody else's hand; known by its id from now on. */
    public StackInAnyState deletedByStranger() {
        synchronized (account) {
            if (stack.operation != null) {
                stack.operation.abandon();
            }
            stack.changeSets.clear();
            stack.become("DELETE_IN_PROGRESS", Operation.BY_USER, "Console-" + UUID.randomUUID(), null);
            stack.deleted = account.timeline.now();
            stack.become("DELETE_COMPLETE", null, "Console-" + UUID.randomUUID(), null);
            return this;
        }
    }

    /** Somebody else begins to delete it, whatever it is doing; resource by resource, as {@code DeleteStack} does. */
    public StackInAnyState deletionBegunByStranger() {
        synchronized (account) {
            account.timeline.letHappen();
            calls.delete(stack, Set.of(), false, "Console-" + UUID.randomUUID());
            return this;
        }
    }

    /** Changed by somebody else meanwhile: its change sets can be executed no more. */
    public StackInAnyState updatedByStranger() {
        synchronized (account) {
            String token = "Console-" + UUID.randomUUID();
            stack.changeSets.values().forEach(changeSet -> changeSet.executionStatus = "OBSOLETE");
            stack.become("UPDATE_IN_PROGRESS", Operation.BY_USER, token, null);
            stack.become("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", null, token, null);
            stack.become("UPDATE_COMPLETE", null, token, null);
            return this;
        }
    }

    /** All its change sets, by somebody else's hand. */
    public StackInAnyState changeSetsDeletedByStranger() {
        synchronized (account) {
            List.copyOf(stack.changeSets.values()).forEach(ChangeSetCalls::remove);
            return this;
        }
    }

    /** Drift detection ends with this reason, and with what it found until then. */
    public StackInAnyState driftDetectionFails(String reason) {
        synchronized (account) {
            stack.driftFails = reason;
            return this;
        }
    }

    /** Fails what is under way, as an alarm of the rollback configuration does. */
    public StackInAnyState failNow(String reason) {
        synchronized (account) {
            account.timeline.letHappen();
            if (stack.operation == null || !stack.operation.goesForward()) {
                throw new IllegalStateException(stack.name + " is in " + stack.status);
            }
            stack.operation.fail(reason);
            return this;
        }
    }

    /** So many events of days gone by, before any other. */
    public StackInAnyState pastEvents(int count) {
        synchronized (account) {
            Instant first = stack.created.minusSeconds(count + 1L);
            for (int i = 0; i < count; i++) {
                stack.events.add(
                        i,
                        new Event(
                                "Past-" + i + "-" + UUID.randomUUID(),
                                first.plusSeconds(i),
                                "Past" + i % 100,
                                "past-" + i % 100,
                                "AWS::SNS::Topic",
                                i % 2 == 0 ? "UPDATE_IN_PROGRESS" : "UPDATE_COMPLETE",
                                null,
                                "past-operation",
                                null,
                                null));
            }
            return this;
        }
    }

    /** One event, now. */
    public StackInAnyState event(String logicalId, String type, String status, String reason, String token) {
        synchronized (account) {
            stack.add(logicalId, logicalId.toLowerCase(java.util.Locale.ROOT), type, status, reason, token, null, null);
            return this;
        }
    }

    public ResourceInAnyState resource(String logicalId) {
        return new ResourceInAnyState(logicalId);
    }

    // ---- looking at it

    public String id() {
        return stack.id;
    }

    public String name() {
        return stack.name;
    }

    public String status() {
        synchronized (account) {
            account.timeline.letHappen();
            return stack.status;
        }
    }

    public boolean isDeleted() {
        synchronized (account) {
            account.timeline.letHappen();
            return !stack.isAlive();
        }
    }

    public boolean isProtected() {
        synchronized (account) {
            return stack.protectedFromDeletion;
        }
    }

    public String policy() {
        synchronized (account) {
            return stack.policy;
        }
    }

    /** The values of its parameters, secret ones too. */
    public Map<String, String> parameters() {
        synchronized (account) {
            account.timeline.letHappen();
            return new LinkedHashMap<>(stack.deployment.parameters());
        }
    }

    public Map<String, String> tags() {
        synchronized (account) {
            return new LinkedHashMap<>(stack.deployment.tags());
        }
    }

    /** Logical ids of the resources that exist. */
    public Set<String> resources() {
        synchronized (account) {
            account.timeline.letHappen();
            Map<String, Resource> existing = new LinkedHashMap<>(stack.resources);
            existing.values().removeIf(resource -> !resource.exists());
            return existing.keySet();
        }
    }

    /** The names of its change sets, the oldest first. */
    public List<String> changeSets() {
        synchronized (account) {
            account.timeline.letHappen();
            return List.copyOf(stack.changeSets.keySet());
        }
    }

    /** How many operations of this kind it has begun, by their first status, as UPDATE_IN_PROGRESS. */
    public long begun(String status) {
        synchronized (account) {
            account.timeline.letHappen();
            return stack.events.stream()
                    .filter(event -> stack.id.equals(event.physicalId()))
                    .filter(event -> event.status().equals(status))
                    .count();
        }
    }

    /** {@code logical id + status + reason} of every event, the oldest first. */
    public List<String> events() {
        synchronized (account) {
            account.timeline.letHappen();
            return stack.events.stream()
                    .map(event -> event.logicalId() + " " + event.status()
                            + (event.reason() == null ? "" : " " + event.reason()))
                    .toList();
        }
    }

    /** One resource of the stack. */
    public final class ResourceInAnyState {

        private final String logicalId;

        private ResourceInAnyState(String logicalId) {
            this.logicalId = logicalId;
        }

        /** Any status, with the event that tells it. */
        public ResourceInAnyState status(String status, String reason) {
            synchronized (account) {
                Resource resource = existing();
                resource.status = status;
                resource.reason = reason;
                resource.at = account.timeline.now();
                stack.add(
                        logicalId, resource.physicalId, resource.type, status, reason, null, null, resource.properties);
                return this;
            }
        }

        public ResourceInAnyState seconds(double seconds) {
            return behaves("Seconds", seconds);
        }

        /** Why creating or updating it fails; null for no more. */
        public ResourceInAnyState fails(String reason) {
            return behaves("Fails", reason);
        }

        public ResourceInAnyState failsRollback(String reason) {
            return behaves("FailsRollback", reason);
        }

        public ResourceInAnyState failsDelete(String reason) {
            return behaves("FailsDelete", reason);
        }

        /** @param replacement True, False or Conditional */
        public ResourceInAnyState replacement(String replacement) {
            return behaves("Replacement", replacement);
        }

        /** Changed by hand: what drift detection is going to find. */
        public ResourceInAnyState drifted(String property, String actual) {
            synchronized (account) {
                existing().drift = "MODIFIED";
                existing().drifted.put(property, actual);
                return this;
            }
        }

        /** Deleted by hand, outside of CloudFormation. */
        public ResourceInAnyState deletedOutside() {
            synchronized (account) {
                existing().drift = "DELETED";
                return this;
            }
        }

        public String physicalId() {
            synchronized (account) {
                account.timeline.letHappen();
                return existing().physicalId;
            }
        }

        public String status() {
            synchronized (account) {
                account.timeline.letHappen();
                return existing().status;
            }
        }

        /** The stack that this resource is. */
        public StackInAnyState nested() {
            synchronized (account) {
                account.timeline.letHappen();
                return new StackInAnyState(account, calls, account.byId(existing().physicalId));
            }
        }

        private ResourceInAnyState behaves(String what, Object how) {
            synchronized (account) {
                account.behaviours
                        .computeIfAbsent(stack.name + "/" + logicalId, key -> new LinkedHashMap<>())
                        .put(what, how);
                return this;
            }
        }

        private Resource existing() {
            Resource resource = stack.resources.get(logicalId);
            if (resource == null) {
                throw new IllegalArgumentException(stack.name + " has no resource " + logicalId);
            }
            return resource;
        }
    }
}
