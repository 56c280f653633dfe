package io.jenkins.plugins.awsreleasestages.approval;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is approved, as a Jenkinsfile hands it over: a text, or the result of a step.
 *
 * @param fingerprint the same for the same thing only
 * @param lines for people
 */
public record GateSubject(String fingerprint, List<String> lines) {

    /** What a step's result calls the digest of what it stands for. */
    private static final String FINGERPRINT = "fingerprint";

    private static final int LONGEST = 100_000;
    private static final int DEEPEST = 20;
    private static final int MOST_LINES = 200;

    /**
     * @param given a text, number or truth value, or maps and lists of them
     * @throws IllegalArgumentException says what is wrong with it
     */
    public static GateSubject of(Object given) {
        StringBuilder whole = new StringBuilder();
        write(given, 0, whole);
        boolean known =
                given instanceof Map<?, ?> map && map.get(FINGERPRINT) instanceof String text && !text.isBlank();
        List<String> lines = new ArrayList<>();
        tell("", given, lines);
        return new GateSubject(
                known ? (String) ((Map<?, ?>) given).get(FINGERPRINT) : digest(whole.toString()),
                lines.size() > MOST_LINES ? lines.subList(0, MOST_LINES) : lines);
    }

    /** One text for one thing: names sorted, each text with its length, so that nothing passes for something else. */
    private static void write(Object value, int depth, StringBuilder out) {
        if (depth > DEEPEST || out.length() > LONGEST) {
            throw new IllegalArgumentException("subject: is larger than anybody could read.");
        }
        if (value instanceof Map<?, ?> map) {
            out.append('{');
            sorted(map).forEach((name, one) -> {
                write(name, depth + 1, out);
                write(one, depth + 1, out);
            });
            out.append('}');
        } else if (value instanceof Collection<?> list) {
            out.append('[');
            list.forEach(one -> write(one, depth + 1, out));
            out.append(']');
        } else if (value == null
                || value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean) {
            String text = String.valueOf(value);
            out.append(kind(value)).append(text.length()).append(':').append(text);
        } else {
            throw new IllegalArgumentException("subject: is neither a text nor plain maps and lists, but has a "
                    + value.getClass().getSimpleName() + " in it.");
        }
    }

    private static char kind(Object value) {
        if (value == null) {
            return '0';
        }
        return value instanceof CharSequence ? 't' : value instanceof Number ? 'n' : 'b';
    }

    private static Map<String, Object> sorted(Map<?, ?> map) {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((name, one) -> sorted.put(String.valueOf(name), one));
        return sorted;
    }

    private static void tell(String path, Object value, List<String> lines) {
        if (lines.size() > MOST_LINES) {
            return;
        }
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, one) -> tell(path.isEmpty() ? name.toString() : path + "." + name, one, lines));
        } else if (value instanceof Collection<?> list) {
            int place = 0;
            for (Object one : list) {
                tell(path + "[" + place++ + "]", one, lines);
            }
        } else if (value != null) {
            value.toString().lines().forEach(line -> lines.add(path.isEmpty() ? line : path + ": " + line));
        }
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
