package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.document.Budget;
import io.jenkins.plugins.awsreleasestages.document.DocumentReader;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.JsonWriter;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where two values of a property differ, for people: JSON by path, a long text around the first difference. Values come
 * from outside: whatever they are, the lines are few, short and without control characters.
 */
final class ValueDifference {

    /** Longer texts are cut: a line is for reading. */
    private static final int LONGEST_TEXT = 120;

    /** What is new or gone has nothing to be compared with, and a policy says the worst at its end. */
    private static final int LONGEST_JSON = 500;

    private static final int AROUND = 30;
    private static final int MOST_LINES = 10;

    /** Lists are aligned in a table of so many cells at most; longer ones are compared place by place. */
    private static final int MOST_CELLS = 250_000;

    private static final String KNOWN_LATER = "{{changeSet:KNOWN_AFTER_APPLY}}";
    private static final String KNOWN_LATER_SHOWN = "(known after execution)";
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_:/*@-]{1,80}");

    /** What is longer is compared as a text. */
    private static final int LONGEST_READ = 1_000_000;

    private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Z}&&[^ ]]");

    /** What a list has not. */
    private static final Value NONE = Value.list().get(0);

    /** By what an element of a list is known when it has moved. */
    private static final List<String> NAMES = List.of("Sid", "Key", "Name", "PolicyName", "Id");

    private final List<String> lines = new ArrayList<>();
    private int differences;

    private ValueDifference() {}

    /**
     * A line for each difference, at least one.
     *
     * @param name of the property
     * @param before null for none
     * @param after null for none
     */
    static List<String> lines(String name, String before, String after) {
        ValueDifference difference = new ValueDifference();
        difference.compareTexts(name, before, after);
        if (difference.differences > MOST_LINES) {
            difference.lines.add(name + ": and " + (difference.differences - MOST_LINES) + " more differences");
        }
        return difference.lines;
    }

    /** Whether the lines do not show all of the two values. */
    static boolean hides(String before, String after) {
        return hides(before) || hides(after);
    }

    private static boolean hides(String value) {
        return value != null && (value.length() > LONGEST_TEXT || value.indexOf('\n') >= 0 || json(value) != null);
    }

    /** @return null where the text is no object or array of JSON, or too much of it */
    private static Value json(String text) {
        if (text == null || text.length() > LONGEST_READ) {
            return null;
        }
        String stripped = text.strip();
        boolean looks = stripped.startsWith("{") && stripped.endsWith("}")
                || stripped.startsWith("[") && stripped.endsWith("]");
        if (!looks) {
            return null;
        }
        try {
            Problems problems = new Problems();
            Value value = new DocumentReader("", problems)
                    .within(Budget.ofShownJson())
                    .readJson(text);
            // A member that is there twice would hide one of the two.
            return problems.isEmpty() ? value : null;
        } catch (InvalidDocument e) {
            return null;
        }
    }

    private void compareTexts(String path, String before, String after) {
        Value one = json(before);
        Value other = json(after);
        if (one == null || other == null || one.isMapping() != other.isMapping()) {
            add(path + ": " + pair(before, after));
        } else if (one.equals(other)) {
            add(path + (before.equals(after) ? ": " + pair(before, after) : ": the same, written differently"));
        } else {
            compare(path, one, other);
        }
    }

    private void compare(String path, Value before, Value after) {
        if (before.equals(after)) {
            return;
        }
        if (before.isMapping() && after.isMapping()) {
            compareMappings(path, before, after);
        } else if (before.isList() && after.isList()) {
            compareLists(path, before.items(), after.items());
        } else if (before.isText() && after.isText()) {
            compareTexts(path, before.text(), after.text());
        } else {
            add(path + ": " + shown(before, after) + " → " + shown(after, before));
        }
    }

    private void compareMappings(String path, Value before, Value after) {
        Set<String> names = new LinkedHashSet<>(before.members().keySet());
        names.addAll(after.members().keySet());
        names.forEach(name -> compare(path + member(name), before.get(name), after.get(name)));
    }

    private static String member(String name) {
        return PLAIN_NAME.matcher(name).matches() ? "." + name : "[\"" + cut(escaped(name), LONGEST_TEXT) + "\"]";
    }

    /** What both have at the same place at the ends or in the same order is no difference; the rest is paired. */
    private void compareLists(String path, List<Value> before, List<Value> after) {
        int[] partners = ListAlignment.of(before, after, MOST_CELLS);
        int next = 0;
        List<Value> removed = new ArrayList<>();
        for (int i = 0; i <= before.size(); i++) {
            boolean end = i == before.size();
            int partner = end ? after.size() : partners[i];
            if (partner < 0) {
                removed.add(before.get(i));
                continue;
            }
            compareGap(path, i - removed.size(), removed, next, after.subList(next, partner));
            removed.clear();
            next = partner + 1;
        }
    }

    private void compareGap(String path, int firstBefore, List<Value> removed, int firstAfter, List<Value> added) {
        Value[] partners = new Value[added.size()];
        boolean[] taken = new boolean[removed.size()];
        // Namesakes first, then one after another.
        for (int i = 0; i < added.size() && !removed.isEmpty(); i++) {
            partners[i] = take(removed, taken, added.get(i));
        }
        int rest = 0;
        for (int i = 0; i < added.size(); i++) {
            while (rest < taken.length && taken[rest]) {
                rest++;
            }
            if (partners[i] == null && rest < taken.length) {
                taken[rest] = true;
                partners[i] = removed.get(rest);
            }
            compare(path + "[" + (firstAfter + i) + "]", partners[i] == null ? NONE : partners[i], added.get(i));
        }
        for (int i = 0; i < taken.length; i++) {
            if (!taken[i]) {
                compare(path + "[" + (firstBefore + i) + "]", removed.get(i), NONE);
            }
        }
    }

    private static Value take(List<Value> removed, boolean[] taken, Value wanted) {
        String name = nameOf(wanted);
        for (int i = 0; name != null && i < taken.length; i++) {
            if (!taken[i] && name.equals(nameOf(removed.get(i)))) {
                taken[i] = true;
                return removed.get(i);
            }
        }
        return null;
    }

    private static String nameOf(Value element) {
        return NAMES.stream()
                .filter(name -> element.get(name).isText())
                .map(name -> name + "=" + element.get(name).text())
                .findFirst()
                .orElse(null);
    }

    private void add(String line) {
        if (differences++ < MOST_LINES) {
            lines.add(line);
        }
    }

    /** A text beside a number or a map is quoted, as it stands in JSON. */
    private static String shown(Value value, Value beside) {
        if (value.isMissing()) {
            return shown(null);
        }
        boolean bare = value.isText() && (beside.isMissing() || beside.isText());
        return bare ? shown(value.text()) : shownJson(JsonWriter.compact(value));
    }

    private static String pair(String before, String after) {
        boolean fits = before == null
                || after == null
                || before.length() <= LONGEST_TEXT && after.length() <= LONGEST_TEXT
                || before.equals(after);
        if (fits) {
            return shown(before) + " → " + shown(after);
        }
        int same = Arrays.mismatch(before.toCharArray(), after.toCharArray());
        int end = sameAtEnd(before, after, same);
        return window(before, same, before.length() - end) + " → " + window(after, same, after.length() - end);
    }

    private static int sameAtEnd(String one, String other, int but) {
        int most = Math.min(one.length(), other.length()) - but;
        int same = 0;
        while (same < most && one.charAt(one.length() - 1 - same) == other.charAt(other.length() - 1 - same)) {
            same++;
        }
        return same;
    }

    private static String window(String text, int differsFrom, int differsTo) {
        int from = whole(text, Math.max(0, differsFrom - AROUND));
        int to = whole(text, Math.min(Math.min(text.length(), differsTo + AROUND), from + LONGEST_TEXT));
        return (from > 0 ? "…" : "") + known(escaped(text.substring(from, to))) + (to < text.length() ? "…" : "");
    }

    /** A place that is not within a character. */
    private static int whole(String text, int place) {
        boolean within = place > 0
                && place < text.length()
                && Character.isSurrogatePair(text.charAt(place - 1), text.charAt(place));
        return within ? place - 1 : place;
    }

    /** A value as a line can take it; null for none. */
    static String shown(String value) {
        if (value == null) {
            return "(none)";
        }
        if (value.equals(KNOWN_LATER)) {
            return KNOWN_LATER_SHOWN;
        }
        if (json(value) != null) {
            return shownJson(value);
        }
        String text = cut(escaped(value), LONGEST_TEXT);
        boolean taken = text.isEmpty() || text.isBlank() || !text.strip().equals(text) || text.startsWith("(");
        return taken || text.contains("→") ? "\"" + text + "\"" : text;
    }

    private static String shownJson(String json) {
        String text = cut(known(escaped(json)), LONGEST_JSON);
        int more = json.length() - LONGEST_JSON;
        return more <= 0 ? text : text + " (" + more + " more characters)";
    }

    private static String known(String text) {
        return text.replace(KNOWN_LATER, KNOWN_LATER_SHOWN);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, whole(text, most)) + "…";
    }

    /** Without line breaks, control sequences, and what nobody sees. */
    private static String escaped(String text) {
        // More than that no line shows.
        String begin = text.substring(0, whole(text, Math.min(text.length(), LONGEST_JSON + 1)));
        return INVISIBLE.matcher(begin).replaceAll(found -> Matcher.quoteReplacement(escape(found.group())));
    }

    private static String escape(String character) {
        return switch (character) {
            case "\n" -> "\\n";
            case "\r" -> "\\r";
            case "\t" -> "\\t";
            default -> "\\u%04x".formatted(character.codePointAt(0));
        };
    }

    /** Which elements two lists have in common, in the same order. */
    static final class ListAlignment {

        private ListAlignment() {}

        /**
         * For each element of the first list the place of the same one in the second, in the same order; -1 for none.
         *
         * @param mostCells how large a table may be made for that
         */
        static int[] of(List<?> one, List<?> other, int mostCells) {
            int[] partners = new int[one.size()];
            Arrays.fill(partners, -1);
            int begin = 0;
            int most = Math.min(one.size(), other.size());
            while (begin < most && one.get(begin).equals(other.get(begin))) {
                partners[begin] = begin++;
            }
            int end = 0;
            while (end < most - begin && one.get(one.size() - 1 - end).equals(other.get(other.size() - 1 - end))) {
                end++;
                partners[one.size() - end] = other.size() - end;
            }
            alignMiddle(
                    one.subList(begin, one.size() - end),
                    other.subList(begin, other.size() - end),
                    begin,
                    partners,
                    mostCells);
            return partners;
        }

        /** The longest common subsequence. */
        private static void alignMiddle(List<?> one, List<?> other, int begin, int[] partners, int mostCells) {
            if ((long) one.size() * other.size() > mostCells) {
                return;
            }
            int[] hashes = other.stream().mapToInt(Object::hashCode).toArray();
            int[][] longest = new int[one.size() + 1][other.size() + 1];
            boolean[][] same = new boolean[one.size()][other.size()];
            for (int i = one.size() - 1; i >= 0; i--) {
                int hash = one.get(i).hashCode();
                for (int j = other.size() - 1; j >= 0; j--) {
                    same[i][j] = hash == hashes[j] && one.get(i).equals(other.get(j));
                    longest[i][j] =
                            same[i][j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
                }
            }
            int j = 0;
            for (int i = 0; i < one.size() && j < other.size(); ) {
                if (same[i][j]) {
                    partners[begin + i++] = begin + j++;
                } else if (longest[i + 1][j] >= longest[i][j + 1]) {
                    i++;
                } else {
                    j++;
                }
            }
        }
    }
}
