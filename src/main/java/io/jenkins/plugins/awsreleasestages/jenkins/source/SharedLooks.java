package io.jenkins.plugins.awsreleasestages.jenkins.source;

import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.SharedTable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One look for many: jobs that watch the same source with the same identity ask once, whoever comes first. What it has
 * found, and also that it has failed, is good for a while for the others; no job is told twice of the same look.
 */
final class SharedLooks<T> {

    /** Less than the shortest time between two looks of one job: Jenkins's schedules know minutes. */
    static final Duration GOOD_FOR = Duration.ofSeconds(45);

    /**
     * @param failure null where something was found
     * @param told who knows it
     */
    private record Answer<T>(Instant begun, T found, Exception failure, Set<Object> told) {

        T get() throws IOException {
            if (failure instanceof IOException e) {
                throw e;
            }
            if (failure instanceof RemoteFailure e) {
                throw e;
            }
            return found;
        }
    }

    private static final class Source<T> {
        private final ReentrantLock lock = new ReentrantLock();
        private Answer<T> last;
    }

    private final Clock clock;
    private final SharedTable<String, Source<T>> sources;

    SharedLooks(Clock clock) {
        this.clock = clock;
        this.sources = new SharedTable<>(clock);
    }

    /**
     * @param key the same for the same source, seen by the same identity
     * @param asker the same for the same job
     */
    T look(String key, Object asker, Polling.Looking<T> looking) throws IOException, InterruptedException {
        Source<T> source = sources.get(key, any -> new Source<>());
        source.lock.lockInterruptibly();
        try {
            if (!isGood(source.last) || !source.last.told().add(asker)) {
                source.last = answer(looking);
                source.last.told().add(asker);
            }
            return source.last.get();
        } finally {
            source.lock.unlock();
        }
    }

    /** What was found before then is good for nobody any more. */
    void forget(String key, Instant before) throws InterruptedException {
        Source<T> source = sources.get(key, any -> new Source<>());
        source.lock.lockInterruptibly();
        try {
            if (source.last != null && source.last.begun().isBefore(before)) {
                source.last = null;
            }
        } finally {
            source.lock.unlock();
        }
    }

    private boolean isGood(Answer<T> answer) {
        return answer != null && answer.begun().plus(GOOD_FOR).isAfter(clock.instant());
    }

    private Answer<T> answer(Polling.Looking<T> looking) throws InterruptedException {
        Instant begun = clock.instant();
        try {
            return new Answer<>(begun, looking.look(), null, new HashSet<>());
        } catch (IOException | RemoteFailure e) {
            return new Answer<>(begun, null, e, new HashSet<>());
        }
    }
}
