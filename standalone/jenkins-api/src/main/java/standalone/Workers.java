package standalone;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads for work that is too slow for the program's own thread. */
public final class Workers {
    private static final ExecutorService POOL = Executors.newFixedThreadPool(8, task -> {
        Thread thread = new Thread(task, "worker");
        thread.setDaemon(true);
        return thread;
    });

    private Workers() {}

    public static Future<?> submit(Runnable task) {
        return POOL.submit(task);
    }
}
