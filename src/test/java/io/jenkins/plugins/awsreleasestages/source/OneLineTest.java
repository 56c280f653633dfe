package io.jenkins.plugins.awsreleasestages.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {

    @Test
    void whatATerminalObeysIsGone() {
        assertThat(OneLine.of("\u001b[31;1mRed\u001b[0m\u001b]0;title\u0007 end\u001b]8;;x\u001b\\!"))
                .isEqualTo("Red end!");
        assertThat(OneLine.of("\u009b31mRed \u001b c")).isEqualTo("Red c");
    }

    @Test
    void oneLineWithoutWhatIsInvisible() {
        assertThat(OneLine.of(" a\r\n\tb\u0000c\u0007\u2028d\u00a0e ")).isEqualTo("a b c d e");
        assertThat(OneLine.of("x\u202etxt.exe\u2066y\ufeffz\ud800")).isEqualTo("x txt.exe y z");
    }

    @Test
    void lettersOfAllScriptsStay() {
        String text = "日本 عربى नमस्ते 👩\u200d💻 می\u200cخواهم <b>&amp;</b>";
        assertThat(OneLine.of(text)).isEqualTo(text);
    }

    @Test
    void nothingIsNothing() {
        assertThat(OneLine.of(null)).isNull();
        assertThat(OneLine.of("")).isNull();
        assertThat(OneLine.of(" \u0000 \u001b[0m")).isNull();
    }

    @Test
    void aLongOneIsCutBetweenLetters() {
        assertThat(OneLine.of("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(OneLine.of("x".repeat(201))).isEqualTo("x".repeat(199) + "…");
        assertThat(OneLine.of("🚀".repeat(200))).isEqualTo("🚀".repeat(200));
        assertThat(OneLine.of("🚀".repeat(201))).isEqualTo("🚀".repeat(199) + "…");
    }
}
