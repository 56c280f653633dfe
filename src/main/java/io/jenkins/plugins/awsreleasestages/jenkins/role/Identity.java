package io.jenkins.plugins.awsreleasestages.jenkins.role;

import io.jenkins.plugins.awsreleasestages.aws.RoleHop;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Duration;
import java.util.List;

/**
 * Who a job gets to be, after what its folders allow.
 *
 * @param credentialsId null for the controller's own identity
 * @param region null where none is said
 */
record Identity(List<RoleHop> roles, String credentialsId, String region) {

    static Identity of(AwsEnvironment environment) {
        return new Identity(environment.hops(), environment.getCredentialsId(), environment.getRegion());
    }

    /** @throws RemoteFailure when the job may not be that */
    static Identity of(AwsRoleScope scope, EnvironmentVisibility visibility, String job) {
        if (scope.environment() != null) {
            Identity of = of(visibility.find(scope.environment(), job).orElseThrow(() -> notVisible(scope)));
            return new Identity(
                    of.roles().stream()
                            .map(hop -> shorter(hop, scope.durationMinutes()))
                            .toList(),
                    of.credentialsId(),
                    scope.region() != null ? scope.region() : of.region());
        }
        if (!visibility.ownRoles()) {
            throw RemoteFailure.refused((scope.namesOwnIdentity()
                            ? "This job may not name a role or credentials of its own"
                            : "No AWS environment is named")
                    + ": where it is, only environments may be used. Surround the step with"
                    + " awsRole(environment: '…').");
        }
        if (scope.role() == null) {
            return new Identity(List.of(), scope.credentialsId(), scope.region());
        }
        Duration duration = scope.durationMinutes() == null ? null : Duration.ofMinutes(scope.durationMinutes());
        return new Identity(
                List.of(new RoleHop(scope.role(), scope.externalId(), duration)),
                scope.credentialsId(),
                scope.region());
    }

    /** The same words whether there is none or it is somebody else's. */
    private static RemoteFailure notVisible(AwsRoleScope scope) {
        return RemoteFailure.refused("The AWS environment '" + scope.environment()
                + "' is not visible to this job. Environments are defined by the administrator or in the job's"
                + " folders.");
    }

    /** Who defines an environment says how long its sessions may last at most. */
    private static RoleHop shorter(RoleHop hop, Integer minutes) {
        if (minutes == null || hop.duration().compareTo(Duration.ofMinutes(minutes)) <= 0) {
            return hop;
        }
        return new RoleHop(hop.arn(), hop.externalId(), Duration.ofMinutes(minutes));
    }
}
