package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.OnStandIns;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer.Verdict;
import io.jenkins.plugins.awsreleasestages.aws.cloudwatch.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What alarms mean for a release. */
class AlarmClearRuleTest {

    private static final Instant OPENED = Instant.parse("2026-12-07T09:00:00Z");
    private static final Instant LONG_AGO = OPENED.minus(Duration.ofDays(3));

    private final AlarmClearRule rule = new AlarmClearRule(List.of("5xx", "latency"));
    private ConditionAnswer last;

    private ConditionAnswer at(int minutes, Alarm... alarms) {
        Map<String, Alarm> seen = Arrays.stream(alarms).collect(Collectors.toMap(Alarm::name, Function.identity()));
        last = rule.answer(seen, new RuleLook(null, OPENED, last, OPENED.plus(Duration.ofMinutes(minutes))));
        return last;
    }

    private static Alarm is(String name, String state) {
        return new Alarm(name, state, true, LONG_AGO);
    }

    private ConditionAnswer clearAt(int minutes) {
        return at(minutes, is("5xx", "OK"), is("latency", "OK"));
    }

    private ConditionAnswer onAt(int minutes) {
        return at(minutes, is("5xx", "ALARM"), is("latency", "OK"));
    }

    @Test
    void itPassesWhenNoneIsOnAndWaitsForThoseThatAre() {
        assertThat(onAt(0)).isEqualTo(ConditionAnswer.waiting("'5xx' is in state ALARM", null));
        assertThat(clearAt(1)).isEqualTo(ConditionAnswer.pass("clear"));
        assertThat(at(2, is("5xx", "INSUFFICIENT_DATA"), is("latency", "OK"))).isEqualTo(ConditionAnswer.pass("clear"));
        rule.setStates(List.of("ALARM", "INSUFFICIENT_DATA"));
        assertThat(at(2, is("5xx", "INSUFFICIENT_DATA"), is("latency", "ALARM")).why())
                .isEqualTo("'5xx' is in state INSUFFICIENT_DATA, 'latency' is in state ALARM");
    }

