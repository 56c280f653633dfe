package io.jenkins.plugins.awsreleasestages.approval;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is asked for at a gate besides yes or no. The first who approves answers; whoever approves after that approves
 * the answers too.
 *
 * @param name by which the answer is found in the step's result
 * @param description may be null
 * @param byDefault may be null
 * @param choices for a CHOICE
 * @param min for a NUMBER; may be null
 * @param max for a NUMBER; may be null
 * @param pattern a regular expression for the whole STRING; may be null
 */
public record GateInput(
        String name,
        Kind kind,
        String description,
        String byDefault,
        List<String> choices,
        Double min,
        Double max,
        String pattern) {

    /** Longer answers are documents. */
    public static final int LONGEST = 1000;

    public enum Kind {
        STRING,
        CHOICE,
        BOOLEAN,
        NUMBER
    }

    public GateInput {
        choices = choices == null ? new ArrayList<>() : new ArrayList<>(choices);
    }

    /** What may be chosen from; empty where one may write. */
    public List<String> options() {
        return kind == Kind.BOOLEAN ? List.of("false", "true") : choices;
    }

    /** What is wrong with the question itself, a sentence each. */
    public List<String> problems() {
        String place = "inputs: '" + name + "': ";
        List<String> problems = new ArrayList<>();
        if (name == null || !name.matches("[A-Za-z_][A-Za-z0-9_]{0,63}")) {
            problems.add(place + "a name has letters, digits and _ only, and at most 64 of them.");
        }
        if (kind == null) {
            problems.add(place + "type must be one of STRING, CHOICE, BOOLEAN, NUMBER.");
            return problems;
        }
        if ((kind == Kind.CHOICE) == choices.isEmpty()) {
            problems.add(place + (kind == Kind.CHOICE ? "choices are missing." : "only a CHOICE has choices."));
        }
        if (kind != Kind.NUMBER && (min != null || max != null)) {
            problems.add(place + "only a NUMBER has min and max.");
        }
        if (Stream.of(min, max).anyMatch(limit -> limit != null && !Double.isFinite(limit))) {
            problems.add(place + "min and max must be numbers.");
        } else if (min != null && max != null && min > max) {
            problems.add(place + "min is more than max.");
        }
        if (pattern != null) {
            problems.addAll(patternProblems(place));
        }
        if (problems.isEmpty() && byDefault != null && problem(byDefault) != null) {
            problems.add(place + "its default: " + problem(byDefault));
        }
        return problems;
    }

    private List<String> patternProblems(String place) {
        if (kind != Kind.STRING) {
            return List.of(place + "only a STRING has a pattern.");
        }
        try {
            new AnswerPattern(pattern);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(place + "pattern: " + e.getMessage() + ".");
        }
    }

    /** Whether nothing is no answer. */
    public boolean isNeeded() {
        return problem("") != null;
    }

    /** What is wrong with an answer; null when nothing is. */
    String problem(String answer) {
        String text = answer == null ? "" : answer;
        if (text.length() > LONGEST) {
            return "has more than " + LONGEST + " characters.";
        }
        return switch (kind) {
            case STRING -> matches(text) ? null : "does not match " + pattern + ".";
            case CHOICE -> choices.contains(text) ? null : "must be one of " + String.join(", ", choices) + ".";
            case BOOLEAN -> text.equals("true") || text.equals("false") ? null : "must be true or false.";
            case NUMBER -> numberProblem(text.strip());
        };
    }

    private String numberProblem(String text) {
        // Without an exponent: 1e999999999 is a number that nobody can write out.
        if (!text.matches("-?[0-9]{1,30}(\\.[0-9]{1,30})?")) {
            return "must be a number.";
        }
        BigDecimal number = new BigDecimal(text);
        if (min != null && number.compareTo(exactly(min)) < 0) {
            return "must be at least " + exactly(min).toPlainString() + ".";
        }
        return max != null && number.compareTo(exactly(max)) > 0
                ? "must be at most " + exactly(max).toPlainString() + "."
                : null;
    }

    /** As it is written. */
    private static BigDecimal exactly(double number) {
        return new BigDecimal(String.valueOf(number)).stripTrailingZeros();
    }

    private boolean matches(String text) {
        return pattern == null || new AnswerPattern(pattern).matches(text);
    }

    /** What stands for an answer in the step's result: a text, a truth value, a whole number or one with a fraction. */
    Object value(String answer) {
        return switch (kind) {
            case STRING, CHOICE -> answer == null ? "" : answer;
            case BOOLEAN -> Boolean.valueOf(answer);
            case NUMBER -> number(new BigDecimal(answer.strip()));
        };
    }

    private static Object number(BigDecimal number) {
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            return number.doubleValue();
        }
    }
}
