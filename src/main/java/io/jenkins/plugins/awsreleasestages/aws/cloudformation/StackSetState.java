package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * All that is saved of one operation on a stack set.
 *
 * @param setId {@code name:uuid}
 * @param created whether the step has created the set
 * @param operationId chosen before the operation is asked for; makes it idempotent
 * @param change what is done
 * @param after what is to be done after it
 * @param parameters the names of the parameters that the set had before
 * @param operations the ids of all operations of the step, this one included, the first first
 * @param earlier what the operations before it came to
 * @param status of the operation at the last look; empty before
 * @param instances what it has come to so far
 * @param seconds how long all of them took
 */
public record StackSetState(
        String name,
        String region,
        String setId,
        boolean created,
        String operationId,
        StackSetChange change,
        List<StackSetChange> after,
        Set<String> parameters,
        List<String> operations,
        List<StackSetInstance> earlier,
        String status,
        List<StackSetInstance> instances,
        WatchTimes times,
        long seconds)
        implements Serializable {

    public StackSetState {
        after = List.copyOf(after);
        parameters = Set.copyOf(parameters);
        operations = List.copyOf(operations);
        earlier = List.copyOf(earlier);
        instances = List.copyOf(instances);
    }

    /**
     * The first operation.
     *
     * @param created null where the set has been there before
     * @param changes at least one
     */
    public static StackSetState first(
            FoundStackSet found, CreatedStackSet created, List<StackSetChange> changes, String operationId) {
        return new StackSetState(
                created == null ? found.name() : created.name(),
                created == null ? found.region() : created.region(),
                created == null ? found.id() : created.id(),
                created != null,
                operationId,
                changes.get(0),
                changes.subList(1, changes.size()),
                created == null ? found.parameters() : Set.of(),
                List.of(operationId),
                List.of(),
                "",
                List.of(),
                WatchTimes.NEW,
                0);
    }

    /** The operation after this one; there is one. */
    public StackSetState next(String newOperationId) {
        List<String> all = new ArrayList<>(operations);
        all.add(newOperationId);
        return new StackSetState(
                name,
                region,
                setId,
                created,
                newOperationId,
                after.get(0),
                after.subList(1, after.size()),
                parameters,
                all,
                results(),
                "",
                List.of(),
                WatchTimes.NEW,
                seconds);
    }

    StackSetState looked(String newStatus, List<StackSetInstance> newInstances, WatchTimes newTimes, long newSeconds) {
        return new StackSetState(
                name,
                region,
                setId,
                created,
                operationId,
                change,
                after,
                parameters,
                operations,
                earlier,
                newStatus,
                newInstances,
                newTimes,
                newSeconds);
    }

    /** What all operations came to; the last one counts where several dealt with the same stack. */
    public List<StackSetInstance> results() {
        List<StackSetInstance> results = new ArrayList<>(earlier);
        for (StackSetInstance instance : instances) {
            results.removeIf(other -> isSame(instance, other));
            results.add(instance);
        }
        return results;
    }

    private static boolean isSame(StackSetInstance one, StackSetInstance other) {
        return one.account().equals(other.account()) && one.region().equals(other.region());
    }
}
