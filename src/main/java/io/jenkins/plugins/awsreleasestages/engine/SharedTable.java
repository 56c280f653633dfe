package io.jenkins.plugins.awsreleasestages.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What is shared by all who name the same key. What nobody has named for a while goes, so that the table is never larger
 * than what is in use, however long the controller runs. Who still holds it goes on with it.
 *
 * @param <K> the key
 * @param <V> what is shared
 */
public final class SharedTable<K, V> {

    /** Longer than anybody who goes on using something leaves it alone. */
    static final Duration IDLE = Duration.ofMinutes(15);

    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);

    private static final class Entry<V> {
        private final V value;
        private volatile Instant lastUsed;

        Entry(V value, Instant now) {
            this.value = value;
            this.lastUsed = now;
        }
    }

    private final Clock clock;
    private final Consumer<V> gone;
    private final Map<K, Entry<V>> entries = new ConcurrentHashMap<>();
    private volatile Instant nextSweep = Instant.EPOCH;

    public SharedTable(Clock clock) {
        this(clock, value -> {});
    }

    /** @param gone told of what goes because nobody uses it any more, or because all of it goes */
    public SharedTable(Clock clock, Consumer<V> gone) {
        this.clock = clock;
        this.gone = gone;
    }

    /** What is there, else what the maker makes; it is used now. */
    public V get(K key, Function<K, V> maker) {
        Instant now = clock.instant();
        sweep(now);
        Entry<V> entry = entries.computeIfAbsent(key, absent -> new Entry<>(maker.apply(absent), now));
        entry.lastUsed = now;
        return entry.value;
    }

    /** Forgets it without a word: who comes next gets a new one. */
    public void forget(K key) {
        entries.remove(key);
    }

    public void clear() {
        List.copyOf(entries.keySet()).forEach(this::remove);
    }

    public int size() {
        return entries.size();
    }

    private void sweep(Instant now) {
        if (now.isBefore(nextSweep)) {
            return;
        }
        nextSweep = now.plus(BETWEEN_SWEEPS);
        entries.forEach((key, entry) -> {
            if (entry.lastUsed.plus(IDLE).isBefore(now)) {
                remove(key);
            }
        });
    }

    private void remove(K key) {
        Entry<V> entry = entries.remove(key);
        if (entry != null) {
            gone.accept(entry.value);
        }
    }
}
