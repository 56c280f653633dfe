package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.RoleHop;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.util.function.Supplier;

/** What happens to one stack of a CDK assembly: as any other is deployed, in its own account and region. */
class AssemblyStackPlan extends CfnDeployPlan {

    private static final long serialVersionUID = 1L;

    private final AwsRoleScope scope;
    private final RoleHop role;
    private final String account;
    private final String region;

    /**
     * @param account where the stack is, twelve digits
     * @param role the one that talks to CloudFormation, on top of the step's; null for the step's own
     * @param region the stack's
     */
    AssemblyStackPlan(
            AssemblyPlan assembly,
            ChangeSetRequest request,
            ChangeSetFiles files,
            String account,
            RoleHop role,
            String region) {
        super(
                assembly.scope(),
                request,
                files,
                assembly.stackPolicy(),
                assembly.readiness(),
                assembly.judgement(),
                assembly.leavesOnAbort(),
                assembly.limit());
        this.scope = assembly.scope();
        this.account = account;
        this.role = role;
        this.region = region;
    }

    /** Account and region, as {@code account/region}. */
    String place() {
        return account + "/" + region;
    }

    @Override
    Supplier<AwsSession> sessions(ActionContext context) {
        return () -> RunSession.of(context, scope, role, region);
    }
}
