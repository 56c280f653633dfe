package io.jenkins.plugins.awsreleasestages.jenkins;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;

/**
 * Fields that say nothing. One that a form leaves empty was left out. One that somebody has written, and that turns out
 * to be blank, was meant to say something: it is refused, because to leave it out would mean all, or whatever is around.
 *
 * <p>So setters keep a blank as an empty text, also for null, which is what {@code env.X} is where nobody has set it;
 * a setter is not called for what is left out.
 */
public final class EmptyFields {

    private static final String BLANK = "";

    /** How the name of a choice begins whose ways exclude each other; the ways follow. */
    private static final String ONE_OF = "oneOf-";

    /** The form of another plugin, which knows what a blank means there. */
    private static final String OTHERS = "scm";

    private EmptyFields() {}

    /**
     * Takes out of a form what was left empty or was not chosen, so that no setter is called for it.
     *
     * @param form an object, or several in an array; in anything else there is nothing
     */
    public static void forget(Object form) {
        if (form instanceof JSONArray several) {
            several.forEach(EmptyFields::forget);
        } else if (form instanceof JSONObject fields) {
            forgetOtherWays(fields);
            // A JSON object gives no view of itself that could be changed.
            for (Object name : List.copyOf(fields.keySet())) {
                if (fields.get(name) instanceof String text && text.isBlank()) {
                    fields.remove(name);
                } else if (!name.equals(OTHERS)) {
                    forget(fields.get(name));
                }
            }
        }
    }

    /** A browser sends the fields of the ways that were not chosen, too: see {@code form/way.jelly}. */
    private static void forgetOtherWays(JSONObject form) {
        for (Object key : List.copyOf(form.keySet())) {
            String name = key.toString();
            if (name.startsWith(ONE_OF)) {
                List<String> chosen = fields(form.remove(name).toString());
                ways(name.substring(ONE_OF.length()))
                        .flatMap(way -> fields(way).stream())
                        .filter(field -> !chosen.contains(field))
                        .forEach(form::remove);
            }
        }
    }

    /** @param of ways that exclude each other, with commas between them */
    static Stream<String> ways(String of) {
        return Arrays.stream(of.split(","));
    }

    /** @param way the name of a field, or several with {@code +} between them */
    static List<String> fields(String way) {
        return List.of(way.split("\\+"));
    }

    /** A text as a setter keeps it: without blanks around. */
    public static String kept(Object given) {
        return given == null ? BLANK : given.toString().trim();
    }

    /** A list as a setter keeps it, in a class that Jenkins's serializer takes. A Jenkinsfile's may hold GStrings. */
    public static List<String> kept(List<?> given) {
        List<String> texts = new ArrayList<>();
        (given == null ? List.of(BLANK) : given).forEach(text -> texts.add(kept((Object) text)));
        return texts;
    }

    /**
     * A list that a form has one a line, of an object that no step is: its text comes as one element. An empty list says
     * nothing: the Job DSL sets one for each that a script leaves out.
     */
    public static List<String> keptLines(List<?> given) {
        List<String> texts = new ArrayList<>();
        for (String text : kept(given)) {
            texts.addAll(text.isEmpty() ? List.of(text) : lines(text));
        }
        return texts;
    }

    /** The lines of a form's text that say something. */
    public static List<String> lines(String text) {
        return text == null
                ? List.of()
                : text.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList();
    }

    /** That a field was given nothing. */
    static String blank(String field) {
        return field + ": is blank, as an unset variable is. Leave it out, or give it a value.";
    }

    /** What is left of a text; null where it is blank. */
    public static String orNull(String text) {
        return text == null || text.isBlank() ? null : text.trim();
    }

    /**
     * What is blank of the texts and lists that have been set, a sentence each.
     *
     * @param expansion what a text stands for
     * @param known what is known to be wrong already: of a field that is in it no more is said
     */
    public static List<String> problems(Object step, Expansion expansion, Collection<String> known) {
        StepFields fields = StepFields.of(step.getClass());
        return fields.names().stream()
                .map(field -> problem(field, fields.get(step, field), expansion))
                .filter(Objects::nonNull)
                .filter(problem -> known.stream().noneMatch(said -> said.startsWith(fieldOf(problem))))
                .toList();
    }

    private static String fieldOf(String problem) {
        return problem.substring(0, problem.indexOf(':') + 1);
    }

    private static String problem(String field, Object value, Expansion expansion) {
        if (value instanceof String text) {
            return problem(field, "is", text, expansion);
        }
        return value instanceof List<?> list
                ? list.stream()
                        .map(element -> element instanceof String text
                                ? problem(field, list.size() == 1 ? "is" : "has an element that is", text, expansion)
                                : null)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private static String problem(String field, String is, String text, Expansion expansion) {
        if (text.isBlank()) {
            return field + ": " + is + " blank, as an unset variable is. Leave it out, or give it a value.";
        }
        return expansion.of(text) == null ? field + ": '" + text + "' is empty in this run." : null;
    }
}
