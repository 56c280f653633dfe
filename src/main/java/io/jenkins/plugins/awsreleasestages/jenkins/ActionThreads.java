package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.init.Terminator;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.awsreleasestages.engine.News;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.engine.TimerScheduler;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import jenkins.util.Timer;

/**
 * The threads of all actions of a controller: Jenkins's timer says when, a small pool of our own does it. A thousand
 * waiting actions need no more threads than one.
 *
 * <p>There is one instance between two starts of the controller; a shut down instance does nothing any more, so that
 * no action is ever settled by the shutdown itself.
 */
public final class ActionThreads implements Scheduler {

    /** Enough for calls that take under a second; what waits, waits in the timer. */
    private static final int WORKERS = 16;

    private static ActionThreads current;

    private final ThreadPoolExecutor workers;
    private final Scheduler scheduler;
    private final BlockingWork blocking;
    private final News news = new News();
    private final Map<Class<?>, Object> shared = new ConcurrentHashMap<>();
    private final Queue<Runnable> ends = new ConcurrentLinkedQueue<>();
    private volatile boolean shutDown;

    private ActionThreads() {
        workers = new ThreadPoolExecutor(
                WORKERS,
                WORKERS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                ActionThreads::newThread,
                // Only a pool that was shut down refuses: the timer may still bring what was due meanwhile.
                new ThreadPoolExecutor.DiscardPolicy());
        workers.allowCoreThreadTimeOut(true);
        scheduler = new TimerScheduler(Timer.get(), task -> workers.execute(() -> asSystem(task)), Clock.systemUTC());
        blocking = new BlockingWork(this);
    }

    public static synchronized ActionThreads get() {
        if (current == null) {
            current = new ActionThreads();
        }
        return current;
    }

    @Terminator
    public static synchronized void terminate() {
        if (current == null) {
            return;
        }
        current.shutDown = true;
        current.workers.shutdownNow();
        current.blocking.shutDown();
        current.ends.forEach(Runnable::run);
        current = null;
    }

    /** Where what may hang is done: not on these threads. */
    BlockingWork blocking() {
        return blocking;
    }

    /** Where all actions of this controller, and its triggers, are told that a look is worth its while. */
    public News news() {
        return news;
    }

    /**
     * Something that all actions of this controller share, such as the looks at one account; made on first use. What makes it may
     * ask for others, which a map's own {@code computeIfAbsent} refuses where their places are the same by chance.
     */
    public <T> T shared(Class<T> type, Function<Scheduler, T> maker) {
        Object known = shared.get(type);
        return type.cast(known == null ? made(type, maker) : known);
    }

    private Object made(Class<?> type, Function<Scheduler, ?> maker) {
        synchronized (shared) {
            Object known = shared.get(type);
            if (known == null) {
                known = maker.apply(this);
                shared.put(type, known);
            }
            return known;
        }
    }

    /** @param end what is open otherwise when the controller goes down; short, and throws nothing */
    public void onShutDown(Runnable end) {
        ends.add(end);
    }

    /** Whether the controller these threads belonged to is going down. */
    public boolean isShutDown() {
        return shutDown;
    }

    @Override
    public Scheduled after(Duration delay, Runnable task) {
        if (shutDown) {
            return () -> {};
        }
        return scheduler.after(delay, () -> {
            if (!shutDown) {
                task.run();
            }
        });
    }

    @Override
    public Scheduled listen(String about, Runnable told) {
        return news.listen(about, told);
    }

    /**
     * The same threads, for a job: it hears of the news that is for its folder, too.
     *
     * @param job its full name, asked each time
     */
    public Scheduler forJob(Supplier<String> job) {
        ActionThreads all = this;
        return new Scheduler() {
            @Override
            public Scheduled after(Duration delay, Runnable task) {
                return all.after(delay, task);
            }

            @Override
            public Scheduled listen(String about, Runnable told) {
                return news.listen(about, job, told);
            }

            @Override
            public Clock clock() {
                return all.clock();
            }
        };
    }

    @Override
    public Clock clock() {
        return scheduler.clock();
    }

    private static void asSystem(Runnable task) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            task.run();
        }
    }

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "aws-release-stages-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        // The creator's context class loader may be another plugin's.
        thread.setContextClassLoader(ActionThreads.class.getClassLoader());
        return thread;
    }
}
