package io.jenkins.plugins.awsreleasestages.jenkins.role;

import java.io.Serializable;

/**
 * What {@code awsRole} puts around its block: names only, never a credential.
 *
 * @param role the ARN of the role to assume; null for the credentials themselves
 * @param credentialsId the Jenkins credentials to assume it with; null for the controller's own identity
 * @param region AWS's region code; null where the environment says it
 */
public record AwsRoleScope(String role, String credentialsId, String region) implements Serializable {

    public static final AwsRoleScope NONE = new AwsRoleScope(null, null, null);

    /** What is said inside wins; what is not said is taken from the block around. */
    AwsRoleScope inside(AwsRoleScope outer) {
        return new AwsRoleScope(
                role != null ? role : outer.role,
                credentialsId != null ? credentialsId : outer.credentialsId,
                region != null ? region : outer.region);
    }
}
