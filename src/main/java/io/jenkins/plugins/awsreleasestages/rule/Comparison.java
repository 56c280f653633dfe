package io.jenkins.plugins.awsreleasestages.rule;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How a value is compared with another: as CodePipeline's VariableCheck rule does it, and as numbers.
 *
 * @see <a href="https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-VariableCheck.html">AWS
 *     CodePipeline user guide, VariableCheck</a>
 */
public enum Comparison {
    EQ("is"),
    NE("is not"),
    CONTAINS("contains"),
    /** The whole value, by an expression. */
    MATCHES("matches"),
    LT("is less than"),
    LE("is at most"),
    GT("is more than"),
    GE("is at least");

    private final String words;

    Comparison(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }

    /** @return null where there is none of that name */
    public static Comparison of(String name) {
        return Arrays.stream(values())
                .filter(one -> one.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElse(null);
    }

    public static String names() {
        return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
    }

    public boolean isOfNumbers() {
        return compareTo(LT) >= 0;
    }

    /** @return what is wrong with what a value is compared with, or null */
    public String problem(String expected) {
        if (isOfNumbers() && number(expected) == null) {
            return "'" + expected + "' is no number.";
        }
        try {
            if (this == MATCHES) {
                Pattern.compile(expected);
            }
            return null;
        } catch (PatternSyntaxException e) {
            return "'" + expected + "' is no regular expression: " + e.getMessage();
        }
    }

    /** The same of the comparison that has the name; null where there is none. */
    public static String problem(String name, String expected) {
        Comparison comparison = name == null ? null : of(name);
        return comparison == null ? null : comparison.problem(expected);
    }

    /** A value that is no number is neither less nor more than one. */
    public boolean holds(String value, String expected) {
        if (isOfNumbers()) {
            BigDecimal number = number(value);
            return number != null && holds(number.compareTo(number(expected)));
        }
        return switch (this) {
            case EQ -> value.equals(expected);
            case NE -> !value.equals(expected);
            case CONTAINS -> value.contains(expected);
            default -> Pattern.matches(expected, value);
        };
    }

    private boolean holds(int order) {
        return switch (this) {
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            default -> order >= 0;
        };
    }

    /** So long a text is no number that anybody means. */
    private static final int LONGEST = 50;

    private static BigDecimal number(String text) {
        try {
            return text.length() > LONGEST ? null : new BigDecimal(text.strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
