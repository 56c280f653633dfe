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
        Gate gate = gate("alice", "group:managers");
        assertThat(gate.refusal(approver -> approver.equals(Approver.parse("group:managers")), false))
                .isEmpty();
        assertThat(gate.refusal(approver -> approver.name().equals("bob"), true))
                .contains("Only these may decide: user alice, group managers.");
    }

    @Test
    void aBareNameIsNoGroup() {
        assertThat(gate("managers").refusal(approver -> approver.kind() == Approver.Kind.GROUP, true))
                .isPresent();
    }

    @Test
    void theQuestionSaysWhoMayAnswerAndUntilWhen() {
        assertThat(gate("alice", "group:managers").question())
                .containsExactly("Ship it?", "user alice, group managers may decide, until 2026-01-01 00:01:00 UTC.");
        assertThat(gate().question().get(1)).startsWith("Everybody who may build this job may decide, until ");
    }

    @Test
    void theDeadlineItselfIsTooLate() {
        Instant deadline = NOW.plusSeconds(60);
        Decision inTime = Decision.of(true, "alice", "", deadline.minusNanos(1));
        assertThat(gate().outcome(inTime)).isSameAs(inTime);
        assertThat(gate().outcome(Decision.of(true, "alice", "", deadline))).isEqualTo(Decision.expired(deadline));
        assertThat(gate().isOver(deadline.minusNanos(1))).isFalse();
        assertThat(gate().isOver(deadline)).isTrue();
    }

    @Test
    void approvedIsNotRejected() {
        assertThat(Decision.of(true, "alice", " tested ", NOW))
                .isEqualTo(new Decision(Kind.APPROVED, "alice", "tested", NOW));
        assertThat(Decision.of(false, "bob", null, NOW)).isEqualTo(new Decision(Kind.REJECTED, "bob", "", NOW));
    }

    @Test
    void aLineOfAReasonDoesNotPassForALineOfTheLog() {
        Decision decision = Decision.of(false, "bob", "red\r\nApproved by alice \n\n", NOW);
        assertThat(decision.reason()).isEqualTo("red\nApproved by alice");
        assertThat(decision.sentence()).isEqualTo("Rejected by bob: red\n  Approved by alice");
    }

    @Test
    void theSamePersonMaySayTheSameTwice() {
        Decision yes = Decision.of(true, "alice", "", NOW);
        assertThat(Decision.of(true, "alice", "again", NOW.plusSeconds(1)).says(yes))
                .isTrue();
        assertThat(Decision.of(false, "alice", "", NOW).says(yes)).isFalse();
        assertThat(Decision.of(true, "bob", "", NOW).says(yes)).isFalse();
    }

    @Test
    void aDecisionReadsAsASentence() {
        assertThat(new Decision(Kind.APPROVED, "alice", "tested", NOW).sentence())
                .isEqualTo("Approved by alice: tested");
        assertThat(new Decision(Kind.REJECTED, "bob", "", NOW).sentence()).isEqualTo("Rejected by bob");
        assertThat(Decision.expired(NOW).sentence()).isEqualTo("Expired: nobody decided in time");
        assertThat(Decision.aborted("Aborted by carol", NOW).sentence()).isEqualTo("Aborted by carol");
        assertThat(Decision.aborted("Jenkins", NOW).sentence()).isEqualTo("Aborted: Jenkins");
        assertThat(Decision.aborted("Jenkins", NOW).at()).isEqualTo(NOW);
    }
}
