package io.jenkins.plugins.awsreleasestages.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When what was demanded at one gate is as much as what another demands, so that nobody is asked twice for the same. */
class GateTermsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static ApprovalRule rule(String name, int count, boolean reason, String... approvers) {
        return new ApprovalRule(name, List.of(approvers), count, reason);
    }

    private static GateTerms terms(ApprovalRule... rules) {
        return GateTerms.of(List.of(rules));
    }

    private static final GateTerms TWO_OF_OPS = terms(rule("ops", 2, false, "group:ops", "ann"));

    @Test
    void whatTakesAsMuchOfTheSamePeopleMeets() {
        assertThat(TWO_OF_OPS.meets(TWO_OF_OPS)).isTrue();
        assertThat(terms(rule("other name", 3, true, "user:ann", "group:ops")).meets(TWO_OF_OPS))
                .isTrue();
        assertThat(terms(rule("more", 1, false, "bob"), rule("ops", 2, false, "group:ops", "ann"))
                        .meets(TWO_OF_OPS))
                .isTrue();
        assertThat(TWO_OF_OPS.meets(GateTerms.of(List.of()))).isTrue();
    }

    @Test
    void whatTakesLessOrOthersDoesNot() {
        assertThat(terms(rule("ops", 1, true, "group:ops", "ann")).meets(TWO_OF_OPS))
                .isFalse();
        assertThat(terms(rule("ops", 2, false, "group:ops")).meets(TWO_OF_OPS)).isFalse();
        assertThat(terms(rule("ops", 2, false, "group:ops", "ann", "bob")).meets(TWO_OF_OPS))
                .isFalse();
        assertThat(GateTerms.of(List.of()).meets(TWO_OF_OPS)).isFalse();
        assertThat(TWO_OF_OPS.meets(terms(rule("ops", 2, true, "group:ops", "ann"))))
                .as("a reason was not asked for")
                .isFalse();
    }

    @Test
    void oneRuleDoesNotStandForTwo() {
        GateTerms twice = terms(rule("a", 1, false, "group:ops"), rule("b", 1, false, "group:ops"));
        assertThat(terms(rule("c", 1, false, "group:ops")).meets(twice)).isFalse();
        assertThat(twice.meets(twice)).isTrue();
        assertThat(twice.meets(terms(rule("c", 1, false, "group:ops")))).isTrue();
    }

    private static GateTerms with(
            boolean distinct, boolean notRequester, boolean notAuthors, boolean overrides, String... accounts) {
        return new GateTerms(TWO_OF_OPS.rules(), distinct, notRequester, notAuthors, overrides, List.of(accounts));
    }

    /** Each alone is more than was demanded; the other way round it is enough. */
    @ParameterizedTest
    @CsvSource({
        "true,false,false,true,",
        "false,true,false,true,",
        "false,false,true,true,",
        "false,false,false,false,",
        "false,false,false,true,bot"
    })
    void eachExclusionCounts(
            boolean distinct, boolean notRequester, boolean notAuthors, boolean overrides, String account) {
        GateTerms plain = with(false, false, false, true);
        GateTerms stricter = account == null
                ? with(distinct, notRequester, notAuthors, overrides)
                : with(distinct, notRequester, notAuthors, overrides, account);
        assertThat(plain.meets(stricter)).isFalse();
        assertThat(stricter.meets(plain)).isTrue();
        assertThat(stricter.meets(stricter)).isTrue();
        assertThat(plain.and(stricter)).isEqualTo(stricter).isEqualTo(stricter.and(plain));
    }

    @Test
    void aGateTakesMoreTermsAndAReminderAndKeepsTheRest() {
        Gate gate = new Gate("id", "Ship it?", TWO_OF_OPS, NOW, NOW.plusSeconds(60)).about("digest");
        Gate more = gate.and(terms(rule("product", 1, false, "bob"))).reminding(Duration.ofMinutes(5));
        assertThat(more.terms().rules()).extracting(ApprovalRule::name).containsExactly("ops", "product");
        assertThat(more.reminder()).isEqualTo(Duration.ofMinutes(5));
        assertThat(more.subject()).isEqualTo("digest");
        assertThat(more.question()).contains("  ops: 2 of group ops, user ann", "  product: user bob");
    }

    @Test
    void whoMayNotIsToldWhyAndTheLogSaysWhatNobodyCanMeet() {
        GateTerms ann =
                new GateTerms(List.of(rule("ops", 2, false, "ann", "bob")), false, true, false, false, List.of("bot"));
        Gate gate = new Gate("id", "Ship it?", ann, NOW, NOW.plusSeconds(60))
                .with(
                        List.of("ann"),
                        List.of(
                                new Excluded("ann", "the one who started this run", Excluded.Kind.REQUESTER),
                                new Excluded("bot", "the account of a service", Excluded.Kind.SERVICE_ACCOUNT)));
        assertThat(gate.question())
                .contains(
                        "May not approve: ann (the one who started this run), bot (the account of a service).",
                        "Nobody can meet 'ops': it needs 2, and only 1 of those named may approve.");
        assertThat(gate.refusalToOverride(new SomePerson("bot").overriding()))
                .contains("You may not override: you are the account of a service.");
        assertThat(gate.refusalToReject(new SomePerson("bot", "ops"))).isPresent();
        Gate all = new Gate("id", "Ship it?", GateTerms.of(List.of(), 1), NOW, NOW.plusSeconds(60))
                .with(List.of(), gate.excluded());
        assertThat(all.refusalToReject(new SomePerson("bot").building()))
                .contains("You may not decide: you are the account of a service.");
    }

    @Test
    void whatPassesIsAnApprovalAnOverrideOrConditionsThatAreMet() {
        for (Decision.Kind kind : Decision.Kind.values()) {
            assertThat(new Decision(kind, "ann", "", NOW).passes())
                    .as(kind.name())
                    .isEqualTo(kind == Decision.Kind.APPROVED
                            || kind == Decision.Kind.OVERRIDDEN
                            || kind == Decision.Kind.PASSED);
        }
    }

    @Test
    void whatIsRefusedSaysSoToProgramsToo() {
        assertThat(VoteRefused.notYet().kind().status()).isEqualTo(503);
        assertThat(VoteRefused.Kind.NOT_ALLOWED.status()).isEqualTo(403);
        assertThat(VoteRefused.Kind.INCOMPLETE.status()).isEqualTo(400);
    }

    /** Who has overridden a gate and presses Approve on an old page has not approved it. */
    @Test
    void anApprovalAfterTheSamePersonsOverrideCameTooLate() throws Exception {
        SomePerson oscar = new SomePerson("oscar").overriding();
        GateStatus asked = GateStatus.asked(new Gate("id", "Ship it?", TWO_OF_OPS, NOW, NOW.plusSeconds(60)));
        GateStatus overridden = asked.taken(Vote.of(Vote.Kind.OVERRIDE, "the shop is down", NOW), oscar);
        assertThat(overridden.counts(Vote.of(Vote.Kind.OVERRIDE, "the shop is down", NOW), oscar))
                .isTrue();
        assertThat(overridden.counts(Vote.of(Vote.Kind.APPROVE, "", NOW), oscar))
                .isFalse();
        assertThat(overridden.counts(Vote.of(Vote.Kind.REJECT, "no", NOW), oscar))
                .isFalse();
    }

    @Test
    void whatMayBeChosenIsOffered() {
        assertThat(input(GateInput.Kind.BOOLEAN).options()).containsExactly("false", "true");
        assertThat(input(GateInput.Kind.CHOICE, "slow", "fast").options()).containsExactly("slow", "fast");
        assertThat(input(GateInput.Kind.STRING).options()).isEmpty();
    }

    private static GateInput input(GateInput.Kind kind, String... choices) {
        return new GateInput("name", kind, null, null, List.of(choices), null, null, null);
    }

    @Test
    void whoIsToldComesTogetherAndDemandsNothing() {
        GateTerms told = TWO_OF_OPS.telling(List.of("pager", "team"));
        GateTerms all = told.and(GateTerms.of(List.of()).telling(List.of("team", "chief")));
        assertThat(all.receivers()).containsExactly("pager", "team", "chief");
        assertThat(List.of(all.withoutPeople(), all.with(List.of()), all.forOnePerson(), all.of("Production")))
                .allSatisfy(terms -> assertThat(terms.receivers()).isEqualTo(all.receivers()));
        assertThat(TWO_OF_OPS.meets(told)).isTrue();
        assertThat(GateTerms.of(List.of()).telling(List.of("pager")).asks()).isFalse();
    }
}
