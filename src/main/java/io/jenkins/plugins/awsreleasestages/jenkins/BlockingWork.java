package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.FilePath;
import hudson.model.Computer;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.engine.Worker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Logger;

/**
 * Work that can hang: Git, an agent that gives no answer, a file. It has threads of its own, so that looks, renewals of
 * credentials and gates never wait for it. Each place has only a few of them, so that one which hangs leaves the others
 * theirs, and each piece of work has a time limit.
 */
public final class BlockingWork {

    private static final Logger LOGGER = Logger.getLogger(BlockingWork.class.getName());

    /** What is short never waits for what is long. */
    public enum Length {
        /** Calls that take seconds. */
        SHORT(48, 4, Duration.ofMinutes(3)),
        /** What moves files. */
        LONG(64, 8, Duration.ofHours(6));

        private final int threads;
        private final int threadsAtOnePlace;
        private final Duration limit;

        Length(int threads, int threadsAtOnePlace, Duration limit) {
            this.threads = threads;
            this.threadsAtOnePlace = threadsAtOnePlace;
            this.limit = limit;
        }
    }

    /** After this time in the queue people are told. */
    static final Duration LONG_WAIT = Duration.ofSeconds(30);

    /** What was interrupted and goes on all the same is not waited for. */
    static final Duration GRACE = Duration.ofSeconds(10);

    /** @param name for messages: {@code the agent linux-3} */
    private record Place(Length length, String name) {}

    private static final class Line {
        final Deque<Piece<?>> waiting = new ArrayDeque<>();
        int working;
    }

    private final Scheduler scheduler;
    private final ExecutorService threads = Executors.newCachedThreadPool(BlockingWork::newThread);

    /** The places with work; who has begun something goes to the end. */
    private final Map<Place, Line> lines = new LinkedHashMap<>();

    private final Map<Length, Integer> working = new EnumMap<>(Length.class);
    private boolean shutDown;

