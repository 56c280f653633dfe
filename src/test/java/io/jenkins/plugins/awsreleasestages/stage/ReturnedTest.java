package io.jenkins.plugins.awsreleasestages.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a stage may return, so that a retry or a rollback can return it again. */
class ReturnedTest {

    private static Object plain(Object value) {
        return Returned.plain(value, Returned.MOST_OF_STAGE);
    }

    @Test
    void mapsListsTextsNumbersBooleansAndNothingAreKept() {
        Map<String, Object> whole = new HashMap<>();
        whole.put("tags", List.of("a", "b"));
        whole.put("count", 3);
        whole.put("big", 3_000_000_000L);
        whole.put("share", new BigDecimal("0.5"));
        whole.put("live", true);
        whole.put("none", null);

        assertThat(plain(whole)).isEqualTo(whole).isNotSameAs(whole);
        assertThat(plain(null)).isNull();
        assertThat(plain(Arrays.asList("one", null))).isEqualTo(Arrays.asList("one", null));
    }

    @Test
    void aTextThatIsPutTogetherIsATextAfterwards() {
        assertThat(plain(new StringBuilder("checkout-").append(7))).isEqualTo("checkout-7");
    }

    @Test
    void anythingElseIsNamed() {
        assertThatThrownBy(() -> plain(List.of(new File("x")))).hasMessage("it holds a File, which is no plain data");
        assertThatThrownBy(() -> plain(Map.of(1, "x"))).hasMessage("it holds a map of which the keys are no texts");
        assertThatThrownBy(() -> plain(Double.NaN)).hasMessageContaining("a Double");
    }

    @Test
    void whatHoldsItselfIsFound() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        assertThatThrownBy(() -> plain(list)).hasMessageContaining("holds itself");
    }

    @Test
    void whatIsTooBigIsFoundBeforeItIsWritten() {
        assertThatThrownBy(() -> plain("x".repeat(Returned.MOST_OF_STAGE)))
                .hasMessage("it has more than 100 KB as JSON");
        List<Object> many = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            many.add(List.of(1, 2, 3));
        }
        assertThatThrownBy(() -> plain(many)).hasMessage("it has more than 100 KB as JSON");
    }
}
