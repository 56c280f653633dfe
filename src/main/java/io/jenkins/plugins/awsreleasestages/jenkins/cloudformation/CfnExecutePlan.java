package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ExecuteState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.Readiness;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ReadyState;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import java.io.Serializable;
import java.time.Duration;

/** Waits for the stack, and executes the change set. */
final class CfnExecutePlan extends StackPlan {

    private static final long serialVersionUID = 2L;

    private final ChangeSetResult given;
    private final boolean leavesOnAbort;

    CfnExecutePlan(AwsRoleScope scope, ChangeSetResult given, Duration busy, boolean leavesOnAbort, Duration limit) {
        super(scope, Readiness.waiting(busy), limit);
        this.given = given;
        this.leavesOnAbort = leavesOnAbort;
    }

    @Override
    String stack() {
        return given.stack() != null ? given.stack() : "of change set " + given.name();
    }

    @Override
    boolean leavesOnAbort() {
        return leavesOnAbort;
    }

    @Override
    public Serializable initial(ActionContext context) {
        String token = token(context);
        String label = label(context);
        return Staged.first(
                token,
                label,
                given.noChanges()
                        ? execute(token)
                        : ReadyState.create(token, label, given.stack(), given.stackId(), given.id()));
    }

    @Override
    Staged<?> after(Staged<?> ended) {
        if (ended.work() instanceof ReadyState) {
            return ended.to(execute(ended.token()));
        }
        return ended.work() instanceof ExecuteState executed
                ? afterExecution(ended, executed, given.stackPolicy())
                : null;
    }

    private ExecuteState execute(String token) {
        return ExecuteState.create(
                given.noChanges() ? null : given.id(), given.fingerprint(), token, given.stack(), given.stackId());
    }

    @Override
    public Object result(Serializable last, ActionContext context) {
        return result(executed(last));
    }
}
