package io.jenkins.plugins.awsreleasestages.engine;

import java.io.Serializable;
import java.util.Optional;
import java.util.function.Function;

/** Another action, whose calls may hang: a worker makes them, and a stop breaks them off. */
public final class BlockingAction<S extends Serializable, A> extends ForwardingAction<S, A> {

    private final Function<S, Worker> worker;

    /** @param worker asked before each call; may fail as the call would; gives null where the calls cannot hang */
    public BlockingAction(Action<S, A> action, Function<S, Worker> worker) {
        super(action);
        this.worker = worker;
    }

    @Override
    public Optional<Worker> worker(S state) {
        return Optional.ofNullable(worker.apply(state));
    }
}
