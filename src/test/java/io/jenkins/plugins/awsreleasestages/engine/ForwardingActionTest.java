package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What an action that is another one with one thing changed does not say differently is the other's affair. */
class ForwardingActionTest {

    private final FakeWork work = new FakeWork();
    private final Action<FakeWork.State, FakeWork.Answer> action = new ForwardingAction<>(work) {};
    private final FakeWork.State state = new FakeWork.State("token", null);

    @Test
    void aLifeIsLivedByTheOther() {
        assertThat(action.title()).isEqualTo("The work");
        assertThat(action.find(state)).isEmpty();
        FakeWork.State started = action.start(state);
        assertThat(started.id()).isEqualTo("id");
        assertThat(action.find(state)).contains(started);
        FakeWork.Answer answer = ((CompletableFuture<FakeWork.Answer>) action.ask(started)).join();
        assertThat(action.read(started, answer, FakeTime.START)).isEqualTo(work.read(started, answer, FakeTime.START));
        action.stop(started);
        assertThat(work.stopsAsked).isEqualTo(1);
        assertThat(action.leftBehind(started)).isEqualTo("The work id goes on.");
    }

    @Test
    void soAreItsTurns() {
        FakeTime time = new FakeTime();
        assertThat(action.pace(state)).isEmpty();
        assertThat(action.lookPace(state)).isEmpty();
        work.pace = new Pace(1, time);
        work.lookPace = new Pace(2, time);
        assertThat(action.pace(state)).containsSame(work.pace);
        assertThat(action.lookPace(state)).containsSame(work.lookPace);
    }

    @Test
    void whoMakesItsCallsMakesThem() {
        Worker worker = new Worker() {
            @Override
            public <T> Work<T> begin(Supplier<T> call) {
                return new Work<>(CompletableFuture.completedFuture(call.get()), () -> {});
            }
        };
        assertThat(action.worker(state)).isEmpty();
        Action<FakeWork.State, FakeWork.Answer> blocking = new BlockingAction<>(work, any -> worker);
        assertThat(new ForwardingAction<>(blocking) {}.worker(state)).containsSame(worker);
    }

    @Test
    void anActionWithoutTurnsNeedsNone() {
        Action<FakeWork.State, FakeWork.Answer> plain = new Action<>() {
            @Override
            public String title() {
                return "";
            }

            @Override
            public java.util.Optional<FakeWork.State> find(FakeWork.State s) {
                return java.util.Optional.empty();
            }

            @Override
            public FakeWork.State start(FakeWork.State s) {
                return s;
            }

            @Override
            public java.util.concurrent.CompletionStage<FakeWork.Answer> ask(FakeWork.State s) {
                return new CompletableFuture<>();
            }

            @Override
            public Look<FakeWork.State> read(FakeWork.State s, FakeWork.Answer a, java.time.Instant now) {
                return Look.goesOn(s, java.util.List.of(), Duration.ZERO);
            }

            @Override
            public void stop(FakeWork.State s) {}

            @Override
            public String leftBehind(FakeWork.State s) {
                return "";
            }
        };
        assertThat(plain.pace(state)).isEmpty();
        assertThat(plain.lookPace(state)).isEmpty();
    }
}
