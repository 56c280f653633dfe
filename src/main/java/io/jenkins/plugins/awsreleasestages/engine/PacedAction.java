package io.jenkins.plugins.awsreleasestages.engine;

import java.io.Serializable;
import java.util.Optional;
import java.util.function.Supplier;

/** Another action, whose calls take turns with those of others to the same account. */
public final class PacedAction<S extends Serializable, A> extends ForwardingAction<S, A> {

    /** What of an action makes a call: to wait for a turn without one would only waste it. */
    public enum Calls {
        STARTS,
        LOOKS,
        STARTS_AND_LOOKS
    }

    private final Calls calls;
    private final Supplier<Pace> pace;

    /** @param pace asked before each call; may fail as the call would */
    public PacedAction(Action<S, A> action, Calls calls, Supplier<Pace> pace) {
        super(action);
        this.calls = calls;
        this.pace = pace;
    }

    @Override
    public Optional<Pace> pace(S state) {
        return calls == Calls.LOOKS ? Optional.empty() : Optional.of(pace.get());
    }

    @Override
    public Optional<Pace> lookPace(S state) {
        return calls == Calls.STARTS ? Optional.empty() : Optional.of(pace.get());
    }
}
