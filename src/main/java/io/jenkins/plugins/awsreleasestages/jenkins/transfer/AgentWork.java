package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import hudson.FilePath;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.AgentAway;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import jenkins.MasterToSlaveFileCallable;

/**
 * One piece of work on the agent at a time, begun and then asked for: while the agent works, the controller holds no
 * thread. It lives as long as the controller; after a restart the work is begun anew.
 */
public final class AgentWork {

    private static final long SOONEST_MILLIS = 100;
    private static final long LATEST_MILLIS = 2_000;

    private Future<?> work;
    private long begun;
    private boolean stopped;

    /**
     * Begins the work unless it is under way.
     *
     * @return what it came to; null while it is under way
     * @throws RemoteFailure of kind UNREACHABLE when the agent is away or was lost; the next call begins it anew
     */
    @SuppressWarnings("unchecked") // what was begun is what is asked for: the owner does one thing after another
    public synchronized <T> T begunOrDone(
            String what, FilePath where, Supplier<? extends MasterToSlaveFileCallable<T>> callable) {
        try {
            if (work == null) {
                work = where.actAsync(callable.get());
                begun = System.nanoTime();
            }
            if (!work.isDone()) {
                return null;
            }
            Future<?> done = work;
            work = null;
            return (T) done.get();
        } catch (ExecutionException | IOException e) {
            throw AgentAway.during(what, e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e);
        } catch (CancellationException e) {
            throw AgentAway.during(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AgentAway.during(what, e);
        } catch (RuntimeException e) {
            if (AgentAway.isCauseOf(e)) {
                throw AgentAway.during(what, e);
            }
            throw e;
        }
    }

    /** How soon what is under way is asked for again: after a tenth of the time that it has taken so far. */
    synchronized Duration pause() {
        long tenth = (System.nanoTime() - begun) / 10_000_000;
        return Duration.ofMillis(Math.max(SOONEST_MILLIS, Math.min(tenth, LATEST_MILLIS)));
    }

    /** Interrupts what is under way, and lets nothing more begin. */
    synchronized void stop() {
        stopped = true;
        if (work != null) {
            work.cancel(true);
        }
    }

    synchronized boolean isStopped() {
        return stopped;
    }
}
