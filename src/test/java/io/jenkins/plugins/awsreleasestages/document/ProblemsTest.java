package io.jenkins.plugins.awsreleasestages.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is wrong with a file, as people read it. */
class ProblemsTest {

    private final Problems problems = new Problems();

    private InvalidDocument refused() {
        return catchThrowableOfType(InvalidDocument.class, problems::refuse);
    }

    private void some(int many) {
        for (int i = 1; i <= many; i++) {
            problems.add(new Problem("f", i, 1, "wrong"));
        }
    }

    @Test
    void whereNothingIsWrongNothingIsRefused() throws Exception {
        assertThat(problems.isEmpty()).isTrue();
        problems.refuse();
        some(1);
        assertThat(problems.isEmpty()).isFalse();
    }

    @Test
    void aPlaceIsSaidAsFarAsItIsKnown() {
        assertThat(Problem.whole("f", "wrong")).hasToString("f: wrong");
        assertThat(Problem.whole("", "wrong")).hasToString("wrong");
        assertThat(new Problem("", 2, 3, "wrong")).hasToString("line 2, column 3: wrong");
        assertThat(new Problem("f", 2, 3, "wrong")).hasToString("f, line 2, column 3: wrong");
    }

    @Test
    void theyAreSaidFileByFileAndLineByLineEachOnce() {
        problems.addAll(List.of(
                new Problem("b", 9, 1, "x"),
                new Problem("a", 2, 1, "x"),
                new Problem("b", 3, 5, "x"),
                new Problem("b", 3, 2, "x"),
                new Problem("a", 2, 1, "x")));
        assertThat(refused())
                .hasMessage("b, line 3, column 2: x\nb, line 3, column 5: x\nb, line 9, column 1: x\n"
                        + "a, line 2, column 1: x");
    }

    @Test
    void fiftyAreSaidAndTheOthersCounted() {
        some(50);
        assertThat(refused().getMessage()).endsWith("line 50, column 1: wrong").doesNotContain("more");
        problems.add(new Problem("f", 51, 1, "wrong"));
        assertThat(refused().getMessage()).endsWith("line 50, column 1: wrong\nand 1 more");
        assertThat(refused().problems()).hasSize(51);
    }

    @Test
    void afterAThousandNobodyCounts() {
        some(999);
        assertThat(refused().getMessage()).endsWith("\nand 949 more");
        some(100);
        assertThat(problems.all()).hasSize(1000);
        Problems whole = new Problems();
        for (int i = 1; i <= 1001; i++) {
            whole.add(new Problem("f", i, 1, "wrong"));
        }
        assertThatThrownBy(whole::refuse).hasMessageEndingWith("\nand more");
    }

    @Test
    void aMemberIsWrongAtItsKeyOrAfterIt() throws Exception {
        Value root = new DocumentReader("f", problems).read("a:\n  b");
        problems.at(root.get("a"), "key");
        problems.atContent(root.get("a"), "content");
        assertThat(problems.all())
                .map(Problem::toString)
                .containsExactly("f, line 1, column 1: key", "f, line 2, column 3: content");
    }

    @Test
    void numbersAreReadUnlessNobodyMeansThem() {
        assertThat(Numbers.parse("+1.50")).isEqualByComparingTo("1.5");
        assertThat(Numbers.parse(".5")).isEqualByComparingTo("0.5");
        assertThat(Numbers.parse("1e999999999")).isNull();
        assertThat(Numbers.parse("one")).isNull();
    }
}
