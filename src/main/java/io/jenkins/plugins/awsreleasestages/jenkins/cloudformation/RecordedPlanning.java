package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetAnswer;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetState;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Makes a change set, and puts it on the run's page as soon as it can be read: before anybody is asked about it. */
record RecordedPlanning(ChangeSetAction action, ActionContext context)
        implements Action<ChangeSetState, ChangeSetAnswer> {

    @Override
    public String title() {
        return action.title();
    }

    @Override
    public Optional<ChangeSetState> find(ChangeSetState state) {
        return action.find(state);
    }

    @Override
    public ChangeSetState start(ChangeSetState state) {
        return action.start(state);
    }

    @Override
    public CompletionStage<ChangeSetAnswer> ask(ChangeSetState state) {
        return action.ask(state).thenApply(answer -> {
            if (answer instanceof ChangeSetAnswer.Described described
                    && described.content().isComplete()) {
                ChangeSetsAction.planned(context, described.content());
            }
            return answer;
        });
    }

    @Override
    public Look<ChangeSetState> read(ChangeSetState state, ChangeSetAnswer answer, Instant now) {
        return action.read(state, answer, now);
    }

    @Override
    public void stop(ChangeSetState state) {
        action.stop(state);
    }

    @Override
    public String leftBehind(ChangeSetState state) {
        return action.leftBehind(state);
    }
}
