package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * What happens when. Nothing runs by itself: whoever looks first lets happen what is due, in order, each at its own
 * instant; so any number of stacks costs no thread. Guarded by the account's lock.
 */
final class Timeline {

    private record Happening(Instant at, long number, Runnable what) {}

    private final Clock clock;
    private final PriorityQueue<Happening> coming =
            new PriorityQueue<>(Comparator.comparing(Happening::at).thenComparing(Happening::number));
    private double speed = 1;
    private long number;
    private Instant happening;

    Timeline(Clock clock) {
        this.clock = clock;
    }

    void speed(double times) {
        speed = times;
    }

    /** The instant of what is happening, or of the look. */
    Instant now() {
        return happening != null ? happening : clock.instant();
    }

    void after(double seconds, Runnable what) {
        Duration real = Duration.ofNanos((long) (seconds / speed * 1e9));
        coming.add(new Happening(now().plus(real), number++, what));
    }

    void letHappen() {
        Instant until = clock.instant();
        while (!coming.isEmpty() && !coming.peek().at().isAfter(until)) {
            Happening next = coming.poll();
            happening = next.at();
            try {
                next.what().run();
            } finally {
                happening = null;
            }
        }
    }
}
