package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.OnStandIns;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.aws.lambda.FunctionCheck;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

@OnStandIns
class LambdaCheckRuleTest {

    private static final Instant NOW = Instant.parse("2026-12-07T09:00:00Z");

    private static ConditionAnswer answer(String verdict) {
        return LambdaCheckRule.answer(
                new FunctionCheck.Answer(verdict, "because", 30), new RuleLook(null, NOW, null, NOW));
    }

    @Test
    void eachVerdictIsItsOwn() {
        Instant again = NOW.plusSeconds(30);
        assertThat(answer("PASS")).isEqualTo(ConditionAnswer.pass("because").again(again));
        assertThat(answer("WAIT"))
                .isEqualTo(ConditionAnswer.waiting("because", null).again(again));
        assertThat(answer("ASK")).isEqualTo(ConditionAnswer.ask("because").again(again));
        assertThat(answer("FAIL")).isEqualTo(ConditionAnswer.fail("because").again(again));
    }

    @Test
    void whatIsWrongIsSaidAllAtOnceAndNothingOfThePayload() {
        LambdaCheckRule wrong = new LambdaCheckRule("a b");
        wrong.setQualifier("c d");
        wrong.setPayload("{hidden");
        wrong.setVariables(List.of("TICKET", " "));
        assertThat(ReleaseRule.problems(List.of(wrong)))
                .hasSize(4)
                .allSatisfy(problem -> assertThat(problem)
                        .containsPattern("lambdaCheck: (function|qualifier|payload|variables): ")
                        .doesNotContain("hidden"));
        assertThat(ReleaseRule.problems(List.of(new LambdaCheckRule("may-release"))))
                .isEmpty();
    }

    @Test
    void itIsTheSameAfterItWasSaved() {
        LambdaCheckRule rule = new LambdaCheckRule("may-release");
        assertThat(ReleaseRule.of(rule.condition())).usingRecursiveComparison().isEqualTo(rule);
        rule.setQualifier("live");
        rule.setPayload("{\"a\": [1]}");
        rule.setVariables(List.of("TICKET", "IMAGE"));
        rule.setRegion("eu-west-1");
        assertThat(ReleaseRule.of(rule.condition())).usingRecursiveComparison().isEqualTo(rule);
    }
}
