package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.OnStandIns;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer.Verdict;
import io.jenkins.plugins.awsreleasestages.aws.ecr.ImageScan.Finding;
import io.jenkins.plugins.awsreleasestages.aws.ecr.ImageScan.Found;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the findings of a scan mean for a release. */
class ImageScanRuleTest {

    private static final Instant NOW = Instant.parse("2026-12-31T23:59:59Z");

    private final ImageScanRule rule = new ImageScanRule("checkout:1.7");

    private ConditionAnswer of(Finding... findings) {
        return rule.answer(new Found("COMPLETE", "", "sha256:ab", new LinkedHashSet<>(Arrays.asList(findings))), NOW);
    }

    private ConditionAnswer of(String status) {
        return rule.answer(new Found(status, "said so", null, Set.of()), NOW);
    }

    @Test
    void noneOfWhatIsLimitedIsAYes() {
        assertThat(of(new Finding("CVE-1", "MEDIUM"), new Finding("CVE-2", "UNTRIAGED")))
                .isEqualTo(ConditionAnswer.pass("0 critical, 0 high; image sha256:ab"));
    }

    @Test
    void moreThanTheLimitIsANoWithTheFirstNames() {
        rule.setHigh(1);
        Finding[] findings = IntStream.range(0, 8)
                .mapToObj(i -> new Finding("CVE-" + i, i == 0 ? "HIGH" : "CRITICAL"))
                .toArray(Finding[]::new);
        assertThat(of(findings))
                .isEqualTo(ConditionAnswer.fail(
                        "7 critical: CVE-1, CVE-2, CVE-3, CVE-4, CVE-5 and 2 more; image sha256:ab"));
        rule.setMedium(0);
        assertThat(of(new Finding("CVE-1", "MEDIUM")).why()).startsWith("1 medium: CVE-1");
    }

    @Test
    void anExceptionHoldsToTheEndOfItsLastDayAndIsNamed() {
        rule.setExceptions(List.of("CVE-1 until 2026-12-31 not reachable", "CVE-9 until 2027-01-01 unused"));
        assertThat(of(new Finding("CVE-1", "CRITICAL")))
                .isEqualTo(ConditionAnswer.pass(
                        "0 critical, 0 high; excepted: CVE-1 until 2026-12-31 (not reachable); image sha256:ab"));
        Found found = new Found("ACTIVE", "", null, Set.of(new Finding("CVE-1", "CRITICAL")));
        assertThat(rule.answer(found, NOW.plusSeconds(1)))
                .isEqualTo(ConditionAnswer.fail(
                        "1 critical: CVE-1; no longer excepted: CVE-1 until 2026-12-31 (not reachable)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"IN_PROGRESS", "PENDING", "NO_SCAN"})
    void aScanThatIsToComeIsWaitedFor(String status) {
        assertThat(of(status).verdict()).isEqualTo(Verdict.WAIT);
        assertThat(of(status).why()).endsWith("(ECR says: said so)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FAILED",
                "UNSUPPORTED_IMAGE",
                "SCAN_ELIGIBILITY_EXPIRED",
                "FINDINGS_UNAVAILABLE",
                "LIMIT_EXCEEDED",
                "no status"
            })
    void withoutAScanThatCountsItIsANo(String status) {
        assertThat(of(status).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    @OnStandIns
    void whatIsWrongIsSaidAllAtOnce() {
        ImageScanRule wrong = new ImageScanRule("checkout");
        wrong.setHigh(-1);
        wrong.setExceptions(List.of("CVE-1", "CVE-1 until 2026-02-30 x", "CVE-1 until 2026-01-01"));
        assertThat(ReleaseRule.problems(List.of(wrong)))
                .extracting(problem -> problem.replaceFirst("conditions: imageScan: (\\w+):.*", "$1"))
                .containsExactly("image", "high", "exceptions", "exceptions", "exceptions");
        assertThat(ReleaseRule.problems(List.of(rule))).isEmpty();
    }

    @Test
    @OnStandIns
    void itIsTheSameAfterItWasSaved() {
        assertThat(ReleaseRule.of(rule.condition())).usingRecursiveComparison().isEqualTo(rule);
        rule.setCritical(1);
        rule.setHigh(2);
        rule.setMedium(3);
        rule.setExceptions(List.of("CVE-1 until 2026-12-31 not reachable"));
        rule.setEnvironment("prod");
        assertThat(ReleaseRule.of(rule.condition())).usingRecursiveComparison().isEqualTo(rule);
    }
}
