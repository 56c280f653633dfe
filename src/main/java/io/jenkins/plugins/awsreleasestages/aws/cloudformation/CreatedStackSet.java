package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;

/**
 * A stack set that is created, without stacks.
 *
 * @param token chosen before the creation is asked for; makes it idempotent
 * @param id {@code name:uuid}; null before it is known
 */
public record CreatedStackSet(String name, String region, String token, String id) implements Serializable {

    public static CreatedStackSet create(FoundStackSet absent, String token) {
        return new CreatedStackSet(absent.name(), absent.region(), token, null);
    }
}
