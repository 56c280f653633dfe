package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.engine.PacedAction.Calls;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacedActionTest {

    private static final FakeWork.State STATE = new FakeWork.State("token", null);

    private final FakeTime time = new FakeTime();
    private final Pace pace = new Pace(5, time);
    private final FakeWork work = new FakeWork();

    private PacedAction<FakeWork.State, FakeWork.Answer> paced(Calls calls) {
        return new PacedAction<>(work, calls, () -> pace);
    }

    @ParameterizedTest
    @CsvSource({"STARTS, true, false", "LOOKS, false, true", "STARTS_AND_LOOKS, true, true"})
    void whatMakesCallsTakesTurns(Calls calls, boolean starts, boolean looks) {
        assertThat(paced(calls).pace(STATE).isPresent()).isEqualTo(starts);
        assertThat(paced(calls).lookPace(STATE).isPresent()).isEqualTo(looks);
    }

    @Test
    void everyThrottledCallSlowsAllOthersDown() {
        PacedAction<FakeWork.State, FakeWork.Answer> action = paced(Calls.STARTS_AND_LOOKS);
        work.findFailures.add(throttled());
        work.startFailures.add(throttled());
        work.askFailures.add(throttled());
        work.stopFailures.add(throttled());
        List<ThrowingCallable> calls = List.of(
                () -> action.find(STATE), () -> action.start(STATE), () -> action.ask(STATE), () -> action.stop(STATE));
        for (ThrowingCallable call : calls) {
            double before = pace.aSecond();
            assertThatThrownBy(call).hasMessage("Rate exceeded.");
            assertThat(pace.aSecond()).isLessThan(before);
            time.pass(Duration.ofMinutes(1));
        }
    }

    @Test
    void whatMakesNoCallTeachesNothing() {
        work.startFailures.add(throttled());
        assertThatThrownBy(() -> paced(Calls.LOOKS).start(STATE)).isInstanceOf(RemoteFailure.class);
        work.askFailures.add(throttled());
        assertThatThrownBy(() -> paced(Calls.STARTS).ask(STATE)).isInstanceOf(RemoteFailure.class);
        assertThat(pace.aSecond()).isEqualTo(5);
    }

    @Test
    void whatNeedsNoAccountIsDoneWithoutOne() {
        PacedAction<FakeWork.State, FakeWork.Answer> action = new PacedAction<>(work, Calls.STARTS_AND_LOOKS, () -> {
            throw RemoteFailure.refused("The role is gone.");
        });
        action.stop(STATE);
        assertThat(work.stopsAsked).isEqualTo(1);
    }

    private static RemoteFailure throttled() {
        return new RemoteFailure(Kind.THROTTLED, "Rate exceeded.");
    }

    @Test
    void aThrottledCallIsMadeAgain() {
        FakeHost host = new FakeHost();
        work.startFailures.add(throttled());
        work.askFailures.add(throttled());
        ActionRun<FakeWork.State, FakeWork.Answer> run = new ActionRun<>(
                paced(Calls.STARTS_AND_LOOKS),
                host,
                time,
                new Lifecycle(transition -> {}),
                ActionRun.Options.standard(),
                ActionState.create(STATE, FakeTime.START, Duration.ofHours(1)));
        run.go();
        time.pass(Duration.ofMinutes(2));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
    }
}
