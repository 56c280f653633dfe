package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The calls to one service of one account take turns here, evenly spaced: a thousand actions that want to call at once
 * would otherwise only throttle each other. Throttling makes everyone slower, answers make everyone faster again.
 *
 * <p>Whoever waits for a turn holds no thread.
 */
public final class Pace {

    /** Who comes first; within a lane, who came first. */
    public enum Lane {
        URGENT,
        NORMAL,
        BACKGROUND
    }

    /** However much is throttled, a turn comes this often. */
    private static final double LEAST_A_SECOND = 0.5;

    private static final double SLOWER = 0.7;
    private static final double FASTER_BY = 0.02;

    /** What is throttled within this span of a slowing down was on its way before it. */
    private static final Duration ONE_BURST = Duration.ofSeconds(1);

    private static final Backoff PAUSE = new Backoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(30), 0);

    private final double most;
    private final int saved;
    private final Scheduler scheduler;
    private final Map<Lane, Set<Place>> lanes = new EnumMap<>(Lane.class);

    private double aSecond;
    private Instant nextTurn = Instant.EPOCH;
    private boolean scheduled;
    private int throttledInARow;
    private Instant slowedAt = Instant.EPOCH;

    /** One that waits; equal to none but itself. */
    private static final class Place {
        final Runnable task;

        Place(Runnable task) {
            this.task = task;
        }
    }

    /** @param most turns a second */
    public Pace(double most, Scheduler scheduler) {
        this(most, 0, scheduler);
    }

    /**
     * @param most turns a second
     * @param saved turns that may come at once after as many were not used, so that who comes alone need not wait
     */
    public Pace(double most, int saved, Scheduler scheduler) {
        this.most = most;
        this.saved = saved;
        this.aSecond = most;
        this.scheduler = scheduler;
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new LinkedHashSet<>());
        }
    }

    /**
     * Runs the task on a worker thread when its turn has come; to cancel it gives the place up to the others.
     *
     * @param task makes its calls through {@link #call}
     */
    public synchronized Scheduler.Scheduled enter(Lane lane, Runnable task) {
        Place place = new Place(task);
        lanes.get(lane).add(place);
        schedule();
        return () -> leave(lane, place);
    }

    private synchronized void leave(Lane lane, Place place) {
        lanes.get(lane).remove(place);
    }

    /** Makes a call and learns from its answer. */
    public <T> T call(Supplier<T> call) {
        T answer;
        try {
            answer = call.get();
        } catch (RemoteFailure e) {
            if (e.kind() == RemoteFailure.Kind.THROTTLED) {
                throttled();
            }
            throw e;
        }
        answered();
        return answer;
    }

    /** Turns a second at the moment. */
    public synchronized double aSecond() {
        return aSecond;
    }

    private synchronized void answered() {
        throttledInARow = 0;
        aSecond = Math.min(most, aSecond + FASTER_BY);
    }

    private synchronized void throttled() {
        Instant now = scheduler.clock().instant();
        if (now.isBefore(slowedAt.plus(ONE_BURST))) {
            return;
        }
        slowedAt = now;
        throttledInARow++;
        aSecond = Math.max(LEAST_A_SECOND, aSecond * SLOWER);
        Instant resumed = now.plus(PAUSE.delay(throttledInARow, 0.5));
        nextTurn = resumed.isAfter(nextTurn) ? resumed : nextTurn;
    }

    private void pass() {
        Place place;
        synchronized (this) {
            scheduled = false;
            Instant now = scheduler.clock().instant();
            if (now.isBefore(nextTurn)) {
                schedule();
                return;
            }
            place = first();
            if (place == null) {
                return;
            }
            Duration gap = Duration.ofNanos((long) (1e9 / aSecond));
            nextTurn = unused(now, gap).plus(gap);
            schedule();
        }
        place.task.run();
    }

    /** A timer that is late does not make the pace slower; of a pause only the saved turns are made up for. */
    private Instant unused(Instant now, Duration gap) {
        boolean paused = nextTurn.isBefore(now.minus(gap.multipliedBy(Math.max(1, saved))));
        return paused ? now.minus(gap.multipliedBy(saved)) : nextTurn;
    }

    private Place first() {
        for (Set<Place> lane : lanes.values()) {
            var places = lane.iterator();
            if (places.hasNext()) {
                Place place = places.next();
                places.remove();
                return place;
            }
        }
        return null;
    }

    private void schedule() {
        if (scheduled || lanes.values().stream().allMatch(Set::isEmpty)) {
            return;
        }
        scheduled = true;
        Duration wait = Duration.between(scheduler.clock().instant(), nextTurn);
        // Timers know milliseconds: rounded up, so that the turn has come when the timer says so.
        scheduler.after(
                wait.isNegative()
                        ? Duration.ZERO
                        : Duration.ofMillis(wait.plusNanos(999_999).toMillis()),
                this::pass);
    }
}
