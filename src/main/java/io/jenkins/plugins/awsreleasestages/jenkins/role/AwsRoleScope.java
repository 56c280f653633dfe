package io.jenkins.plugins.awsreleasestages.jenkins.role;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What {@code awsRole} puts around its block, or a step says of its own: names only, never a credential. Null is what was
 * not said.
 *
 * @param environment the name of an environment of the job's folders; it says role and credentials by itself
 * @param role the ARN of the role to assume; null for the credentials themselves
 * @param credentialsId the Jenkins credentials to assume it with; null for the controller's own identity
 * @param region AWS's region code; null where the environment says it
 * @param externalId what the role's trust policy asks for
 * @param durationMinutes how long each session lasts before it is renewed
 * @param sessionPolicy a policy, as JSON, that narrows the role
 * @param sourceIdentity what CloudTrail shows through all hops
 * @param exportKeys whether the shell sees the keys as plain variables, which do not renew
 */
public record AwsRoleScope(
        String environment,
        String role,
        String credentialsId,
        String region,
        String externalId,
        Integer durationMinutes,
        String sessionPolicy,
        String sourceIdentity,
        boolean exportKeys)
        implements Serializable {

    public static final AwsRoleScope NONE = role(null, null, null);

    /** A role, or credentials, of the job's own. */
    public static AwsRoleScope role(String role, String credentialsId, String region) {
        return new AwsRoleScope(null, role, credentialsId, region, null, null, null, null, false);
    }

    /** What a single step says. */
    public static AwsRoleScope environment(String environment, String region) {
        return new AwsRoleScope(environment, null, null, region, null, null, null, null, false);
    }

    /** What is wrong with it, a sentence each. */
    public List<String> problems() {
        boolean both = environment != null && (namesOwnIdentity() || externalId != null);
        return Stream.of(
                        both ? "environment: says role, credentials and external id; leave them out." : null,
                        environment == null ? null : AwsNames.environmentProblem(environment),
                        AwsNames.roleProblem(role),
                        AwsNames.regionProblem(region),
                        AwsNames.durationProblem(durationMinutes),
                        AwsNames.policyProblem(sessionPolicy))
                .filter(Objects::nonNull)
                .toList();
    }

    /** What is being done when the session is made, for the message of a failure. */
    String purpose() {
        if (environment != null) {
            return "Entering the AWS environment " + environment;
        }
        return role == null ? "Getting AWS credentials" : "Assuming " + role;
    }

    /** Whether this says by itself who to be. */
    boolean namesIdentity() {
        return environment != null || namesOwnIdentity();
    }

    /** Whether a role or credentials are named that are no environment's. */
    public boolean namesOwnIdentity() {
        return role != null || credentialsId != null;
    }

    /**
     * What is said inside wins; what is not said is taken from the block around. An environment is taken or replaced
     * whole: its credentials are not lent to another role.
     */
    public AwsRoleScope inside(AwsRoleScope outer) {
        boolean ofOuterEnvironment = !namesIdentity() && outer.environment != null;
        boolean ofOwn = environment == null && outer.environment == null;
        boolean sameRole = !namesIdentity() || ofOwn && role == null;
        return new AwsRoleScope(
                ofOuterEnvironment ? outer.environment : environment,
                role == null && ofOwn ? outer.role : role,
                credentialsId == null && ofOwn ? outer.credentialsId : credentialsId,
                // An environment's own region wins over that of the block around.
                region != null || environment != null ? region : outer.region,
                externalId == null && sameRole ? outer.externalId : externalId,
                durationMinutes == null && sameRole ? outer.durationMinutes : durationMinutes,
                sessionPolicy == null && sameRole ? outer.sessionPolicy : sessionPolicy,
                sourceIdentity != null ? sourceIdentity : outer.sourceIdentity,
                // The variables of the block around would win over whatever else this block tells its shell.
                exportKeys || outer.exportKeys);
    }
}
