package io.jenkins.plugins.awsreleasestages.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's own expressions are the measure, where they come to an end and RE2 has the same. */
class AnswerPatternTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "abc",
                "a|b",
                "a||b",
                "(a|b)*c",
                "(?:ab)+",
                "a?b??c*?d+?",
                "[a-c]{2}",
                "[^a]{1,3}",
                "[]a]b?",
                "[\\]a]+",
                "a{0}b",
                "a{2,}",
                "(a{1,2}){2}",
                "(a*)*",
                "(a*)+b?",
                "(|a)+b",
                "^a$",
                "(^a|b$)+",
                "a^b",
                "\\.\\*\\\\",
                ".",
                ".*",
                "\\d+-\\w*\\s?",
                "\\p{L}+",
                "\\P{Lu}*",
                "é|😀+",
                "v[0-9]+\\.[0-9]+(-rc[0-9]+)?",
                "(?i)a+",
                "a\\b-.*",
                "\\Qa.*\\E+b?",
                "[\\[a]+\\(?",
                "[\\&&]*",
                "\\Q[[(\\E?b",
            })
    void meansWhatTheJdksMeans(String expression) {
        AnswerPattern ours = new AnswerPattern(expression);
        Pattern theirs = Pattern.compile(expression);
        for (String answer : answers()) {
            assertThat(ours.matches(answer))
                    .as("%s of '%s'", expression, answer)
                    .isEqualTo(theirs.matcher(answer).matches());
        }
    }

    private static List<String> answers() {
        Random random = new Random(7);
        String[] parts = {
            "a", "b", "c", "d", "A", "1", "2", ".", "*", "\\", "-", " ", "\n", "]", "é", "😀", "v1.2", "-rc3"
        };
        return random.ints(2000, 0, 7)
                .mapToObj(length -> random.ints(length, 0, parts.length)
                        .mapToObj(i -> parts[i])
                        .reduce("", String::concat))
                .toList();
    }

    /** Expressions of random parts. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void meansWhatTheJdksMeansWhateverItIsMadeOf(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            String expression = expression(random, 3);
            AnswerPattern ours = new AnswerPattern(expression);
            Pattern theirs = Pattern.compile(expression);
            for (int i = 0; i < 40; i++) {
                String answer = random.ints(random.nextInt(8), 0, 3)
                        .mapToObj(c -> String.valueOf((char) ('a' + c)))
                        .reduce("", String::concat);
                assertThat(ours.matches(answer))
                        .as("%s of '%s'", expression, answer)
                        .isEqualTo(theirs.matcher(answer).matches());
            }
        }
    }

    private static String expression(Random random, int depth) {
        if (depth == 0) {
            return List.of("a", "b", "c", "[ab]", "[^a]", ".").get(random.nextInt(6));
        }
        String one = expression(random, depth - 1);
        return switch (random.nextInt(7)) {
            case 0 -> one + expression(random, depth - 1);
            case 1 -> "(" + one + "|" + expression(random, depth - 1) + ")";
            case 2 -> "(" + one + ")*";
            case 3 -> "(?:" + one + ")+";
            case 4 -> "(" + one + ")?";
            case 5 -> "(" + one + "){" + random.nextInt(2) + "," + (1 + random.nextInt(2)) + "}";
            default -> one;
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "; ",
            value = {
                "(a)\\1; invalid escape sequence: \\1, at character 4",
                "(?=a)a; invalid or unsupported Perl syntax: (?=, at character 1",
                "a(?<!b); invalid named capture: (?<!b), at character 2",
                "a*+; invalid nested repetition operator: *+, at character 2",
                "a{2}{2}; invalid nested repetition operator: {2}{2}, at character 2",
                "a{1001}; invalid repeat count: {1001}, at character 2",
                "a{99999999}; invalid repeat count: {99999999}, at character 2",
                "(a{1000}){1000}; its counts multiply to too much",
                "(([)]a{1000}){1000}); its counts multiply to too much",
                "([[:alpha:])]{9}){1000}; its counts multiply to too much",
                "(\\)a{1000}){1000}; its counts multiply to too much",
                "(a{1000}\\Q)(\\E){1000}; its counts multiply to too much",
                "(\\p{L}{1000}){1000}; its counts multiply to too much",
                "(a{2,}b{0,1000}){1000}; its counts multiply to too much",
                "b[a[bc]]+; a set in a set is not known here; a [ is written \\[, at character 2",
                "[a-c&&[^b]]*; a set in a set is not known here",
                "[a-c&&b]*; a set in a set is not known here",
                "[\\Q]\\E]; invalid escape sequence: \\Q, at character 2",
                "b[a; missing closing ]: [a, at character 2",
                "(a; missing closing ): (a, at character 1",
                "a); there is a ) too many, at character 2",
                "*a; missing argument to repetition operator: *, at character 1",
                "a\\; trailing backslash at end of expression",
            })
    void whatItCannotDoItSays(String expression, String problem) {
        assertThatThrownBy(() -> new AnswerPattern(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    /** Some of these keep the JDK busy without even looking at the answer. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.SECONDS)
    void noExpressionTakesLong() {
        for (String expression : List.of(
                "(a+)+b",
                "(?:||)".repeat(100),
                "(?:a?|b?)".repeat(100) + "x",
                "(?:)?".repeat(100) + "x",
                "$?".repeat(100) + "x",
                "(((a*)*)*)*b",
                "((((" + "a?".repeat(100) + ")*)*)*)*x",
                "(?:.{1,20}){1,20}x")) {
            AnswerPattern pattern = new AnswerPattern(expression);
            assertThat(pattern.matches("a".repeat(1000))).isFalse();
            assertThat(pattern.matches("aaaa\n")).isFalse();
        }
        for (String refused : List.of("(((((?:){1000}){1000}){1000}){1000}){1000}", "((a{1,100}){1,100}){1,100}")) {
            assertThatThrownBy(() -> new AnswerPattern(refused)).hasMessageContaining("too much");
        }
        assertThatThrownBy(() -> new AnswerPattern("(".repeat(100_000))).hasMessage("has more than 1000 characters");
        assertThat(new AnswerPattern("(".repeat(400) + "a" + ")".repeat(400)).matches("a"))
                .isTrue();
    }
}
