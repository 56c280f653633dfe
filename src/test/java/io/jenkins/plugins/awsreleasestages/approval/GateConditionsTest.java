package io.jenkins.plugins.awsreleasestages.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Gates with rules that no person answers. */
class GateConditionsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Condition WINDOW =
            new Condition("deploymentWindow", "deployment window mon", Map.of("windows", "mon"));
    private static final Condition FREEZE = new Condition("freeze", "no freeze", Map.of("periods", "x"));
    private static final ConditionAnswer MET = ConditionAnswer.pass("open");
    private static final ConditionAnswer CLOSED = ConditionAnswer.waiting("closed", NOW.plusSeconds(30));
    private static final SomePerson ANN = new SomePerson("ann");
    private static final SomePerson BOB = new SomePerson("bob").overriding();

    private static GateStatus gate(GateTerms terms) {
        return GateStatus.asked(new Gate("id", "Ship it?", terms, NOW, NOW.plusSeconds(60)));
    }

    private static GateStatus withoutPeople() {
        return gate(GateTerms.of(List.of()).with(List.of(WINDOW, FREEZE)));
    }

    private static GateStatus withAnn() {
        return gate(GateTerms.of(List.of("ann"), 1).with(List.of(WINDOW)));
    }

    private static GateStatus looked(GateStatus status, List<ConditionAnswer> answers, Instant at) {
        return status.looked(status.gate().terms().conditions(), answers, at);
    }

    private static GateStatus approved(GateStatus status, Instant at) throws VoteRefused {
        return status.taken(Vote.of(Vote.Kind.APPROVE, "", at), ANN);
    }

    @Test
    void withoutPeopleItIsPassedWhenAllAreMetAtTheSameTime() {
        GateStatus one = looked(withoutPeople(), List.of(MET, CLOSED), NOW);
        assertThat(one.decision()).isNull();
        GateStatus other = looked(one, List.of(CLOSED, MET), NOW);
        assertThat(other.decision()).isNull();
        assertThat(looked(other, List.of(MET, MET), NOW).decision()).isEqualTo(Decision.passed(NOW));
        assertThat(Decision.passed(NOW).passes()).isTrue();
    }

    @Test
    void oneThatFailsEndsTheWaitAndSaysWhy() {
        Decision end = looked(withoutPeople(), List.of(MET, ConditionAnswer.fail("frozen for ever")), NOW)
                .decision();
        assertThat(end.kind()).isEqualTo(Decision.Kind.FAILED);
        assertThat(end.passes()).isFalse();
        assertThat(end.sentence()).isEqualTo("Not passed: no freeze: frozen for ever");
    }

    @Test
    void whoApprovesBeforeTheWindowOpensStartsNothingBeforeIt() throws Exception {
        GateStatus early = approved(looked(withAnn(), List.of(CLOSED), NOW), NOW);
        assertThat(early.decision()).isNull();
        assertThat(early.isApproved()).isTrue();
        Instant opened = NOW.plusSeconds(30);
        Decision decision = looked(early, List.of(MET), opened).decision();
        assertThat(decision).isEqualTo(new Decision(Decision.Kind.APPROVED, "ann", "", opened));
    }

    /** The window may have closed since the last look. */
    @Test
    void whoApprovesLastWaitsForOneMoreLook() throws Exception {
        GateStatus open = looked(withAnn(), List.of(MET), NOW);
        assertThat(open.decision()).isNull();
        GateStatus approved = approved(open, NOW.plusSeconds(1));
        assertThat(approved.decision()).isNull();
        assertThat(looked(approved, List.of(CLOSED), NOW.plusSeconds(1)).decision())
                .isNull();
        assertThat(looked(approved, List.of(MET), NOW.plusSeconds(1)).decision().passes())
                .isTrue();
    }

    @Test
    void whatCannotBeSaidIsLeftToThePeopleWhoAreAsked() throws Exception {
        ConditionAnswer unclear = ConditionAnswer.ask("no data");
        GateStatus asked = looked(withAnn(), List.of(unclear), NOW);
        assertThat(asked.decision()).isNull();
        GateStatus approved = approved(asked, NOW.plusSeconds(1));
        assertThat(approved.decision()).isNull();
        Decision decision =
                looked(approved, List.of(unclear), NOW.plusSeconds(2)).decision();
        assertThat(decision).isEqualTo(new Decision(Decision.Kind.APPROVED, "ann", "", NOW.plusSeconds(2)));
    }

    @Test
    void whoHadApprovedBeforeItWasUnclearIsAskedAnew() throws Exception {
        GateStatus early = approved(looked(withAnn(), List.of(CLOSED), NOW), NOW);
        GateStatus asked = looked(early, List.of(ConditionAnswer.ask("no data")), NOW.plusSeconds(1));
        assertThat(asked.approvals()).isEmpty();
        assertThat(asked.decision()).isNull();
        assertThat(looked(asked, List.of(ConditionAnswer.ask("still none")), NOW.plusSeconds(2))
                        .decision())
                .isNull();
        GateStatus again = approved(asked, NOW.plusSeconds(3));
        assertThat(looked(again, List.of(ConditionAnswer.ask("still none")), NOW.plusSeconds(4))
                        .decision()
                        .passes())
                .isTrue();
    }

    @Test
    void whereNobodyIsAskedItWaitsForWhoMayOverride() throws Exception {
        GateStatus asked = looked(withoutPeople(), List.of(MET, ConditionAnswer.ask("no data")), NOW);
        assertThat(asked.decision()).isNull();
        assertThat(asked.taken(Vote.of(Vote.Kind.OVERRIDE, "looked at by hand", NOW), BOB)
                        .decision()
                        .kind())
                .isEqualTo(Decision.Kind.OVERRIDDEN);
    }

    @Test
    void afterTheDeadlineNothingOpensItAndItSaysWhatWasWaitedFor() throws Exception {
        Instant late = NOW.plusSeconds(60);
        assertThat(looked(withoutPeople(), List.of(MET, MET), late).decision().sentence())
                .isEqualTo("Expired: not all conditions were met in time");
        assertThat(looked(approved(withAnn(), NOW), List.of(MET), late)
                        .decision()
                        .kind())
                .isEqualTo(Decision.Kind.EXPIRED);
        assertThat(looked(withAnn(), List.of(MET), late).decision().sentence())
                .isEqualTo("Expired: nobody decided in time");
    }

    @Test
    void nobodyApprovesOrRejectsWhereNobodyIsAskedButWhoMayOverrides() throws Exception {
        Gate gate = withoutPeople().gate();
        assertThat(gate.refusal(ANN)).contains("Nobody is asked here: it goes on when all conditions are met.");
        assertThat(gate.refusalToReject(ANN)).isPresent();
        assertThat(gate.refusalToOverride(ANN)).isPresent();
        GateStatus overridden =
                withoutPeople().taken(Vote.of(Vote.Kind.OVERRIDE, "the incident cannot wait", NOW), BOB);
        assertThat(overridden.decision().kind()).isEqualTo(Decision.Kind.OVERRIDDEN);
    }

    @Test
    void whatWasDecidedStaysWhateverConditionsSay() throws Exception {
        GateStatus rejected = withAnn().taken(Vote.of(Vote.Kind.REJECT, "red", NOW), ANN);
        assertThat(looked(rejected, List.of(MET), NOW)).isSameAs(rejected);
    }

    @Test
    void theQuestionNamesThem() {
        assertThat(withoutPeople().gate().question())
                .containsExactly(
                        "Ship it?",
                        "Waiting for what follows, until 2026-01-01 00:01:00 UTC.",
                        "Condition: deployment window mon",
                        "Condition: no freeze");
    }

    @Test
    void policiesAddThemAndNoneTwice() {
        GateTerms job = GateTerms.of(List.of("ann"), 1).with(List.of(WINDOW));
        GateTerms policy = GateTerms.of(List.of()).with(List.of(WINDOW, FREEZE)).of("Production");
        GateTerms both = job.and(policy);
        assertThat(both.conditions()).containsExactly(WINDOW, WINDOW.of("Production"), FREEZE.of("Production"));
        GateTerms three = both.and(policy.of("Shop"));
        assertThat(three.conditions())
                .extracting(Condition::policy)
                .containsExactly(null, "Production, Shop", "Production, Shop");
        assertThat(both.rules()).hasSize(1);
        assertThat(both.meets(policy)).isTrue();
        assertThat(both.meets(job)).isTrue();
        assertThat(job.meets(policy)).isFalse();
        assertThat(policy.asks()).isTrue();
    }

    /** Who lifts a freeze lifts it for those that wait; who declares one stops them. */
    @Test
    void whatPoliciesDemandByNowCounts() {
        GateStatus waiting = gate(GateTerms.of(List.of())
                .with(List.of(WINDOW))
                .and(GateTerms.of(List.of()).with(List.of(FREEZE)).of("Production")));
        assertThat(waiting.gate().isUnderPolicy()).isTrue();
        GateStatus frozen = looked(waiting, List.of(MET, CLOSED), NOW);
        assertThat(frozen.decision()).isNull();
        List<Condition> lifted = frozen.gate().conditionsWith(List.of());
        assertThat(lifted).containsExactly(WINDOW);
        assertThat(frozen.looked(lifted, List.of(MET), NOW).decision().passes()).isTrue();
        Condition longer = new Condition("freeze", "a longer freeze", Map.of("periods", "y"), List.of("Production"));
        GateStatus again = frozen.looked(frozen.gate().conditionsWith(List.of(longer)), List.of(MET, CLOSED), NOW);
        assertThat(again.decision()).isNull();
        assertThat(again.gate().terms().conditions()).containsExactly(WINDOW, longer);
    }

    /** Also where a policy has demanded the same for a while. */
    @Test
    void whatTheJobDemandsStaysItsOwn() {
        GateStatus waiting = gate(GateTerms.of(List.of())
                .with(List.of(WINDOW))
                .and(GateTerms.of(List.of()).with(List.of(WINDOW)).of("Production")));
        assertThat(waiting.gate().conditionsWith(List.of())).containsExactly(WINDOW);
    }

    /** Whatever happens at a gate, with one condition more it is never passed sooner, and never where it was not. */
    @Test
    void oneConditionMoreNeverOpensAGateSooner() throws Exception {
        int passed = 0;
        for (int seed = 0; seed < 2000; seed++) {
            Random chance = new Random(seed);
            int some = chance.nextInt(3);
            boolean people = some == 0 || chance.nextBoolean();
            GateStatus fewer = random(people, some);
            GateStatus more = random(people, some + 1);
            for (int step = 0; step < 20; step++) {
                Instant at = NOW.plusSeconds(step * 4L);
                List<ConditionAnswer> answers = answers(chance, some + 1);
                if (people && chance.nextInt(5) == 0) {
                    fewer = approved(fewer, at);
                    more = approved(more, at);
                }
                fewer = some == 0 ? fewer : looked(fewer, answers.subList(0, some), at);
                more = looked(more, answers, at);
                if (more.decision() != null && more.decision().passes()) {
                    assertThat(fewer.decision()).as("seed %s", seed).isNotNull();
                    assertThat(fewer.decision().passes()).as("seed %s", seed).isTrue();
                    assertThat(fewer.decision().at())
                            .as("seed %s", seed)
                            .isBeforeOrEqualTo(more.decision().at());
                    passed++;
                }
            }
        }
        assertThat(passed).isGreaterThan(100);
    }

    private static GateStatus random(boolean people, int conditions) {
        List<Condition> all = IntStream.range(0, conditions)
                .mapToObj(i -> new Condition("kind", "condition " + i, Map.of("i", "" + i)))
                .toList();
        return gate((people ? GateTerms.of(List.of("ann"), 1) : GateTerms.of(List.of())).with(all));
    }

    private static List<ConditionAnswer> answers(Random chance, int count) {
        List<ConditionAnswer> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int one = chance.nextInt(30);
            answers.add(
                    one == 0
                            ? ConditionAnswer.fail("")
                            : one < 17
                                    ? ConditionAnswer.pass("")
                                    : one < 22 ? ConditionAnswer.ask("") : ConditionAnswer.waiting("", null));
        }
        return answers;
    }

    @Test
    void itIsReadBackAsItWasSaved() {
        ConditionAnswer counting = CLOSED.again(NOW.plusSeconds(9)).keeping(Map.of("good", "2"));
        GateStatus status = looked(withoutPeople(), List.of(MET, counting), NOW);
        Object plain = PlainData.of(status);
        assertThat(PlainData.read(GateStatus.class, plain)).isEqualTo(status);
    }
}
