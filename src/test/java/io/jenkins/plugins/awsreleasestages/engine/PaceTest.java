package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.engine.Pace.Lane;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final FakeTime time = new FakeTime();
    private final Pace pace = new Pace(10, time);
    private final List<Instant> turns = new ArrayList<>();
    private final List<String> order = new ArrayList<>();

    private void enter(int times) {
        for (int i = 0; i < times; i++) {
            pace.enter(Lane.NORMAL, () -> {
                turns.add(time.now());
                pace.call(() -> "fine");
            });
        }
    }

    private void throttled() {
        assertThatThrownBy(() -> pace.call(() -> {
                    throw new RemoteFailure(Kind.THROTTLED, "Rate exceeded.");
                }))
                .isInstanceOf(RemoteFailure.class);
    }

    private static Instant at(long millis) {
        return FakeTime.START.plusMillis(millis);
    }

    @Test
    void whoComesAloneNeedNotWait() {
        enter(1);
        time.pass(Duration.ZERO);
        time.pass(Duration.ofSeconds(10));
        enter(1);
        time.pass(Duration.ZERO);
        assertThat(turns).containsExactly(at(0), at(10_000));
    }

    @Test
    void turnsThatWereNotUsedMayBeSaved() {
        Pace saving = new Pace(10, 3, time);
        List<Instant> seen = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 6; i++) {
                saving.enter(Lane.NORMAL, () -> seen.add(time.now()));
            }
            time.pass(Duration.ofSeconds(10));
        }
        assertThat(seen)
                .containsExactly(
                        at(0),
                        at(0),
                        at(0),
                        at(0),
                        at(100),
                        at(200),
                        at(10_000),
                        at(10_000),
                        at(10_000),
                        at(10_000),
                        at(10_100),
                        at(10_200));
    }

    @Test
    void aThrottledCallForfeitsTheSavedTurns() {
        Pace saving = new Pace(10, 3, time);
        List<Instant> seen = new ArrayList<>();
        assertThatThrownBy(() -> saving.call(() -> {
                    throw new RemoteFailure(Kind.THROTTLED, "Rate exceeded.");
                }))
                .isInstanceOf(RemoteFailure.class);
        for (int i = 0; i < 3; i++) {
            saving.enter(Lane.NORMAL, () -> seen.add(time.now()));
        }
        time.pass(Duration.ofSeconds(10));
        assertThat(seen).doesNotHaveDuplicates();
    }

    @Test
    void aThousandAtOnceComeTenASecond() {
        enter(1000);
        time.pass(Duration.ofMillis(350));
        assertThat(turns).containsExactly(at(0), at(100), at(200), at(300));
        time.pass(Duration.ofSeconds(100));
        assertThat(turns).hasSize(1000);
    }

    @Test
    void lanesGoFirstThenWhoCameFirst() {
        for (String name : List.of("start 1", "start 2")) {
            pace.enter(Lane.BACKGROUND, () -> order.add(name));
        }
        pace.enter(Lane.NORMAL, () -> order.add("look"));
        pace.enter(Lane.URGENT, () -> order.add("stop"));
        time.pass(Duration.ofSeconds(1));
        assertThat(order).containsExactly("stop", "look", "start 1", "start 2");
    }

    @Test
    void whoLeavesGivesTheTurnToTheNext() {
        enter(1);
        Scheduler.Scheduled left = pace.enter(Lane.NORMAL, () -> order.add("left"));
        pace.enter(Lane.NORMAL, () -> order.add("stayed"));
        left.cancel();
        time.pass(Duration.ofMillis(100));
        assertThat(order).containsExactly("stayed");
        assertThat(time.waiting()).isZero();
    }

    @Test
    void throttlingIsAPauseAndASlowerPaceForEveryone() {
        enter(1);
        time.pass(Duration.ofSeconds(5));
        throttled();
        enter(20);
        time.pass(Duration.ofMillis(999));
        assertThat(turns).hasSize(1);
        time.pass(Duration.ofMillis(1001));
        assertThat(turns).hasSizeBetween(8, 9);
    }

    @Test
    void aBurstOfThrottledCallsSlowsDownOnce() {
        for (int i = 0; i < 50; i++) {
            throttled();
        }
        assertThat(pace.aSecond()).isEqualTo(7);
    }

    @Test
    void howeverMuchIsThrottledATurnComesWithinHalfAMinute() {
        for (int i = 0; i < 100; i++) {
            throttled();
            time.pass(Duration.ofMinutes(1));
        }
        throttled();
        enter(2);
        time.pass(Duration.ofSeconds(32));
        assertThat(turns).hasSize(2);
    }

    @Test
    void answersMakeItFasterAgainUpToTheMost() {
        throttled();
        enter(2000);
        time.pass(Duration.ofSeconds(10));
        assertThat(pace.aSecond()).isBetween(7.5, 9.9);
        time.pass(Duration.ofMinutes(5));
        assertThat(pace.aSecond()).isEqualTo(10);
        assertThat(turns).hasSize(2000);
    }

    @Test
    void aLimitBelowThePaceIsFoundAndMostlyKept() {
        RequestsOf limited = new RequestsOf(4);
        for (int i = 0; i < 2000; i++) {
            pace.enter(Lane.NORMAL, () -> {
                try {
                    pace.call(limited::request);
                } catch (RemoteFailure e) {
                    order.add("throttled");
                }
            });
        }
        time.pass(Duration.ofMinutes(8));
        assertThat(limited.admitted + order.size()).isGreaterThan(1500);
        assertThat(order.size()).isLessThan(100);
    }

    /** So many requests a second and no burst beyond one second's worth. */
    private final class RequestsOf {
        final int aSecond;
        int admitted;
        private long second;
        private int inSecond;

        RequestsOf(int aSecond) {
            this.aSecond = aSecond;
        }

        String request() {
            if (time.now().getEpochSecond() != second) {
                second = time.now().getEpochSecond();
                inSecond = 0;
            }
            if (++inSecond > aSecond) {
                throw new RemoteFailure(Kind.THROTTLED, "Rate exceeded.");
            }
            admitted++;
            return "fine";
        }
    }
}
