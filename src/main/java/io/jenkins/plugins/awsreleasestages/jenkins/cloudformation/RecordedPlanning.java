package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetAnswer;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetState;
import io.jenkins.plugins.awsreleasestages.engine.ForwardingAction;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import java.util.concurrent.CompletionStage;

/** Makes a change set, and puts it on the run's page as soon as it can be read: before anybody is asked about it. */
final class RecordedPlanning extends ForwardingAction<ChangeSetState, ChangeSetAnswer> {

    private final ActionContext context;

    RecordedPlanning(ChangeSetAction action, ActionContext context) {
        super(action);
        this.context = context;
    }

    @Override
    public CompletionStage<ChangeSetAnswer> ask(ChangeSetState state) {
        return super.ask(state).thenApply(answer -> {
            if (answer instanceof ChangeSetAnswer.Described described
                    && described.content().isComplete()) {
                ChangeSetsAction.planned(context, described.content());
            }
            return answer;
        });
    }
}
