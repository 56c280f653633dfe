package io.jenkins.plugins.awsreleasestages.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.document.OneLine;
import io.jenkins.plugins.awsreleasestages.notice.Notice.Kind;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PayloadTest {

    private static final Instant AT = Instant.parse("2026-12-01T10:00:00Z");

    private static Notice notice(Kind kind, String subject, List<String> lines) {
        return new Notice(
                "g1/" + kind,
                kind,
                "team/app",
                "team/app#7",
                "Prod",
                "g1",
                subject,
                lines,
                "https://ci.example.org/job/team/job/app/7/approval/#gate-g1",
                AT,
                kind.asks() ? Instant.parse("2026-12-08T10:00:30Z") : null);
    }

    /** CodePipeline user guide, "JSON data format for manual approval notifications"; the token is what decides there. */
    @Test
    void snsIsAskedAsByCodePipelineButHasNoPowerToDecide() {
        String sns = Payload.sns(notice(Kind.GATE_OPENED, "Approval needed: Ship it?", List.of()), 1, "eu-west-1");

        assertThat(sns)
                .startsWith("{\"region\":\"eu-west-1\","
                        + "\"consoleLink\":\"https://ci.example.org/job/team/job/app/7/approval/#gate-g1\","
                        + "\"approval\":{\"pipelineName\":\"team/app\",\"stageName\":\"Prod\",\"actionName\":\"g1\","
                        + "\"expires\":\"2026-12-08T10:00Z\",\"externalEntityLink\":null,"
                        + "\"approvalReviewLink\":\"https://ci.example.org/job/team/job/app/7/approval/#gate-g1\","
                        + "\"customData\":\"Approval needed: Ship it?\"},\"notice\":{\"id\":\"g1/GATE_OPENED\"")
                .doesNotContain("token");
    }

    @Test
    void whatAsksNobodyIsNoApproval() {
        assertThat(Payload.sns(notice(Kind.STAGE_FAILED, "Stage Prod has failed", List.of()), 1, "eu-west-1"))
                .startsWith("{\"notice\":{\"id\":\"g1/STAGE_FAILED\",\"kind\":\"STAGE_FAILED\"");
    }

    @Test
    void aWebhookGetsAllThereIs() {
        assertThat(Payload.generic(notice(Kind.GATE_DECIDED, "Approved by alice: Ship it?", List.of("Run: app #7")), 1))
                .isEqualTo("{\"id\":\"g1/GATE_DECIDED\",\"kind\":\"GATE_DECIDED\",\"job\":\"team/app\","
                        + "\"run\":\"team/app#7\",\"stage\":\"Prod\",\"gate\":\"g1\","
                        + "\"subject\":\"Approved by alice: Ship it?\",\"lines\":[\"Run: app #7\"],"
                        + "\"link\":\"https://ci.example.org/job/team/job/app/7/approval/#gate-g1\","
                        + "\"at\":\"2026-12-01T10:00:00Z\",\"attempt\":1,\"duplicate\":false}");
    }

    @Test
    void nobodyIsCalledInSlackByWhatSomebodyHasWritten() {
        String slack = Payload.slack(
                notice(Kind.GATE_OPENED, "<!channel> & <https://evil.example.org|here> @all", List.of()), 1);

        assertThat(slack)
                .startsWith("{\"text\":\"&lt;!channel&gt; &amp; &lt;https://evil.example.org|here&gt; @\u200Ball\\n")
                .endsWith("<https://ci.example.org/job/team/job/app/7/approval/#gate-g1|Open in Jenkins>\"}");
    }

    @Test
    void whatIsToldAgainSaysSo() {
        assertThat(Payload.slack(notice(Kind.GATE_OPENED, "Ship it?", List.of()), 3))
                .contains("Ship it? (told again, attempt 3)");
        assertThat(Payload.text(notice(Kind.GATE_OPENED, "Ship it?", List.of("Run: app #7")), 2))
                .startsWith("Ship it? (told again, attempt 2)\n\nRun: app #7\n");
    }

    @Test
    void everythingIsBounded() {
        Notice notice =
                notice(Kind.GATE_OPENED, "x".repeat(100_000), Collections.nCopies(1_000, "line ".repeat(10_000)));

        assertThat(notice.subject()).hasSize(Notice.LONGEST_SUBJECT).endsWith("…");
        assertThat(Payload.generic(notice, 1)).hasSizeLessThan(5_000);
    }

    @Test
    void aCutNeverLeavesHalfACharacter() {
        String cut = OneLine.of("😀".repeat(200), 10);

        assertThat(cut).isEqualTo("😀".repeat(4) + "…");
    }

    @Test
    void theSubjectIsALineThatSnsTakes() {
        assertThat(Payload.subjectOfSns(notice(Kind.GATE_OPENED, "Übergabe\r\nBcc: x@example.org", List.of())))
                .isEqualTo("?bergabe Bcc: x@example.org");
        assertThat(Payload.subjectOfSns(notice(Kind.GATE_OPENED, "y".repeat(300), List.of())))
                .hasSize(99);
        assertThat(Payload.subjectOfSns(notice(Kind.GATE_OPENED, "\n", List.of())))
                .isEqualTo("GATE_OPENED");
    }

    @Test
    void slackAndMailHaveEachLineAndTheLink() {
        Notice notice = notice(Kind.GATE_OPENED, "Ship it?", List.of("Run: app #7", "Until: <now>"));
        assertThat(Payload.slack(notice, 1))
                .startsWith("{\"text\":\"Ship it?\\nRun: app #7\\nUntil: &lt;now&gt;\\n<https:");
        assertThat(Payload.text(notice, 1))
                .isEqualTo("Ship it?\n\nRun: app #7\nUntil: <now>\n\n"
                        + "https://ci.example.org/job/team/job/app/7/approval/#gate-g1\n");
        assertThat(Payload.generic(notice, 1)).contains("\"deadline\":\"2026-12-08T10:00:30Z\"");
    }

    @Test
    void aSubjectOfNinetyNineCharactersStaysAsItIs() {
        assertThat(Payload.subjectOfSns(notice(Kind.GATE_OPENED, "y".repeat(98) + "z", List.of())))
                .endsWith("yz")
                .hasSize(99);
    }

    @ParameterizedTest
    @EnumSource
    void whichAreOfGatesAndWhichAsk(Kind kind) {
        assertThat(kind.isOfGate()).isEqualTo(kind.name().startsWith("GATE_"));
        assertThat(kind.asks()).isEqualTo(kind == Kind.GATE_OPENED || kind == Kind.GATE_EXPIRES_SOON);
    }

    @Test
    void whatSomebodyElseSaysIsOneLine() {
        assertThat(Notice.line("550 No\r\nBcc: all")).isEqualTo("550 No Bcc: all");
        assertThat(Notice.line(null)).isEmpty();
    }
}
