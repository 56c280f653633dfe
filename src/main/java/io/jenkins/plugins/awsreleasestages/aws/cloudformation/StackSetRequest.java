package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cloudformation.model.StackSetOperationPreferences;

/**
 * What a stack set is to be, and where its stacks are. Null is what is left to AWS.
 *
 * @param templateUrl null where the template comes from elsewhere, or stays as it is
 * @param parameters by name; when the set is updated, parameters that are not given keep their value
 * @param permissionModel SELF_MANAGED or SERVICE_MANAGED
 * @param autoDeployment ENABLED, DISABLED or ENABLED_WITH_STACK_RETENTION
 * @param callAs SELF or DELEGATED_ADMIN
 * @param accounts where the stacks are; empty for organizational units, or for all stacks that there are
 * @param units the organizational units where the stacks are; empty for accounts, or for all stacks that there are
 * @param overrides parameters whose values differ in these accounts or units and regions
 */
public record StackSetRequest(
        String name,
        String templateUrl,
        String description,
        Map<String, String> parameters,
        List<String> capabilities,
        Map<String, String> tags,
        String permissionModel,
        String administrationRole,
        String executionRole,
        String autoDeployment,
        String callAs,
        List<String> accounts,
        List<String> units,
        List<String> regions,
        Map<String, String> overrides,
        StackSetRequest.Preferences preferences) {

    /** CloudFormation API reference, CreateStackSet, DeploymentTargets. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z][-a-zA-Z0-9]{0,127}");

    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final Pattern UNIT = Pattern.compile("ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|r-[a-z0-9]{4,32}");
    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-\\d+");
    private static final Set<String> MODELS = Set.of("SELF_MANAGED", "SERVICE_MANAGED");
    private static final Set<String> AUTOMATIC = Set.of("ENABLED", "DISABLED", "ENABLED_WITH_STACK_RETENTION");
    private static final Set<String> CALLERS = Set.of("SELF", "DELEGATED_ADMIN");

    public StackSetRequest {
        parameters = new LinkedHashMap<>(parameters);
        capabilities = List.copyOf(capabilities);
        tags = new LinkedHashMap<>(tags);
        accounts = List.copyOf(accounts);
        units = List.copyOf(units);
        regions = List.copyOf(regions);
        overrides = new LinkedHashMap<>(overrides);
    }

    /** The same with these parameters and overrides, which may hold passwords. */
    public StackSetRequest with(Map<String, String> newParameters, Map<String, String> newOverrides) {
        return new StackSetRequest(
                name,
                templateUrl,
                description,
                newParameters,
                capabilities,
                tags,
                permissionModel,
                administrationRole,
                executionRole,
                autoDeployment,
                callAs,
                accounts,
                units,
                regions,
                newOverrides,
                preferences);
    }

    /** Whether it is said where; otherwise all stacks that there are already are meant. */
    public boolean namesTargets() {
        return !accounts.isEmpty() || !units.isEmpty();
    }

    /** The accounts, or the organizational units. */
    List<String> places() {
        return accounts.isEmpty() ? units : accounts;
    }

    /** Everything that AWS would refuse about it, one sentence each; empty when all is well. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        add(problems, nameProblem(name));
        if (templateUrl != null && !templateUrl.startsWith("https://")) {
            problems.add("templateUrl: '" + templateUrl + "' is not an https address.");
        }
        parameters.forEach((key, value) -> add(problems, ChangeSetRequest.parameterProblem(key, value)));
        overrides.forEach((key, value) -> add(problems, overrideProblem(key, value)));
        capabilities.forEach(capability -> add(problems, ChangeSetRequest.capabilityProblem(capability)));
        oneOf(problems, "permissionModel", permissionModel, MODELS);
        oneOf(problems, "autoDeployment", autoDeployment, AUTOMATIC);
        oneOf(problems, "callAs", callAs, CALLERS);
        problems.addAll(modelProblems());
        problems.addAll(targetProblems());
        problems.addAll(preferences.problems(regions));
        return problems;
    }

    private List<String> modelProblems() {
        List<String> problems = new ArrayList<>();
        boolean byService = "SERVICE_MANAGED".equals(permissionModel);
        if (autoDeployment != null && !byService) {
            problems.add("autoDeployment: goes with permissionModel SERVICE_MANAGED only.");
        }
        if (byService && (administrationRole != null || executionRole != null)) {
            problems.add("administrationRole and executionRole: go with permissionModel SELF_MANAGED only.");
        }
        if (byService && !accounts.isEmpty()) {
            problems.add("accounts: with permissionModel SERVICE_MANAGED name organizationalUnits.");
        }
        if ("SELF_MANAGED".equals(permissionModel) && !units.isEmpty()) {
            problems.add("organizationalUnits: go with permissionModel SERVICE_MANAGED only.");
        }
        return problems;
    }

    private List<String> targetProblems() {
        List<String> problems = new ArrayList<>();
        problems.addAll(accountProblems(accounts));
        problems.addAll(unitProblems(units));
        problems.addAll(regionProblems(regions));
        if (!accounts.isEmpty() && !units.isEmpty()) {
            problems.add("accounts and organizationalUnits: say one of them.");
        }
        if (namesTargets() && regions.isEmpty()) {
            problems.add("regions: say in which, as there are accounts or organizationalUnits.");
        }
        if (!namesTargets() && !regions.isEmpty()) {
            problems.add("regions: say accounts or organizationalUnits, too.");
        }
        if (!namesTargets() && !overrides.isEmpty()) {
            problems.add("parameterOverrides: say for which accounts or organizationalUnits, and which regions.");
        }
        return problems;
    }

    /** @return what is wrong, or null */
    public static String nameProblem(String name) {
        if (name == null || name.isEmpty()) {
            return "name: the name of the stack set is missing.";
        }
        return NAME.matcher(name).matches()
                ? null
                : "name: '" + name + "' is not the name of a stack set: a letter, then letters, digits and hyphens, at"
                        + " most 128 in all.";
    }

    public static List<String> accountProblems(List<String> accounts) {
        return unlike(accounts, ACCOUNT, "accounts", "the twelve digits of an account");
    }

    public static List<String> unitProblems(List<String> units) {
        return unlike(units, UNIT, "organizationalUnits", "the id of an organizational unit, such as ou-ab12-cdefgh34");
    }

    public static List<String> regionProblems(List<String> regions) {
        return unlike(regions, REGION, "regions", "a region code, such as eu-west-1");
    }

    private static List<String> unlike(List<String> values, Pattern pattern, String field, String what) {
        return values.stream()
                .filter(value -> !pattern.matcher(value).matches())
                .map(value -> field + ": '" + value + "' is not " + what + ".")
                .toList();
    }

    private static String overrideProblem(String key, String value) {
        String problem = ChangeSetRequest.parameterProblem(key, value);
        return problem == null ? null : problem.replaceFirst("^parameters", "parameterOverrides");
    }

    static void oneOf(List<String> problems, String field, String value, Set<String> values) {
        if (value != null && !values.contains(value)) {
            problems.add(field + ": '" + value + "' is none of " + String.join(", ", new TreeSet<>(values)) + ".");
        }
    }

    private static void add(List<String> problems, String problem) {
        if (problem != null) {
            problems.add(problem);
        }
    }

    /**
     * How an operation goes about the accounts and regions of a stack set. Null is what is left to AWS: one account at a
     * time, no failure tolerated, one region after the other.
     *
     * @param regionOrder in which order the regions come; empty for AWS's
     * @param regionConcurrency SEQUENTIAL or PARALLEL
     * @param concurrencyMode STRICT_FAILURE_TOLERANCE or SOFT_FAILURE_TOLERANCE
     */
    public record Preferences(
            Integer failureToleranceCount,
            Integer failureTolerancePercentage,
            Integer maxConcurrentCount,
            Integer maxConcurrentPercentage,
            List<String> regionOrder,
            String regionConcurrency,
            String concurrencyMode) {

        private static final Set<String> CONCURRENCIES = Set.of("SEQUENTIAL", "PARALLEL");
        private static final Set<String> MODES = Set.of("STRICT_FAILURE_TOLERANCE", "SOFT_FAILURE_TOLERANCE");

        public Preferences {
            regionOrder = List.copyOf(regionOrder);
        }

        /** Nothing is said. */
        public static Preferences none() {
            return new Preferences(null, null, null, null, List.of(), null, null);
        }

        List<String> problems(List<String> regions) {
            List<String> problems = new ArrayList<>();
            if (failureToleranceCount != null && failureTolerancePercentage != null) {
                problems.add("failureToleranceCount and failureTolerancePercentage: say one of them.");
            }
            if (maxConcurrentCount != null && maxConcurrentPercentage != null) {
                problems.add("maxConcurrentCount and maxConcurrentPercentage: say one of them.");
            }
            range(problems, "failureToleranceCount", failureToleranceCount, 0, Integer.MAX_VALUE);
            range(problems, "failureTolerancePercentage", failureTolerancePercentage, 0, 100);
            range(problems, "maxConcurrentCount", maxConcurrentCount, 1, Integer.MAX_VALUE);
            range(problems, "maxConcurrentPercentage", maxConcurrentPercentage, 1, 100);
            StackSetRequest.oneOf(problems, "regionConcurrency", regionConcurrency, CONCURRENCIES);
            StackSetRequest.oneOf(problems, "concurrencyMode", concurrencyMode, MODES);
            regionOrder.stream()
                    .filter(region -> !regions.isEmpty() && !regions.contains(region))
                    .forEach(region -> problems.add("regionOrder: " + region + " is none of the regions."));
            return problems;
        }

        private static void range(List<String> problems, String field, Integer value, int least, int most) {
            if (value != null && (value < least || value > most)) {
                problems.add(field + ": must be "
                        + (most == Integer.MAX_VALUE ? least + " or more." : least + " to " + most + "."));
            }
        }

        /** @param regions those of the operation: AWS refuses an order that names others */
        StackSetOperationPreferences toAws(List<String> regions) {
            List<String> order = regions.isEmpty()
                    ? regionOrder
                    : regionOrder.stream().filter(regions::contains).toList();
            return StackSetOperationPreferences.builder()
                    .failureToleranceCount(failureToleranceCount)
                    .failureTolerancePercentage(failureTolerancePercentage)
                    .maxConcurrentCount(maxConcurrentCount)
                    .maxConcurrentPercentage(maxConcurrentPercentage)
                    .regionOrder(order.isEmpty() ? null : order)
                    .regionConcurrencyType(regionConcurrency)
                    .concurrencyMode(concurrencyMode)
                    .build();
        }
    }
}
