package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.Pace;
import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * What is started, once, and not waited for: the first look that knows it is the end.
 *
 * @param known whether a look has known it
 */
public record StartOnly<S extends Serializable, A>(Action<S, A> work, Predicate<S> known) implements Action<S, A> {

    @Override
    public String title() {
        return work.title();
    }

    @Override
    public Optional<S> find(S state) {
        return work.find(state);
    }

    @Override
    public S start(S state) {
        return work.start(state);
    }

    @Override
    public Optional<Pace> pace(S state) {
        return work.pace(state);
    }

    @Override
    public CompletionStage<A> ask(S state) {
        return work.ask(state);
    }

    @Override
    public Look<S> read(S state, A answer, Instant now) {
        Look<S> look = work.read(state, answer, now);
        return known.test(look.state()) ? Look.succeeded(look.state(), look.lines()) : look;
    }

    @Override
    public void stop(S state) {
        work.stop(state);
    }

    @Override
    public String leftBehind(S state) {
        return work.leftBehind(state);
    }
}
