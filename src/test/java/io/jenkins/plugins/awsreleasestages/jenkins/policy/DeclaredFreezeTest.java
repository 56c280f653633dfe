package io.jenkins.plugins.awsreleasestages.jenkins.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.OnStandIns;
import io.jenkins.plugins.awsreleasestages.approval.ApprovalRule;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.approval.Policies;
import io.jenkins.plugins.awsreleasestages.approval.Policies.Target;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A freeze that a person declares on a page. */
@OnStandIns
class DeclaredFreezeTest {

    private static final Instant NOW = Instant.parse("2026-12-07T09:00:30Z");

    private static DeclaredFreeze freeze(String from, String until, String reason) {
        return new DeclaredFreeze("shop", from, until, "Europe/Berlin", reason, "alice", NOW);
    }

    private static GateTerms demanded(DeclaredFreeze freeze, String job) {
        return new Policies(List.of(freeze.placed()))
                .demanded(Target.of(job, null, null, null, null))
                .orElseThrow();
    }

    @Test
    void itIsAConditionOfAllThatTheJobsBelowDoAndSaysWhoAndWhy() {
        GateTerms terms = demanded(freeze("", "", "Stock\n-taking"), "shop/team/deploy");
        assertThat(terms.asks()).isTrue();
        assertThat(terms.conditions()).singleElement().satisfies(condition -> {
            assertThat(condition.policy()).isEqualTo("Freeze by alice (folder shop)");
            assertThat(condition.text())
                    .isEqualTo("no freeze 2026-12-07 10:00.. Stock -taking, by alice (Europe/Berlin)");
        });
    }

    @Test
    void itTakesNothingAwayFromWhatOthersAllow() {
        GateTerms people = GateTerms.of(List.of(new ApprovalRule("ops", List.of("group:ops"), 2, false)));
        GateTerms both = people.and(demanded(freeze("", "", "Audit"), "shop/deploy"));
        assertThat(both.rules()).isEqualTo(people.rules());
        assertThat(both.notRequester()).isFalse();
        assertThat(both.requesterOverrides()).isTrue();
    }

    @Test
    void itBeginsAndEndsWhenItIsSaid() {
        DeclaredFreeze later = freeze("2026-12-20T18:00", "2026-12-27T06:00", "Christmas");
        assertThat(later.getTimes()).isEqualTo("from 2026-12-20 18:00 until 2026-12-27 06:00 Europe/Berlin");
        assertThat(later.isOver(NOW)).isFalse();
        assertThat(later.isOver(Instant.parse("2026-12-27T04:59:59Z"))).isFalse();
        assertThat(later.isOver(Instant.parse("2026-12-27T05:00:00Z"))).isTrue();
        assertThat(freeze("", "", "Audit").isOver(NOW.plusSeconds(1_000_000_000)))
                .isFalse();
        assertThat(freeze(null, "2026-12-07 10:01", "Audit").getTimes())
                .isEqualTo("from 2026-12-07 10:00 until 2026-12-07 10:01 Europe/Berlin");
        assertThat(later.in("store").getPlace()).isEqualTo("store");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> freeze("", "", " ")).hasMessageStartingWith("Say why");
        assertThatThrownBy(() -> freeze("", "", "x".repeat(201))).hasMessageStartingWith("Say why");
        assertThatThrownBy(() -> freeze("soon", "", "Audit")).hasMessageContaining("is no freeze");
        assertThatThrownBy(() -> freeze("", "2026-12-06", "Audit")).hasMessageContaining("ends before it begins");
        assertThatThrownBy(() -> freeze("2026-12-01", "2026-12-02", "Audit")).hasMessageContaining("over already");
        assertThatThrownBy(() -> new DeclaredFreeze("", "", "", "Berlin", "Audit", "alice", NOW))
                .hasMessageContaining("is no time zone");
    }
}
