package io.jenkins.plugins.awsreleasestages.aws;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What breaks off calls that take too long, for all clients. By itself the SDK gives each client five threads for that;
 * with a session for each run, and two clients or more for each session, they would be most of a controller's threads.
 */
final class AwsTimeouts {

    /** The SDK does not close what it was given. */
    static final ScheduledExecutorService EXECUTOR = executor();

    private AwsTimeouts() {}

    private static ScheduledExecutorService executor() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "aws-release-stages-timeouts");
            thread.setDaemon(true);
            // The creator's context class loader may be another plugin's.
            thread.setContextClassLoader(AwsTimeouts.class.getClassLoader());
            return thread;
        });
        // Nearly all of them are cancelled, long before their time.
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(30, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
