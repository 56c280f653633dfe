package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.cloudformation.model.StackSetOperationPreferences;

/**
 * How an operation goes about the accounts and regions of a stack set. Null is what is left to AWS: one account at a
 * time, no failure tolerated, one region after the other.
 *
 * @param regionOrder in which order the regions come; empty for AWS's
 * @param regionConcurrency SEQUENTIAL or PARALLEL
 * @param concurrencyMode STRICT_FAILURE_TOLERANCE or SOFT_FAILURE_TOLERANCE
 */
public record StackSetPreferences(
        Integer failureToleranceCount,
        Integer failureTolerancePercentage,
        Integer maxConcurrentCount,
        Integer maxConcurrentPercentage,
        List<String> regionOrder,
        String regionConcurrency,
        String concurrencyMode)
        implements Serializable {

    private static final Set<String> CONCURRENCIES = Set.of("SEQUENTIAL", "PARALLEL");
    private static final Set<String> MODES = Set.of("STRICT_FAILURE_TOLERANCE", "SOFT_FAILURE_TOLERANCE");

    public StackSetPreferences {
        regionOrder = List.copyOf(regionOrder);
    }

    /** Nothing is said. */
    public static StackSetPreferences none() {
        return new StackSetPreferences(null, null, null, null, List.of(), null, null);
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
