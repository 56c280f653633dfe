package io.jenkins.plugins.awsreleasestages.approval;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;

/**
 * A regular expression for a whole answer, as RE2 reads it: in a time that grows with its size and the answer's and no
 * faster, where the JDK's tries one way after another, and there are expressions for which it never comes to an end.
 */
final class AnswerPattern {

    private static final int LONGEST = 1_000;
    private static final int LARGEST = 5_000;

    /** What is quoted, an escape, a set, a count, or one character. */
    private static final java.util.regex.Pattern TOKEN =
            java.util.regex.Pattern.compile("(?s)(?<quoted>\\\\Q.*?(?:\\\\E|\\z))"
                    + "|\\\\(?:[pPx]\\{[^}]*}|.)"
                    + "|(?<set>\\[\\^?]?(?:\\[:\\^?\\w+:]|\\\\.|[^\\]\\\\])*+])"
                    + "|\\{(?<min>\\d+)(?:,(?<max>\\d*))?}"
                    + "|.");

    private static final java.util.regex.Pattern NO_SET = java.util.regex.Pattern.compile("\\[:\\^?\\w+:]|\\\\.");

    private final Pattern pattern;

    /** @throws IllegalArgumentException says what is wrong with it */
    AnswerPattern(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("has more than " + LONGEST + " characters");
        }
        if (size(text) > LARGEST) {
            throw new IllegalArgumentException("its counts multiply to too much");
        }
        try {
            pattern = Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            String part = e.getPattern();
            throw new IllegalArgumentException(
                    part.isEmpty() ? e.getDescription() : refusal(e.getDescription() + ": " + part, text.indexOf(part)),
                    e);
        }
    }

    private static String refusal(String what, int at) {
        return what + ", at character " + (at + 1);
    }

    boolean matches(String answer) {
        return pattern.matches(answer);
    }

    /** With all counts written out, as RE2 does: it has a limit for one count, and none for a count of counts. */
    private static long size(String text) {
        Deque<Long> open = new ArrayDeque<>();
        long size = 0;
        long last = 0;
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            if (token.group().equals("(")) {
                open.push(size);
                size = 0;
            } else if (token.group().equals(")")) {
                if (open.isEmpty()) {
                    throw new IllegalArgumentException(refusal("there is a ) too many", token.start()));
                }
                last = size + 1;
                size = open.pop() + last;
            } else if (token.group("min") != null) {
                long more = last * (count(token) - 1);
                size += more;
                last += more;
            } else {
                checkSet(token);
                last = token.group("quoted") == null ? 1 : token.group().length();
                size += last;
            }
            if (size > LARGEST) {
                break;
            }
        }
        return size;
    }

    private static int count(Matcher token) {
        String max = token.group("max");
        String count = max == null || max.isEmpty() ? token.group("min") : max;
        // What has more digits is more than RE2 takes.
        return count.length() > 4 ? 1 : Math.max(1, Integer.parseInt(count));
    }

    /** RE2 knows no sets in sets, and would read their characters; who writes them has the JDK in mind. */
    private static void checkSet(Matcher token) {
        if (token.group("set") == null) {
            return;
        }
        String inside = NO_SET.matcher(token.group().substring(1)).replaceAll("");
        if (inside.contains("[") || inside.contains("&&")) {
            throw new IllegalArgumentException(
                    refusal("a set in a set is not known here; a [ is written \\[", token.start()));
        }
    }
}
