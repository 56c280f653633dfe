package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateNoticesTest {

    private static final Instant ASKED = Instant.parse("2026-12-01T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "P7D, 2026-12-08T09:00:00Z",
        "PT4H, 2026-12-01T13:00:00Z",
        "PT2H, 2026-12-01T11:30:00Z",
        "PT1M, 2026-12-01T10:00:45Z"
    })
    void whenItIsAboutToExpire(Duration limit, Instant warning) {
        Gate gate = new Gate("g", "Ship it?", GateTerms.of(List.of(), 1), ASKED, ASKED.plus(limit));

        assertThat(GateNotices.warning(gate)).isEqualTo(warning);
    }
}
