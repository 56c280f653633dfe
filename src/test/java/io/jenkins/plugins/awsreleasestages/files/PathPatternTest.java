package io.jenkins.plugins.awsreleasestages.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {

    @ParameterizedTest
    @CsvSource({
        "a/b.txt, a/b.txt, true",
        "a/b.txt, a/bxtxt, false",
        "*.txt, b.txt, true",
        "*.txt, a/b.txt, false",
        "a*, a, true",
        "a?c, abc, true",
        "a?c, a/c, false",
        "a?c, ac, false",
        "**, a/b/c, true",
        "**, '', true",
        "**/b, b, true",
        "**/b, a/b, true",
        "**/b, a/x/b, true",
        "**/b, ab, false",
        "**/b, a/xb, false",
        "a/**/b, a/b, true",
        "a/**/b, a/x/y/b, true",
        "a/**/b, a/xb, false",
        "a/**, a/b/c, true",
        "a/**, a, false",
        "a**b, a/x/b, true",
        "**a*b, a/ab, true",
        "**/*/c, a/b/c, true",
        "**/*/c, c, false",
        "***, a/b, true",
        "'', '', true",
        "'', a, false"
    })
    void selects(String pattern, String name, boolean selected) {
        assertThat(PathPattern.compile(pattern).test(name)).isEqualTo(selected);
    }

    @Test
    @Timeout(5)
    void manyStarsTakeNoTime() {
        String name = "a".repeat(2000);
        assertThat(PathPattern.compile("**a".repeat(500) + "b").test(name)).isFalse();
        assertThat(PathPattern.compile("*a".repeat(500) + "b").test(name)).isFalse();
        assertThat(PathPattern.compile("**/".repeat(500) + "b").test("a/".repeat(1000)))
                .isFalse();
    }
}
