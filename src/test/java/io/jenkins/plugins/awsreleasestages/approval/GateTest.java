package io.jenkins.plugins.awsreleasestages.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.approval.Decision.Kind;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Gate gate(String... approvers) {
        return new Gate("id", "Ship it?", GateTerms.of(List.of(approvers), 1), NOW, NOW.plusSeconds(60));
    }

    @Test
    void withoutNamesWhoMayBuildMayDecide() {
        assertThat(gate().refusal(new SomePerson("bob").building())).isEmpty();
        assertThat(gate().refusal(new SomePerson("bob"))).contains("Only who may build this job may decide.");
    }

    @Test
    void withNamesOnlyTheyMayAndTheRightToBuildDoesNotHelp() {
        Gate gate = gate("alice", "group:managers");
        assertThat(gate.refusal(new SomePerson("carol", "managers"))).isEmpty();
        assertThat(gate.refusal(new SomePerson("bob").building()))
                .contains("Only these may decide: user alice, group managers.");
    }

    @Test
    void aBareNameIsNoGroup() {
        assertThat(gate("managers").refusal(new SomePerson("bob", "managers").building()))
                .isPresent();
    }

    @Test
    void theQuestionSaysWhoMayAnswerAndUntilWhen() {
        assertThat(gate("alice", "group:managers").question())
                .containsExactly("Ship it?", "user alice, group managers may decide, until 2026-01-01 00:01:00 UTC.");
        assertThat(gate().question().get(1)).startsWith("Everybody who may build this job may decide, until ");
    }

    private static final SomePerson ALICE = new SomePerson("alice").building();
    private static final SomePerson BOB = new SomePerson("bob").building();

    private static GateStatus said(GateStatus status, Vote.Kind kind, SomePerson by, String reason, Instant at)
            throws VoteRefused {
        return status.taken(Vote.of(kind, reason, at), by);
    }

    private static GateStatus asked() {
        return GateStatus.asked(gate());
    }

    @Test
    void theDeadlineItselfIsTooLate() throws Exception {
        Instant deadline = NOW.plusSeconds(60);
        Instant inTime = deadline.minusNanos(1);
        assertThat(said(asked(), Vote.Kind.APPROVE, ALICE, "", inTime).decision())
                .isEqualTo(new Decision(Kind.APPROVED, "alice", "", inTime));
        assertThat(said(asked(), Vote.Kind.APPROVE, ALICE, "", deadline).decision())
                .isEqualTo(Decision.expired(deadline));
        Decision aborted = Decision.aborted("carol", inTime);
        assertThat(asked().ended(aborted).decision()).isEqualTo(aborted);
        assertThat(asked().ended(Decision.aborted("carol", deadline)).decision())
                .isEqualTo(Decision.expired(deadline));
        assertThat(gate().isOver(inTime)).isFalse();
        assertThat(gate().isOver(deadline)).isTrue();
    }

    @Test
    void approvedIsNotRejected() throws Exception {
        assertThat(said(asked(), Vote.Kind.APPROVE, ALICE, " tested ", NOW).decision())
                .isEqualTo(new Decision(Kind.APPROVED, "alice", "tested", NOW));
        assertThat(said(asked(), Vote.Kind.REJECT, BOB, "red", NOW).decision())
                .isEqualTo(new Decision(Kind.REJECTED, "bob", "red", NOW));
    }

    @Test
    void aLineOfAReasonDoesNotPassForALineOfTheLog() throws Exception {
        Decision decision = said(asked(), Vote.Kind.REJECT, BOB, "red\r\nApproved by alice \n\n", NOW)
                .decision();
        assertThat(decision.reason()).isEqualTo("red\nApproved by alice");
        assertThat(decision.sentence()).isEqualTo("Rejected by bob: red\n  Approved by alice");
    }

    @Test
    void theSamePersonMaySayTheSameTwice() throws Exception {
        GateStatus approved = said(asked(), Vote.Kind.APPROVE, ALICE, "", NOW);
        Vote again = Vote.of(Vote.Kind.APPROVE, "again", NOW.plusSeconds(1));
        assertThat(approved.taken(again, ALICE)).isEqualTo(approved);
        assertThat(approved.counts(again, ALICE)).isTrue();
        assertThat(approved.counts(Vote.of(Vote.Kind.REJECT, "no", NOW), ALICE)).isFalse();
        assertThat(approved.counts(again, BOB)).isFalse();
        GateStatus rejected = said(asked(), Vote.Kind.REJECT, ALICE, "no", NOW);
        assertThat(rejected.counts(Vote.of(Vote.Kind.REJECT, "no", NOW), ALICE)).isTrue();
        assertThat(rejected.counts(Vote.of(Vote.Kind.REJECT, "no", NOW), BOB)).isFalse();
        assertThat(rejected.counts(again, ALICE)).isFalse();
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
