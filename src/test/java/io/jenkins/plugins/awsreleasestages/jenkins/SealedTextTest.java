package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SealedTextTest {

    private static final Map<String, String> VALUES = Map.of("A", "1", "B", "=x", "C", "{not=sealed}", "D", "");

    @Test
    void whatIsSealedIsOpenedAsItWas() {
        Map<String, String> sealed = SealedText.sealed(VALUES);
        assertThat(sealed.values()).doesNotContainAnyElementsOf(VALUES.values());
        assertThat(SealedText.opened(sealed)).isEqualTo(VALUES);
    }

    /** A form shows sealed values, and sends back those that nobody has changed. */
    @Test
    void aFormThatIsSavedAgainChangesNoValue() {
        Map<String, String> shown = SealedText.sealed(VALUES);
        Map<String, String> sentBack = new HashMap<>(shown);
        sentBack.put("A", "2");
        Map<String, String> opened = SealedText.opened(SealedText.sealed(sentBack));
        assertThat(opened).containsEntry("A", "2").containsEntry("B", "=x").containsEntry("C", "{not=sealed}");
    }
}
