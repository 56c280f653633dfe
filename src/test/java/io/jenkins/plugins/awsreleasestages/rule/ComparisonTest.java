package io.jenkins.plugins.awsreleasestages.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {

    @ParameterizedTest
    @CsvSource({
        "EQ, main, main, true",
        "EQ, Main, main, false",
        "NE, main, main, false",
        "NE, dev, main, true",
        "CONTAINS, a release, release, true",
        "CONTAINS, a Release, release, false",
        "MATCHES, OPS-17, [A-Z]+-[0-9]+, true",
        "MATCHES, see OPS-17, [A-Z]+-[0-9]+, false",
        "LT, 9, 10, true",
        "LT, 10, 10, false",
        "LE, 10.0, 10, true",
        "GT, 10, 9.5, true",
        "GE, 9.5, 9.50, true",
        "GE, 9, 9.5, false",
        "GT, many, 1, false",
        "LT, many, 1, false"
    })
    void aValueIsComparedAsCodePipelineDoesItAndAsANumber(
            String comparison, String value, String expected, boolean holds) {
        assertThat(Comparison.of(comparison).holds(value, expected)).isEqualTo(holds);
        assertThat(Comparison.of(comparison).problem(expected)).isNull();
    }

    @Test
    void whatCannotBeComparedWithIsRefused() {
        assertThat(Comparison.LT.problem("many")).contains("'many' is no number");
        assertThat(Comparison.MATCHES.problem("[")).contains("no regular expression");
        assertThat(Comparison.of("SAME")).isNull();
    }

    /** With the JDK's expressions this one would not come to an end. */
    @Test
    void anExpressionComesToAnEnd() {
        assertThat(Comparison.MATCHES.holds("a".repeat(5000) + "b", "(a*)*c")).isFalse();
    }

    @Test
    void aLongTextIsNoNumber() {
        assertThat(Comparison.GT.holds("9".repeat(100_000), "1")).isFalse();
        assertThat(Comparison.GT.holds("1e999999999", "1")).isTrue();
    }

    @Test
    void whatAFormAsksOfOneByItsName() {
        assertThat(Comparison.problem("LT", "many")).contains("'many' is no number");
        assertThat(Comparison.problem("LT", "5")).isNull();
        assertThat(Comparison.problem("SAME", "many")).isNull();
        assertThat(Comparison.problem(null, "many")).isNull();
        assertThat(Comparison.GE.words()).isEqualTo("is at least");
        assertThat(Comparison.GT.holds("1" + "0".repeat(49), "1"))
                .as("as long as may be")
                .isTrue();
        assertThat(Comparison.GT.holds("10", "10")).isFalse();
    }
}
