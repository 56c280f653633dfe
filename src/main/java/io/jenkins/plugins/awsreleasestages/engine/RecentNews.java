package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When there was news last of something that was watched here, such as of the builds of a project. The first news of a work
 * often come before anybody waits for it, so its own say too little about whether more will come.
 */
public final class RecentNews {

    private static final int MOST = 1000;

    /** In the order in which they were last heard of. */
    private final Map<String, Instant> last = new LinkedHashMap<>(16, 0.75f, true);

    public synchronized void heard(String what, Instant when) {
        last.put(what, when);
        if (last.size() > MOST) {
            last.remove(last.keySet().iterator().next());
        }
    }

    /** @return null where there was none */
    public synchronized Instant of(String what) {
        return last.get(what);
    }
}
