package io.jenkins.plugins.awsreleasestages.runner;

import java.io.Serializable;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a loop keeps while a step in it waits must be saved, and Java's own iterators cannot be. Methods of this class
 * stand in for those of the same name in a running program.
 */
public final class SerializableIterators {
    private SerializableIterators() {}

    // Groovy takes the method of the nearest type, so one for all collections would lose against Java's own.

    public static <E> Iterator<E> iterator(List<E> list) {
        return new Walk<>(new ArrayList<>(list));
    }

    public static <E> Iterator<E> iterator(Set<E> set) {
        return new Walk<>(new ArrayList<>(set));
    }

    public static <E> Iterator<E> iterator(E[] array) {
        return new Walk<>(new ArrayList<>(Arrays.asList(array)));
    }

    public static <K, V> Iterator<Map.Entry<K, V>> iterator(Map<K, V> map) {
        return new Walk<>(new ArrayList<>(entrySet(map)));
    }

    public static <K, V> Set<Map.Entry<K, V>> entrySet(Map<K, V> map) {
        Set<Map.Entry<K, V>> entries = new LinkedHashSet<>();
        map.forEach((key, value) -> entries.add(new SimpleEntry<>(key, value)));
        return entries;
    }

    public static <K, V> Set<K> keySet(Map<K, V> map) {
        return new LinkedHashSet<>(map.keySet());
    }

    public static <K, V> Collection<V> values(Map<K, V> map) {
        return new ArrayList<>(map.values());
    }

    private static final class Walk<E> implements Iterator<E>, Serializable {
        private static final long serialVersionUID = 1L;

        private final ArrayList<E> elements;
        private int position;

        Walk(ArrayList<E> elements) {
            this.elements = elements;
        }

        @Override
        public boolean hasNext() {
            return position < elements.size();
        }

        @Override
        public E next() {
            return elements.get(position++);
        }
    }
}
