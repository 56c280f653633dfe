package io.jenkins.plugins.awsreleasestages.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.approval.Decision.Kind;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Gate gate(String... approvers) {
        return new Gate("id", "Ship it?", List.of(approvers), NOW, NOW.plusSeconds(60));
    }

    @Test
    void withoutNamesWhoMayBuildMayDecide() {
        assertThat(gate().refusal(name -> true, true)).isEmpty();
        assertThat(gate().refusal(name -> true, false)).contains("Only who may build this job may decide.");
    }

    @Test
    void withNamesOnlyTheyMayAndTheRightToBuildDoesNotHelp() {
        Gate gate = gate("alice", "managers");
        assertThat(gate.refusal("managers"::equals, false)).isEmpty();
        assertThat(gate.refusal("bob"::equals, true)).contains("Only these may decide: alice, managers.");
    }

    @Test
    void aDecisionReadsAsASentence() {
        assertThat(new Decision(Kind.APPROVED, "alice", "tested", NOW).sentence())
                .isEqualTo("Approved by alice: tested");
        assertThat(new Decision(Kind.REJECTED, "bob", "", NOW).sentence()).isEqualTo("Rejected by bob");
        assertThat(new Decision(Kind.EXPIRED, "nobody decided in time", "", NOW).sentence())
                .isEqualTo("Expired: nobody decided in time");
        assertThat(new Decision(Kind.ABORTED, "Aborted by carol", "", NOW).sentence())
                .isEqualTo("Aborted by carol");
        assertThat(new Decision(Kind.ABORTED, "Jenkins", "", NOW).sentence()).isEqualTo("Aborted: Jenkins");
    }
}
