package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A stack set that was looked for.
 *
 * @param region where it was looked for; null before
 * @param id {@code name:uuid}; null before it was looked for, and where there is none
 * @param parameters the names of its parameters
 * @param changed whether it is to become something else; true where AWS does not let one compare
 * @param instances its stacks
 */
public record FoundStackSet(
        String name,
        String region,
        String id,
        Set<String> parameters,
        boolean changed,
        List<StackSetInstance> instances)
        implements Serializable {

    public FoundStackSet {
        parameters = new LinkedHashSet<>(parameters);
        instances = List.copyOf(instances);
    }

    public static FoundStackSet create(String name) {
        return new FoundStackSet(name, null, null, Set.of(), false, List.of());
    }

    public boolean exists() {
        return id != null;
    }
}
