package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a user has said about one build, by the names that StartBuild itself has for it. Some of these have a parameter
 * of their own; whether a member was said there or in {@code overrides} makes no difference.
 */
final class Overrides {

    /** Members that a Jenkinsfile names by a parameter but a form does not. */
    private static final Set<String> WITH_PARAMETER = Set.of(
            "sourceAuthOverride",
            "registryCredentialOverride",
            "artifactsOverride",
            "cacheOverride",
            "logsConfigOverride",
            "buildStatusConfigOverride",
            "buildBatchConfigOverride",
            "secondarySourcesOverride",
            "secondarySourcesVersionOverride",
            "secondaryArtifactsOverride");

    // Jenkins's own serializer refuses the JDK's immutable collections.
    private final Map<String, Object> members = new LinkedHashMap<>();
    private final Set<String> saidTwice = new TreeSet<>();

    /** @param value null says nothing */
    void put(String member, Object value) {
        Object plain = plain(value);
        if (plain == null) {
            return;
        }
        Object before = members.put(member, plain);
        if (before != null && !before.equals(plain)) {
            saidTwice.add(member);
        }
    }

    /** @param values null says nothing; a member that is named says something, or is refused */
    void putAll(Map<?, ?> values) {
        if (values != null) {
            values.forEach((member, value) -> put(String.valueOf(member), value == null ? "" : value));
        }
    }

    Map<String, Object> all() {
        return members;
    }

    /**
     * Those that no parameter of their own says.
     *
     * @param fields members that a form shows in a field of their own
     */
    Map<String, Object> withoutParameter(Set<String> fields) {
        Map<String, Object> others = without(fields);
        others.keySet().removeAll(WITH_PARAMETER);
        return others;
    }

    /** Those but these. */
    Map<String, Object> without(Set<String> fields) {
        Map<String, Object> others = new LinkedHashMap<>(members);
        others.keySet().removeAll(fields);
        return others;
    }

    /**
     * Members that were said and are blank.
     *
     * @param fields members that have a field of their own
     */
    Set<String> blank(Set<String> fields) {
        Set<String> blank = new TreeSet<>(without(fields).keySet());
        blank.removeIf(member -> !members.get(member).toString().isBlank());
        return blank;
    }

    /** Members that were said twice, and differently. */
    Set<String> saidTwice() {
        return saidTwice;
    }

    // A member of another type than its parameter has was said in overrides, and is refused before anything starts.

    static <T> T as(Class<T> type, Object value) {
        return type.isInstance(value) ? type.cast(value) : null;
    }

    String text(String member) {
        return as(String.class, members.get(member));
    }

    Integer number(String member) {
        return as(Integer.class, members.get(member));
    }

    Boolean truth(String member) {
        return as(Boolean.class, members.get(member));
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> map(String member) {
        return members.get(member) instanceof Map<?, ?> map ? (Map<String, Object>) map : null;
    }

    @SuppressWarnings("unchecked")
    List<Map<String, Object>> list(String member) {
        return members.get(member) instanceof List<?> list ? (List<Map<String, Object>>) list : null;
    }

    /** Values as Jenkins's serializers and JSON take them: a Jenkinsfile may hold GStrings and its own kinds of maps. */
    static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> plain = new LinkedHashMap<>();
            map.forEach((name, element) -> plain.put(String.valueOf(name), plain(element)));
            return plain;
        }
        if (value instanceof List<?> list) {
            List<Object> plain = new ArrayList<>();
            list.forEach(element -> plain.add(plain(element)));
            return plain;
        }
        return value instanceof CharSequence ? value.toString() : value;
    }
}
