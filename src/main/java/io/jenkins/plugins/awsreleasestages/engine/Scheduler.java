package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Clock;
import java.time.Duration;

/** Decides on which thread and when things happen; the one place where time passes. */
public interface Scheduler {

    /** Runs the task on a worker thread once {@code delay} has passed. */
    Scheduled after(Duration delay, Runnable task);

    /**
     * Tells, on some thread, each time that there is news of something remote; not at all where nobody brings news.
     *
     * @param about see {@link News#listen}
     */
    default Scheduled listen(String about, Runnable told) {
        return () -> {};
    }

    Clock clock();

    /** A task that has not run yet. */
    interface Scheduled {
        /** Has no effect when the task has begun. */
        void cancel();
    }
}
