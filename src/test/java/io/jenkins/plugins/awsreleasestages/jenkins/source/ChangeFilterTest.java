package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.util.XStream2;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ChangeFilterTest {

    @Test
    void aFormsTextIsOneALine() {
        ChangeFilter filter = new ChangeFilter();
        filter.branches = List.of("main\n  release/**\n\n");
        filter.filePaths = List.of("a b/**", "c,d");
        assertThat(filter.said().branches().includes()).containsExactly("main", "release/**");
        assertThat(filter.said().filePaths().includes()).containsExactly("a b/**", "c,d");
        assertThat(filter.said().problems()).isEmpty();
    }

    @Test
    void whatIsBlankIsRefusedAndNotAll() {
        ChangeFilter filter = new ChangeFilter();
        filter.excludedTags = Arrays.asList("v*", null);
        assertThat(filter.said().problems()).containsExactly("excludedTags: '' is not a pattern: it is blank.");
    }

    @Test
    void anEmptyListSaysNothing() {
        ChangeFilter filter = new ChangeFilter();
        filter.tags = List.of();
        assertThat(filter.said().problems()).singleElement().asString().contains("says nothing");
    }

    @Test
    void whatWasSavedIsReadAgain() {
        String lists = List.of("excludedBranches", "tags", "excludedTags", "keys", "excludedKeys", "filePaths").stream()
                .map(list -> "<" + list + "/>")
                .collect(Collectors.joining());
        ChangeFilter filter = (ChangeFilter) new XStream2()
                .fromXML("<" + ChangeFilter.class.getName() + "><branches><string>main</string></branches>" + lists
                        + "<excludedFilePaths/></" + ChangeFilter.class.getName() + ">");
        assertThat(filter.said().problems()).isEmpty();
        assertThat(filter.said().branches().includes()).containsExactly("main");
    }
}
