package io.jenkins.plugins.awsreleasestages.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Where those who wait for something remote are told that there is news of it. It says no more than that a look is worth its
 * while now: who is told looks, and believes only what it sees; who is told nothing looks in its own time.
 */
public final class News {

    /** Equal to none but itself, whatever the caller gives. */
    private static final class Listener {
        private final Supplier<String> place;
        private final Runnable told;

        Listener(Supplier<String> place, Runnable told) {
            this.place = place;
            this.told = told;
        }
    }

    private final Map<String, Set<Listener>> listeners = new ConcurrentHashMap<>();

    /** Hears of all news but that which is for some places only. */
    public Scheduler.Scheduled listen(String about, Runnable told) {
        return listen(about, () -> "", told);
    }

    /**
     * @param about as whoever brings news calls it
     * @param place where it is waited, for those whose news is only for a part of all places; asked each time
     * @param told each time there is news; short, and throws nothing
     * @return to cancel when it is of no interest any more
     */
    public Scheduler.Scheduled listen(String about, Supplier<String> place, Runnable told) {
        Listener listener = new Listener(place, told);
        listeners.compute(about, (key, others) -> {
            Set<Listener> all = others == null ? ConcurrentHashMap.newKeySet() : others;
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
        return tell(about, listener -> true);
    }

    /**
     * To those at some places only.
     *
     * @return how many were told
     */
    public int of(String about, Predicate<String> where) {
        return tell(about, listener -> where.test(listener.place.get()));
    }

    private int tell(String about, Predicate<Listener> who) {
        List<Listener> interested =
                listeners.getOrDefault(about, Set.of()).stream().filter(who).toList();
        interested.forEach(listener -> listener.told.run());
        return interested.size();
    }
}
