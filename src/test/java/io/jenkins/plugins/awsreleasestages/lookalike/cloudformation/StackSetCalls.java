package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** The operations on stack sets. */
final class StackSetCalls {

    private final Account account;
    private final Requests requests;

    StackSetCalls(Account account, Requests requests) {
        this.account = account;
        this.requests = requests;
    }

    Map<String, Function<Query, Map<String, Object>>> operations() {
        Map<String, Function<Query, Map<String, Object>>> operations = new LinkedHashMap<>();
        operations.put("CreateStackSet", this::create);
        operations.put("UpdateStackSet", this::update);
        operations.put("DeleteStackSet", this::delete);
        operations.put(
                "DescribeStackSet", query -> Xml.fields("StackSet", find(query).answer()));
        operations.put("ListStackSets", this::list);
        operations.put("CreateStackInstances", query -> instances(query, "CREATE"));
        operations.put("UpdateStackInstances", query -> instances(query, "UPDATE"));
        operations.put("DeleteStackInstances", query -> instances(query, "DELETE"));
        operations.put("DetectStackSetDrift", this::detectDrift);
        operations.put("ListStackInstances", this::listInstances);
        operations.put("DescribeStackInstance", this::describeInstance);
        operations.put(
                "DescribeStackSetOperation",
                query -> Xml.fields("StackSetOperation", operation(query).answer()));
        operations.put("ListStackSetOperations", this::listOperations);
        operations.put("ListStackSetOperationResults", this::listResults);
        operations.put("StopStackSetOperation", this::stop);
        return operations;
    }

    private StackSet find(Query query) {
        String name = query.required("StackSetName");
        StackSet set = account.stackSet(name);
        if (set == null) {
            throw new Refusal(404, "StackSetNotFoundException", "StackSet " + name + " not found");
        }
        return set;
    }

    private StackSetOperation operation(Query query) {
        StackSetOperation operation = find(query).operations.get(query.required("OperationId"));
        if (operation == null) {
            throw new Refusal(
                    404, "OperationNotFoundException", "Operation " + query.text("OperationId") + " not found");
        }
        return operation;
    }

    private Map<String, Object> create(Query query) {
        String name = query.required("StackSetName");
        Requests.checkName("stackSetName", name);
        String token = query.text("ClientRequestToken");
        StackSet existing = account.stackSet(name);
        if (existing != null) {
            if (token != null && token.equals(existing.token)) {
                return Xml.fields("StackSetId", existing.id);
            }
            throw new Refusal(
                    409, "NameAlreadyExistsException", "StackSet " + name + " already exists in this account");
        }
        StackSet set = new StackSet(account, name, token);
        Template original = requests.template(query, null);
        set.deployment = deployment(query, original, Map.of());
        set.description = query.text("Description");
        set.permissionModel = query.text("PermissionModel", "SELF_MANAGED");
        settings(query, set);
        account.stackSets.add(set);
        return Xml.fields("StackSetId", set.id);
    }

    private Deployment deployment(Query query, Template original, Map<String, String> before) {
        Requests.checkCapabilities(original, query.list("Capabilities"));
        Map<String, String> given = new LinkedHashMap<>();
        for (Query parameter : query.structures("Parameters")) {
            String key = parameter.text("ParameterKey");
            given.put(key, parameter.flag("UsePreviousValue") ? before.get(key) : parameter.text("ParameterValue", ""));
        }
        return ParameterValues.deployment(
                account,
                original,
                original,
                given,
                query.pairs("Tags", "Key", "Value"),
                query.list("Capabilities"),
                List.of(),
                null,
                Map.of());
    }

    private static void settings(Query query, StackSet set) {
        set.administrationRole = query.text(
                "AdministrationRoleARN",
                "arn:aws:iam::" + Account.ID + ":role/AWSCloudFormationStackSetAdministrationRole");
        set.executionRole = query.text("ExecutionRoleName", "AWSCloudFormationStackSetExecutionRole");
        set.autoDeployment = query.structure("AutoDeployment").flag("Enabled");
        set.retainOnRemoval = query.structure("AutoDeployment").flag("RetainStacksOnAccountRemoval");
        set.managedExecution = query.structure("ManagedExecution").flag("Active");
    }

