package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.init.Terminator;
import hudson.security.ACL;
import hudson.security.ACLContext;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that triggers look on. Their own, because a look at a Git server that is down holds its thread for a
 * minute, and must not delay the looks of running actions.
 */
public final class SourceThreads {

    private static final int WORKERS = 8;

    private static SourceThreads current;

    private final String life = UUID.randomUUID().toString();
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            WORKERS, WORKERS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), SourceThreads::newThread);

    private SourceThreads() {
        workers.allowCoreThreadTimeOut(true);
    }

    static synchronized SourceThreads get() {
        if (current == null) {
            current = new SourceThreads();
        }
        return current;
    }

    /** Names the time between two starts of the controller. */
    String life() {
        return life;
    }

    void run(Runnable task) {
        workers.execute(() -> {
            try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
                task.run();
            }
        });
    }

    /** Only Jenkins calls it, when it stops. */
    @Terminator
    public static synchronized void terminate() {
        if (current != null) {
            current.workers.shutdownNow();
            current = null;
        }
    }

    private static Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "aws-source-look");
        thread.setDaemon(true);
        // The creator's context class loader may be another plugin's.
        thread.setContextClassLoader(SourceThreads.class.getClassLoader());
        return thread;
    }
}
