package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.RoleHop;

/**
 * What happens to one stack of a CDK assembly: as any other is deployed, in its own account and region.
 *
 * @param account where the stack is, twelve digits
 * @param role the one that talks to CloudFormation, on top of the step's; null for the step's own
 * @param region the stack's
 */
record AssemblyStack(StackChange change, String account, RoleHop role, String region) {

    String name() {
        return change.stack();
    }

    /** Account and region, as {@code account/region}. */
    String place() {
        return account + "/" + region;
    }
}
