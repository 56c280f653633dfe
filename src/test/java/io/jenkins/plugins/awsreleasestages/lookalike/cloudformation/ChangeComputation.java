package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What has to happen to each resource of a stack so that it becomes what it is to be. */
final class ChangeComputation {

    private static final List<String> ATTRIBUTES =
            List.of("CreationPolicy", "DeletionPolicy", "Metadata", "UpdatePolicy", "UpdateReplacePolicy");

    private final Account account;
    private final Stack stack;
    private final Deployment target;
    private final Map<String, String> imports;
    private final boolean revertsDrift;

    /** The nested stacks for which a change set was made; without any, nested stacks count as changed. */
    private final Map<String, ChangeSet> nested;

    private final boolean looksIntoNested;

    private final Map<String, PlannedChange> changes = new LinkedHashMap<>();
    private final Resolution actual;
    private final Resolution expected;

    private ChangeComputation(
            Account account,
            Stack stack,
            Deployment target,
            Map<String, String> imports,
            boolean revertsDrift,
            Map<String, ChangeSet> nested) {
        this.account = account;
        this.stack = stack;
        this.target = target;
        this.imports = imports;
        this.revertsDrift = revertsDrift;
        this.looksIntoNested = nested != null;
        this.nested = nested == null ? Map.of() : nested;
        this.actual = account.resolution(stack, stack.deployment);
        this.expected = account.resolution(stack, target, new Expected());
    }

    static List<PlannedChange> of(Account account, Stack stack, Deployment target) {
        return of(account, stack, target, Map.of(), false, null);
    }

    /** @param nested the change sets of the nested stacks that change; null when nobody looked */
    static List<PlannedChange> of(
            Account account,
            Stack stack,
            Deployment target,
            Map<String, String> imports,
            boolean revertsDrift,
            Map<String, ChangeSet> nested) {
        return new ChangeComputation(account, stack, target, imports, revertsDrift, nested).compute();
    }

    /** Whether the outputs, tags or settings differ, which is a change too although of no resource. */
    static boolean differsBesides(Account account, Stack stack, Deployment target) {
        Deployment now = stack.deployment;
        return !now.tags().equals(target.tags())
                || !now.rollback().equals(target.rollback())
                || !now.notifications().equals(target.notifications())
                || target.role() != null && !target.role().equals(now.role())
                || !now.template().section("Outputs").equals(target.template().section("Outputs"))
                || !account.resolution(stack, now)
                        .outputs()
                        .equals(account.resolution(stack, target).outputs());
    }

    private List<PlannedChange> compute() {
        Map<String, Map<String, Object>> wanted = expected.active();
        Set<String> retyped = new LinkedHashSet<>();
        wanted.forEach((id, definition) -> {
            Resource existing = existing(id);
            if (existing == null) {
                changes.put(id, added(id, definition));
            } else if (!existing.type.equals(definition.get("Type"))) {
                retyped.add(id);
            } else {
                modified(existing, definition);
            }
        });
        if (!retyped.isEmpty()) {
            throw Refusal.invalid("Update of resource type is not permitted. The new template modifies resource type of"
                    + " the following resources: [" + String.join(", ", retyped) + "]");
        }
        stack.resources.values().stream()
                .filter(resource -> resource.exists() && !wanted.containsKey(resource.logicalId))
                .forEach(resource -> changes.put(resource.logicalId, removed(resource)));
        return new ArrayList<>(changes.values());
    }

    private Resource existing(String id) {
        Resource resource = stack.resources.get(id);
        return resource != null && resource.exists() ? resource : null;
    }

    private PlannedChange added(String id, Map<String, Object> definition) {
        ChangeSet inner = nested.get(id);
        boolean imported = imports.containsKey(id);
        return new PlannedChange(
                imported ? "Import" : "Add",
                id,
                imported ? imports.get(id) : inner == null ? null : inner.stack.id,
                String.valueOf(definition.get("Type")),
                null,
                null,
                List.of(),
                List.of(),
                null,
                context(definition, expected.masked().properties(id)),
                null,
                inner);
    }

    private PlannedChange removed(Resource resource) {
        String policy = text(resource.definition.get("DeletionPolicy"));
        return new PlannedChange(
                "Remove",
                resource.logicalId,
                resource.physicalId,
                resource.type,
                null,
                policy.startsWith("Retain") ? "Retain" : policy.equals("Snapshot") ? "Snapshot" : "Delete",
                List.of(),
                List.of(),
                context(resource.definition, shownNow(resource)),
                null,
                null,
                null);
    }

