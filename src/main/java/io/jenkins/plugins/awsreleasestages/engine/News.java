package io.jenkins.plugins.awsreleasestages.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where those who wait for something remote are told that there is news of it. It says no more than that a look is worth its
 * while now: who is told looks, and believes only what it sees; who is told nothing looks in its own time.
 */
public final class News {

    private final Map<String, Set<Runnable>> listeners = new ConcurrentHashMap<>();

    /**
     * @param about as whoever brings news calls it
     * @param told each time there is news; short, and throws nothing
     * @return to cancel when it is of no interest any more
     */
    public Scheduler.Scheduled listen(String about, Runnable told) {
        // Equal to none but itself, whatever the caller gives.
        Runnable listener = () -> told.run();
        listeners.compute(about, (key, others) -> {
            Set<Runnable> all = others == null ? ConcurrentHashMap.newKeySet() : others;
            all.add(listener);
            return all;
        });
        return () -> listeners.computeIfPresent(about, (key, all) -> {
            all.remove(listener);
            return all.isEmpty() ? null : all;
        });
    }

    /** @return how many were told */
    public int of(String about) {
        List<Runnable> interested = List.copyOf(listeners.getOrDefault(about, Set.of()));
        interested.forEach(Runnable::run);
        return interested.size();
    }
}