    private Map<String, Object> update(Query query) {
        StackSet set = find(query);
        Map<String, Object> repeated = repeated(set, query, "UPDATE");
        if (repeated != null) {
            return repeated;
        }
        Template original =
                query.flag("UsePreviousTemplate") ? set.deployment.original() : requests.template(query, null);
        Deployment deployment = deployment(query, original, set.deployment.parameters());
        Set<StackSet.Instance> targets = new LinkedHashSet<>(set.instances.values());
        if (query.has("Regions")) {
            targets.retainAll(existing(set, query));
        }
        set.deployment = deployment;
        set.description = query.text("Description", set.description);
        settings(query, set);
        set.instances.values().forEach(instance -> instance.status = "OUTDATED");
        return begin(set, query, "UPDATE", List.copyOf(targets));
    }

    private Map<String, Object> instances(Query query, String action) {
        StackSet set = find(query);
        Map<String, Object> repeated = repeated(set, query, action);
        if (repeated != null) {
            return repeated;
        }
        List<StackSet.Instance> targets = new ArrayList<>();
        if (action.equals("CREATE")) {
            targets(query).forEach((place, unit) -> {
                String[] parts = place.split("/");
                StackSet.Instance instance =
                        set.instances.computeIfAbsent(place, key -> new StackSet.Instance(set, parts[0], parts[1]));
                instance.unit = unit.isEmpty() ? null : unit;
                targets.add(instance);
            });
        } else {
            targets.addAll(action.equals("UPDATE") ? existing(set, query) : thoseOf(set, query));
        }
        if (query.has("ParameterOverrides")) {
            Map<String, String> overrides = query.pairs("ParameterOverrides", "ParameterKey", "ParameterValue");
            targets.forEach(instance -> instance.overrides = overrides);
        }
        return begin(set, query, action, targets);
    }

    private List<StackSet.Instance> existing(StackSet set, Query query) {
        targets(query).keySet().forEach(place -> {
            if (!set.instances.containsKey(place)) {
                throw new Refusal(
                        404,
                        "StackInstanceNotFoundException",
                        "Stack instance " + place.replace("/", " in ") + " of StackSet " + set.name + " not found");
            }
        });
        return thoseOf(set, query);
    }

    private List<StackSet.Instance> thoseOf(StackSet set, Query query) {
        return targets(query).keySet().stream()
                .map(set.instances::get)
                .filter(instance -> instance != null)
                .toList();
    }

    /** By {@code account/region} the organizational unit that the account is in, empty when it was named itself. */
    private Map<String, String> targets(Query query) {
        Query targets = query.structure("DeploymentTargets");
        Map<String, String> accounts = new LinkedHashMap<>();
        List<String> named = new ArrayList<>(query.list("Accounts"));
        named.addAll(targets.list("Accounts"));
        Map<String, String> inUnits = new LinkedHashMap<>();
        for (String unit : targets.list("OrganizationalUnitIds")) {
            account.units.getOrDefault(unit, List.of()).forEach(member -> inUnits.put(member, unit));
        }
        switch (targets.text("AccountFilterType", "NONE")) {
            case "INTERSECTION" -> {
                accounts.putAll(inUnits);
                accounts.keySet().retainAll(named);
            }
            case "DIFFERENCE" -> {
                accounts.putAll(inUnits);
                accounts.keySet().removeAll(named);
            }
            default -> {
                accounts.putAll(inUnits);
                named.forEach(one -> accounts.putIfAbsent(one, ""));
            }
        }
        Map<String, String> places = new LinkedHashMap<>();
        for (String region : query.list("Regions")) {
            accounts.forEach((one, unit) -> places.put(one + "/" + region, unit));
        }
        if (places.isEmpty()) {
            throw Refusal.invalid("Accounts (or organizational units) and Regions must be specified.");
        }
        return places;
    }

    /** The answer to a request that was carried out before; null for a new one, which is refused while another runs. */
    private Map<String, Object> repeated(StackSet set, Query query, String action) {
        String id = query.text("OperationId");
        StackSetOperation before = id == null ? null : set.operations.get(id);
        if (before != null) {
            if (before.request.equals(action + query.all())) {
                return Xml.fields("OperationId", id);
            }
            throw new Refusal(409, "OperationIdAlreadyExistsException", "OperationId " + id + " already exists");
        }
        StackSetOperation running = set.running();
        if (running != null && !set.managedExecution) {
            throw new Refusal(
                    409,
                    "OperationInProgressException",
                    "Another Operation on StackSet " + set.arn + " is in progress: " + running.id);
        }
        return null;
    }

