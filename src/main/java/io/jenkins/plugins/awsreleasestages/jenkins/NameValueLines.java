package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.model.Descriptor.FormException;
import hudson.util.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A map as a form shows it: one {@code NAME=value} a line. Blank lines and lines that begin with # say nothing. */
public final class NameValueLines {

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private NameValueLines() {}

    /** @throws IllegalArgumentException names the first line that is not {@code NAME=value} */
    public static LinkedHashMap<String, String> parse(String text) {
        LinkedHashMap<String, String> values = new LinkedHashMap<>();
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

    /** The lines of a form's field. */
    public static LinkedHashMap<String, String> submitted(String text, String field) throws FormException {
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw new FormException(e.getMessage(), field);
        }
    }

    public static String format(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n"));
    }

    /**
     * The map of a Jenkinsfile, which may hold numbers, GStrings and the values of password parameters, in a map that
     * Jenkins's serializer takes. A null stays one, to be refused by name.
     */
    public static LinkedHashMap<String, String> texts(Map<?, ?> values) {
        LinkedHashMap<String, String> texts = new LinkedHashMap<>();
        if (values != null) {
            values.forEach((name, value) -> texts.put(String.valueOf(name), text(value)));
        }
        return texts;
    }

    private static String text(Object value) {
        return value instanceof Secret secret ? secret.getPlainText() : Objects.toString(value, null);
    }

    /** What is wrong with environment variables, a sentence each. */
    public static List<String> variableProblems(String field, Map<String, String> variables) {
        return variables.entrySet().stream()
                .map(variable -> variableProblem(field, variable.getKey(), variable.getValue()))
                .filter(Objects::nonNull)
                .toList();
    }

    private static String variableProblem(String field, String name, String value) {
        if (!VARIABLE.matcher(name).matches()) {
            return field + ": '" + name + "' is not a name for a variable.";
        }
        return value == null ? field + ": '" + name + "' has no value." : null;
    }
}
