package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Clock;
import java.time.Duration;

/** Decides on which thread and when things happen; the one place where time passes. */
public interface Scheduler {

    /** Runs the task on a worker thread once {@code delay} has passed. */
    Scheduled after(Duration delay, Runnable task);

    Clock clock();

    /** A task that has not run yet. */
    interface Scheduled {
        /** Has no effect when the task has begun. */
        void cancel();
    }
}
