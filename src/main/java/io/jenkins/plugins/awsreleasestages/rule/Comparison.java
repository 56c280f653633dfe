package io.jenkins.plugins.awsreleasestages.rule;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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

    public static final Set<Comparison> ALL = Collections.unmodifiableSet(EnumSet.allOf(Comparison.class));

    public static final Set<Comparison> OF_NUMBERS = Collections.unmodifiableSet(EnumSet.range(LT, GE));

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

    /** One as it is written in fields, for people: {@code is less than 5}. */
    public static String inWords(String operator, String value) {
        Comparison comparison = of(operator);
        return (comparison == null ? operator : comparison.words) + " "
                + (OF_NUMBERS.contains(comparison) ? value : "'" + value + "'");
    }

    /**
     * What is wrong with one as it is written in fields, a sentence each.
     *
     * @param allowed it has to be one of these
     */
    public static List<String> problems(Set<Comparison> allowed, String operator, String value) {
        List<String> problems = new ArrayList<>();
        Comparison comparison = of(operator);
        if (!allowed.contains(comparison)) {
            problems.add("operator: '" + operator + "' is none of "
                    + allowed.stream().map(Enum::name).collect(Collectors.joining(", ")) + ".");
        } else if (comparison.problem(value) != null) {
            problems.add("value: " + comparison.problem(value));
        }
        return problems;
    }

    /** @return what is wrong with what a value is compared with, or null */
    public String problem(String expected) {
        if (OF_NUMBERS.contains(this) && number(expected) == null) {
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
        if (OF_NUMBERS.contains(this)) {
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
