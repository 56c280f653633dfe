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
                .matches("is not JSON \\(line 1, column \\d+\\)\\.")
                .doesNotContain("secret");
    }
}