    @Test
    void itFailsWhereThatIsSaid() {
        rule.setOnAlarm("FAIL");
        assertThat(onAt(0)).isEqualTo(ConditionAnswer.fail("'5xx' is in state ALARM"));
        rule.setBakeMinutes(30);
        assertThat(clearAt(1).verdict()).isEqualTo(Verdict.WAIT);
        assertThat(onAt(2).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void oneThatIsMissingIsNeverAYes() {
        rule.setOnAlarm("FAIL");
        assertThat(at(0, is("5xx", "OK")))
                .isEqualTo(ConditionAnswer.waiting(
                        "there is no alarm 'latency'. Create it in this account and region, or correct alarms", null));
        assertThat(at(0).verdict()).isEqualTo(Verdict.WAIT);
    }

    @Test
    void oneThatTellsNobodyIsNamedAndCountsAllTheSame() {
        Alarm muted = new Alarm("latency", "OK", false, LONG_AGO);
        assertThat(at(0, is("5xx", "OK"), muted))
                .isEqualTo(ConditionAnswer.pass("clear (actions are switched off: 'latency')"));
        assertThat(at(0, is("5xx", "ALARM"), muted).why()).endsWith("ALARM (actions are switched off: 'latency')");
    }

    @Test
    void theBakeBeginsWhenTheGateWasOpenedAndSaysWhenItIsOver() {
        rule.setBakeMinutes(30);
        ConditionAnswer first = clearAt(1);
        assertThat(first.why()).isEqualTo("clear; has to stay so until Mon 2026-12-07 09:30 UTC");
        assertThat(first.opens()).isEqualTo(OPENED.plus(Duration.ofMinutes(30)));
        assertThat(clearAt(2)).as("no news, and nothing to save").isEqualTo(first);
        for (int minutes = 3; minutes < 30; minutes++) {
            assertThat(clearAt(minutes).shown()).isEqualTo(first.shown());
        }
        assertThat(clearAt(30).shown()).isEqualTo(ConditionAnswer.pass("clear for 30 minutes"));
    }

    @Test
    void anAlarmDuringTheBakeBeginsItAnew() {
        rule.setBakeMinutes(30);
        clearAt(0);
        onAt(10);
        Alarm back = new Alarm("5xx", "OK", true, OPENED.plus(Duration.ofMinutes(11)));
        assertThat(at(12, back, is("latency", "OK")).opens()).isEqualTo(OPENED.plus(Duration.ofMinutes(41)));
        assertThat(at(13, back, is("latency", "OK")).opens()).isEqualTo(OPENED.plus(Duration.ofMinutes(41)));
    }

    @Test
    void whatHasChangedWhileNobodyLookedBeginsItAnew() {
        rule.setBakeMinutes(30);
        clearAt(0);
        assertThat(clearAt(29).verdict()).as("nothing has changed").isEqualTo(Verdict.WAIT);
        Alarm back = new Alarm("5xx", "OK", true, OPENED.plus(Duration.ofMinutes(100)));
        assertThat(at(120, back, is("latency", "OK")).opens()).isEqualTo(OPENED.plus(Duration.ofMinutes(130)));
    }

    @Test
    void oneThatComesAndGoesWithItsDataDoesNotHoldItForEver() {
        rule.setBakeMinutes(30);
        for (int minutes = 0; minutes < 30; minutes++) {
            String state = minutes % 2 == 0 ? "INSUFFICIENT_DATA" : "OK";
            at(minutes, new Alarm("5xx", state, true, OPENED.plus(Duration.ofMinutes(minutes))), is("latency", "OK"));
            assertThat(last.verdict()).isEqualTo(Verdict.WAIT);
        }
        assertThat(clearAt(30).passes()).isTrue();
    }

    @Test
    @OnStandIns
    void whatIsWrongIsSaidAllAtOnce() {
        AlarmClearRule wrong = new AlarmClearRule(List.of("5xx", " "));
        wrong.setStates(List.of("OK"));
        wrong.setBakeMinutes(-1);
        wrong.setOnAlarm("skip");
        assertThat(ReleaseRule.problems(List.of(wrong)))
                .containsExactly(
                        "conditions: alarmClear: alarms: one is blank, as an unset variable is.",
                        "conditions: alarmClear: states: 'OK' has to be one or both of ALARM, INSUFFICIENT_DATA.",
                        "conditions: alarmClear: bakeMinutes: must be between 0 and 86400.",
                        "conditions: alarmClear: onAlarm: 'skip' is neither WAIT nor FAIL.");
        assertThat(ReleaseRule.problems(List.of(new AlarmClearRule(List.of()))))
                .containsExactly("conditions: alarmClear: alarms: there is none.");
        assertThat(ReleaseRule.problems(List.of(rule))).isEmpty();
    }

    @Test
    @OnStandIns
    void aPolicyHasToSayWhichAccountIsAsked() {
        assertThat(ReleaseRule.problemsInPolicy(List.of(rule)))
                .singleElement()
                .asString()
                .startsWith("conditions: alarmClear: environment: a policy has to name one");
        rule.setEnvironment("prod");
        assertThat(ReleaseRule.problemsInPolicy(List.of(rule))).isEmpty();
    }

    @Test
    @OnStandIns
    void itIsTheSameAfterItWasSaved() {
        rule.setStates(List.of("ALARM", "INSUFFICIENT_DATA"));
        rule.setBakeMinutes(30);
        rule.setOnAlarm("FAIL");
        rule.setEnvironment("prod");
        rule.setRegion("eu-west-1");
        assertThat(ReleaseRule.of(rule.condition())).usingRecursiveComparison().isEqualTo(rule);
        AlarmClearRule plain = new AlarmClearRule(List.of("5xx"));
        assertThat(ReleaseRule.of(plain.condition())).usingRecursiveComparison().isEqualTo(plain);
    }
}
