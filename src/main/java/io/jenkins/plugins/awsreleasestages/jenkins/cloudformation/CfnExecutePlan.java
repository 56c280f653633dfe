package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackPreparation;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.util.List;

/** Waits for the stack, and executes a change set that was made before. */
@ActionPlan.Kind("cfnExecute")
record CfnExecutePlan(AwsRoleScope scope, ChangeSetResult given, Duration busy, boolean leavesOnAbort, Duration limit)
        implements StackPlan {

    @Override
    public StackStages stack() {
        return StackStages.of(given.stack() != null ? given.stack() : "of change set " + given.name());
    }

    @Override
    public Sequence sequence(ActionContext context) {
        List<Stage<?, ?>> stages = stack().execution(
                        given,
                        StackPreparation.waiting(busy),
                        leavesOnAbort,
                        context,
                        () -> RunSession.of(context, scope));
        return state -> stages;
    }

    @Override
    public Object result(SequenceState state, ActionContext context) {
        return stack().executionResult(state);
    }
}
