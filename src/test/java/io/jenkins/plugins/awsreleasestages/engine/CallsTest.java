package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallsTest {

    private static final FakeWork.State STATE = new FakeWork.State("token", null);
    private static final ActionState<FakeWork.State> FRESH =
            ActionState.create(STATE, FakeTime.START, Duration.ofHours(1));

    private final FakeTime time = new FakeTime();
    private final Pace pace = new Pace(5, time);
    private final FakeWork work = new FakeWork();
    private final FakeHost host = new FakeHost();

    /** What of an action makes a call. */
    enum Which {
        STARTS,
        LOOKS,
        STARTS_AND_LOOKS;

        private Calls<FakeWork.State> at(Supplier<Pace> pace) {
            return switch (this) {
                case STARTS -> Calls.pacedStarts(pace);
                case LOOKS -> Calls.pacedLooks(pace);
                case STARTS_AND_LOOKS -> Calls.paced(pace);
            };
        }
    }

    private ActionRun<FakeWork.State, FakeWork.Answer> go(
            Which calls, Supplier<Pace> where, ActionState<FakeWork.State> state) {
        ActionRun<FakeWork.State, FakeWork.Answer> run = new ActionRun<>(
                work,
                calls.at(where),
                host,
                time,
                new Lifecycle(transition -> {}),
                ActionRun.Options.standard(),
                state);
        run.go();
        time.pass(Duration.ofSeconds(1));
        return run;
    }

    @ParameterizedTest
    @CsvSource({"STARTS, true, false", "LOOKS, false, true", "STARTS_AND_LOOKS, true, true"})
    void whatMakesCallsTakesTurns(Which calls, boolean starts, boolean looks) {
        assertThat(calls.at(() -> pace).starts().apply(STATE) == pace).isEqualTo(starts);
        assertThat(calls.at(() -> pace).looks().apply(STATE) == pace).isEqualTo(looks);
    }

    private void othersAreSlowedDown() {
        assertThat(host.log).anyMatch(line -> line.startsWith("Rate exceeded."));
        assertThat(pace.aSecond()).isLessThan(5);
    }

    @Test
    void aThrottledStartSlowsAllOthersDown() {
        work.startFailures.add(throttled());
        go(Which.STARTS_AND_LOOKS, () -> pace, FRESH);
        othersAreSlowedDown();
    }

    @Test
    void aThrottledSearchForWhatWasStartedDoes() {
        work.findFailures.add(throttled());
        go(Which.STARTS_AND_LOOKS, () -> pace, FRESH.in(Phase.STARTING).withMayHaveStarted(true));
        othersAreSlowedDown();
    }

    @Test
    void aThrottledLookDoes() {
        work.askFailures.add(throttled());
        go(Which.STARTS_AND_LOOKS, () -> pace, FRESH);
        othersAreSlowedDown();
    }

    @Test
    void aThrottledStopDoes() {
        work.looks = -1;
        work.stopFailures.add(throttled());
        go(Which.STARTS_AND_LOOKS, () -> pace, FRESH).stop("by Alice");
        time.pass(Duration.ofSeconds(1));
        othersAreSlowedDown();
    }

    @Test
    void whatMakesNoCallTeachesNothing() {
        work.startFailures.add(throttled());
        go(Which.LOOKS, () -> pace, FRESH);
        work.askFailures.add(throttled());
        go(Which.STARTS, () -> pace, FRESH);
        assertThat(host.log.stream().filter(line -> line.startsWith("Rate exceeded.")))
                .hasSize(2);
        assertThat(pace.aSecond()).isEqualTo(5);
    }

    @Test
    void whatNeedsNoAccountIsDoneWithoutOne() {
        work.looks = -1;
        Supplier<Pace> gone = () -> {
            throw RemoteFailure.refused("The role is gone.");
        };
        go(Which.STARTS_AND_LOOKS, gone, FRESH).stop("by Alice");
        time.pass(Duration.ofSeconds(1));
        assertThat(work.stopsAsked).isEqualTo(1);
    }

    private static RemoteFailure throttled() {
        return new RemoteFailure(Kind.THROTTLED, "Rate exceeded.");
    }

    @Test
    void aThrottledCallIsMadeAgain() {
        work.startFailures.add(throttled());
        work.askFailures.add(throttled());
        go(Which.STARTS_AND_LOOKS, () -> pace, FRESH);
        time.pass(Duration.ofMinutes(2));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
    }
}
