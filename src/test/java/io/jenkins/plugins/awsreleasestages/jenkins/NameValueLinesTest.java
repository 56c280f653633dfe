package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.util.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NameValueLinesTest {

    @Test
    void readsLinesAndKeepsWhatTheValueHas() {
        assertThat(NameValueLines.parse("# a note\nA=1\n\nURL=https://x/?a=b \nEMPTY="))
                .containsExactly(Map.entry("A", "1"), Map.entry("URL", "https://x/?a=b "), Map.entry("EMPTY", ""));
        assertThat(NameValueLines.parse(null)).isEmpty();
    }

    /** In a Pipeline, {@code params} holds the value of a password parameter as that. */
    @Test
    void aSecretIsItsText() {
        assertThat(NameValueLines.texts(Map.of("PASSWORD", Secret.fromString("s3cret"))))
                .containsExactly(Map.entry("PASSWORD", "s3cret"));
    }

    @Test
    void namesTheLineThatIsNone() {
        assertThatThrownBy(() -> NameValueLines.parse("A=1\nnonsense"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'nonsense' is not NAME=value.");
    }

    @Test
    void writesWhatItReads() {
        Map<String, String> values = NameValueLines.parse("A=1\nB=two words");
        assertThat(NameValueLines.parse(NameValueLines.format(values))).isEqualTo(values);
    }
}
