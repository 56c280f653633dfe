package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import java.time.Duration;

/** How soon something is worth another look: the longer nothing has happened, the later. */
final class LookInterval {

    static final Duration SHORTEST = Duration.ofSeconds(3);
    static final Duration LONGEST = Duration.ofSeconds(15);

    private LookInterval() {}

    /** A tenth of the time since the last change, 3 to 15 seconds. */
    static Duration after(Duration quiet) {
        Duration tenth = quiet.dividedBy(10);
        if (tenth.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return tenth.compareTo(LONGEST) > 0 ? LONGEST : tenth;
    }
}
