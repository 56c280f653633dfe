package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When there was an event last of a project's builds that were watched here. A build's first event often comes before anybody
 * waits for it, so its own say too little about whether more will come.
 */
final class ProjectEvents {

    private static final int MOST_PROJECTS = 1000;

    /** In the order in which they were last heard of. */
    private final Map<String, Instant> last = new LinkedHashMap<>(16, 0.75f, true);

    /** @param arn of the build */
    synchronized void heard(String arn, Instant when) {
        last.put(UsualDurations.project(arn), when);
        if (last.size() > MOST_PROJECTS) {
            last.remove(last.keySet().iterator().next());
        }
    }

    /** @return null where there was none */
    synchronized Instant of(String arn) {
        return last.get(UsualDurations.project(arn));
    }
}
