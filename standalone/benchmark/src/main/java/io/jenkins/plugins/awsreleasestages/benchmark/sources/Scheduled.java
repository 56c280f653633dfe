package io.jenkins.plugins.awsreleasestages.benchmark.sources;

import hudson.model.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import standalone.Host;

/** Takes the place of Jenkins's queue. */
final class Scheduled implements Host {

    private final Path home;
    private final Map<Job<?, ?>, Long> times = new ConcurrentHashMap<>();
    private volatile int twice;

    Scheduled(Path home) {
        this.home = home;
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public synchronized void schedule(Job<?, ?> job) {
        if (times.put(job, System.nanoTime()) != null) {
            twice++;
        }
    }

    int size() {
        return times.size();
    }

    List<Long> times() {
        return List.copyOf(times.values());
    }

    Map<Job<?, ?>, Long> timesOfEach() {
        return Map.copyOf(times);
    }

    void clear() {
        times.clear();
    }

    int twice() {
        return twice;
    }
}
