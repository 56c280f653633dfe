package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** What is started, once, and not waited for: the first look that knows it is the end. */
public final class StartOnly<S, A> implements Action<S, A> {

    private final Action<S, A> work;
    private final Predicate<S> known;

    /** @param known whether a look has known it */
    public StartOnly(Action<S, A> work, Predicate<S> known) {
        this.work = work;
        this.known = known;
    }

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
