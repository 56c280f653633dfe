package io.jenkins.plugins.awsreleasestages.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TallyTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static ApprovalRule rule(String name, int count) {
        return new ApprovalRule(name, List.of("group:" + name), count, false);
    }

    private static GateTerms terms(boolean distinct, ApprovalRule... rules) {
        return new GateTerms(List.of(rules), distinct, false, false, true, List.of());
    }

    private static Approval approval(String by, String... rules) {
        return new Approval(by, "", NOW, List.of(rules));
    }

    @Test
    void aQuorumIsMetByThatManyAndByMore() {
        GateTerms two = terms(false, rule("a", 2));
        assertThat(Tally.of(two, List.of()).isPassed()).isFalse();
        Tally one = Tally.of(two, List.of(approval("alice", "a")));
        assertThat(one.isPassed()).isFalse();
        assertThat(one.counted(rule("a", 2))).isEqualTo(1);
        assertThat(one.open()).containsExactly(rule("a", 2));
        assertThat(Tally.of(two, List.of(approval("alice", "a"), approval("bob", "a")))
                        .isPassed())
                .isTrue();
        Tally three =
                Tally.of(two, List.of(approval("alice", "a"), approval("bob", "a"), approval("carol", "a", "other")));
        assertThat(three.isPassed()).isTrue();
        assertThat(three.open()).isEmpty();
    }

    @Test
    void allRulesHaveToBeMet() {
        GateTerms both = terms(false, rule("a", 1), rule("b", 1));
        assertThat(Tally.of(both, List.of(approval("alice", "a"))).open()).containsExactly(rule("b", 1));
        assertThat(Tally.of(both, List.of(approval("alice", "a"), approval("bob", "b")))
                        .isPassed())
                .isTrue();
    }

    @Test
    void withoutRulesNothingPasses() {
        assertThat(Tally.of(terms(false), List.of(approval("alice"))).isPassed())
                .isFalse();
        assertThat(Tally.of(terms(true), List.of(approval("alice"))).isPassed()).isFalse();
    }

    @Test
    void onePersonCountsInEachRuleUnlessRulesAreForDifferentPersons() {
        List<Approval> alice = List.of(approval("alice", "a", "b"));
        assertThat(Tally.of(terms(false, rule("a", 1), rule("b", 1)), alice).isPassed())
                .isTrue();
        Tally apart = Tally.of(terms(true, rule("a", 1), rule("b", 1)), alice);
        assertThat(apart.isPassed()).isFalse();
        assertThat(apart.open()).hasSize(1);
    }

    /** Whoever came first took the seat that only the second can fill. */
    @Test
    void aPersonWhoIsInTwoRulesNeverBlocks() {
        GateTerms apart = terms(true, rule("a", 1), rule("b", 1));
        assertThat(Tally.of(apart, List.of(approval("both", "a", "b"), approval("onlyA", "a")))
                        .isPassed())
                .isTrue();
        assertThat(Tally.of(apart, List.of(approval("both", "a", "b"), approval("onlyB", "b")))
                        .isPassed())
                .isTrue();
        GateTerms chain = terms(true, rule("a", 1), rule("b", 1), rule("c", 1));
        assertThat(Tally.of(chain, List.of(approval("ab", "a", "b"), approval("bc", "b", "c"), approval("onlyA", "a")))
                        .isPassed())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void asMuchIsMetAsCanBe(long seed) {
        Random random = new Random(seed);
        int passed = 0;
        for (int round = 0; round < 2000; round++) {
            List<ApprovalRule> rules = IntStream.range(0, 1 + random.nextInt(3))
                    .mapToObj(i -> rule("r" + i, 1 + random.nextInt(2)))
                    .toList();
            Map<String, Set<String>> rulesOf = new LinkedHashMap<>();
            for (int person = 0; person < random.nextInt(7); person++) {
                Set<String> some = new HashSet<>();
                rules.stream().filter(any -> random.nextInt(5) < 2).forEach(rule -> some.add(rule.name()));
                rulesOf.put("p" + person, some);
            }
            Tally tally = Tally.of(terms(true, rules.toArray(ApprovalRule[]::new)), rulesOf);
            int seats = rules.stream().mapToInt(ApprovalRule::count).sum();
            int most = most(rules, new ArrayList<>(rulesOf.values()), 0, new int[rules.size()]);
            assertThat(tally.isPassed()).as("%s %s", rules, rulesOf).isEqualTo(most == seats);
            assertThat(rules.stream().mapToInt(tally::counted).sum()).isEqualTo(most);
            passed += tally.isPassed() ? 1 : 0;
        }
        assertThat(passed).isBetween(100, 1900);
    }

    /** Tries out everything: how many seats can be taken, each person in one at most. */
    private static int most(List<ApprovalRule> rules, List<Set<String>> persons, int person, int[] taken) {
        if (person == persons.size()) {
            return 0;
        }
        int most = most(rules, persons, person + 1, taken);
        for (int i = 0; i < rules.size(); i++) {
            if (persons.get(person).contains(rules.get(i).name())
                    && taken[i] < rules.get(i).count()) {
                taken[i]++;
                most = Math.max(most, 1 + most(rules, persons, person + 1, taken));
                taken[i]--;
            }
        }
        return most;
    }

    /** Another approval never takes anything away. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whoApprovesLaterUndoesNothing(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            GateTerms terms = terms(random.nextBoolean(), rule("a", 1 + random.nextInt(3)), rule("b", 1), rule("c", 2));
            List<Approval> approvals = new ArrayList<>();
            int before = 0;
            for (int person = 0; person < 7; person++) {
                String[] some = List.of("a", "b", "c").stream()
                        .filter(any -> random.nextBoolean())
                        .toArray(String[]::new);
                approvals.add(approval("p" + person, some));
                Tally tally = Tally.of(terms, approvals);
                int met = terms.rules().stream()
                        .mapToInt(rule -> Math.min(tally.counted(rule), rule.count()))
                        .sum();
                assertThat(met).isGreaterThanOrEqualTo(before);
                before = met;
            }
        }
    }
}
