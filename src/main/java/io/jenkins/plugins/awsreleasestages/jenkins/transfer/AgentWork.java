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

    private static final Duration AT_FIRST = Duration.ofMillis(100);
    private static final Duration SOON = Duration.ofMillis(500);
    private static final Duration LATER = Duration.ofSeconds(2);

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

    /** How soon what is under way is asked for again, the rarer the longer it takes. */
    synchronized Duration pause() {
        long seconds = (System.nanoTime() - begun) / 1_000_000_000;
        if (seconds < 1) {
            return AT_FIRST;
        }
        return seconds < 10 ? SOON : LATER;
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
