package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code cfnChangeSet stack: …, template: …}: creates a change set, shows and returns what it would do. */
public class CfnChangeSetStep extends CfnChangeStep {

    @DataBoundConstructor
    public CfnChangeSetStep(String stack) {
        super(stack);
    }

    @Override
    ActionPlan plan(UnaryOperator<String> words, ChangeSetRequest request, ChangeSetFiles files, String policy) {
        return new Plan(
                scope(words),
                new StackChange(SealedChangeSetRequest.of(request), files, policy, preparation(), null, false),
                limit());
    }

    @Extension
    @Symbol("cfnChangeSet")
    public static final class DescriptorImpl extends CfnChangeStepDescriptor {

        @Override
        public String getFunctionName() {
            return "cfnChangeSet";
        }

        @Override
        public List<Class<? extends ActionPlan>> planKinds() {
            return List.of(Plan.class);
        }

        @Override
        public String getDisplayName() {
            return "Create a CloudFormation change set and show what it would do";
        }
    }

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
