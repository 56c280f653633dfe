package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoalescedTest {

    private final FakeTime time = new FakeTime();
    private final List<Instant> done = new ArrayList<>();
    private int inVain;
    private final Coalesced looks = new Coalesced(Duration.ofMillis(200), Duration.ofSeconds(5), time, () -> {
        done.add(time.now());
        return inVain-- <= 0;
    });

    @Test
    void aBurstIsOne() {
        for (int i = 0; i < 10_000; i++) {
            looks.want();
        }
        time.pass(Duration.ofMinutes(1));
        assertThat(done).containsExactly(FakeTime.START.plusMillis(200));
    }

    @Test
    void whatComesAfterItIsAnotherAndAFloodIsOneEachSpan() {
        for (int i = 0; i < 600; i++) {
            looks.want();
            time.pass(Duration.ofMillis(100));
        }
        assertThat(done).hasSize(12);
        time.pass(Duration.ofMinutes(1));
        assertThat(done).as("what was wanted last is done").hasSize(13);
        looks.want();
        time.pass(Duration.ofMillis(200));
        assertThat(done).hasSize(14);
    }

    @Test
    void whatCouldNotBeDoneIsTriedAgain() {
        inVain = 2;
        looks.want();
        time.pass(Duration.ofMinutes(1));
        assertThat(done).hasSize(3);
    }
}
