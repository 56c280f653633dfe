package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * How often something is looked at by itself whose news come: so rarely that what news have not told of is still not missed.
 * News may be made up, so they change nothing but the time of a look. Pure.
 */
public final class SafetyLook {

    /** No later is noticed what news have not told of, but for what is looked at more rarely anyway. */
    public static final Duration LATEST = Duration.ofMinutes(1);

    /** For that long news that came are a reason to rely on those to come. */
    public static final Duration RELIED_ON = Duration.ofHours(1);

    /** News may come before the look shows what they tell of. */
    public static final Duration SETTLED = Duration.ofMinutes(1);

    private SafetyLook() {}

    /**
     * @param ofIt when there was news of what is looked at; null where there was none
     * @param ofItsLike when there was news of it or of its like; null where there was none
     * @param own within which time it is looked at without news
     * @return within which time it is looked at
     */
    public static Duration within(Instant ofIt, Instant ofItsLike, Instant now, Duration own) {
        boolean relied = ofItsLike != null && now.isBefore(ofItsLike.plus(RELIED_ON));
        boolean settled = ofIt == null || !now.isBefore(ofIt.plus(SETTLED));
        return relied && settled && own.compareTo(LATEST) < 0 ? LATEST : own;
    }
}
