package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One operation on a stack set: AWS takes all combinations of accounts and regions, or of organizational units and
 * regions.
 *
 * @param accounts empty for units, or for all stacks that there are
 * @param regions empty for all stacks that there are
 */
public record StackSetChange(Kind kind, List<String> accounts, List<String> units, List<String> regions) {

    /** What is asked of AWS. */
    public enum Kind {
        /** A new template, new parameters, new settings, with the stacks named or with all. */
        UPDATE_SET("update"),
        /** Stacks that are there already. */
        UPDATE_INSTANCES("update of stacks"),
        CREATE_INSTANCES("creation of stacks");

        private final String title;

        Kind(String title) {
            this.title = title;
        }
    }

    public StackSetChange {
        accounts = List.copyOf(accounts);
        units = List.copyOf(units);
        regions = List.copyOf(regions);
    }

    String title() {
        return kind.title;
    }

    String where() {
        if (regions.isEmpty()) {
            return "all its stacks";
        }
        String places = accounts.isEmpty() ? String.join(", ", units) : String.join(", ", accounts);
        return places + " in " + String.join(", ", regions);
    }

    /**
     * The operations, in order, after which the stack set is what is asked for. Stacks that are not named are left as
     * they are: AWS then calls them outdated.
     *
     * @param found null when the set has just been created
     * @throws IllegalArgumentException says why AWS cannot do that
     */
    public static List<StackSetChange> plan(FindStackSetAction.State found, StackSetRequest request) {
        if (found == null) {
            return request.namesTargets() ? create(request, wanted(request)) : List.of();
        }
        if (!request.namesTargets()) {
            boolean nothing = !found.changed() && found.instances().stream().allMatch(one -> one.is("CURRENT"));
            return nothing ? List.of() : List.of(new StackSetChange(Kind.UPDATE_SET, List.of(), List.of(), List.of()));
        }
        Map<String, Set<String>> missing = wanted(request);
        Map<String, Set<String>> present = new LinkedHashMap<>();
        boolean current = true;
        for (StackSetAction.Instance instance : found.instances()) {
            String place = request.accounts().isEmpty() ? instance.unit() : instance.account();
            Set<String> regions = missing.get(place);
            if (regions != null && request.regions().contains(instance.region())) {
                regions.remove(instance.region());
                present.computeIfAbsent(place, key -> new LinkedHashSet<>()).add(instance.region());
                current &= instance.is("CURRENT");
            }
        }
        if (present.isEmpty() && found.changed() && !found.instances().isEmpty()) {
            throw new IllegalArgumentException("Stack set " + request.name() + " would get another template or other"
                    + " settings, and none of the stacks that are named exists yet. AWS changes a stack set only together"
                    + " with stacks that exist. Name some of these, or none for all of them. Nothing was started.");
        }
        List<StackSetChange> changes = new ArrayList<>();
        changes.addAll(update(found, request, present, current));
        changes.addAll(create(request, missing));
        return changes;
    }

    private static Map<String, Set<String>> wanted(StackSetRequest request) {
        Map<String, Set<String>> wanted = new LinkedHashMap<>();
        request.places().forEach(place -> wanted.put(place, new LinkedHashSet<>(request.regions())));
        return wanted;
    }

    private static List<StackSetChange> create(StackSetRequest request, Map<String, Set<String>> missing) {
        return combinations(Kind.CREATE_INSTANCES, request, missing);
    }

    private static List<StackSetChange> update(
            FindStackSetAction.State found,
            StackSetRequest request,
            Map<String, Set<String>> present,
            boolean current) {
        List<StackSetChange> instances = combinations(Kind.UPDATE_INSTANCES, request, present);
        List<StackSetChange> changes = new ArrayList<>();
        if (present.isEmpty()) {
            // A set without any stack is changed by itself.
            return found.changed()
                    ? List.of(new StackSetChange(Kind.UPDATE_SET, List.of(), List.of(), List.of()))
                    : List.of();
        }
        boolean overridden = !request.overrides().isEmpty();
        if (found.changed()) {
            StackSetChange first = instances.get(0);
            changes.add(new StackSetChange(Kind.UPDATE_SET, first.accounts(), first.units(), first.regions()));
            // An update of the set takes no overrides.
            changes.addAll(overridden ? instances : instances.subList(1, instances.size()));
        } else if (overridden || !current) {
            changes.addAll(instances);
        }
        return changes;
    }

    /** Accounts, or units, with the same regions go together. */
    private static List<StackSetChange> combinations(
            Kind kind, StackSetRequest request, Map<String, Set<String>> regionsByPlace) {
        Map<Set<String>, List<String>> byRegions = new LinkedHashMap<>();
        regionsByPlace.forEach((place, regions) -> {
            if (!regions.isEmpty()) {
                byRegions.computeIfAbsent(regions, key -> new ArrayList<>()).add(place);
            }
        });
        boolean byAccount = request.units().isEmpty();
        List<StackSetChange> changes = new ArrayList<>();
        byRegions.forEach((regions, places) -> {
            List<String> inOrder =
                    request.regions().stream().filter(regions::contains).toList();
            changes.add(
                    new StackSetChange(kind, byAccount ? places : List.of(), byAccount ? List.of() : places, inOrder));
        });
        return changes;
    }
}
