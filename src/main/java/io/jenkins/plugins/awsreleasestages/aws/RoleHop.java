package io.jenkins.plugins.awsreleasestages.aws;

import java.io.Serializable;
import java.time.Duration;

/**
 * One role to assume on the way to the session that is wanted.
 *
 * @param arn the role's ARN
 * @param externalId what its trust policy asks for; null where it asks for none
 * @param duration how long each session lasts before it is renewed; null for {@link #DEFAULT}
 */
public record RoleHop(String arn, String externalId, Duration duration) implements Serializable {

    /** STS API reference, AssumeRole: DurationSeconds, its default, its least, its most. */
    public static final Duration DEFAULT = Duration.ofHours(1);

    public static final Duration SHORTEST = Duration.ofMinutes(15);
    public static final Duration LONGEST = Duration.ofHours(12);

    public static RoleHop of(String arn) {
        return new RoleHop(arn, null, null);
    }

    /** STS caps a role's session at one hour where the caller is itself a role's session. */
    int seconds(boolean chained) {
        Duration wanted = duration == null ? DEFAULT : duration;
        Duration most = chained ? DEFAULT : LONGEST;
        return (int) (wanted.compareTo(most) > 0 ? most : wanted).toSeconds();
    }
}
