package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeFilterTest {

    @Test
    void aFormsTextIsOneALine() {
        ChangeFilter filter = new ChangeFilter();
        filter.setBranches(List.of("main\n  release/**\n\n"));
        filter.setFilePaths(List.of("a b/**", "c,d"));
        assertThat(filter.getBranches()).containsExactly("main", "release/**");
        assertThat(filter.getFilePaths()).containsExactly("a b/**", "c,d");
        assertThat(filter.said().problems()).isEmpty();
    }

    @Test
    void whatIsBlankIsRefusedAndNotAll() {
        ChangeFilter filter = new ChangeFilter();
        filter.setExcludedTags(Arrays.asList("v*", null));
        assertThat(filter.said().problems()).containsExactly("excludedTags: '' is not a pattern: it is blank.");
    }

    @Test
    void anEmptyListSaysNothing() {
        ChangeFilter filter = new ChangeFilter();
        filter.setTags(List.of());
        assertThat(filter.said().problems()).singleElement().asString().contains("says nothing");
    }
}
