package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void growsToItsLimit() {
        assertThat(Backoff.DEFAULT.delay(1, 0.5)).isEqualTo(Duration.ofSeconds(2));
        assertThat(Backoff.DEFAULT.delay(2, 0.5)).isEqualTo(Duration.ofSeconds(4));
        assertThat(Backoff.DEFAULT.delay(100, 0.5)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void chanceMovesItByAFifth() {
        assertThat(Backoff.DEFAULT.delay(1, 0)).isEqualTo(Duration.ofMillis(1600));
        assertThat(Backoff.DEFAULT.delay(1, 1)).isEqualTo(Duration.ofMillis(2400));
    }
}
