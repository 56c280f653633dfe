package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.approval.Vote;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What programs send. */
class SentVoteTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static Vote read(String json) throws InvalidDocument {
        return SentVote.read(json.getBytes(StandardCharsets.UTF_8), NOW);
    }

    @Test
    void allThatMayBeSaid() throws InvalidDocument {
        assertThat(read("{\"decision\":\"APPROVE\",\"reason\":\"tested \\u2713\","
                        + "\"inputs\":{\"where\":\"eu\",\"sure\":true,\"share\":12.50,\"none\":\"\"}}"))
                .isEqualTo(new Vote(
                        Vote.Kind.APPROVE,
                        "tested \u2713",
                        Map.of("where", "eu", "sure", "true", "share", "12.50", "none", ""),
                        NOW));
    }

    @Test
    void onlyTheDecisionHasToBeSaid() throws InvalidDocument {
        assertThat(read("{\"decision\":\"REJECT\"}")).isEqualTo(Vote.of(Vote.Kind.REJECT, "", NOW));
        assertThat(read("{\"decision\":\"OVERRIDE\",\"reason\":null,\"inputs\":null}"))
                .isEqualTo(Vote.of(Vote.Kind.OVERRIDE, "", NOW));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                                     | the body is empty",
                "[]                                                     | must be an object",
                "\"APPROVE\"                                            | must be an object",
                "decision=APPROVE                                       | not JSON",
                "{}                                                     | decision: must be one of APPROVE, REJECT, OVERRIDE",
                "{\"decision\":\"approve\"}                             | decision: must be one of",
                "{\"decision\":[\"APPROVE\"]}                           | decision: must be one of",
                "{\"decision\":\"REJECT\",\"decision\":\"APPROVE\"}     | 'decision' is there twice",
                "{\"decision\":\"APPROVE\"} {}                          | more after the end",
                "{\"decision\":\"APPROVE\",\"reason\":7}                | line 1, column 23: reason: must be a text",
                "{\"decision\":\"APPROVE\",\"input\":{}}                | 'input' is not known here",
                "{\"decision\":\"APPROVE\",\"inputs\":[]}               | inputs: must be an object",
                "{\"decision\":\"APPROVE\",\"inputs\":{\"a\":{}}}       | inputs: a: must be a text, a number, true or false",
                "{\"decision\":\"APPROVE\",\"inputs\":{\"a\":null}}     | inputs: a: must be a text",
            })
    void anythingElseIsRefused(String json, String why) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(InvalidDocument.class).hasMessageContaining(why);
    }

    @Test
    void allIsSaidAtOnce() {
        assertThatThrownBy(() -> read("{\"decision\":1,\"reason\":2,\"inputs\":3,\"more\":4}"))
                .hasMessageContainingAll("decision:", "reason:", "inputs:", "'more'");
    }

    @Test
    void whatIsLongOrDeepIsRefused() {
        assertThatThrownBy(() -> read("{\"reason\":\"" + "x".repeat(SentVote.LONGEST) + "\"}"))
                .hasMessageContaining("has more than 200000 bytes");
        assertThatThrownBy(() -> read("{\"inputs\":".repeat(20_000)))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("not JSON");
        assertThatThrownBy(() -> SentVote.read(new byte[] {'"', (byte) 0xff, '"'}, NOW))
                .hasMessageContaining("is not UTF-8 text");
    }
}
