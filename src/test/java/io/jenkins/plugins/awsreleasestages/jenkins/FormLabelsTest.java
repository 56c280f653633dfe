package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Jenkins shows an entry's title beside its field and ties the two in no way: a screen reader needs a name for each. */
class FormLabelsTest {

    private static final Pattern FIELD = Pattern.compile("<f:(textbox|combobox|number|select|password)\\b[^>]*>");
    private static final Pattern NAMED = Pattern.compile("aria-label=\"[^\"]+\"");
    private static final Pattern TEXTAREA = Pattern.compile("<f:textarea\\b");
    private static final Pattern IN_LABEL = Pattern.compile(
            "<label>\\s*<span class=\"jenkins-visually-hidden\">[^<]+</span>\\s*<f:textarea\\b[^>]*/>\\s*</label>");

    private static final Pattern UNNAMEABLE = Pattern.compile("<(?:c:select|f:dropdownDescriptorSelector)\\b");
    private static final Pattern IN_NAMED = Pattern.compile(
            "<div class=\"aws-named-field\" data-name=\"[^\"]+\">\\s*<(?:c:select|f:dropdownDescriptorSelector)\\b");
    private static final Pattern WAY = Pattern.compile("<aws:way of=\"([a-zA-Z+,]*)\" way=\"([^\"]*)\"");
    private static final Pattern GROUP = Pattern.compile("<div role=\"radiogroup\" aria-label=\"[^\"]+\">\\s*<aws:way");
    private static final Pattern PLAIN = Pattern.compile("<select\\b[^>]*>");

    @TestFactory
    Stream<DynamicTest> everyFieldHasAName() throws Exception {
        Path one = Path.of(
                ActionBuilder.class.getResource("role/AwsRoleStep/config.jelly").toURI());
        List<Path> forms;
        try (Stream<Path> files = Files.walk(one.getParent().getParent().getParent())) {
            forms = files.filter(file -> file.toString().endsWith(".jelly")).toList();
        }
        assertThat(forms).hasSizeGreaterThan(10);
        return forms.stream()
                .map(form -> DynamicTest.dynamicTest(
                        form.getParent().getFileName() + "/" + form.getFileName(),
                        () -> assertNamed(Files.readString(form))));
    }

    private static void assertNamed(String jelly) {
        assertThat(PLAIN.matcher(jelly).results().map(MatchResult::group))
                .allSatisfy(field -> assertThat(field).containsPattern(NAMED));
        assertThat(UNNAMEABLE.matcher(jelly).results().count())
                .isEqualTo(IN_NAMED.matcher(jelly).results().count());
        if (jelly.contains("aws-named-field")) {
            assertThat(jelly).contains("<st:adjunct includes=\"io.jenkins.plugins.awsreleasestages.jenkins.named\"/>");
        }
        WAY.matcher(jelly)
                .results()
                .forEach(way -> assertThat(way.group(1).split(",")).contains(way.group(2)));
        assertThat(GROUP.matcher(jelly).results().count())
                .isEqualTo(jelly.split("value=\"\\$\\{h.generateId\\(\\)}\"", -1).length - 1);
        assertThat(FIELD.matcher(jelly).results().map(MatchResult::group))
                .allSatisfy(field -> assertThat(field).containsPattern(NAMED));
        assertThat(TEXTAREA.matcher(jelly).results().count())
                .isEqualTo(IN_LABEL.matcher(jelly).results().count());
    }
}
