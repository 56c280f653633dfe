package io.jenkins.plugins.awsreleasestages.engine;

import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Another action with something changed: what a subclass does not say differently is the other's affair. */
public abstract class ForwardingAction<S extends Serializable, A> implements Action<S, A> {

    private final Action<S, A> action;

    protected ForwardingAction(Action<S, A> action) {
        this.action = action;
    }

    @Override
    public String title() {
        return action.title();
    }

    @Override
    public Optional<S> find(S state) {
        return action.find(state);
    }

    @Override
    public S start(S state) {
        return action.start(state);
    }

    @Override
    public Optional<Pace> pace(S state) {
        return action.pace(state);
    }

    @Override
    public Optional<Pace> lookPace(S state) {
        return action.lookPace(state);
    }

    @Override
    public Optional<Worker> worker(S state) {
        return action.worker(state);
    }

    @Override
    public CompletionStage<A> ask(S state) {
        return action.ask(state);
    }

    @Override
    public Look<S> read(S state, A answer, Instant now) {
        return action.read(state, answer, now);
    }

    @Override
    public void stop(S state) {
        action.stop(state);
    }

    @Override
    public String leftBehind(S state) {
        return action.leftBehind(state);
    }
}
