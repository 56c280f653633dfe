package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.engine.FakeTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EverySecondsTest {

    private final FakeTime time = new FakeTime();
    private final List<Instant> looks = new ArrayList<>();
    private String name = "shop";
    private boolean goesOn = true;
    private Duration atLeast = Duration.ZERO;
    private final EverySeconds every = new EverySeconds(20, time, new EverySeconds.Beat() {
        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean goesOn() {
            return goesOn;
        }

        @Override
        public void now() {
            looks.add(time.clock().instant());
        }

        @Override
        public Duration within(Duration usual) {
            return atLeast.isZero() ? usual : atLeast;
        }
    });

    @Test
    void atMomentsOfItsOwn() {
        every.begin();
        assertThat(every.next()).isEqualTo(EverySeconds.next(FakeTime.START, 20, "shop"));
        time.pass(Duration.ofSeconds(200));
        assertThat(looks).hasSize(10);
        for (int i = 1; i < looks.size(); i++) {
            assertThat(Duration.between(looks.get(i - 1), looks.get(i))).isEqualTo(Duration.ofSeconds(20));
        }
        assertThat(every.next()).isAfter(looks.get(9));
    }

    @Test
    void moreRarelyForAWhile() {
        every.begin();
        atLeast = Duration.ofSeconds(60);
        time.pass(Duration.ofSeconds(620));
        assertThat(looks).hasSizeBetween(10, 12);
        atLeast = Duration.ZERO;
        time.pass(Duration.ofSeconds(60));
        looks.clear();
        time.pass(Duration.ofSeconds(200));
        assertThat(looks).hasSize(10);
    }

    @Test
    void aRestartChangesNothing() {
        Instant now = Instant.parse("2026-02-03T04:05:06.700Z");
        Instant next = EverySeconds.next(now, 60, "shop");
        assertThat(next).isAfter(now).isBeforeOrEqualTo(now.plusSeconds(60));
        assertThat(EverySeconds.next(next.minusMillis(1), 60, "shop")).isEqualTo(next);
        assertThat(EverySeconds.next(next, 60, "shop")).isEqualTo(next.plusSeconds(60));
    }

    @Test
    void manyAreSpreadOverTheTime() {
        int[] second = new int[60];
        for (int job = 0; job < 6000; job++) {
            Instant next = EverySeconds.next(FakeTime.START, 60, "folder/job-" + job);
            second[(int) (next.getEpochSecond() % 60)]++;
        }
        assertThat(Arrays.stream(second)).allMatch(jobs -> jobs >= 50 && jobs <= 150);
    }

    @Test
    void whatIsStoppedLooksNoMore() {
        every.begin();
        time.pass(Duration.ofSeconds(20));
        every.stop();
        every.begin();
        time.pass(Duration.ofSeconds(200));
        assertThat(looks).hasSize(1);
        assertThat(every.next()).isNull();
    }

    @Test
    void whatIsGoneLooksNoMore() {
        every.begin();
        goesOn = false;
        time.pass(Duration.ofSeconds(20));
        goesOn = true;
        time.pass(Duration.ofSeconds(200));
        assertThat(looks).isEmpty();
        assertThat(every.next()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0, true", "15, true", "86400, true", "14, false", "-1, false", "86401, false"})
    void howOften(int seconds, boolean fine) {
        assertThat(EverySeconds.problem(seconds) == null).isEqualTo(fine);
    }
}
