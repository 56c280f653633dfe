package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.EnvVars;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.OnStandIns;
import io.jenkins.plugins.awsreleasestages.approval.Condition;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer.Verdict;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateStatus;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.DeploymentWindowRule;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.FreezeRule;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.ReleaseRule;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.RuleLook;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.VariableCheckRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What the conditions of a gate say, and when they are asked again. */
@OnStandIns
class ConditionLooksTest {

    /** A Monday, 10:00 in Berlin. */
    private static final Instant MONDAY = Instant.parse("2026-12-07T09:00:00Z");

    private static final ActionContext CONTEXT = new ActionContext() {
        @Override
        public <T> T find(Class<T> type) {
            return type == EnvVars.class ? type.cast(new EnvVars(Map.of("TICKET", "OPS-17"))) : null;
        }

        @Override
        public TaskListener listener() {
            return TaskListener.NULL;
        }
    };

    private static List<ConditionAnswer> answers(ReleaseRule... rules) {
        return answers(ReleaseRule.conditions(List.of(rules)));
    }

    private static List<ConditionAnswer> answers(List<Condition> conditions) {
        return looks(GateTerms.of(List.of()), Optional::empty)
                .answers(conditions, MONDAY)
                .join();
    }

    private static ConditionLooks looks(GateTerms terms, Supplier<Optional<GateTerms>> demanded) {
        Gate gate = new Gate("id", "Ship it?", terms, MONDAY, MONDAY.plusSeconds(60));
        return new ConditionLooks(CONTEXT, () -> GateStatus.asked(gate), demanded);
    }

    private static DeploymentWindowRule window(String... windows) {
        DeploymentWindowRule rule = new DeploymentWindowRule(List.of(windows));
        rule.setTimeZone("Europe/Berlin");
        return rule;
    }

    @Test
    void aWindowIsOpenOrSaysWhenItOpens() {
        assertThat(answers(window("mon 09:00-17:00"))).containsExactly(ConditionAnswer.pass("open"));
        assertThat(answers(window("mon 11:00-12:00", "mon 09:00-17:00")))
                .containsExactly(ConditionAnswer.pass("open: mon 09:00-17:00"));
        assertThat(answers(window("mon 11:00-12:00", "mon 10:30-11:00")))
                .containsExactly(ConditionAnswer.waiting(
                        "closed; opens Mon 2026-12-07 10:30 Europe/Berlin", Instant.parse("2026-12-07T09:30:00Z")));
    }

    @Test
    void aClosedWindowFailsWhereItIsToAsCodePipelines() {
        DeploymentWindowRule rule = window("mon 11:00-12:00");
        rule.setOnClosed("FAIL");
        assertThat(answers(rule))
                .containsExactly(ConditionAnswer.fail("closed; opens Mon 2026-12-07 11:00 Europe/Berlin"));
        assertThat(answers(window("* * * ? * * 2020")))
                .containsExactly(ConditionAnswer.fail("closed, and never opens again"));
    }

    @Test
    void aFreezeSaysUntilWhen() {
        FreezeRule rule = new FreezeRule(List.of("2026-12-01..2026-12-07 Stock-taking"));
        rule.setTimeZone("Europe/Berlin");
        assertThat(answers(rule))
                .containsExactly(ConditionAnswer.waiting(
                        "frozen (Stock-taking) until Tue 2026-12-08 00:00 Europe/Berlin",
                        Instant.parse("2026-12-07T23:00:00Z")));
        assertThat(answers(new FreezeRule(List.of("2026-12-01.. Audit"))))
                .containsExactly(ConditionAnswer.waiting("frozen (Audit), without an end", null));
    }

    @Test
    void aVariableIsComparedAndItsValueIsSaidNowhere() {
        List<ConditionAnswer> answers = answers(
                new VariableCheckRule("TICKET", "MATCHES", "[A-Z]+-[0-9]+"),
                new VariableCheckRule("TICKET", "EQ", "OPS-18"),
                new VariableCheckRule("OTHER", "EQ", ""));
        assertThat(answers)
                .extracting(ConditionAnswer::verdict)
                .containsExactly(Verdict.PASS, Verdict.FAIL, Verdict.FAIL);
        assertThat(answers).extracting(ConditionAnswer::why).noneMatch(why -> why.contains("OPS-17"));
    }

    @Test
    void aRuleThatNoPluginKnowsAnyMoreIsNoYes() {
        Condition gone = new Condition("moonPhase", "full moon", Map.of());
        assertThat(answers(List.of(gone)))
                .containsExactly(ConditionAnswer.waiting("no installed plugin knows this rule", null));
    }

