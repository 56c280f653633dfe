package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.ForwardingAction;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import java.io.Serializable;
import java.time.Instant;
import java.util.function.Predicate;

/** What is started, once, and not waited for: the first look that knows it is the end. */
public final class StartOnly<S extends Serializable, A> extends ForwardingAction<S, A> {

    private final Predicate<S> known;

    /** @param known whether a look has known it */
    public StartOnly(Action<S, A> work, Predicate<S> known) {
        super(work);
        this.known = known;
    }

    @Override
    public Look<S> read(S state, A answer, Instant now) {
        Look<S> look = super.read(state, answer, now);
        return known.test(look.state()) ? Look.succeeded(look.state(), look.lines()) : look;
    }
}
