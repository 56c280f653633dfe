package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.Pace;
import io.jenkins.plugins.awsreleasestages.engine.Worker;
import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The action of one stage, with what the stages before have left carried along.
 *
 * @param work the action's own state, out of the whole
 * @param with the whole with another state of the action
 */
record CarriedAction<W extends Serializable, S extends Serializable, A>(
        Action<S, A> action, Function<W, S> work, BiFunction<W, S, W> with) implements Action<W, A> {

    static <S extends Serializable, A> CarriedAction<Staged<S>, S, A> staged(Action<S, A> action) {
        return new CarriedAction<>(action, Staged::work, Staged::to);
    }

    @Override
    public String title() {
        return action.title();
    }

    @Override
    public Optional<Pace> pace(W whole) {
        return action.pace(work.apply(whole));
    }

    @Override
    public Optional<Pace> lookPace(W whole) {
        return action.lookPace(work.apply(whole));
    }

    @Override
    public Optional<Worker> worker(W whole) {
        return action.worker(work.apply(whole));
    }

    @Override
    public Optional<W> find(W whole) {
        return action.find(work.apply(whole)).map(state -> with.apply(whole, state));
    }

    @Override
    public W start(W whole) {
        return with.apply(whole, action.start(work.apply(whole)));
    }

    @Override
    public CompletionStage<A> ask(W whole) {
        return action.ask(work.apply(whole));
    }

    @Override
    public Look<W> read(W whole, A answer, Instant now) {
        Look<S> look = action.read(work.apply(whole), answer, now);
        return new Look<>(with.apply(whole, look.state()), look.lines(), look.verdict());
    }

    @Override
    public void stop(W whole) {
        action.stop(work.apply(whole));
    }

    @Override
    public String leftBehind(W whole) {
        return action.leftBehind(work.apply(whole));
    }
}
