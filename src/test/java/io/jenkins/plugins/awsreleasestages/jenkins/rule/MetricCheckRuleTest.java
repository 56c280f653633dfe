package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.OnStandIns;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer.Verdict;
import io.jenkins.plugins.awsreleasestages.aws.cloudwatch.MetricQuestion.Measured;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What measurements mean for a release. */
class MetricCheckRuleTest {

    private static final Instant OPENED = Instant.parse("2026-12-07T09:00:00Z");

    private final MetricCheckRule rule = new MetricCheckRule("LT", "1");
    private ConditionAnswer last;

    MetricCheckRuleTest() {
        rule.setMetrics(List.of("errors = Sum AWS/Lambda Errors FunctionName=checkout"));
    }

    private ConditionAnswer at(int minute, Optional<Measured> found) {
        Instant now = OPENED.plus(Duration.ofMinutes(minute));
        last = rule.answer(found, new RuleLook(null, OPENED, last, now));
        return last;
    }

    /** Of the minute before. */
    private ConditionAnswer at(int minute, double value) {
        return at(minute, Optional.of(new Measured(OPENED.plus(Duration.ofMinutes(minute - 1)), value)));
    }

    private ConditionAnswer nothingAt(int minute) {
        return at(minute, Optional.empty());
    }

    @Test
    void oneGoodValueIsEnoughAndOneBadIsTheEnd() {
        assertThat(at(1, 0.5).shown()).isEqualTo(ConditionAnswer.pass("1 of 1 measured"));
        assertThat(at(2, 1).shown())
                .isEqualTo(ConditionAnswer.fail("1 at Mon 2026-12-07 09:01 UTC; 1 of 1 measured, 1 failed"));
    }

    @Test
    void itIsMeasuredAgainAfterTheIntervalAndAValueCountsOnce() {
        rule.setCount(2);
        rule.setIntervalSeconds(300);
        ConditionAnswer first = at(1, 0);
        assertThat(first.again()).isEqualTo(OPENED.plus(Duration.ofMinutes(6)));
        assertThat(first.why()).isEqualTo("1 of 2 measured");
        assertThat(at(1, 0).shown()).as("the same value").isEqualTo(first.shown());
        assertThat(at(6, 0).passes()).isTrue();
    }

    @Test
    void someMayFailButNotTheLast() {
        rule.setCount(3);
        rule.setFailureLimit(2);
        at(1, 5);
        at(2, 0);
        assertThat(at(3, 5).verdict()).isEqualTo(Verdict.WAIT);
        assertThat(at(4, 0).shown()).isEqualTo(ConditionAnswer.pass("3 of 3 measured, 2 failed"));
        assertThat(at(5, 0).shown()).as("no news").isEqualTo(last.shown());
        assertThat(at(6, 7).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void soManyInARow() {
        rule.setConsecutiveSuccesses(2);
        rule.setFailureLimit(9);
        at(1, 0);
        assertThat(at(2, 2).why()).isEqualTo("0 of 2 in a row, 1 failed");
        assertThat(at(3, 0).why()).isEqualTo("1 of 2 in a row, 1 failed");
        assertThat(at(4, 0).shown()).isEqualTo(ConditionAnswer.pass("2 of 2 in a row, 1 failed"));
    }

    @Test
    void withoutAValuePeopleDecideOrItWaitsOrFailsAndNothingThatWasMeasuredIsLost() {
        rule.setCount(2);
        at(1, 0);
        assertThat(nothingAt(2).shown()).isEqualTo(ConditionAnswer.ask("no value in 5 minutes"));
        assertThat(at(3, 0).passes()).isTrue();
        rule.setInconclusive("WAIT");
        assertThat(nothingAt(4).verdict()).isEqualTo(Verdict.WAIT);
        rule.setInconclusive("FAIL");
        assertThat(nothingAt(5).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    @OnStandIns
    void whatIsWrongIsSaidAllAtOnce() {
        MetricCheckRule wrong = new MetricCheckRule("EQ", "1");
        wrong.setMetrics(List.of(
                "Errors", "m = Sum AWS/Lambda Errors FunctionName", "m = Sum \"My App\" Errors", "m = Sum A B"));
        wrong.setPeriodSeconds(90);
        wrong.setIntervalSeconds(1);
        wrong.setCount(0);
        wrong.setFailureLimit(-1);
        wrong.setInconclusive("skip");
        assertThat(ReleaseRule.problems(List.of(wrong)))
                .extracting(problem -> problem.replaceFirst("conditions: metricCheck: (\\w+):.*", "$1"))
                .containsExactly(
                        "metrics",
                        "metrics",
                        "metrics",
                        "expression",
                        "periodSeconds",
                        "operator",
                        "intervalSeconds",
                        "count",
                        "failureLimit",
                        "inconclusive");
        assertThat(ReleaseRule.problems(List.of(new MetricCheckRule("GT", "much"))))
                .containsExactly(
                        "conditions: metricCheck: expression: has to say what comes of the metrics, unless there is exactly one.",
                        "conditions: metricCheck: value: 'much' is no number.");
        assertThat(ReleaseRule.problems(List.of(rule))).isEmpty();
    }

    @Test
    @OnStandIns
    void itIsTheSameAfterItWasSaved() {
        rule.setExpression("errors*2");
        rule.setPeriodSeconds(300);
        rule.setIntervalSeconds(30);
        rule.setCount(5);
        rule.setFailureLimit(1);
        rule.setConsecutiveSuccesses(3);
        rule.setInconclusive("WAIT");
        rule.setEnvironment("prod");
        assertThat(ReleaseRule.of(rule.condition())).usingRecursiveComparison().isEqualTo(rule);
        MetricCheckRule plain = new MetricCheckRule("GE", "3");
        assertThat(ReleaseRule.of(plain.condition())).usingRecursiveComparison().isEqualTo(plain);
    }
}
