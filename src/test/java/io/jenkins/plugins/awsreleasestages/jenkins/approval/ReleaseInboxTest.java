package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.api.Test;

/** The list in parts. */
class ReleaseInboxTest {

    private static ReleaseInbox.Part part(int from, int shown, int total) {
        return new ReleaseInbox.Part("", Collections.nCopies(shown, null), from, total, false);
    }

    @Test
    void aShortListHasOnePart() {
        ReleaseInbox.Part all = part(0, 7, 7);
        assertThat(all.first()).isEqualTo(1);
        assertThat(all.last()).isEqualTo(7);
        assertThat(all.before()).isNegative();
        assertThat(all.after()).isNegative();
    }

    @Test
    void aLongListHasAWayOnAndBack() {
        ReleaseInbox.Part first = part(0, 50, 125);
        assertThat(first.before()).isNegative();
        assertThat(first.after()).isEqualTo(50);
        ReleaseInbox.Part last = part(100, 25, 125);
        assertThat(last.first()).isEqualTo(101);
        assertThat(last.last()).isEqualTo(125);
        assertThat(last.before()).isEqualTo(50);
        assertThat(last.after()).isNegative();
        assertThat(part(25, 50, 125).before()).isZero();
    }
}
