package io.jenkins.plugins.awsreleasestages.engine;

import java.io.Serializable;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
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

    @Override
    public Optional<S> find(S state) {
        return calling(Calls.LOOKS, () -> super.find(state));
    }

    @Override
    public S start(S state) {
        return calling(Calls.LOOKS, () -> super.start(state));
    }

    @Override
    public CompletionStage<A> ask(S state) {
        return calling(Calls.STARTS, () -> super.ask(state));
    }

    @Override
    public void stop(S state) {
        calling(Calls.LOOKS, () -> {
            super.stop(state);
            return null;
        });
    }

    /** @param unless where such a method makes no call, there is nothing to learn from its answer */
    private <T> T calling(Calls unless, Supplier<T> call) {
        Pace known = calls == unless ? null : paceOrNull();
        return known == null ? call.get() : known.call(call);
    }

    private Pace paceOrNull() {
        try {
            return pace.get();
        } catch (RemoteFailure e) {
            // The call itself meets the same failure, and knows what it means; and a stop may need no call.
            return null;
        }
    }
}
