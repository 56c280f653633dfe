package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStep;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code cfnChangeSet stack: …, template: …}: creates a change set, shows and returns what it would do. */
@ActionStep.Title("Create a CloudFormation change set and show what it would do")
public class CfnChangeSetStep extends CfnChangeStep {

    @DataBoundConstructor
    public CfnChangeSetStep(String stack) {
        super(stack);
    }

    @Override
    protected ActionPlan plan(Expansion expansion, ChangeSetRequest request, ChangeSetFiles files, String policy) {
        return new Plan(
                scope(expansion),
                new StackChange(StackChange.SealedRequest.of(request), files, policy, preparation(), null, false),
                limit());
    }

    @Override
    public Map<String, String> variables(Map<?, ?> result) {
        boolean changes = result.get("id") != null;
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(
                "CFN_CHANGE_SET",
                changes ? text(result, "id") : text(result, "status") + " " + text(result, "stackId"));
        variables.put("CFN_CHANGE_SET_STATUS", text(result, "status"));
        variables.put("CFN_STACK_ID", text(result, "stackId"));
        return variables;
    }

    /** The same in a freestyle job. */
    public static final class Builder extends ActionBuilder<CfnChangeSetStep> {
        @DataBoundConstructor
        public Builder(CfnChangeSetStep step) {
            super(step);
        }

        @Extension
        @Symbol("cfnChangeSet")
        public static final class DescriptorImpl extends ActionBuilderDescriptor {}
    }

    @Extension
    @Symbol("cfnChangeSet")
    public static final class DescriptorImpl extends ChangeDescriptor {}

    /** Makes the stack ready and a change set for it. */
    @ActionPlan.Kind("cfnChangeSet")
    record Plan(AwsRoleScope scope, StackChange change, Duration limit) implements StackPlan {

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
}
