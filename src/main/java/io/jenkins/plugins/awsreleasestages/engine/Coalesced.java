package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Does something soon, once for all who want it meanwhile, and never twice within a span. */
public final class Coalesced {

    private final Duration gathering;
    private final Duration apart;
    private final Scheduler scheduler;
    private final BooleanSupplier task;

    private boolean wanted;
    private Instant earliest = Instant.EPOCH;

    /**
     * @param gathering what is wanted within that is wanted together
     * @param apart the least time between two times that it is done
     * @param task gives false where it could not be done now; then it is tried again
     */
    public Coalesced(Duration gathering, Duration apart, Scheduler scheduler, BooleanSupplier task) {
        this.gathering = gathering;
        this.apart = apart;
        this.scheduler = scheduler;
        this.task = task;
    }

    public synchronized void want() {
        if (wanted) {
            return;
        }
        wanted = true;
        Duration wait = Duration.between(scheduler.clock().instant(), earliest);
        scheduler.after(wait.compareTo(gathering) > 0 ? wait : gathering, this::begin);
    }

    private void begin() {
        synchronized (this) {
            wanted = false;
            earliest = scheduler.clock().instant().plus(apart);
        }
        if (!task.getAsBoolean()) {
            want();
        }
    }
}
