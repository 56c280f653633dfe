package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes a change set, has it judged by a rule and by people, and executes exactly that. */
@ActionPlan.Kind("cfnDeploy")
record CfnDeployPlan(AwsRoleScope scope, StackChange change, Duration limit) implements StackPlan {

    @Override
    public StackStages stack() {
        return StackStages.of(change.stack());
    }

    @Override
    public Sequence sequence(ActionContext context) {
        List<Stage<?, ?>> stages = stack().deployment(change, context, () -> RunSession.of(context, scope));
        return state -> stages;
    }

    @Override
    public Object result(SequenceState state, ActionContext context) {
        return stack().deploymentResult(state);
    }

    @Override
    public Exception failure(SequenceState state, String message) {
        return stack().failure(state, message);
    }

    @Override
    public Optional<Gate> gate(SequenceState state) {
        return stack().gate(state);
    }
}