    BlockingWork(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** That of this controller. */
    public static BlockingWork get() {
        return ActionThreads.get().blocking();
    }

    /**
     * @param place what the work is with, for messages: {@code the agent linux-3}
     * @param say takes a line when the work has to wait for long
     */
    public Worker at(Length length, String place, Consumer<String> say) {
        return new Worker() {
            @Override
            public <T> Work<T> begin(Supplier<T> call) {
                Piece<T> piece = new Piece<>(new Place(length, place), call, say);
                queue(piece);
                return new Work<>(piece.end, piece::interrupt);
            }
        };
    }

    /** Who makes calls to the agent of the context, or to files there, which may hang. */
    public static <S> Function<S, Worker> with(ActionContext context) {
        return with(context, state -> Length.SHORT);
    }

    /** @param length how long the calls take, in that state; gives null where they cannot hang */
    public static <S> Function<S, Worker> with(ActionContext context, Function<S, Length> length) {
        return state -> {
            Length calls = length.apply(state);
            return calls == null ? null : get().at(calls, agent(context), say(context));
        };
    }

    /** @throws RemoteFailure of kind UNREACHABLE while the agent is away */
    public static String agent(ActionContext context) {
        Computer computer = context.get(FilePath.class).toComputer();
        return agent(computer == null ? "" : computer.getName());
    }

    /** @param node empty for the controller */
    public static String agent(String node) {
        return node.isEmpty() ? "the controller" : "the agent " + node;
    }

    public static Consumer<String> say(ActionContext context) {
        return line -> context.listener().getLogger().println(line);
    }

    void shutDown() {
        synchronized (this) {
            shutDown = true;
            lines.clear();
        }
        threads.shutdownNow();
    }

    private void queue(Piece<?> piece) {
        synchronized (this) {
            if (shutDown) {
                return;
            }
            lines.computeIfAbsent(piece.place, absent -> new Line()).waiting.add(piece);
            beginWhatMay(piece.place.length());
        }
        piece.tellWhenLate();
    }

    /** Called with the lock held. */
    private void beginWhatMay(Length length) {
        Place next = nextPlace(length);
        while (next != null) {
            Line line = lines.remove(next);
            lines.put(next, line);
            line.working++;
            working.merge(length, 1, Integer::sum);
            threads.execute(line.waiting.remove());
            next = nextPlace(length);
        }
    }

    private Place nextPlace(Length length) {
        if (working.getOrDefault(length, 0) >= length.threads) {
            return null;
        }
        return lines.entrySet().stream()
                .filter(entry -> entry.getKey().length() == length)
                .filter(entry -> !entry.getValue().waiting.isEmpty())
                .filter(entry -> entry.getValue().working < length.threadsAtOnePlace)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private synchronized void ended(Place place) {
        working.merge(place.length(), -1, Integer::sum);
        Line line = lines.get(place);
        if (line != null) {
            line.working--;
            forgetIfIdle(place, line);
        }
        if (!shutDown) {
            beginWhatMay(place.length());
        }
    }

    /** Nothing is ever settled by the shutdown itself. */
    private void unlessShutDown(Runnable task) {
        synchronized (this) {
            if (shutDown) {
                return;
            }
        }
        task.run();
    }

    private synchronized boolean takeOutOfTheQueue(Piece<?> piece) {
        Line line = lines.get(piece.place);
        boolean waited = line != null && line.waiting.remove(piece);
        if (waited) {
            forgetIfIdle(piece.place, line);
        }
        return waited;
    }

    private void forgetIfIdle(Place place, Line line) {
        if (line.working == 0 && line.waiting.isEmpty()) {
            lines.remove(place);
        }
    }

    private synchronized String queueAt(Piece<?> piece) {
        Line line = lines.get(piece.place);
        return line == null || !line.waiting.contains(piece)
                ? null
                : "Waiting for " + piece.place.name() + ": " + line.working + " pieces of work are under way there, "
                        + line.waiting.size() + " wait; " + working.getOrDefault(piece.place.length(), 0) + " of "
                        + piece.place.length().threads + " threads are taken.";
    }

    private final class Piece<T> implements Runnable {
        private final Place place;
        private final Supplier<T> call;
        private final Consumer<String> say;
        private final CompletableFuture<T> end = new CompletableFuture<>();
        private Thread thread;

        Piece(Place place, Supplier<T> call, Consumer<String> say) {
            this.place = place;
            this.call = call;
            this.say = say;
        }

        void tellWhenLate() {
            if (end.isDone()) {
                return;
            }
            Scheduler.Scheduled notice = scheduler.after(LONG_WAIT, this::tell);
            end.whenComplete((value, problem) -> notice.cancel());
        }

        private void tell() {
            String queue = queueAt(this);
            if (queue != null) {
                LOGGER.info(queue);
                say.accept(queue);
            }
        }

        @Override
        public void run() {
            Scheduler.Scheduled limit = scheduler.after(place.length().limit, this::late);
            synchronized (this) {
                thread = Thread.currentThread();
            }
            try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
                T value = call.get();
                leaveThread();
                unlessShutDown(() -> end.complete(value));
            } catch (RuntimeException | Error e) {
                leaveThread();
                unlessShutDown(() -> end.completeExceptionally(e));
            } finally {
                limit.cancel();
                ended(place);
            }
        }

        /** An interrupt that comes from here on would hit somebody else's work. */
        private synchronized void leaveThread() {
            thread = null;
            Thread.interrupted();
        }

        private void late() {
            fail("No answer from " + place.name() + " within "
                    + place.length().limit.toSeconds() + " s.");
            breakOff();
        }

        void interrupt() {
            if (takeOutOfTheQueue(this)) {
                fail("Broken off while waiting for " + place.name() + ".");
                return;
            }
            breakOff();
            scheduler.after(GRACE, () -> fail("The work with " + place.name() + " was broken off."));
        }

        private synchronized void breakOff() {
            if (thread != null) {
                thread.interrupt();
            }
        }

        private void fail(String message) {
            unlessShutDown(() -> end.completeExceptionally(new RemoteFailure(Kind.UNREACHABLE, message)));
        }
    }

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "aws-release-stages-blocking-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        // The creator's context class loader may be another plugin's.
        thread.setContextClassLoader(BlockingWork.class.getClassLoader());
        return thread;
    }
}
