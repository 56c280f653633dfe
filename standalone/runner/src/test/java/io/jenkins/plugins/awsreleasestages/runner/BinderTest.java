package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import groovy.lang.GString;
import io.jenkins.plugins.awsreleasestages.jenkins.source.AwsSourceStep;
import java.util.List;
import java.util.Map;
import org.codehaus.groovy.runtime.GStringImpl;
import org.junit.jupiter.api.Test;

class BinderTest {

    private final Catalog catalog = new Catalog();
    private final Binder binder = new Binder(catalog);

    private static GString text(String text) {
        return new GStringImpl(new Object[] {text}, new String[] {"<", ">"});
    }

    @Test
    void textWithVariablesBecomesPlainText() {
        assertThat(Binder.flat(Map.of("k", List.of(text("v"))))).isEqualTo(Map.of("k", List.of("<v>")));
    }

    @Test
    void aSingleValueIsForTheOnlyRequiredParameter() throws Exception {
        Class<?> echo = catalog.step("echo").clazz;
        assertThat(Binder.named("echo", echo, List.of("hello"))).isEqualTo(Map.of("message", "hello"));
        assertThat(Binder.named("echo", echo, List.of(Map.of("message", "x")))).isEqualTo(Map.of("message", "x"));
    }

    @Test
    void twoValuesWantNames() {
        Class<?> writeFile = catalog.step("writeFile").clazz;
        assertThatThrownBy(() -> Binder.named("writeFile", writeFile, List.of("a", "b")))
                .isInstanceOf(BadArguments.class)
                .hasMessageContaining("by name; it takes: file (required), text (required)");
    }

    @Test
    void numbersFitWhenNothingIsLost() throws Exception {
        assertThat(binder.step(catalog.step("sleep"), Map.of("time", 5))).isNotNull();
        assertThatThrownBy(() -> binder.step(catalog.step("sleep"), Map.of("time", 1.5)))
                .hasMessageContaining("sleep: time must be a Long, but is 1.5");
    }

    @Test
    void elementsOfAListAreChecked() {
        assertThatThrownBy(() -> binder.step(catalog.step("withEnv"), Map.of("overrides", List.of(1))))
                .hasMessageContaining("withEnv: overrides (element) must be a String");
    }

    @Test
    void aSymbolBecomesWhatIsWantedThere() throws Exception {
        SymbolCall call = new SymbolCall("gitRepository", Map.of("url", "file:///repository"));
        assertThat(binder.step(catalog.step("awsSource"), Map.of("source", call))).isInstanceOf(AwsSourceStep.class);
    }

    @Test
    void allProblemsComeTogether() {
        assertThatThrownBy(() -> binder.step(catalog.step("sleep"), Map.of("tme", 1, "unit", 5)))
                .isInstanceOfSatisfying(
                        BadArguments.class, bad -> assertThat(bad.problems()).hasSize(3));
    }
}
