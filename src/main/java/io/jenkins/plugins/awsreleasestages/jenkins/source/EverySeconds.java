package io.jenkins.plugins.awsreleasestages.jenkins.source;

import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import java.time.Duration;
import java.time.Instant;

/**
 * Does something every so many seconds, at moments that follow from a name: so many names are spread over the time, and a
 * restart changes nothing. No thread waits for it.
 */
final class EverySeconds {

    /** More often nobody is asked. */
    static final int LEAST = 15;

    /** A look now and then is what Jenkins's own schedule is for. */
    static final int MOST = 24 * 60 * 60;

    /** Names that differ in a digit have hash codes side by side (Knuth, multiplicative hashing). */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** What is to be done. */
    interface Beat {
        /** Asked at each moment: it is another one after a rename. */
        String name();

        /** Whether there will be a next moment. */
        boolean goesOn();

        void now();

        /** Within which time there is a next one, where it is not the usual. */
        default Duration within(Duration usual) {
            return usual;
        }
    }

    private final int seconds;
    private final Scheduler scheduler;
    private final Beat beat;
    private Instant next;
    private Scheduler.Scheduled coming;
    private boolean stopped;

    EverySeconds(int seconds, Scheduler scheduler, Beat beat) {
        this.seconds = Math.max(LEAST, seconds);
        this.scheduler = scheduler;
        this.beat = beat;
    }

    /** @return what is wrong with it, or null; 0 is never */
    static String problem(int seconds) {
        return seconds == 0 || seconds >= LEAST && seconds <= MOST
                ? null
                : "everySeconds: " + seconds + " is not a number of seconds from " + LEAST + " to " + MOST + ".";
    }

    static Instant next(Instant now, int seconds, String name) {
        long spread = name.hashCode() * SPREAD >>> Integer.SIZE;
        long since = Math.floorMod(now.getEpochSecond() - spread, (long) seconds);
        return Instant.ofEpochSecond(now.getEpochSecond() - since + seconds);
    }

    synchronized void begin() {
        if (stopped) {
            return;
        }
        Instant now = scheduler.clock().instant();
        next = next(now, (int) beat.within(Duration.ofSeconds(seconds)).toSeconds(), beat.name());
        coming = scheduler.after(Duration.between(now, next), this::due);
    }

    private void due() {
        if (beat.goesOn()) {
            begin();
            beat.now();
        } else {
            stop();
        }
    }

    synchronized void stop() {
        stopped = true;
        next = null;
        if (coming != null) {
            coming.cancel();
        }
    }

    /** Null when there is none. */
    synchronized Instant next() {
        return next;
    }
}
