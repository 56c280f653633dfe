package jenkins.util;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

public class Timer {
    private static ScheduledThreadPoolExecutor executor;

    private Timer() {}

    public static synchronized ScheduledExecutorService get() {
        if (executor == null) {
            executor = new ScheduledThreadPoolExecutor(4, task -> {
                Thread thread = new Thread(task, "jenkins.util.Timer");
                thread.setDaemon(true);
                return thread;
            });
            executor.setRemoveOnCancelPolicy(true);
        }
        return executor;
    }
}
