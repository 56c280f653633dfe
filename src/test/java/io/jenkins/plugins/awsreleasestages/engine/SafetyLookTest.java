package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetyLookTest {

    private static final Instant NOW = FakeTime.START;

    private static Instant ago(String seconds) {
        return seconds == null ? null : NOW.minusSeconds(Long.parseLong(seconds));
    }

    @ParameterizedTest
    @CsvSource({
        // seconds since there was news of it, and of its like; its own interval; the interval
        ", , 15, 15",
        "100, 100, 15, 60",
        ", 0, 15, 60",
        ", 3599, 15, 60",
        ", 3600, 15, 15",
        // Just told: the look may have come too early.
        "0, 0, 15, 15",
        "59, 0, 15, 15",
        "60, 0, 15, 60",
        "60, 3600, 15, 15",
        // What is looked at more rarely anyway stays so.
        "100, 100, 60, 60",
        "100, 100, 300, 300",
    })
    void withinWhichTimeItIsLookedAt(String ofIt, String ofItsLike, long own, long expected) {
        assertThat(SafetyLook.within(ago(ofIt), ago(ofItsLike), NOW, Duration.ofSeconds(own)))
                .isEqualTo(Duration.ofSeconds(expected));
    }

    /** Something that is looked at every ten seconds, and at once when there is news. */
    private static final class Watched {
        final FakeTime time = new FakeTime();
        final List<Instant> looks = new ArrayList<>();
        private Instant news;
        private Scheduler.Scheduled next = () -> {};

        void look() {
            looks.add(time.now());
            Duration within = SafetyLook.within(news, news, time.now(), Duration.ofSeconds(10));
            next = time.after(within, this::look);
        }

        void news() {
            news = time.now();
            next.cancel();
            look();
        }

        Duration longestGap() {
            Duration longest = Duration.ZERO;
            for (int i = 1; i < looks.size(); i++) {
                Duration gap = Duration.between(looks.get(i - 1), looks.get(i));
                longest = gap.compareTo(longest) > 0 ? gap : longest;
            }
            return longest;
        }
    }

    /** Whatever news come or fail to come, true or made up: whenever it ends, that is seen within a minute. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noEndIsSeenLaterThanTheSafetyLook(long seed) {
        Random random = new Random(seed);
        Watched watched = new Watched();
        watched.look();
        for (int i = 0; i < 200; i++) {
            watched.time.pass(Duration.ofSeconds(random.nextInt(random.nextInt(10) == 0 ? 9000 : 300)));
            if (random.nextBoolean()) {
                watched.news();
            }
        }
        watched.time.pass(SafetyLook.LATEST);
        assertThat(watched.longestGap()).isEqualTo(SafetyLook.LATEST);
    }

    @ParameterizedTest
    @CsvSource({"false, 360", "true, 90"})
    void whileNewsComeThereAreFewerLooks(boolean comes, int most) {
        Watched watched = new Watched();
        watched.look();
        for (int i = 0; i < 6; i++) {
            if (comes) {
                watched.news();
            }
            watched.time.pass(Duration.ofMinutes(10));
        }
        assertThat(watched.looks).hasSizeBetween(most * 9 / 10, most + 10);
    }
}
