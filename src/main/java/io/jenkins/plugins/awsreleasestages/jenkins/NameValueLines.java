package io.jenkins.plugins.awsreleasestages.jenkins;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A map as a form shows it: one {@code NAME=value} a line. Blank lines and lines that begin with # say nothing. */
public final class NameValueLines {

    private NameValueLines() {}

    /** @throws IllegalArgumentException names the first line that is not {@code NAME=value} */
    public static Map<String, String> parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        if (text == null) {
            return values;
        }
        text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + line + "' is not NAME=value.");
            }
            values.put(line.substring(0, equals).trim(), line.substring(equals + 1));
        });
        return values;
    }

    public static String format(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n"));
    }
}
