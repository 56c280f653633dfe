package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a request in the query protocol. */
final class Query {

    private final Map<String, String> parameters;

    private Query(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    static Query parse(String form) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : form.split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2) {
                parameters.put(decoded(parts[0]), decoded(parts[1]));
            }
        }
        return new Query(parameters);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    Map<String, String> all() {
        return parameters;
    }

    /** Null where it is not given, or empty. */
    String text(String name) {
        String value = parameters.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    String text(String name, String otherwise) {
        String value = text(name);
        return value == null ? otherwise : value;
    }

    String required(String name) {
        String value = text(name);
        if (value == null) {
            String field = Character.toLowerCase(name.charAt(0)) + name.substring(1);
            throw Refusal.invalid("1 validation error detected: Value null at '" + field
                    + "' failed to satisfy constraint: Member must not be null");
        }
        return value;
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(parameters.get(name));
    }

    int number(String name, int otherwise) {
        String value = text(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    boolean has(String name) {
        return parameters.containsKey(name) || parameters.keySet().stream().anyMatch(key -> key.startsWith(name + "."));
    }

    List<String> list(String name) {
        List<String> values = new ArrayList<>();
        for (int i = 1; parameters.containsKey(name + ".member." + i); i++) {
            values.add(parameters.get(name + ".member." + i));
        }
        return values;
    }

    List<Query> structures(String name) {
        List<Query> found = new ArrayList<>();
        for (int i = 1; ; i++) {
            Query inner = structure(name + ".member." + i);
            if (inner.parameters.isEmpty()) {
                return found;
            }
            found.add(inner);
        }
    }

    Query structure(String name) {
        Map<String, String> inner = new LinkedHashMap<>();
        parameters.forEach((key, value) -> {
            if (key.startsWith(name + ".")) {
                inner.put(key.substring(name.length() + 1), value);
            }
        });
        return new Query(inner);
    }

    /** A map such as {@code ResourceIdentifier.entry.1.key}. */
    Map<String, String> map(String name) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (int i = 1; parameters.containsKey(name + ".entry." + i + ".key"); i++) {
            entries.put(parameters.get(name + ".entry." + i + ".key"), parameters.get(name + ".entry." + i + ".value"));
        }
        return entries;
    }

    /** What was sent as key and value structures, in the order sent. */
    Map<String, String> pairs(String name, String key, String value) {
        Map<String, String> pairs = new LinkedHashMap<>();
        structures(name).forEach(pair -> pairs.put(pair.text(key), pair.text(value, "")));
        return pairs;
    }
}