    private void modified(Resource existing, Map<String, Object> definition) {
        String id = existing.logicalId;
        List<PlannedChange.Detail> details = new ArrayList<>();
        Map<String, Object> after = expected.properties(id);
        Map<String, Object> shownBefore = shownNow(existing);
        Map<String, Object> shownAfter = expected.masked().properties(id);
        Set<String> names = new LinkedHashSet<>(existing.properties.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            List<Difference> differences = new ArrayList<>();
            differ(
                    "/Properties/" + name,
                    existing.properties.get(name),
                    after.get(name),
                    shownBefore.get(name),
                    shownAfter.get(name),
                    differences);
            differences.forEach(difference -> details.add(property(existing, definition, name, difference)));
        }
        for (String attribute : ATTRIBUTES) {
            Object now = withoutOurs(existing.definition.get(attribute));
            Object then = withoutOurs(definition.get(attribute));
            if (!Objects.equals(now, then)) {
                details.add(attribute(attribute));
            }
        }
        if (!stack.deployment.tags().equals(target.tags())) {
            details.add(attribute("Tags"));
        }
        ChangeSet inner = nested.get(id);
        if (existing.isNested() && (inner != null || !looksIntoNested)) {
            details.add(new PlannedChange.Detail(
                    "Properties", null, null, null, null, "Never", null, "Dynamic", "Automatic", null, null));
        }
        if (revertsDrift) {
            existing.drifted.forEach((path, value) -> details.add(drifted(existing, path, value)));
        }
        if (!details.isEmpty()) {
            changes.put(id, modification(existing, definition, details, shownBefore, shownAfter, inner));
        }
    }

    private PlannedChange modification(
            Resource existing,
            Map<String, Object> definition,
            List<PlannedChange.Detail> details,
            Map<String, Object> shownBefore,
            Map<String, Object> shownAfter,
            ChangeSet inner) {
        String replacement = "False";
        for (PlannedChange.Detail detail : details) {
            boolean perhaps = detail.recreation().equals("Conditionally")
                    || detail.recreation().equals("Always")
                            && detail.evaluation().equals("Dynamic");
            if (perhaps && replacement.equals("False")) {
                replacement = "Conditional";
            } else if (detail.recreation().equals("Always") && !perhaps) {
                replacement = "True";
            }
        }
        String policy = text(definition.get("UpdateReplacePolicy"));
        String policyAction = replacement.equals("False")
                ? null
                : policy.startsWith("Retain")
                        ? "ReplaceAndRetain"
                        : policy.equals("Snapshot") ? "ReplaceAndSnapshot" : "ReplaceAndDelete";
        List<String> scope =
                details.stream().map(PlannedChange.Detail::attribute).distinct().toList();
        return new PlannedChange(
                "Modify",
                existing.logicalId,
                existing.physicalId,
                existing.type,
                replacement,
                policyAction,
                scope,
                details,
                context(existing.definition, shownBefore),
                context(definition, shownAfter),
                revertsDrift && !existing.drift.equals("IN_SYNC") ? existing.drift : null,
                inner);
    }

    private record Difference(String path, String before, String after, String changeType, boolean known) {}