    private Map<String, Object> begin(StackSet set, Query query, String action, List<StackSet.Instance> targets) {
        String id = query.text("OperationId", UUID.randomUUID().toString());
        StackSetOperation operation = new StackSetOperation(account, set, id, action, query, targets);
        boolean free = set.running() == null;
        set.operations.put(id, operation);
        if (free) {
            operation.begin();
        }
        return Xml.fields("OperationId", id);
    }

    private Map<String, Object> detectDrift(Query query) {
        StackSet set = find(query);
        Map<String, Object> repeated = repeated(set, query, "DETECT_DRIFT");
        return repeated != null ? repeated : begin(set, query, "DETECT_DRIFT", List.copyOf(set.instances.values()));
    }

    private Map<String, Object> delete(Query query) {
        StackSet set = account.stackSet(query.required("StackSetName"));
        if (set == null) {
            return Map.of();
        }
        if (set.running() != null) {
            throw new Refusal(
                    409,
                    "OperationInProgressException",
                    "Another Operation on StackSet " + set.arn + " is in progress");
        }
        if (!set.instances.isEmpty()) {
            throw new Refusal(409, "StackSetNotEmptyException", "StackSet is not empty");
        }
        set.deleted = true;
        return Map.of();
    }

    private Map<String, Object> list(Query query) {
        String status = query.text("Status");
        List<Map<String, Object>> summaries = new ArrayList<>();
        for (StackSet set : account.stackSets) {
            String now = set.deleted ? "DELETED" : "ACTIVE";
            if (status == null || status.equals(now)) {
                summaries.add(Xml.fields(
                        "StackSetName", set.name,
                        "StackSetId", set.id,
                        "Description", set.description,
                        "Status", now,
                        "PermissionModel", set.permissionModel));
            }
        }
        return page("Summaries", summaries, "stack sets", query);
    }

    private Map<String, Object> listInstances(Query query) {
        StackSet set = find(query);
        List<Map<String, Object>> summaries = set.instances.values().stream()
                .filter(instance -> isOr(query.text("StackInstanceAccount"), instance.account))
                .filter(instance -> isOr(query.text("StackInstanceRegion"), instance.region))
                .filter(instance -> query.structures("Filters").stream()
                        .allMatch(filter -> isOr(
                                filter.text("Values"),
                                switch (filter.text("Name")) {
                                    case "DETAILED_STATUS" -> instance.detailed;
                                    case "LAST_OPERATION_ID" -> instance.lastOperation;
                                    default -> instance.drift;
                                })))
                .map(instance -> instance.answer(set, false))
                .toList();
        return page("Summaries", summaries, "instances of " + set.id, query);
    }

    private static boolean isOr(String wanted, String is) {
        return wanted == null || wanted.equals(is);
    }

    private Map<String, Object> describeInstance(Query query) {
        StackSet set = find(query);
        StackSet.Instance instance =
                set.instances.get(query.required("StackInstanceAccount") + "/" + query.required("StackInstanceRegion"));
        if (instance == null) {
            throw new Refusal(404, "StackInstanceNotFoundException", "Stack instance not found");
        }
        return Xml.fields("StackInstance", instance.answer(set, true));
    }

    private Map<String, Object> listOperations(Query query) {
        StackSet set = find(query);
        List<Map<String, Object>> summaries = new ArrayList<>();
        set.operations.values().forEach(operation -> summaries.add(0, operation.summary()));
        return page("Summaries", summaries, "operations of " + set.id, query);
    }

    private Map<String, Object> listResults(Query query) {
        StackSetOperation operation = operation(query);
        List<Map<String, Object>> results = operation.results().stream()
                .filter(result -> query.structures("Filters").stream()
                        .allMatch(filter -> isOr(filter.text("Values"), result.status)))
                .map(StackSetOperation.Result::answer)
                .toList();
        return page("Summaries", results, "results of " + operation.id, query);
    }

    private Map<String, Object> stop(Query query) {
        StackSetOperation operation = operation(query);
        if (!operation.isRunning()) {
            throw Refusal.of(
                    "InvalidOperationException", "Operation " + operation.id + " is in state: " + operation.status);
        }
        operation.stop();
        return Map.of();
    }

    private Map<String, Object> page(String member, List<?> all, String of, Query query) {
        return account.pages.page(
                member, all, of, query.text("NextToken"), query.number("MaxResults", account.pageSize));
    }
}
