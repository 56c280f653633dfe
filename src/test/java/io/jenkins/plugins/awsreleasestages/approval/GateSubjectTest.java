package io.jenkins.plugins.awsreleasestages.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two things that differ in anything have different fingerprints, and one thing has one. */
class GateSubjectTest {

    private static String print(Object given) {
        return GateSubject.of(given).fingerprint();
    }

    @Test
    void theOrderOfNamesIsNoDifferenceButThatOfAListIs() {
        Map<String, Object> other = new LinkedHashMap<>();
        other.put("b", 2);
        other.put("a", List.of(1, 2));
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("a", List.of(1, 2));
        one.put("b", 2);
        assertThat(print(one)).isEqualTo(print(other)).hasSize(64);
        assertThat(print(List.of(1, 2))).isNotEqualTo(print(List.of(2, 1)));
    }

    @Test
    void nothingPassesForSomethingElse() {
        List<Object> all = Arrays.asList(
                "1",
                1,
                "null",
                null,
                true,
                "true",
                List.of(),
                Map.of(),
                List.of(List.of()),
                List.of("a", "b"),
                List.of("ab"),
                List.of("a1:b"),
                Map.of("a", "b"),
                Map.of("ab", ""),
                List.of("a", ""),
                "{t1:at1:b}");
        assertThat(all.stream().map(GateSubjectTest::print)).doesNotHaveDuplicates();
    }

    @Test
    void whatAStepReturnsIsKnownByItsOwnFingerprint() {
        assertThat(print(Map.of("fingerprint", "abc", "stack", "shop"))).isEqualTo("abc");
        assertThat(print(Map.of("fingerprint", " ", "stack", "shop"))).hasSize(64);
    }

    @Test
    void peopleSeeItLineByLine() {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("image", "shop:1.2");
        given.put("files", List.of(Map.of("name", "a.zip")));
        given.put("notes", "one\ntwo");
        assertThat(GateSubject.of(given).lines())
                .containsExactly("image: shop:1.2", "files[0].name: a.zip", "notes: one", "notes: two");
        assertThat(GateSubject.of("shop:1.2").lines()).containsExactly("shop:1.2");
    }

    @Test
    void whatIsNoPlainDataOrTooMuchIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> print(Map.of("a", List.of(new Object()))))
                .withMessageContaining("has a Object in it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> print(List.of("x".repeat(100_001), "y")))
                .withMessageContaining("larger");
        Object deep = "x";
        for (int i = 0; i < 100; i++) {
            deep = List.of(deep);
        }
        Object nested = deep;
        assertThatIllegalArgumentException().isThrownBy(() -> print(nested)).withMessageContaining("larger");
        assertThat(GateSubject.of(java.util.stream.IntStream.range(0, 1000)
                                .boxed()
                                .toList())
                        .lines())
                .hasSize(200);
        assertThat(print(Set.of("a"))).isEqualTo(print(List.of("a")));
    }
}
