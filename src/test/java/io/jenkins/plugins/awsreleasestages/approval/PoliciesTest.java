package io.jenkins.plugins.awsreleasestages.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.approval.Policies.Placed;
import io.jenkins.plugins.awsreleasestages.approval.Policies.Target;
import io.jenkins.plugins.awsreleasestages.approval.Policies.Within;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoliciesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Target PROD = Target.of("shop/main", "main", "Production", "prod", "shop-prod");

    private static ReleasePolicy.Where environments(String... names) {
        return new ReleasePolicy.Where(List.of(), List.of(), List.of(), List.of(names), List.of());
    }

    private static GateTerms terms(ApprovalRule... rules) {
        return new GateTerms(List.of(rules), false, true, false, false, List.of());
    }

    private static ApprovalRule rule(String name, int count, String... approvers) {
        return new ApprovalRule(name, List.of(approvers), count, false);
    }

    private static Placed placed(String place, String name, ReleasePolicy.Where where, ApprovalRule... rules) {
        return new Placed(place, new ReleasePolicy(name, where, terms(rules), false));
    }

    private static Policies of(Placed... all) {
        return new Policies(List.of(all));
    }

    private static boolean applies(String place, ReleasePolicy.Where where, Target target) {
        return !of(placed(place, "p", where)).matching(target).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "prod, prod, true",
                "prod, production, false",
                "prod*, production, true",
                "'prod,staging', staging, true",
                "prod, Prod, false",
                "prod, -, false",
                "**, -, false",
                "**, '  ', false",
            })
    void aPatternMeansNamesThatAreKnown(String patterns, String environment, boolean applies) {
        Target target = Target.of("job", null, null, environment, null);
        assertThat(applies("", environments(patterns.split(",")), target)).isEqualTo(applies);
    }

    @Test
    void everyListThatIsSaidHasToMatch() {
        ReleasePolicy.Where all = new ReleasePolicy.Where(
                List.of("shop"), List.of("main", "release/*"), List.of("Prod*"), List.of("prod"), List.of("*-prod"));
        assertThat(applies("", all, PROD)).isTrue();
        assertThat(applies("", all, Target.of("shop/x", "release/1", "Production", "prod", "a-prod")))
                .isTrue();
        for (Target other : List.of(
                Target.of("shopping/main", "main", "Production", "prod", "shop-prod"),
                Target.of("shop/main", "feature", "Production", "prod", "shop-prod"),
                Target.of("shop/main", null, "Production", "prod", "shop-prod"),
                Target.of("shop/main", "main", "Test", "prod", "shop-prod"),
                Target.of("shop/main", "main", "Production", null, "shop-prod"),
                Target.of("shop/main", "main", "Production", "prod", "shop-test"))) {
            assertThat(applies("", all, other)).as("%s", other).isFalse();
        }
    }

    @Test
    void namesOfJobsAreRelativeToTheFolderThatHasThePolicy() {
        ReleasePolicy.Where deploy =
                new ReleasePolicy.Where(List.of("deploy"), List.of(), List.of(), List.of(), List.of());
        assertThat(applies("team", deploy, Target.of("team/deploy", null, null, null, null)))
                .isTrue();
        assertThat(applies("team", deploy, Target.of("team/shop/deploy", null, null, null, null)))
                .isFalse();
        assertThat(applies("", deploy, Target.of("team/deploy", null, null, null, null)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop-prod/0f0f0f0f-1111, shop-prod",
        "shop-prod, shop-prod",
        "' shop-prod ', shop-prod",
        "arn:odd, arn:odd",
    })
    void aStackIsKnownByItsNameHoweverItIsNamed(String stack, String name) {
        assertThat(Target.of("job", null, null, null, stack).stack()).isEqualTo(name);
    }

    @Test
    void whereNonePolicyAppliesNothingIsDemanded() {
        Policies policies = of(placed("", "Production", environments("prod"), rule("managers", 1, "alice")));
        Target test = Target.of("shop/main", "main", "Production", "test", null);
        assertThat(policies.demanded(test)).isEmpty();
        assertThat(policies.isProtected(test)).isFalse();
        assertThat(policies.others(test)).hasSize(1);
        assertThat(policies.others(PROD)).isEmpty();
    }

    @Test
    void allThatApplyAddUpAndEachRuleSaysWhoDemandsIt() {
        Placed global = placed("", "Production", environments("prod"), rule("managers", 1, "group:managers"));
        Placed folder = new Placed(
                "shop",
                new ReleasePolicy(
                        "Shop",
                        environments("p*"),
                        new GateTerms(
                                List.of(rule("managers", 2, "group:managers"), rule("ops", 1, "bob", "carol")),
                                true,
                                false,
                                true,
                                true,
                                List.of("bot")),
                        true));
        GateTerms both = of(global, folder).demanded(PROD).orElseThrow();
        assertThat(both.rules())
                .containsExactly(
                        new ApprovalRule(
                                "managers", List.of("group:managers"), 2, false, "Production, Shop (folder shop)"),
                        new ApprovalRule("ops", List.of("bob", "carol"), 1, false, "Shop (folder shop)"));
        assertThat(both)
                .extracting(
                        GateTerms::distinct,
                        GateTerms::notRequester,
                        GateTerms::notAuthors,
                        GateTerms::requesterOverrides,
                        GateTerms::serviceAccounts)
                .containsExactly(true, true, true, false, List.of("bot"));
        assertThat(of(global, folder).isProtected(PROD)).isTrue();
        assertThat(of(global).isProtected(PROD)).isFalse();
    }

    @Test
    void rulesThatCannotBeMetAreSaid() {
        Placed two = placed("", "Two", environments("prod"), rule("two", 2, "alice", "bob"));
        Placed one = new Placed(
                "",
                new ReleasePolicy(
                        "Apart",
                        environments("prod"),
                        new GateTerms(List.of(rule("one", 1, "alice")), true, false, false, false, List.of()),
                        false));
        assertThat(of(two).demanded(PROD).orElseThrow().unreachable(List.of())).isEmpty();
        assertThat(of(two).demanded(PROD).orElseThrow().unreachable(List.of("BOB")))
                .containsExactly("Nobody can meet 'two': it needs 2, and only 1 of those named may approve.");
        assertThat(of(two, one).demanded(PROD).orElseThrow().unreachable(List.of()))
                .hasSize(1);
    }

    // Properties, with random policies and people.

    private static final List<String> PEOPLE = List.of("alice", "bob", "carol", "dave", "erin", "frank");

    private static SomePerson person(String name) {
        return new SomePerson(name, PEOPLE.indexOf(name) % 2 == 0 ? "even" : "odd").building();
    }

    private static <T> T any(Random random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static Placed anyPolicy(Random random, int number) {
        List<ApprovalRule> rules = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>();
        IntStream.range(0, 1 + random.nextInt(3)).forEach(i -> names.add(any(random, List.of("a", "b", "c"))));
        for (String name : names) {
            List<String> approvers = new ArrayList<>(PEOPLE);
            approvers.addAll(List.of("group:even", "group:odd"));
            Collections.shuffle(approvers, random);
            List<String> some = approvers.subList(0, 1 + random.nextInt(4));
            rules.add(new ApprovalRule(name, some, 1 + random.nextInt(2), random.nextInt(4) == 0));
        }
        GateTerms terms = new GateTerms(
                rules,
                random.nextInt(3) == 0,
                random.nextBoolean(),
                random.nextInt(3) == 0,
                random.nextBoolean(),
                random.nextInt(4) == 0 ? List.of(any(random, PEOPLE)) : List.of());
        return placed(number, terms);
    }

    private static Placed placed(int number, GateTerms terms) {
        return new Placed("", new ReleasePolicy("policy " + number, environments("prod"), terms, false));
    }

    /** What a gate of a job with a rule of its own makes of what people say, one after another. */
    private static GateStatus said(List<Placed> policies, GateTerms own, List<Vote> votes, List<String> people) {
        GateTerms terms = new Policies(policies).demanded(PROD).map(own::and).orElse(own);
        List<Excluded> excluded = new ArrayList<>();
        if (terms.notRequester()) {
            excluded.add(new Excluded("alice", "x", Excluded.Kind.REQUESTER));
        }
        if (terms.notAuthors()) {
            excluded.add(new Excluded("bob", "x", Excluded.Kind.AUTHOR));
        }
        terms.serviceAccounts().forEach(one -> excluded.add(new Excluded(one, "x", Excluded.Kind.SERVICE_ACCOUNT)));
        GateStatus status =
                GateStatus.asked(new Gate("id", "?", terms, NOW, NOW.plusSeconds(60)).with(List.of("alice"), excluded));
        for (int i = 0; i < votes.size(); i++) {
            try {
                status = status.taken(votes.get(i), person(people.get(i)));
            } catch (VoteRefused e) {
                // Says nothing then.
            }
        }
        return status;
    }

    private static boolean passes(GateStatus status) {
        return status.decision() != null && status.decision().passes();
    }

    private static List<String> somePeople(Random random) {
        List<String> people = new ArrayList<>(PEOPLE);
        Collections.shuffle(people, random);
        return people.subList(0, 1 + random.nextInt(PEOPLE.size()));
    }

    private static List<Vote> votes(Random random, int count) {
        return Stream.generate(() -> Vote.of(Vote.Kind.APPROVE, random.nextInt(4) == 0 ? "" : "tested", NOW))
                .limit(count)
                .toList();
    }

    private static final List<GateTerms> OWN = List.of(
            GateTerms.of(List.of(), 2),
            GateTerms.of(List.of("carol"), 1),
            GateTerms.of(List.of(rule("a", 1, "group:even"), rule("b", 1, "group:odd"))));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anotherPolicyNeverLetsMoreThrough(long seed) {
        Random random = new Random(seed);
        int passed = 0;
        for (int round = 0; round < 4000; round++) {
            List<Placed> some = IntStream.range(0, random.nextInt(3))
                    .mapToObj(i -> anyPolicy(random, i))
                    .toList();
            List<Placed> more = new ArrayList<>(some);
            more.add(random.nextInt(some.size() + 1), anyPolicy(random, 9));
            GateTerms own = any(random, OWN);
            List<String> people = somePeople(random);
            List<Vote> votes = votes(random, people.size());
            if (passes(said(more, own, votes, people))) {
                passed++;
                assertThat(passes(said(some, own, votes, people)))
                        .as("%s beside %s and %s for %s", more, some, own, people)
                        .isTrue();
            }
        }
        assertThat(passed).as("rounds that show something").isGreaterThan(100);
    }

    /** Neither that of the policies, nor that of the people who are not refused. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theOrderDoesNotMatter(long seed) {
        Random random = new Random(seed);
        int passed = 0;
        for (int round = 0; round < 4000; round++) {
            List<Placed> policies = IntStream.range(0, 1 + random.nextInt(3))
                    .mapToObj(i -> anyPolicy(random, i))
                    .toList();
            List<Placed> mixed = new ArrayList<>(policies);
            Collections.shuffle(mixed, random);
            GateTerms own = any(random, OWN);
            List<String> people = somePeople(random);
            List<String> mixedPeople = new ArrayList<>(people);
            Collections.shuffle(mixedPeople, random);
            List<Vote> votes = Collections.nCopies(people.size(), Vote.of(Vote.Kind.APPROVE, "tested", NOW));
            boolean passes = passes(said(policies, own, votes, people));
            passed += passes ? 1 : 0;
            assertThat(passes(said(mixed, own, votes, mixedPeople)))
                    .as("%s, %s", policies, people)
                    .isEqualTo(passes);
        }
        assertThat(passed).as("rounds that pass").isGreaterThan(100);
    }

    /** All people there are: who cannot pass a gate together is told so before anybody tries. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatNobodyCanPassIsSaid(long seed) {
        Random random = new Random(seed);
        int unreachable = 0;
        for (int round = 0; round < 4000; round++) {
            List<Placed> policies = IntStream.range(0, 1 + random.nextInt(3))
                    .mapToObj(i -> anyPolicy(random, i))
                    .toList();
            List<Vote> votes = Collections.nCopies(PEOPLE.size(), Vote.of(Vote.Kind.APPROVE, "tested", NOW));
            GateStatus status = said(policies, GateTerms.of(List.of("carol"), 1), votes, PEOPLE);
            boolean groups = status.gate().terms().rules().stream()
                    .flatMap(one -> one.people().stream())
                    .anyMatch(one -> one.kind() == Approver.Kind.GROUP);
            boolean said = !status.gate().unreachable().isEmpty();
            unreachable += said ? 1 : 0;
            if (said) {
                assertThat(passes(status)).as("%s", policies).isFalse();
            } else if (!groups) {
                assertThat(passes(status)).as("%s", policies).isTrue();
            }
        }
        assertThat(unreachable).isGreaterThan(100);
    }

    /** Who has said nothing leaves it to the policies; who has said something adds to them. */
    @Test
    void aJobThatSaysNothingOfPeopleLeavesThemToThePolicies() {
        GateTerms demanded = of(placed("", "Production", environments("prod"), rule("managers", 1, "alice")))
                .demanded(PROD)
                .orElseThrow();
        GateTerms unsaid = GateTerms.of(List.of(), 1);
        assertThat(unsaid.and(demanded).rules()).isEqualTo(demanded.rules());
        assertThat(demanded.and(unsaid).rules()).isEqualTo(demanded.rules());
        assertThat(unsaid.and(unsaid).rules()).isEqualTo(unsaid.rules());
        assertThat(GateTerms.of(List.of("bob"), 1).and(demanded).rules()).hasSize(2);
        GateTerms onlyProtected = new GateTerms(List.of(), false, true, false, false, List.of());
        assertThat(unsaid.and(onlyProtected).rules()).isEqualTo(unsaid.rules());
        assertThat(unsaid.and(onlyProtected).notRequester()).isTrue();
    }

    // Stages that were entered.

    private static ReleasePolicy.Where stages(String... names) {
        return new ReleasePolicy.Where(List.of(), List.of(), List.of(names), List.of(), List.of());
    }

    private static Target within(Within... stages) {
        return new Target("shop", null, List.of(stages), "prod", "shop-prod");
    }

    @Test
    void onlyWhatNamesStagesAloneIsDemandedOfWhoeverEnters() {
        ReleasePolicy.Where prodInProduction =
                new ReleasePolicy.Where(List.of(), List.of(), List.of("Production"), List.of("prod"), List.of());
        ReleasePolicy.Where stackInProduction =
                new ReleasePolicy.Where(List.of(), List.of(), List.of("Production"), List.of(), List.of("*"));
        ReleasePolicy.Where shopsProduction =
                new ReleasePolicy.Where(List.of("shop"), List.of(), List.of("Prod*"), List.of(), List.of());
        ReleasePolicy.Where everywhere =
                new ReleasePolicy.Where(List.of("**"), List.of(), List.of(), List.of(), List.of());
        Policies policies = of(
                placed("", "1", prodInProduction, rule("environment", 1, "a")),
                placed("", "2", stackInProduction, rule("stack", 1, "b")),
                placed("", "3", shopsProduction, rule("stage", 1, "c")),
                placed("", "4", everywhere, rule("all", 1, "d")),
                placed("", "5", environments("prod"), rule("prod", 1, "e")));
        assertThat(names(policies.toEnter(Target.of("shop", null, "Production", null, null))))
                .containsExactly("stage");
        assertThat(policies.toEnter(Target.of("shop", null, "Build", null, null)))
                .isEmpty();
        assertThat(policies.toEnter(Target.of("other", null, "Production", null, null)))
                .isEmpty();
        GateTerms asked = policies.toEnter(Target.of("shop", null, "Production", null, null))
                .orElseThrow();
        assertThat(names(policies.demanded(within(new Within("Production", asked)))))
                .containsExactly("environment", "stack", "all", "prod");
        assertThat(names(policies.demanded(within(new Within("Production", null)))))
                .containsExactly("environment", "stack", "stage", "all", "prod");
    }

    @Test
    void whoEntersOneStageHasNotEnteredAnother() {
        Policies policies = of(placed("", "p", stages("Prod*"), rule("two", 2, "a", "b", "c")));
        GateTerms asked = policies.toEnter(Target.of("shop", null, "Production", null, null))
                .orElseThrow();
        Within entered = new Within("Production", asked);
        assertThat(policies.demanded(within(entered))).isEmpty();
        assertThat(policies.demanded(within(new Within("Deploy", null), entered)))
                .isEmpty();
        assertThat(policies.demanded(within(new Within("Production", null), entered)))
                .isPresent();
        assertThat(policies.demanded(within(entered, new Within("Prod-2", null))))
                .isPresent();
        assertThat(policies.demanded(within(new Within("Build", asked), new Within("Production", null))))
                .isPresent();
    }

    @Test
    void whatWasTightenedSinceTheStageWasEnteredIsAsked() {
        GateTerms asked = terms(rule("one", 1, "a", "b"));
        Within entered = new Within("Production", asked);
        for (ApprovalRule now : List.of(rule("one", 2, "a", "b"), rule("one", 1, "a", "c"))) {
            assertThat(of(placed("", "p", stages("Production"), now)).demanded(within(entered)))
                    .isPresent();
        }
        assertThat(of(placed("", "p", stages("Production"), rule("other name", 1, "a", "b")))
                        .demanded(within(entered)))
                .isEmpty();
    }

    private static List<String> names(Optional<GateTerms> terms) {
        return terms.map(all -> all.rules().stream().map(ApprovalRule::name).toList())
                .orElse(List.of());
    }

    private static Placed telling(ReleasePolicy.Where where, String receiver) {
        return new Placed("", new ReleasePolicy(receiver, where, terms().telling(List.of(receiver)), false));
    }

    @Test
    void whoIsToldOfAStageIsNamedByPoliciesThatMeanItWhateverIsChangedInIt() {
        ReleasePolicy.Where stage =
                new ReleasePolicy.Where(List.of(), List.of(), List.of("Prod*"), List.of(), List.of());
        ReleasePolicy.Where everywhere =
                new ReleasePolicy.Where(List.of("**"), List.of(), List.of(), List.of(), List.of());
        Policies policies =
                of(telling(stage, "pager"), telling(everywhere, "team"), telling(environments("prod"), "chief"));
        Target entering = Target.of("shop/main", "main", "Production", null, null);
        assertThat(policies.receivers(entering)).containsExactly("pager", "team");
        assertThat(policies.receivers(Target.of("shop/main", "main", "Test", null, null)))
                .containsExactly("team");
        assertThat(policies.toEnter(entering).filter(GateTerms::asks)).isEmpty();
        assertThat(policies.demanded(PROD).orElseThrow().receivers()).containsExactly("pager", "team", "chief");
    }
}
