package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.Readiness;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ReadyState;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import java.io.Serializable;
import java.time.Duration;

/** Makes the stack ready and a change set for it. What comes after that a step adds. */
class ChangePlan extends StackPlan {

    private static final long serialVersionUID = 1L;

    private final WantedChange wanted;
    private final ChangeSetFiles files;
    private final String stackPolicy;

    /** @param stackPolicy JSON; null for that of the parameters file, or none */
    ChangePlan(
            AwsRoleScope scope,
            ChangeSetRequest request,
            ChangeSetFiles files,
            String stackPolicy,
            Readiness readiness,
            Duration limit) {
        super(scope, readiness, limit);
        this.wanted = WantedChange.of(request);
        this.files = files;
        this.stackPolicy = stackPolicy;
    }

    @Override
    final String stack() {
        return wanted.stack();
    }

    @Override
    public Serializable initial(ActionContext context) {
        String token = token(context);
        String label = label(context);
        return Staged.first(token, label, ReadyState.create(token, label, wanted.stack(), null, null));
    }

    @Override
    final ChangeSetAction planning(ActionContext context) {
        return new ChangeSetAction(sessions(context), wanted.request(), () -> files.read(context, sessions(context)));
    }

    @Override
    Staged<?> after(Staged<?> ended) {
        return ended.work() instanceof ReadyState && ended.change() == null
                ? ended.to(ChangeSetState.create(wanted.stack(), ended.token(), stackPolicy))
                : null;
    }

    @Override
    public Object result(Serializable last, ActionContext context) {
        return ((Staged<?>) last).work() instanceof ChangeSetState planned
                ? ChangeSetResult.map(planned)
                : refuse(last);
    }

    private static Object refuse(Serializable last) {
        throw new RemoteFailure(RemoteFailure.Kind.REFUSED, "No change set was made: " + last);
    }
}
