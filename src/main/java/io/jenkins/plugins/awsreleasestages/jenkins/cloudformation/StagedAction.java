package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.Pace;
import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The action of one stage, with what the stages before have left carried along. */
record StagedAction<S extends Serializable, A>(Action<S, A> action) implements Action<Staged<S>, A> {

    @Override
    public String title() {
        return action.title();
    }

    @Override
    public Optional<Pace> pace(Staged<S> state) {
        return action.pace(state.work());
    }

    @Override
    public Optional<Staged<S>> find(Staged<S> state) {
        return action.find(state.work()).map(state::to);
    }

    @Override
    public Staged<S> start(Staged<S> state) {
        return state.to(action.start(state.work()));
    }

    @Override
    public CompletionStage<A> ask(Staged<S> state) {
        return action.ask(state.work());
    }

    @Override
    public Look<Staged<S>> read(Staged<S> state, A answer, Instant now) {
        Look<S> look = action.read(state.work(), answer, now);
        return new Look<>(state.to(look.state()), look.lines(), look.verdict());
    }

    @Override
    public void stop(Staged<S> state) {
        action.stop(state.work());
    }

    @Override
    public String leftBehind(Staged<S> state) {
        return action.leftBehind(state.work());
    }
}
