package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.engine.RecentNews;
import io.jenkins.plugins.awsreleasestages.engine.SafetyLook;
import java.time.Clock;
import java.time.Duration;

/**
 * Makes looks at stacks rarer while events of their account and region come. A look brings more than events tell, namely what
 * happens to the stack's resources. So in the first minutes of an operation, which people follow, nothing is rarer.
 */
final class StackNews {

    private final Clock clock;
    private final RecentNews stacks = new RecentNews();
    private final RecentNews regions = new RecentNews();

    StackNews(Clock clock) {
        this.clock = clock;
    }

    /** @param stackId the ARN of a stack that is waited for */
    void heard(String stackId) {
        stacks.heard(stackId, clock.instant());
        regions.heard(region(stackId), clock.instant());
    }

    /**
     * @param stackId an ARN; null before it is known
     * @param own how long it would be until the next look without events
     */
    Duration pause(String stackId, Duration own) {
        if (stackId == null || own.compareTo(WatchTimes.LONGEST_PAUSE) < 0) {
            return own;
        }
        return SafetyLook.within(stacks.of(stackId), regions.of(region(stackId)), clock.instant(), own);
    }

    /** {@code arn:aws:cloudformation:eu-central-1:111122223333}, of what is before {@code :stack/}. */
    private static String region(String stackId) {
        int end = stackId.indexOf(":stack/");
        return end < 0 ? stackId : stackId.substring(0, end);
    }
}
