package io.jenkins.plugins.awsreleasestages.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.awsreleasestages.approval.Excluded.Kind;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people say at a gate, and what comes of it. */
class GateVotesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final SomePerson ALICE = new SomePerson("alice", "managers");
    private static final SomePerson BOB = new SomePerson("bob", "managers", "ops");
    private static final SomePerson CAROL = new SomePerson("carol", "ops");
    private static final SomePerson EVE = new SomePerson("eve").building();

    private static final ApprovalRule MANAGERS = new ApprovalRule("managers", List.of("group:managers"), 1, false);
    private static final ApprovalRule OPS = new ApprovalRule("ops", List.of("group:ops"), 1, true);

    private static GateTerms terms(boolean distinct, boolean requesterOverrides, ApprovalRule... rules) {
        return new GateTerms(List.of(rules), distinct, false, false, requesterOverrides, List.of());
    }

    private static Gate gate(GateTerms terms) {
        return new Gate("id", "Ship it?", terms, NOW, NOW.plusSeconds(60));
    }

    private static Gate gate(ApprovalRule... rules) {
        return gate(terms(false, false, rules));
    }

    private static Vote vote(Vote.Kind kind, String reason) {
        return Vote.of(kind, reason, NOW);
    }

    private static GateStatus approved(GateStatus status, SomePerson by, String reason) throws VoteRefused {
        return status.taken(vote(Vote.Kind.APPROVE, reason), by);
    }

    private static VoteRefused refused(Gate gate, Vote vote, SomePerson by) {
        return refused(GateStatus.asked(gate), vote, by);
    }

    private static VoteRefused refused(GateStatus status, Vote vote, SomePerson by) {
        return catchThrowableOfType(VoteRefused.class, () -> status.taken(vote, by));
    }

    // Quorum.

    @Test
    void nothingIsDecidedBeforeAllRulesAreMet() throws Exception {
        GateStatus one = approved(GateStatus.asked(gate(MANAGERS, OPS)), ALICE, "");
        assertThat(one.decision()).isNull();
        assertThat(one.approvals()).extracting(Approval::by).containsExactly("alice");
        assertThat(one.tally().open()).containsExactly(OPS);
        GateStatus both = approved(one, CAROL, "tested");
        assertThat(both.decision())
                .isEqualTo(new Decision(Decision.Kind.APPROVED, "alice and carol", "carol: tested", NOW));
    }

    @Test
    void onePersonOfTwoRulesMeetsBothUnlessTheyAreForDifferentPersons() throws Exception {
        assertThat(approved(GateStatus.asked(gate(MANAGERS, OPS)), BOB, "tested")
                        .decision()
                        .passes())
                .isTrue();
        GateStatus apart = approved(GateStatus.asked(gate(terms(true, false, MANAGERS, OPS))), BOB, "tested");
        assertThat(apart.decision()).isNull();
        assertThat(approved(apart, ALICE, "").decision().by()).isEqualTo("bob and alice");
        assertThat(approved(apart, CAROL, "seen").decision().passes()).isTrue();
    }

    @Test
    void whoSaysYesTwiceCountsOnce() throws Exception {
        ApprovalRule two = new ApprovalRule("two", List.of("alice", "bob"), 2, false);
        GateStatus once = approved(GateStatus.asked(gate(two)), ALICE, "");
        GateStatus twice = approved(once, ALICE, "again");
        assertThat(twice).isEqualTo(once);
        assertThat(twice.counts(vote(Vote.Kind.APPROVE, "again"), ALICE)).isTrue();
        assertThat(twice.approval("alice").orElseThrow().reason()).isEmpty();
        assertThat(approved(twice, BOB, "").decision().passes()).isTrue();
    }

    @Test
    void toWhatIsDecidedNothingIsAdded() throws Exception {
        GateStatus rejected = GateStatus.asked(gate(MANAGERS)).taken(vote(Vote.Kind.REJECT, "red"), ALICE);
        assertThat(approved(rejected, BOB, "")).isEqualTo(rejected);
        assertThat(rejected.taken(vote(Vote.Kind.OVERRIDE, "for a good reason"), EVE.overriding()))
                .isEqualTo(rejected);
        assertThat(rejected.ended(Decision.aborted("carol", NOW))).isEqualTo(rejected);
    }

    @Test
    void oneOfAnyRuleEndsItWithANo() throws Exception {
        GateStatus one = approved(GateStatus.asked(gate(MANAGERS, OPS)), ALICE, "");
        assertThat(one.taken(vote(Vote.Kind.REJECT, "red"), CAROL).decision())
                .isEqualTo(new Decision(Decision.Kind.REJECTED, "carol", "red", NOW));
        assertThat(one.taken(vote(Vote.Kind.REJECT, "sorry"), ALICE).decision().kind())
                .isEqualTo(Decision.Kind.REJECTED);
        assertThat(refused(one, vote(Vote.Kind.REJECT, "red"), EVE)).hasMessageStartingWith("Only these may decide");
        assertThat(refused(one, vote(Vote.Kind.REJECT, " "), CAROL))
                .hasMessage("Nothing was decided: who rejects says why.");
    }

    // Reasons.

    @Test
    void whereARuleAsksForAReasonOneIsGiven() throws Exception {
        assertThat(refused(gate(MANAGERS, OPS), vote(Vote.Kind.APPROVE, " "), CAROL))
                .hasMessage("Nothing was decided: who approves here says why.")
                .extracting(VoteRefused::kind)
                .isEqualTo(VoteRefused.Kind.INCOMPLETE);
        assertThat(approved(GateStatus.asked(gate(MANAGERS, OPS)), ALICE, "").approvals())
                .hasSize(1);
    }

    @Test
    void aReasonIsNoDocument() {
        assertThat(refused(gate(MANAGERS), vote(Vote.Kind.APPROVE, "x".repeat(1001)), ALICE))
                .hasMessageContaining("at most 1000 characters");
        assertThat(refused(gate(MANAGERS), vote(Vote.Kind.APPROVE, "x".repeat(1000)), ALICE))
                .isNull();
    }

    // Override.

    @Test
    void whoHasTheRightOverridesWithAReasonOfTenCharacters() throws Exception {
        SomePerson anybody = EVE.overriding();
        assertThat(refused(gate(MANAGERS), vote(Vote.Kind.OVERRIDE, "123456789"), anybody))
                .hasMessage("Nothing was decided: who overrides says why, in at least 10 characters.");
        assertThat(refused(gate(MANAGERS), vote(Vote.Kind.OVERRIDE, "  12345678   "), anybody))
                .isNotNull();
        GateStatus overridden = GateStatus.asked(gate(MANAGERS)).taken(vote(Vote.Kind.OVERRIDE, "1234567890"), anybody);
        assertThat(overridden.decision()).isEqualTo(new Decision(Decision.Kind.OVERRIDDEN, "eve", "1234567890", NOW));
        assertThat(overridden.decision().passes()).isTrue();
        assertThat(overridden.counts(vote(Vote.Kind.OVERRIDE, "1234567890"), anybody))
                .isTrue();
        assertThat(refused(gate(MANAGERS), vote(Vote.Kind.OVERRIDE, "1234567890"), ALICE))
                .hasMessage("You do not have the permission to override.")
                .extracting(VoteRefused::kind)
                .isEqualTo(VoteRefused.Kind.NOT_ALLOWED);
    }

    // Exclusions.

    /** Who is excluded as something may approve, reject, override: yes or no. */
    @ParameterizedTest
    @CsvSource({
        "'',                          no requester, true,  true,  true",
        "REQUESTER,                   alice,        false, true,  false",
        "AUTHOR,                      no requester, false, true,  true",
        "SERVICE_ACCOUNT,             no requester, false, false, false",
        "'',                          alice,        true,  true,  false",
        "AUTHOR REQUESTER,            alice,        false, true,  false",
        "AUTHOR REQUESTER,            bob,          false, true,  false",
        "AUTHOR SERVICE_ACCOUNT,      no requester, false, false, false",
        "REQUESTER SERVICE_ACCOUNT,   alice,        false, false, false",
    })
    void whoIsExcludedMaySayThisAndNotThat(
            String kinds, String requester, boolean approves, boolean rejects, boolean overrides) {
        assertMay(false, kinds, requester, approves, rejects, overrides);
    }

    @ParameterizedTest
    @CsvSource({
        "REQUESTER,                 alice,        false, true,  true",
        "SERVICE_ACCOUNT,           no requester, false, false, false",
        "REQUESTER SERVICE_ACCOUNT, alice,        false, false, false",
    })
    void theRequesterOverridesWhereThatIsAllowed(
            String kinds, String requester, boolean approves, boolean rejects, boolean overrides) {
        assertMay(true, kinds, requester, approves, rejects, overrides);
    }

    private static void assertMay(
            boolean requesterOverrides,
            String kinds,
            String requester,
            boolean approves,
            boolean rejects,
            boolean overrides) {
        List<Excluded> excluded = Arrays.stream(kinds.split(" "))
                .filter(kind -> !kind.isEmpty())
                .map(kind -> new Excluded("Alice", "why " + kind, Kind.valueOf(kind)))
                .toList();
        Gate gate = gate(terms(false, requesterOverrides, MANAGERS))
                .with(requester.equals("no requester") ? List.of() : List.of("carol", requester), excluded);
        SomePerson alice = ALICE.overriding();
        String reason = "for a good reason";
        assertThat(refused(gate, vote(Vote.Kind.APPROVE, reason), alice) == null)
                .isEqualTo(approves);
        assertThat(refused(gate, vote(Vote.Kind.REJECT, reason), alice) == null).isEqualTo(rejects);
        assertThat(refused(gate, vote(Vote.Kind.OVERRIDE, reason), alice) == null)
                .isEqualTo(overrides);
        assertThat(refused(gate, vote(Vote.Kind.APPROVE, reason), BOB)).isNull();
    }

    @Test
    void anExclusionSaysWhy() {
        Gate gate = gate(MANAGERS)
                .with(List.of("alice"), List.of(new Excluded("alice", "the one who started this run", Kind.REQUESTER)));
        assertThat(gate.refusal(ALICE)).contains("You may not approve: you are the one who started this run.");
        assertThat(String.join("\n", gate.question())).contains("May not approve: alice");
    }

    // What nobody can pass.

    @Test
    void whatNobodyCanMeetIsSaidInTheQuestion() {
        ApprovalRule two = new ApprovalRule("two", List.of("alice", "bob"), 2, false);
        Gate gate = gate(two).with(List.of(), List.of(new Excluded("ALICE", "the author", Kind.AUTHOR)));
        assertThat(gate.unreachable())
                .containsExactly("Nobody can meet 'two': it needs 2, and only 1 of those named may approve.");
        assertThat(gate.question()).containsAll(gate.unreachable());
        assertThat(gate(two).unreachable()).isEmpty();
    }

    @Test
    void ofAGroupNobodyKnowsHowManyThereAre() {
        Gate gate = gate(terms(true, false, MANAGERS, OPS, new ApprovalRule("any", List.of(), 3, false)))
                .with(List.of(), List.of(new Excluded("alice", "the author", Kind.AUTHOR)));
        assertThat(gate.unreachable()).isEmpty();
    }

    @Test
    void oneWhoIsNamedTwiceIsOneWhereRulesAreForDifferentPersons() {
        ApprovalRule one = new ApprovalRule("one", List.of("alice"), 1, false);
        ApprovalRule other = new ApprovalRule("other", List.of("user:alice"), 1, false);
        assertThat(gate(terms(true, false, one, other)).unreachable()).hasSize(1);
        assertThat(gate(terms(false, false, one, other)).unreachable()).isEmpty();
    }

    // Inputs.

    private static final GateInput PERCENT =
            new GateInput("percent", GateInput.Kind.NUMBER, null, "10", List.of(), 1.0, 100.0, null);
    private static final ApprovalRule TWO = new ApprovalRule("two", List.of("group:managers"), 2, false);

    private static Vote answering(String percent) {
        return new Vote(Vote.Kind.APPROVE, "tested", Map.of("percent", percent), NOW);
    }

    @Test
    void theFirstWhoApprovesAnswers() throws Exception {
        Gate gate = gate(TWO).asking(List.of(PERCENT));
        GateStatus first = GateStatus.asked(gate).taken(answering("25"), ALICE);
        assertThat(first.inputs()).isEqualTo(Map.of("percent", 25L));
        GateStatus second = approved(first, BOB, "");
        assertThat(second.inputs()).isEqualTo(Map.of("percent", 25L));
        assertThat(second.decision().passes()).isTrue();
        assertThat(first.taken(answering("25"), BOB).decision().passes()).isTrue();
        assertThat(GateStatus.asked(gate)
                        .taken(vote(Vote.Kind.APPROVE, ""), ALICE)
                        .inputs())
                .isEqualTo(Map.of("percent", 10L));
    }

    /** The page of the second was older than the first's answer. */
    @Test
    void nobodyApprovesOtherAnswersThanTheirOwn() throws Exception {
        GateStatus first = GateStatus.asked(gate(TWO).asking(List.of(PERCENT))).taken(answering("100"), ALICE);
        assertThat(refused(first, answering("5"), BOB))
                .hasMessage("Nothing was decided: alice has answered something else meanwhile."
                        + " Look at the answers, and decide again.")
                .extracting(VoteRefused::kind)
                .isEqualTo(VoteRefused.Kind.INCOMPLETE);
    }

    @Test
    void allThatIsWrongWithAnswersIsSaidAtOnce() {
        GateInput size = new GateInput("size", GateInput.Kind.CHOICE, null, null, List.of("s", "l"), null, null, null);
        Gate gate = gate(MANAGERS).asking(List.of(PERCENT, size));
        Vote wrong = new Vote(Vote.Kind.APPROVE, "", Map.of("percent", "101", "other", "x"), NOW);
        assertThat(refused(gate, wrong, ALICE))
                .hasMessage("Nothing was decided: percent: must be at most 100. size: must be one of s, l."
                        + " other: is not asked here.")
                .extracting(VoteRefused::kind)
                .isEqualTo(VoteRefused.Kind.INCOMPLETE);
    }

    @Test
    void whoOverridesAnswersToo() throws Exception {
        Gate gate = gate(TWO).asking(List.of(PERCENT));
        Vote wrong = new Vote(Vote.Kind.OVERRIDE, "for a good reason", Map.of("percent", "0"), NOW);
        assertThat(refused(gate, wrong, EVE.overriding())).hasMessageContaining("must be at least 1.");
        GateStatus first = GateStatus.asked(gate).taken(answering("25"), ALICE);
        assertThat(first.taken(vote(Vote.Kind.OVERRIDE, "for a good reason"), EVE.overriding())
                        .inputs())
                .isEqualTo(Map.of("percent", 25L));
    }

    // Something else.

    @Test
    void approvalsAreForWhatWasShown() throws Exception {
        GateStatus one = approved(GateStatus.asked(gate(TWO).about("digest 1")), ALICE, "");
        GateStatus withdrawn = one.withdrawn("the stack was changed", NOW);
        assertThat(withdrawn.decision().sentence()).isEqualTo("Withdrawn: the stack was changed");
        assertThat(withdrawn.decision().passes()).isFalse();
        assertThat(withdrawn.approvals()).as("who had approved stays on record").isEqualTo(one.approvals());
        assertThat(withdrawn.taken(Vote.of(Vote.Kind.APPROVE, "too late", NOW), BOB))
                .isEqualTo(withdrawn);
    }

    @Test
    void alsoWhatIsApprovedMayBeWithdrawnButNoOtherEnd() throws Exception {
        GateStatus approved = approved(approved(GateStatus.asked(gate(TWO)), ALICE, ""), BOB, "");
        assertThat(approved.decision().passes()).isTrue();
        assertThat(approved.withdrawn("gone", NOW).decision()).isEqualTo(Decision.withdrawn("gone", NOW));
        GateStatus aborted = GateStatus.asked(gate(TWO)).ended(Decision.aborted("carol", NOW));
        assertThat(aborted.withdrawn("gone", NOW)).isEqualTo(aborted);
        GateStatus late = GateStatus.asked(gate(TWO));
        assertThat(late.withdrawn("gone", late.gate().deadline()).decision().kind())
                .isEqualTo(Decision.Kind.EXPIRED);
    }
}
