package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.util.List;

/** Makes the stack ready and a change set for it. */
@ActionPlan.Kind("cfnChangeSet")
record CfnChangeSetPlan(AwsRoleScope scope, StackChange change, Duration limit) implements StackPlan {

    @Override
    public StackStages stack() {
        return StackStages.of(change.stack());
    }

    @Override
    public Sequence sequence(ActionContext context) {
        List<Stage<?, ?>> stages = stack().planning(change, context, () -> RunSession.of(context, scope));
        return state -> stages;
    }

    @Override
    public Object result(SequenceState state, ActionContext context) {
        return ChangeSetResult.map(stack().planned(state));
    }
}
