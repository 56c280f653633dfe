package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Answers the looks of many actions with few calls. An action says within which time it wants its answer; as soon as
 * one look is due there is a round of calls, and those that are not due yet ride along as far as there is room.
 *
 * <p>A throttled call is made again for those that waited for it, and everyone becomes slower; only after several in a
 * row the looks fail, so that people are told. A refused call is made again in halves until it is clear which ids are
 * refused: who may not see one thing may well see the others. Any other failed call fails the looks that waited for it
 * and nothing else.
 *
 * @param <K> the remote id
 * @param <V> what is known of it
 */
public final class SharedLook<K, V> {

    /**
     * The least time between two rounds.
     *
     * @param urgent where an action wants its answer at once, as after a restart
     * @param few where at most {@link #FEW} look
     * @param many where more look: one of them is always in a hurry
     * @param saved so many rounds that were not made can be made later, as soon after each other as urgent ones, for those who
     *     want their answer sooner than {@code few}
     */
    public record Rhythm(Duration urgent, Duration few, Duration many, int saved) {

        static final int FEW = 10;

        Duration distance(int looking) {
            return looking <= FEW ? few : many;
        }
    }

    /** So that what comes at the same time is asked for together. */
    private static final Duration GATHERING = Duration.ofMillis(250);

    /** Timers know milliseconds and may be that much early. */
    private static final Duration TIMER = Duration.ofMillis(1);

    /** In rounds; who is in no hurry still looks sooner. */
    private static final double NOBODY_LOOKED = 6;

    private static final int THROTTLED_IN_SILENCE = 4;

    private final Rhythm rhythm;
    private final int most;
    private final Function<List<K>, Map<K, V>> call;
    private final Scheduler scheduler;
    private final Pace pace;

    private final Map<K, Waiting<V>> waiting = new LinkedHashMap<>();
    private Instant lastRound = Instant.EPOCH;
    private int lookingInLastRound;
    private double saved;
    private Scheduler.Scheduled nextRound;
    private Instant nextRoundAt = Instant.MAX;
    private int callsToCome;
    private int throttledInARow;

    /** How soon after a round another one may be made for somebody. */
    private enum Hurry {
        /** As soon as the rhythm has it for urgent ones. */
        URGENT,
        /** The same, as long as rounds are saved. */
        SAVED_ROUNDS,
        NONE
    }

    private record Waiting<V>(Instant due, Hurry hurry, CompletableFuture<V> answer) {
        Waiting<V> atTheLatest(Instant other, Hurry otherHurry) {
            return new Waiting<>(
                    other.isBefore(due) ? other : due, otherHurry.compareTo(hurry) < 0 ? otherHurry : hurry, answer);
        }
    }

    /**
     * @param most how many ids one call takes
     * @param call asks for some ids; an id missing from its answer is unknown to the remote side
     * @param pace where the calls take turns with the account's other calls
     */
    public SharedLook(Rhythm rhythm, int most, Function<List<K>, Map<K, V>> call, Scheduler scheduler, Pace pace) {
        this.rhythm = rhythm;
        this.most = most;
        this.call = call;
        this.scheduler = scheduler;
        this.pace = pace;
    }

    /**
     * @param within the answer is wanted within this time, if the rhythm allows; zero when it is urgent
     * @return what is known of the id; null where the remote side does not know it
     */
    public synchronized CompletionStage<V> ask(K id, Duration within) {
        Hurry hurry = hurry(within);
        Instant due = scheduler.clock().instant().plus(within.compareTo(GATHERING) > 0 ? within : GATHERING);
        Waiting<V> entry = waiting.get(id);
        entry = entry == null ? new Waiting<>(due, hurry, new CompletableFuture<>()) : entry.atTheLatest(due, hurry);
        waiting.put(id, entry);
        schedule(roundFor(entry));
        return entry.answer();
    }

    private Instant roundFor(Waiting<V> entry) {
        Instant earliest = lastRound.plus(distance(entry.hurry()));
        return earliest.isAfter(entry.due()) ? earliest : entry.due();
    }

    private Hurry hurry(Duration within) {
        if (within.isZero()) {
            return Hurry.URGENT;
        }
        return within.compareTo(rhythm.few()) < 0 ? Hurry.SAVED_ROUNDS : Hurry.NONE;
    }

    private Duration distance(Hurry hurry) {
        return switch (hurry) {
            case URGENT -> rhythm.urgent();
            case SAVED_ROUNDS -> saved < 1 ? distance() : shortest(distance());
            case NONE -> distance();
        };
    }

    /** A round of many calls is not made as often as one of a single call. */
    private Duration shortest(Duration usual) {
        Duration shortest = rhythm.urgent().multipliedBy(1 + lookingInLastRound / most);
        return shortest.compareTo(usual) < 0 ? shortest : usual;
    }

