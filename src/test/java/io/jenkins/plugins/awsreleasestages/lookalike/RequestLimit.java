package io.jenkins.plugins.awsreleasestages.lookalike;

import java.util.function.LongSupplier;

/**
 * So many requests a second, as AWS counts them: a bucket of tokens that fills steadily, one token a request. An empty
 * bucket means a throttled request. Safe for any number of threads.
 */
public final class RequestLimit {

    private static final double NANOS_A_SECOND = 1e9;

    private final double perSecond;
    private final double burst;
    private final LongSupplier nanos;

    private double tokens;
    private long filledAt;

    /**
     * @param perSecond requests a second, in the long run
     * @param burst how many at once after a pause, 1 or more
     * @param nanos the clock, as {@link System#nanoTime}
     */
    public RequestLimit(double perSecond, double burst, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanos = nanos;
        this.tokens = burst;
        this.filledAt = nanos.getAsLong();
    }

    /** The burst is one second's worth. */
    public static RequestLimit perSecond(double perSecond) {
        return new RequestLimit(perSecond, Math.max(1, perSecond), System::nanoTime);
    }

    public static RequestLimit none() {
        return perSecond(Double.POSITIVE_INFINITY);
    }

    /** Takes a token. @return false where the request must be throttled */
    public synchronized boolean admits() {
        long now = nanos.getAsLong();
        if (now > filledAt) {
            tokens = Math.min(burst, tokens + (now - filledAt) / NANOS_A_SECOND * perSecond);
            filledAt = now;
        }
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
