package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookIntervalTest {

    @ParameterizedTest
    @CsvSource({"0, 3", "20, 3", "30, 3", "80, 8", "150, 15", "36000, 15"})
    void theLongerNothingHappensTheLaterTheNextLook(long quietSeconds, long seconds) {
        assertThat(LookInterval.after(Duration.ofSeconds(quietSeconds))).isEqualTo(Duration.ofSeconds(seconds));
    }
}
