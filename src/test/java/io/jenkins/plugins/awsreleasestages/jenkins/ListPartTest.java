package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lists in parts. */
class ListPartTest {

    private static ListPart<String> part(int total, String filter, String from) {
        List<String> all =
                IntStream.rangeClosed(1, total).mapToObj(i -> "#" + i).toList();
        return ListPart.of(all, one -> one, filter, from);
    }

    @Test
    void aShortListHasOnePart() {
        ListPart<String> all = part(7, null, null);
        assertThat(all.shown()).hasSize(7);
        assertThat(all.first()).isEqualTo(1);
        assertThat(all.last()).isEqualTo(7);
        assertThat(all.before()).isNegative();
        assertThat(all.after()).isNegative();
    }

    @Test
    void aLongListHasAWayOnAndBack() {
        ListPart<String> first = part(125, "", "0");
        assertThat(first.before()).isNegative();
        assertThat(first.after()).isEqualTo(50);
        ListPart<String> last = part(125, "", "100");
        assertThat(last.shown()).hasSize(25).startsWith("#101");
        assertThat(last.first()).isEqualTo(101);
        assertThat(last.last()).isEqualTo(125);
        assertThat(last.before()).isEqualTo(50);
        assertThat(last.after()).isNegative();
        assertThat(part(125, "", "25").before()).isZero();
    }

    /** An old link, or one that somebody has typed. */
    @Test
    void whatIsBehindTheEndShowsTheLastAndWhatIsNoNumberTheFirst() {
        assertThat(part(3, "", "999").shown()).containsExactly("#3");
        assertThat(part(3, "", "-1").from()).isZero();
        assertThat(part(3, "", "99999999999").from()).isZero();
        assertThat(part(0, "", "5").shown()).isEmpty();
    }

    @Test
    void aFilterIsWordsInAnyOrder() {
        assertThat(ListPart.hasWords("shop/deploy #12 Ship it to Prod?", " prod  SHOP "))
                .isTrue();
        assertThat(ListPart.hasWords("shop/deploy #12 Ship it to Prod?", "prod bank"))
                .isFalse();
        assertThat(ListPart.hasWords("anything", "  ")).isTrue();
        assertThat(part(125, "#12", "0").total()).isEqualTo(7);
    }
}
