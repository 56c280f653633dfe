package io.jenkins.plugins.awsreleasestages.lookalike;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestLimitTest {

    private final AtomicLong nanos = new AtomicLong();
    private final RequestLimit limit = new RequestLimit(10, 10, nanos::get);

    private int admittedOf(int requests) {
        int admitted = 0;
        for (int i = 0; i < requests; i++) {
            admitted += limit.admits() ? 1 : 0;
        }
        return admitted;
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void theEleventhRequestOfASecondIsThrottled() {
        assertThat(admittedOf(11)).isEqualTo(10);
    }

    @Test
    void aTenthOfASecondIsOneMoreRequest() {
        admittedOf(10);
        pass(Duration.ofMillis(100));
        assertThat(admittedOf(5)).isEqualTo(1);
    }

    @Test
    void aPauseSavesNoMoreThanTheBurst() {
        pass(Duration.ofHours(1));
        assertThat(admittedOf(100)).isEqualTo(10);
    }

    @Test
    void askedManyTimesASecondItAdmitsTheRateAllTheSame() {
        int admitted = admittedOf(10);
        for (int i = 0; i < 1000; i++) {
            pass(Duration.ofMillis(10));
            admitted += admittedOf(1);
        }
        assertThat(admitted).isBetween(109, 110);
    }

    @Test
    void withoutALimitEverythingIsAdmitted() {
        RequestLimit none = RequestLimit.none();
        for (int i = 0; i < 1000; i++) {
            assertThat(none.admits()).isTrue();
        }
    }
}