    /** As one of another plugin may be. */
    private static final class Called extends ReleaseRule {
        private static final long serialVersionUID = 1L;
        private final Function<RuleLook, ConditionAnswer> answer;

        Called(Supplier<ConditionAnswer> answer) {
            this(look -> answer.get());
        }

        Called(Function<RuleLook, ConditionAnswer> answer) {
            this.answer = answer;
        }

        @Override
        protected Map<String, String> said() {
            return Map.of();
        }

        @Override
        protected String inWords() {
            return "called";
        }

        @Override
        protected List<String> ownProblems() {
            return List.of();
        }

        @Override
        public boolean isCall() {
            return true;
        }

        @Override
        public CompletionStage<ConditionAnswer> ask(RuleLook look) {
            return CompletableFuture.supplyAsync(() -> answer.apply(look));
        }
    }

    private static List<ConditionAnswer> looked(List<ReleaseRule> rules) {
        return looked(rules, null);
    }

    /** @param last what each of them has said before */
    private static List<ConditionAnswer> looked(List<ReleaseRule> rules, ConditionAnswer last) {
        List<ConditionLooks.Asked> asked = rules.stream()
                .map(rule -> new ConditionLooks.Asked(rule, last, false))
                .toList();
        return looks(GateTerms.of(List.of()), Optional::empty)
                .answersOf(asked, MONDAY)
                .join();
    }

    @Test
    void whoIsCalledIsAskedOnlyWhenTheOthersAreMet() {
        Called never = new Called(() -> {
            throw new AssertionError("It was asked");
        });
        assertThat(looked(List.of(never, window("mon 11:00-12:00"))))
                .extracting(ConditionAnswer::why)
                .containsExactly(
                        "is asked when the others are met", "closed; opens Mon 2026-12-07 11:00 Europe/Berlin");
        Called yes = new Called(() -> ConditionAnswer.pass("so it is"));
        assertThat(looked(List.of(yes, window("mon 09:00-17:00")))).allMatch(ConditionAnswer::passes);
    }

    @Test
    void whatARuleKeepsIsThereAtItsNextLookAndStaysWhereItIsNotAsked() {
        ConditionAnswer last = ConditionAnswer.waiting("1 of 3", null).keeping(Map.of("good", "1"));
        Called counts = new Called(look -> ConditionAnswer.waiting("2 of 3", null)
                .keeping(Map.of("good", look.last().kept().get("good") + "+1")));
        assertThat(looked(List.of(counts), last))
                .extracting(ConditionAnswer::kept)
                .containsExactly(Map.of("good", "1+1"));
        assertThat(looked(List.of(counts, window("mon 11:00-12:00")), last)
                        .get(0)
                        .kept())
                .isEqualTo(Map.of("good", "1"));
        Called broken = new Called(() -> {
            throw new IllegalStateException("no way");
        });
        assertThat(looked(List.of(broken), last).get(0).kept()).isEqualTo(Map.of("good", "1"));
    }

    @Test
    void whoAsksToBeLeftInPeaceIs() {
        Called never = new Called(() -> {
            throw new AssertionError("It was asked");
        });
        ConditionAnswer resting = ConditionAnswer.waiting("busy", null).again(MONDAY.plusSeconds(1));
        assertThat(looked(List.of(never), resting)).containsExactly(resting);
        Called yes = new Called(() -> ConditionAnswer.pass("so it is"));
        assertThat(looked(List.of(yes), resting.again(MONDAY))).allMatch(ConditionAnswer::passes);
    }

    @Test
    void aRuleThatCannotBeLookedAtIsNoYesAndPeopleSeeWhy() {
        Called broken = new Called(() -> {
            throw new IllegalStateException("no way");
        });
        assertThat(looked(List.of(broken)))
                .containsExactly(ConditionAnswer.waiting("cannot be looked at: no way", null));
    }

    @Test
    void itIsLookedAgainWhenTheFirstOpensAndOnceAMinuteAtLeast() {
        ConditionAnswer soon = ConditionAnswer.waiting("", MONDAY.plusSeconds(20));
        ConditionAnswer later = ConditionAnswer.waiting("", MONDAY.plusSeconds(3600));
        assertThat(ConditionLooks.untilNextLook(List.of(later, soon), MONDAY)).isEqualTo(Duration.ofMillis(20_001));
        assertThat(ConditionLooks.untilNextLook(List.of(later), MONDAY)).isEqualTo(ConditionLooks.LONGEST);
        assertThat(ConditionLooks.untilNextLook(List.of(ConditionAnswer.pass("")), MONDAY))
                .isEqualTo(ConditionLooks.LONGEST);
        ConditionAnswer again = ConditionAnswer.waiting("", null).again(MONDAY.plusSeconds(9));
        assertThat(ConditionLooks.untilNextLook(List.of(later, again), MONDAY)).isEqualTo(Duration.ofMillis(9001));
        assertThat(ConditionLooks.untilNextLook(List.of(again.again(MONDAY)), MONDAY))
                .isEqualTo(Duration.ofSeconds(1));
    }

