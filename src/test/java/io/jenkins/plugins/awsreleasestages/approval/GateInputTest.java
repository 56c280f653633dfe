package io.jenkins.plugins.awsreleasestages.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.approval.GateInput.Kind;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateInputTest {

    private static GateInput string(String pattern) {
        return new GateInput("version", Kind.STRING, null, null, List.of(), null, null, pattern);
    }

    private static GateInput number(Double min, Double max) {
        return new GateInput("percent", Kind.NUMBER, null, null, List.of(), min, max, null);
    }

    private static GateInput choice(String... choices) {
        return new GateInput("size", Kind.CHOICE, null, null, List.of(choices), null, null, null);
    }

    private static final GateInput SWITCH =
            new GateInput("loud", Kind.BOOLEAN, null, null, List.of(), null, null, null);

    @Test
    void eachKindHasItsAnswers() {
        assertThat(string(null).problem(null)).isNull();
        assertThat(string(null).value(null)).isEqualTo("");
        assertThat(string(null).problem("x".repeat(1001))).isEqualTo("has more than 1000 characters.");
        assertThat(choice("s", "l").problem("l")).isNull();
        assertThat(choice("s", "l").problem(null)).isEqualTo("must be one of s, l.");
        assertThat(choice("s", "l").value("l")).isEqualTo("l");
        assertThat(SWITCH.problem("true")).isNull();
        assertThat(SWITCH.problem("yes")).isEqualTo("must be true or false.");
        assertThat(SWITCH.value("true")).isEqualTo(true);
        assertThat(SWITCH.value("false")).isEqualTo(false);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "1, -",
                "' 100 ', -",
                "99.5, -",
                "0, must be at least 1.",
                "0.99999999999999999999999999, must be at least 1.",
                "100.0000000000000000000001, must be at most 100.",
                "1e3, must be a number.",
                "1e999999999, must be a number.",
                "'', must be a number.",
                "NaN, must be a number.",
                "0x10, must be a number.",
                "٣, must be a number.",
                "--1, must be a number.",
            })
    void aNumberIsWithinItsLimits(String answer, String problem) {
        assertThat(number(1.0, 100.0).problem(answer)).isEqualTo(problem);
    }

    @Test
    void aNumberIsWholeOrNot() {
        assertThat(number(null, null).value(" 25 ")).isEqualTo(25L);
        assertThat(number(null, null).value("25.0")).isEqualTo(25L);
        assertThat(number(null, null).value("-0.5")).isEqualTo(-0.5);
        assertThat(number(null, 9007199254740992.0).problem("9007199254740993"))
                .isEqualTo("must be at most 9007199254740992.");
    }

    @Test
    void aPatternIsForTheWholeAnswer() {
        GateInput version = string("v[0-9]+\\.[0-9]+");
        assertThat(version.problem("v1.20")).isNull();
        assertThat(version.problem("v1.20-rc")).isEqualTo("does not match v[0-9]+\\.[0-9]+.");
        assertThat(version.problem("")).isNotNull();
        assertThat(string("(a|b)*?c{2,3}").problem("abacc")).isNull();
        assertThat(string("[^ ]{1,20}").problem("release/1.0")).isNull();
        assertThat(string(".*").problem("anything at all")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a+)+b",
                "(a|a)*b",
                "(a|aa)+b",
                "([a-z]+)*[0-9]",
                "(.*)*b",
                "(a*)*b",
                "((a+)+)+b",
                "(?:a?){500}a{500}b",
                "(x+x+)+y|(a|a|a)*c",
            })
    @Timeout(value = 2, unit = TimeUnit.SECONDS)
    void aPatternThatNeverFindsOutIsNotWaitedFor(String pattern) {
        assertThat(string(pattern).problem("a".repeat(1000))).startsWith("does not match");
        assertThat(string(pattern).problem("a".repeat(40))).startsWith("does not match");
    }

    @Test
    void aQuestionThatCannotBeAnsweredIsNotAsked() {
        assertThat(new GateInput("a b", null, null, null, null, null, null, null).problems())
                .containsExactly(
                        "inputs: 'a b': a name has letters, digits and _ only, and at most 64 of them.",
                        "inputs: 'a b': type must be one of STRING, CHOICE, BOOLEAN, NUMBER.");
        assertThat(choice().problems()).containsExactly("inputs: 'size': choices are missing.");
        assertThat(new GateInput("x", Kind.STRING, null, null, List.of("a"), 1.0, null, "[").problems())
                .containsExactly(
                        "inputs: 'x': only a CHOICE has choices.",
                        "inputs: 'x': only a NUMBER has min and max.",
                        "inputs: 'x': pattern: missing closing ]: [, at character 1.");
        assertThat(number(2.0, 1.0).problems()).containsExactly("inputs: 'percent': min is more than max.");
        assertThat(number(Double.NaN, null).problems())
                .containsExactly("inputs: 'percent': min and max must be numbers.");
        assertThat(number(null, Double.POSITIVE_INFINITY).problems()).hasSize(1);
        assertThat(new GateInput("x", Kind.BOOLEAN, null, null, null, null, null, "a").problems())
                .containsExactly("inputs: 'x': only a STRING has a pattern.");
        assertThat(new GateInput("x", Kind.NUMBER, null, "5", null, null, 1.0, null).problems())
                .containsExactly("inputs: 'x': its default: must be at most 1.");
        assertThat(number(1.0, 2.0).problems()).isEmpty();
    }
}
