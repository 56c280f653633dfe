package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Duration;

/**
 * How long to wait after calls that got no answer: exponential, capped, with jitter.
 *
 * @param first the wait after the first miss
 * @param factor how much longer each further wait is
 * @param longest no wait is longer, before jitter
 * @param jitter the share of a wait that chance may add or take away, 0 to 1
 */
public record Backoff(Duration first, double factor, Duration longest, double jitter) {

    /** 2 s, 4 s, 8 s … 60 s, each ±20 %. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(2), 2, Duration.ofSeconds(60), 0.2);

    /**
     * @param misses calls in a row without an answer, 1 or more
     * @param chance a number from 0 to 1 that decides the jitter
     */
    public Duration delay(int misses, double chance) {
        double plain = Math.min(longest.toMillis(), first.toMillis() * Math.pow(factor, Math.max(0, misses - 1)));
        return Duration.ofMillis(Math.round(plain * (1 + jitter * (2 * chance - 1))));
    }
}