    /** A policy, or the folder that has it, may be called something else by then; or nobody may know what they demand. */
    @Test
    void whatPoliciesDemandIsAskedAnewWhateverTheyAreCalled() {
        GateTerms frozen = GateTerms.of(List.of()).with(List.of(frozenBy("Production")));
        GateTerms renamed = GateTerms.of(List.of()).with(List.of(frozenBy("Prod")));
        assertThat(looks(frozen, () -> Optional.of(renamed)).conditions()).containsExactly(frozenBy("Prod"));
        assertThat(looks(frozen, Optional::empty).conditions()).isEmpty();
        RemoteFailure unknown = RemoteFailure.refused("The context is not at hand.");
        assertThatThrownBy(() -> looks(frozen, () -> {
                            throw unknown;
                        })
                        .conditions())
                .isSameAs(unknown);
    }

    private static Condition frozenBy(String policy) {
        Condition freeze = new FreezeRule(List.of("2026-12-01.. Audit")).condition();
        return new Condition(freeze.kind(), freeze.text(), freeze.said(), List.of(policy));
    }

    /** What is saved with a gate is all that a rule needs. */
    @Test
    void eachRuleIsReadBackAsItWasSaid() {
        DeploymentWindowRule window = window("mon 11:00-12:00", "* * 9-17 ? * MON-FRI *");
        window.setOnClosed("FAIL");
        FreezeRule freeze = new FreezeRule(List.of("12-24..12-26 Christmas"));
        freeze.setTimeZone("Asia/Tokyo");
        for (ReleaseRule rule : List.of(window, freeze, new VariableCheckRule("A", "EQ", "b"))) {
            assertThat(ReleaseRule.of(rule.condition()).condition()).isEqualTo(rule.condition());
        }
    }

    /** Lists one a line, and an empty one as an empty text. */
    @Test
    void whatAnEarlierVersionHasSavedIsReadAsItWasMeant() {
        Map<String, String> alarms =
                Map.of("alarms", "a b\nc", "states", "ALARM\nINSUFFICIENT_DATA", "bakeMinutes", "5", "onAlarm", "FAIL");
        assertThat(ReleaseRule.of(new Condition("alarmClear", "", alarms)).condition())
                .returns(alarms, Condition::said)
                .returns("no alarm of 'a b', 'c' (ALARM, INSUFFICIENT_DATA) for 5 minutes", Condition::text);
        Map<String, String> calendar = Map.of("periods", "", "timeZone", "UTC", "calendar", "https://example.org/");
        assertThat(ReleaseRule.of(new Condition("freeze", "", calendar))
                        .condition()
                        .text())
                .isEqualTo("no freeze of https://example.org/");
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        DeploymentWindowRule window = new DeploymentWindowRule(List.of("mon", "tue 9-5"));
        window.setTimeZone("Berlin");
        window.setOnClosed("SLEEP");
        assertThat(ReleaseRule.problems(List.of(
                        window,
                        new DeploymentWindowRule(null),
                        new FreezeRule(List.of("")),
                        new VariableCheckRule("", "SAME", "x"),
                        new VariableCheckRule("A", "LT", "many"))))
                .containsExactly(
                        "conditions: deploymentWindow: timeZone: 'Berlin' is no time zone. Write one like Europe/Berlin or UTC+02:00.",
                        "conditions: deploymentWindow: windows: 'mon' is no window. Write one like mon-fri 09:00-17:00 Europe/Berlin, or a cron expression like * * 9-16 ? * MON-FRI *.",
                        "conditions: deploymentWindow: windows: 'tue 9-5' is no window. Write one like mon-fri 09:00-17:00 Europe/Berlin, or a cron expression like * * 9-16 ? * MON-FRI *.",
                        "conditions: deploymentWindow: onClosed: 'SLEEP' is neither WAIT nor FAIL.",
                        "conditions: deploymentWindow: windows: one is blank, as an unset variable is.",
                        "conditions: freeze: periods: one is blank, as an unset variable is.",
                        "conditions: variableCheck: variable: the name of a parameter or of a variable is missing.",
                        "conditions: variableCheck: operator: 'SAME' is none of EQ, NE, CONTAINS, MATCHES, LT, LE, GT, GE.",
                        "conditions: variableCheck: value: 'many' is no number.");
    }
}
