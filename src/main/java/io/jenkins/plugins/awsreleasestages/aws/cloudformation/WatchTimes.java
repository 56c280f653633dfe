package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.time.Duration;
import java.time.Instant;

/**
 * How long something has been watched, and since when the log has been silent about it.
 *
 * @param begunAt when the first look was; null before
 * @param saidAt when the log got its last line from a look; null before
 */
public record WatchTimes(Instant begunAt, Instant saidAt) {

    static final WatchTimes NEW = new WatchTimes(null, null);

    /** Looks are this far apart at first and at last; in between the distance is a twentieth of the time passed. */
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(3);

    static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    /** A log that says nothing for longer makes people wonder. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

    WatchTimes looked(Instant now, boolean said) {
        return new WatchTimes(begunAt == null ? now : begunAt, said || saidAt == null ? now : saidAt);
    }

    boolean isTooSilent(Instant now) {
        return saidAt != null && Duration.between(saidAt, now).compareTo(LONGEST_SILENCE) >= 0;
    }

    Duration passed(Instant now) {
        return begunAt == null ? Duration.ZERO : Duration.between(begunAt, now);
    }

    Duration pause(Instant now) {
        return pauseAfter(passed(now));
    }

    static Duration pauseAfter(Duration passed) {
        Duration pause = passed.dividedBy(20);
        if (pause.compareTo(SHORTEST_PAUSE) < 0) {
            return SHORTEST_PAUSE;
        }
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
