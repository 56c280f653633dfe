package io.jenkins.plugins.awsreleasestages.jenkins.event;

import io.jenkins.plugins.awsreleasestages.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What came out of one queue since the controller was started, as far as people want to know it. */
public final class Reception {

    /** What nobody could make anything of is kept this long: until so many others have come after it. */
    static final int MOST_DEAD = 50;

    /** Of a message that is kept; enough to see whose it is. */
    static final int LONGEST_BODY = 2_000;

    /** An outage that passes by itself is nobody's trouble before that many reads in a row have failed. */
    private static final int MISSES_IN_SILENCE = 3;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** @param told how many waited for news of it */
    public record Last(Event event, Instant at, int told) {

        /** What it was about, the narrowest name. */
        public String inWords() {
            List<String> about = event.about();
            return about.isEmpty() ? "nothing to look at" : about.get(about.size() - 1);
        }
    }

    /** A message of which nothing was made. */
    public record DeadLetter(Instant at, String reason, String body) {}

    /**
     * Why the queue cannot be read.
     *
     * @param refused whether it will not pass by itself
     */
    public record Trouble(Instant since, int misses, boolean refused, String words) {

        boolean isPeoples() {
            return refused || misses >= MISSES_IN_SILENCE;
        }
    }

    /** All of it at one moment. */
    public record Report(
            long received,
            long lastMinute,
            Duration lag,
            Instant lastRead,
            List<Last> last,
            long dead,
            List<DeadLetter> deadLetters,
            Trouble trouble) {}

    private final Clock clock;
    private final Map<String, Last> last = new TreeMap<>();
    private final Deque<DeadLetter> deadLetters = new ArrayDeque<>();
    private long received;
    private long dead;
    private Duration lag;
    private Instant lastRead;
    private Trouble trouble;
    private Instant minute = Instant.EPOCH;
    private long inThisMinute;
    private long inLastMinute;

    Reception(Clock clock) {
        this.clock = clock;
    }

    /** @param told how many waited for news of what it is about */
    synchronized void heard(Event event, int told) {
        last.put(event.type(), new Last(event, clock.instant(), told));
    }

    synchronized void refused(String body, String reason) {
        dead++;
        if (deadLetters.size() == MOST_DEAD) {
            deadLetters.removeLast();
        }
        String kept = body.length() > LONGEST_BODY ? body.substring(0, LONGEST_BODY) + "…" : body;
        deadLetters.addFirst(new DeadLetter(clock.instant(), reason, kept));
    }

    /** @param sent when the message came into the queue; null where that is not known */
    synchronized void took(Instant sent) {
        Instant now = clock.instant();
        turnTo(now);
        received++;
        inThisMinute++;
        lag = sent == null || sent.isAfter(now) ? Duration.ZERO : Duration.between(sent, now);
    }

    private void turnTo(Instant now) {
        if (now.isBefore(minute.plus(MINUTE))) {
            return;
        }
        inLastMinute = now.isBefore(minute.plus(MINUTE.multipliedBy(2))) ? inThisMinute : 0;
        inThisMinute = 0;
        minute = now;
    }

    synchronized void read() {
        lastRead = clock.instant();
        trouble = null;
    }

    /** @return how many reads in a row have failed */
    synchronized int failed(boolean refused, String words) {
        trouble = trouble == null
                ? new Trouble(clock.instant(), 1, refused, words)
                : new Trouble(trouble.since(), trouble.misses() + 1, refused, words);
        return trouble.misses();
    }

    synchronized Report report() {
        turnTo(clock.instant());
        return new Report(
                received,
                Math.max(inThisMinute, inLastMinute),
                lag,
                lastRead,
                List.copyOf(last.values()),
                dead,
                List.copyOf(deadLetters),
                trouble);
    }
}
