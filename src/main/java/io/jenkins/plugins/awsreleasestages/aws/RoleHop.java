package io.jenkins.plugins.awsreleasestages.aws;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

/**
 * One role to assume on the way to the session that is wanted.
 *
 * @param arn the role's ARN
 * @param externalId what its trust policy asks for; null where it asks for none
 * @param duration how long each session lasts before it is renewed; null for {@link #DEFAULT}
 * @param options further members of AssumeRole by the API's own names, such as {@code Tags}; they win over what a session
 *     says by itself
 */
public record RoleHop(String arn, String externalId, Duration duration, Map<String, Object> options)
        implements Serializable {

    /** STS API reference, AssumeRole: DurationSeconds, its default, its least, its most. */
    public static final Duration DEFAULT = Duration.ofHours(1);

    public static final Duration SHORTEST = Duration.ofMinutes(15);
    public static final Duration LONGEST = Duration.ofHours(12);

    public RoleHop {
        options = options == null ? Map.of() : options;
    }

    public RoleHop(String arn, String externalId, Duration duration) {
        this(arn, externalId, duration, Map.of());
    }

    public static RoleHop of(String arn) {
        return new RoleHop(arn, null, null);
    }

    /** STS caps a role's session at one hour where the caller is itself a role's session. */
    int seconds(boolean chained) {
        Duration wanted = duration == null ? DEFAULT : duration;
        Duration most = chained ? DEFAULT : LONGEST;
        return (int) (wanted.compareTo(most) > 0 ? most : wanted).toSeconds();
    }

    /** The same request with the options in it. */
    AssumeRoleRequest with(AssumeRoleRequest request) {
        AssumeRoleRequest.Builder builder = request.toBuilder();
        new ApiMembers().set(builder, "", options);
        return builder.build();
    }

    /** Options that AssumeRole does not know, and values of another type than it takes, a sentence each. */
    public List<String> problems() {
        ApiMembers api = new ApiMembers();
        api.set(AssumeRoleRequest.builder(), "", options);
        return api.problems();
    }

    /** Whether the options narrow the role. */
    public boolean hasPolicies() {
        return options.containsKey("Policy") || options.containsKey("PolicyArns");
    }

    boolean hasTags() {
        return options.containsKey("Tags");
    }
}
