package io.jenkins.plugins.awsreleasestages.files;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads for the parts of one file. They are made when there is something to do, and end with it. */
public final class FewAtATime implements AutoCloseable {

    /**
     * One connection to S3 seldom fills a line: it brings 85 to 90 MB a second. S3 User Guide, "Horizontal scaling and
     * request parallelization".
     */
    private static final int FEW = 8;

    private final ExecutorService threads;

    /** @param name of the threads */
    public FewAtATime(String name) {
        threads = Executors.newFixedThreadPool(FEW, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    public <T> Future<T> begin(Callable<T> part) {
        return threads.submit(part);
    }

    /** Waits for one of them. */
    public static <T> T done(Future<T> part) throws IOException, InterruptedException {
        try {
            return part.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        }
    }

    /** Stops what is under way. What hangs on a connection is not waited for. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
