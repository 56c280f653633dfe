package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BatchAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BatchAnswer;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BatchState;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.StartOnly;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

final class CodeBuildBatchPlan implements ActionPlan {

    private static final long serialVersionUID = 1L;

    private final SavedRequest request;
    private final Watching watching;
    private final boolean wait;

    CodeBuildBatchPlan(SavedRequest request, Watching watching, boolean wait) {
        this.request = request;
        this.watching = watching;
        this.wait = wait;
    }

    @Override
    public BatchState initial(ActionContext context) {
        return BatchState.create(UUID.randomUUID().toString(), Instant.now());
    }

    @Override
    public Action<BatchState, BatchAnswer> action(Serializable state, ActionContext context) {
        Action<BatchState, BatchAnswer> batch = request.readBy(
                new BatchAction(
                        request.project(),
                        () -> watching.session(context),
                        () -> request.open(context),
                        Watching.looks()),
                context,
                begun -> begun.arn() != null);
        return wait ? batch : new StartOnly<>(batch, begun -> begun.arn() != null);
    }

    @Override
    public void seen(Serializable state, ActionContext context) {
        BatchState batch = (BatchState) state;
        if (batch.arn() == null) {
            return;
        }
        try {
            BatchesAction.record(context.get(Run.class), batch);
        } catch (RemoteFailure e) {
            // Right after a restart there is no run at hand; the next look shows it.
        }
    }

    @Override
    public Duration limit() {
        return watching.limit();
    }

    @Override
    public boolean returnsFailure() {
        return !watching.propagate();
    }

    @Override
    public Map<String, String> atTheEnd(Serializable last) {
        BatchState batch = (BatchState) last;
        return batch.arn() == null ? Map.of() : BatchResult.atTheEnd(batch);
    }

    @Override
    public String describe(Serializable saved) {
        BatchState state = (BatchState) saved;
        return state.id() == null ? request.project() : state.id();
    }

    @Override
    public Object result(Serializable last, ActionContext context) {
        return BatchResult.map((BatchState) last);
    }
}