    private Duration distance() {
        return rhythm.distance(Math.max(waiting.size(), lookingInLastRound));
    }

    private void schedule(Instant at) {
        if (!at.isBefore(nextRoundAt)) {
            return;
        }
        if (nextRound != null) {
            nextRound.cancel();
        }
        nextRoundAt = at;
        Duration wait = Duration.between(scheduler.clock().instant(), at);
        nextRound = scheduler.after(wait.isNegative() ? Duration.ZERO : wait, () -> round(at));
    }

    private void scheduleNext() {
        waiting.values().stream()
                .map(this::roundFor)
                .min(Comparator.naturalOrder())
                .ifPresent(this::schedule);
    }

    private synchronized void round(Instant at) {
        if (!at.equals(nextRoundAt)) {
            return;
        }
        nextRound = null;
        nextRoundAt = Instant.MAX;
        Instant now = scheduler.clock().instant();
        // More may look by now than when this round was planned.
        if (waiting.values().stream().allMatch(entry -> roundFor(entry).isAfter(now.plus(TIMER)))) {
            scheduleNext();
            return;
        }
        saved = saved(now);
        lastRound = now;
        lookingInLastRound = waiting.size();
        // Whoever becomes due before there could be another round is due now.
        Instant horizon = now.plus(distance());
        long due = waiting.values().stream()
                .filter(entry -> entry.due().isBefore(horizon))
                .count();
        while (callsToCome * (long) most < due) {
            callsToCome++;
            pace.enter(Pace.Lane.NORMAL, this::callForTheMostDue);
        }
    }

    /** Of a time in which nobody looked nothing is saved. */
    private double saved(Instant now) {
        double rounds = (double) Duration.between(lastRound, now).toMillis()
                / distance().toMillis();
        return rounds > NOBODY_LOOKED ? 0 : Math.max(0, Math.min(rhythm.saved(), saved + rounds - 1));
    }

    private void callForTheMostDue() {
        Map<K, Waiting<V>> asked = takeTheMostDue();
        if (!asked.isEmpty()) {
            call(asked);
        }
    }

    private void call(Map<K, Waiting<V>> asked) {
        Map<K, V> answers;
        try {
            answers = pace.call(() -> call.apply(List.copyOf(asked.keySet())));
        } catch (RuntimeException e) {
            if (asked.size() > 1 && isKind(RemoteFailure.Kind.REFUSED, e)) {
                callInHalves(asked);
            } else if (!askedAgain(asked, e)) {
                asked.values().forEach(entry -> entry.answer().completeExceptionally(e));
            }
            return;
        }
        synchronized (this) {
            throttledInARow = 0;
        }
        asked.forEach((id, entry) -> entry.answer().complete(answers.get(id)));
    }

    private void callInHalves(Map<K, Waiting<V>> asked) {
        Map<K, Waiting<V>> first = new LinkedHashMap<>();
        Map<K, Waiting<V>> second = new LinkedHashMap<>();
        asked.forEach((id, entry) -> (first.size() < asked.size() / 2 ? first : second).put(id, entry));
        pace.enter(Pace.Lane.NORMAL, () -> call(first));
        pace.enter(Pace.Lane.NORMAL, () -> call(second));
    }

    private static boolean isKind(RemoteFailure.Kind kind, RuntimeException e) {
        return e instanceof RemoteFailure failure && failure.kind() == kind;
    }

    private synchronized Map<K, Waiting<V>> takeTheMostDue() {
        List<Map.Entry<K, Waiting<V>>> order = new ArrayList<>(waiting.entrySet());
        order.sort(Comparator.comparing(entry -> entry.getValue().due()));
        Map<K, Waiting<V>> taken = new LinkedHashMap<>();
        order.stream().limit(most).forEach(entry -> taken.put(entry.getKey(), entry.getValue()));
        waiting.keySet().removeAll(taken.keySet());
        callsToCome--;
        // Those left behind have their own round.
        scheduleNext();
        return taken;
    }

    private synchronized boolean askedAgain(Map<K, Waiting<V>> asked, RuntimeException e) {
        if (!isKind(RemoteFailure.Kind.THROTTLED, e) || ++throttledInARow > THROTTLED_IN_SILENCE) {
            return false;
        }
        asked.forEach((id, entry) -> {
            Waiting<V> newer = waiting.get(id);
            if (newer != null) {
                newer.answer().whenComplete((value, problem) -> settle(entry.answer(), value, problem));
            } else {
                waiting.put(id, entry);
            }
        });
        callsToCome++;
        pace.enter(Pace.Lane.NORMAL, this::callForTheMostDue);
        return true;
    }

    private static <V> void settle(CompletableFuture<V> answer, V value, Throwable problem) {
        if (problem == null) {
            answer.complete(value);
        } else {
            answer.completeExceptionally(problem);
        }
    }
}
