package io.jenkins.plugins.awsreleasestages.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where something stands in a file, and by way of it what is below. Not a path as text: those of a deep document are
 * longer together than the document by far.
 */
final class Place {

    private final int line;
    private final int column;
    private Map<String, Place> fields = Map.of();
    private List<Place> items = List.of();

    /** @param line counted from 1, as the column is */
    Place(int line, int column) {
        this.line = line;
        this.column = column;
    }

    int line() {
        return line;
    }

    int column() {
        return column;
    }

    /** What is below that key, or the nearest place above it that is known. */
    Place below(String... keys) {
        Place place = this;
        for (String key : keys) {
            place = place.fields.getOrDefault(key, place);
        }
        return place;
    }

    Place below(int index) {
        return index < items.size() ? items.get(index) : this;
    }

    /** The first of a name stays. */
    Place with(String key, Place place) {
        if (fields.isEmpty()) {
            fields = new HashMap<>(2);
        }
        fields.putIfAbsent(key, place);
        return place;
    }

    Place with(Place item) {
        if (items.isEmpty()) {
            items = new ArrayList<>(2);
        }
        items.add(item);
        return item;
    }
}
