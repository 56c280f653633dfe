package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BatchAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.LogMode;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.StartOnly;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStep;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code codeBuildBatch project: …}: starts a batch of builds, shows its build graph as it runs, waits for its end. */
@ActionStep.Title("Run a batch of builds in AWS CodeBuild")
public class CodeBuildBatchStep extends CodeBuildStartStep {

    private static final Call START_BUILD_BATCH = new Call(
            "codeBuildBatch",
            "buildTimeoutInMinutesOverride",
            "reportBuildBatchStatusOverride",
            Set.of(),
            BuildRequest::batchProblems);

    @DataBoundConstructor
    public CodeBuildBatchStep(String project) {
        super(project);
    }

    public Map<String, Object> getBatchConfig() {
        return overrides.map("buildBatchConfigOverride");
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setBatchConfig(HashMap batchConfig) {
        overrides.put("buildBatchConfigOverride", batchConfig);
    }

    @Override
    Call call() {
        return START_BUILD_BATCH;
    }

    @Override
    List<String> ownProblems() {
        return List.of();
    }

    @Override
    ActionPlan plan(SavedRequest request, Expansion expansion) {
        // Each build has a log of its own, and none of them is shown: they run side by side.
        return new Plan(request, following(LogMode.NONE, expansion), wait);
    }

    @Override
    public Map<String, String> variables(Map<?, ?> result) {
        return BuildVariables.ofBatch(result);
    }

    /** The same in a freestyle job. */
    public static final class Builder extends ActionBuilder<CodeBuildBatchStep> {
        @DataBoundConstructor
        public Builder(CodeBuildBatchStep step) {
            super(step);
        }

        @Extension
        @Symbol("codeBuildBatch")
        public static final class DescriptorImpl extends ActionBuilderDescriptor {}
    }

    @Extension
    @Symbol("codeBuildBatch")
    public static final class DescriptorImpl extends CodeBuildStartDescriptor {

        @Override
        Call call() {
            return START_BUILD_BATCH;
        }
    }

    @ActionPlan.Kind("codeBuildBatch")
    record Plan(SavedRequest request, BuildFollowing following, boolean waits) implements ActionPlan {

        private static final String BATCH = "batch";

        @Override
        public Sequence sequence(ActionContext context) {
            BatchAction batch = new BatchAction(
                    request.project(),
                    () -> following.session(context),
                    () -> request.open(context),
                    BuildFollowing.looks());
            return Sequence.of(Stage.of(
                            BATCH,
                            BatchAction.State.class,
                            state -> BatchAction.State.create(UUID.randomUUID().toString(), Instant.now()),
                            state -> waits ? batch : new StartOnly<>(batch, begun -> begun.arn() != null))
                    .calls(following
                            .<BatchAction.State>calls(context)
                            .by(request.readBy(context, begun -> begun.arn() != null)))
                    .seen(state -> show(state, context)));
        }

        private static void show(BatchAction.State batch, ActionContext context) {
            if (batch.arn() == null) {
                return;
            }
            try {
                BatchesAction.record(context.get(Run.class), batch);
            } catch (RemoteFailure e) {
                // Right after a restart there is no run at hand; the next look shows it.
            }
        }

        private static BatchAction.State batch(SequenceState state) {
            return state.state(BATCH, BatchAction.State.class);
        }

        @Override
        public Duration limit() {
            return following.limit();
        }

        @Override
        public boolean returnsFailure(SequenceState state) {
            return !following.propagate() && state.started(BATCH);
        }

        @Override
        public Map<String, String> atTheEnd(SequenceState state) {
            return batch(state) == null || batch(state).arn() == null ? Map.of() : BatchResult.atTheEnd(batch(state));
        }

        @Override
        public String describe(SequenceState state) {
            return batch(state).id() == null ? request.project() : batch(state).id();
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            return BatchResult.map(batch(state));
        }
    }
}
