package io.jenkins.plugins.awsreleasestages.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.codehaus.groovy.runtime.GStringImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainJsonTest {

    @Test
    void whatAJenkinsfileSaysIsWrittenAndReadAgain() {
        GStringImpl text = new GStringImpl(new Object[] {7}, new String[] {"release-", ""});
        String json = PlainJson.of(Map.of("all", List.of(text, 1, 2.5, true, Map.of())));
        assertThat(json).isEqualTo("{\"all\":[\"release-7\",1,2.5,true,{}]}");
        assertThat(PlainJson.text(List.of(text))).isEqualTo("[\"release-7\"]");
        assertThat(PlainJson.text(text)).isEqualTo("release-7");
        assertThat(PlainJson.text(null)).isNull();
        assertThat(PlainJson.problem(json)).isNull();
        assertThat(PlainJson.read(json)).isEqualTo(Map.of("all", List.of("release-7", 1, 2.5, true, Map.of())));
    }

    @Test
    void whatIsNotPlainIsRefusedAndNotAskedForAnything() {
        assertThatThrownBy(() -> PlainJson.of(List.of(Thread.currentThread())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("holds something that is no plain data: a Thread.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\": secret}", "", "1 2", "{\"a\": 1} secret", "[1,"})
    void whatIsNotJsonIsRefusedWithItsPlaceAndWithoutItsContent(String text) {
        assertThatThrownBy(() -> PlainJson.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .isEqualTo(PlainJson.problem(text))
                .matches("is not JSON \\(line 1, column \\d+\\)\\.")
                .doesNotContain("secret");
    }

    @Test
    void anAnswerMayBeATextOrNone() {
        assertThat(PlainJson.readOrText("[1]")).isEqualTo(List.of(1));
        assertThat(PlainJson.readOrText("done at 7")).isEqualTo("done at 7");
        assertThat(PlainJson.readOrText("")).isNull();
        assertThat(PlainJson.readOrText(null)).isNull();
    }
}