    private static void differ(
            String path, Object before, Object after, Object shownBefore, Object shownAfter, List<Difference> found) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before instanceof Map<?, ?> was && after instanceof Map<?, ?> is) {
            Set<Object> keys = new LinkedHashSet<>(was.keySet());
            keys.addAll(is.keySet());
            keys.forEach(key -> differ(
                    path + "/" + key,
                    was.get(key),
                    is.get(key),
                    Template.map(shownBefore).get(key),
                    Template.map(shownAfter).get(key),
                    found));
            return;
        }
        boolean sameLength = before instanceof List<?> was
                && after instanceof List<?> is
                && was.size() == is.size()
                && shownBefore instanceof List
                && shownAfter instanceof List;
        if (sameLength) {
            for (int i = 0; i < ((List<?>) before).size(); i++) {
                differ(
                        path + "/" + i,
                        ((List<?>) before).get(i),
                        ((List<?>) after).get(i),
                        ((List<?>) shownBefore).get(i),
                        ((List<?>) shownAfter).get(i),
                        found);
            }
            return;
        }
        found.add(new Difference(
                path,
                before == null ? null : text(shownBefore),
                after == null ? null : text(shownAfter),
                before == null ? "Add" : after == null ? "Remove" : "Modify",
                !text(after).contains(Resolution.KNOWN_LATER)));
    }

    private PlannedChange.Detail property(
            Resource existing, Map<String, Object> definition, String name, Difference difference) {
        Object now = Template.map(existing.definition.get("Properties")).get(name);
        Object then = Template.map(definition.get("Properties")).get(name);
        String[] cause = Objects.equals(now, then) ? cause(then) : new String[] {"DirectModification", null};
        return new PlannedChange.Detail(
                name.equals("Tags") ? "Tags" : "Properties",
                name,
                difference.path(),
                difference.before(),
                difference.after(),
                recreation(existing, definition, name),
                difference.changeType(),
                difference.known() ? "Static" : "Dynamic",
                cause[0],
                cause[1],
                null);
    }

    private String recreation(Resource existing, Map<String, Object> definition, String name) {
        Object ruled = account.behaviour(stack, existing.logicalId, definition).get("Replacement");
        if (ruled == null) {
            return account.recreation(existing.type, name);
        }
        return switch (ruled.toString()) {
            case "True", "true" -> "Always";
            case "Conditional" -> "Conditionally";
            default -> "Never";
        };
    }

    /** Source and entity of a change that the template's text does not have. */
    private String[] cause(Object piece) {
        String[] found = {"DirectModification", null};
        Template.walk(piece, (name, attribute) -> {
            boolean parameter = target.parameters().containsKey(name)
                    && !Objects.equals(
                            stack.deployment.values().get(name), target.values().get(name));
            if (parameter) {
                found[0] = "ParameterReference";
                found[1] = name;
            } else if (changes.containsKey(name)) {
                found[0] = attribute == null ? "ResourceReference" : "ResourceAttribute";
                found[1] = attribute == null ? name : name + "." + attribute;
            }
        });
        return found;
    }

    private static PlannedChange.Detail attribute(String attribute) {
        return new PlannedChange.Detail(
                attribute,
                null,
                "/" + attribute,
                null,
                null,
                "Never",
                "Modify",
                "Static",
                "DirectModification",
                null,
                null);
    }

    private static PlannedChange.Detail drifted(Resource existing, String path, String value) {
        String name = path.startsWith("/") ? path.substring(1).split("/")[0] : path;
        return new PlannedChange.Detail(
                "Properties",
                name,
                "/Properties/" + name,
                value,
                text(existing.properties.get(name)),
                "Never",
                "SyncWithActual",
                "Static",
                "NoModification",
                null,
                "ACTUAL_STATE");
    }

    /** The properties a resource has now, without what is not to be echoed. */
    private Map<String, Object> shownNow(Resource resource) {
        if (stack.deployment.template().resource(resource.logicalId).isEmpty()) {
            return resource.properties;
        }
        return actual.masked().properties(resource.logicalId);
    }

    private static String context(Map<String, Object> definition, Map<String, Object> properties) {
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("Properties", properties);
        for (String attribute : ATTRIBUTES) {
            Object value = withoutOurs(definition.get(attribute));
            if (value != null) {
                context.put(attribute, value);
            }
        }
        return Template.json(context, false);
    }

    /** How the look-alike is to behave is nothing that CloudFormation would know. */
    private static Object withoutOurs(Object metadata) {
        if (!(metadata instanceof Map)) {
            return metadata;
        }
        Map<String, Object> copy = new LinkedHashMap<>(Template.map(metadata));
        copy.remove("LookAlike");
        return copy.isEmpty() ? null : copy;
    }

    private static String text(Object value) {
        return value == null ? "" : value instanceof String text ? text : Template.json(value, false);
    }

    /** What the resources will be, as far as that is known beforehand. */
    private final class Expected implements Resolution.Resources {
        @Override
        public String ref(String logicalId) {
            Resource resource = existing(logicalId);
            PlannedChange change = changes.get(logicalId);
            boolean stays = resource != null && (change == null || "False".equals(change.replacement()));
            return stays ? resource.physicalId : Resolution.KNOWN_LATER;
        }

        @Override
        public String attribute(String logicalId, String attribute) {
            Resource resource = existing(logicalId);
            PlannedChange change = changes.get(logicalId);
            boolean named = attribute.endsWith("Arn") && change != null && "False".equals(change.replacement());
            return resource != null && (change == null || named)
                    ? account.attribute(resource, attribute)
                    : Resolution.KNOWN_LATER;
        }
    }
}
