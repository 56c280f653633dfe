package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SharedLookTest {

    private final FakeTime time = new FakeTime();
    private final List<List<String>> calls = new ArrayList<>();
    private final List<Instant> times = new ArrayList<>();
    private int throttle;
    private final SharedLook<String, String> looks =
            new SharedLook<>(Duration.ofSeconds(5), 100, this::call, time, Backoff.DEFAULT);

    private Map<String, String> call(List<String> ids) {
        calls.add(ids);
        times.add(time.now());
        if (throttle-- > 0) {
            throw new RemoteFailure(RemoteFailure.Kind.THROTTLED, "Rate exceeded.");
        }
        Map<String, String> answers = new HashMap<>();
        ids.stream().filter(id -> !id.equals("unknown")).forEach(id -> answers.put(id, id + " is fine"));
        return answers;
    }

    @Test
    void manyLooksAreOneCall() {
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            answers.add(looks.ask("b" + i).toCompletableFuture());
        }
        time.pass(Duration.ofSeconds(1));
        assertThat(calls).hasSize(1);
        assertThat(answers.get(59).join()).isEqualTo("b59 is fine");
    }

    @Test
    void moreIdsThanACallTakesAreSeveralCalls() {
        for (int i = 0; i < 250; i++) {
            looks.ask("b" + i);
        }
        time.pass(Duration.ofSeconds(1));
        assertThat(calls).extracting(List::size).containsExactly(100, 100, 50);
    }

    @Test
    void roundsKeepTheirDistance() {
        looks.ask("a");
        time.pass(Duration.ofSeconds(1));
        CompletableFuture<String> second = looks.ask("b").toCompletableFuture();
        time.pass(Duration.ofSeconds(3));
        assertThat(second).isNotDone();
        time.pass(Duration.ofSeconds(1));
        assertThat(second).isDone();
        assertThat(times).containsExactly(FakeTime.START, FakeTime.START.plusSeconds(5));
    }

    @Test
    void aHundredBuildsNeedTwelveCallsAMinute() {
        for (int i = 0; i < 100; i++) {
            keepAsking("b" + i);
        }
        time.pass(Duration.ofMinutes(10));
        assertThat(calls.size()).isBetween(115, 121);
    }

    private void keepAsking(String id) {
        looks.ask(id).thenRun(() -> time.after(Duration.ofSeconds(3), () -> keepAsking(id)));
    }

    @Test
    void throttlingSlowsEveryoneDownAndFailsOnlyTheLook() {
        throttle = 4;
        CompletableFuture<String> first = looks.ask("a").toCompletableFuture();
        time.pass(Duration.ofSeconds(1));
        assertThat(first).isCompletedExceptionally();
        for (int i = 0; i < 4; i++) {
            looks.ask("a");
            time.pass(Duration.ofMinutes(2));
        }
        assertThat(looks.ask("a").toCompletableFuture()).isNotNull();
        time.pass(Duration.ofMinutes(1));
        assertThat(calls).hasSize(6);
    }

    @Test
    void anUnknownIdIsAnsweredWithNull() {
        CompletableFuture<String> answer = looks.ask("unknown").toCompletableFuture();
        time.pass(Duration.ofSeconds(1));
        assertThat(answer).isCompletedWithValue(null);
    }
}
