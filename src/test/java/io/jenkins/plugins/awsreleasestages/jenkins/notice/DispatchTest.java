package io.jenkins.plugins.awsreleasestages.jenkins.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.engine.FakeTime;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.notice.Destination;
import io.jenkins.plugins.awsreleasestages.notice.Notice;
import io.jenkins.plugins.awsreleasestages.notice.Notice.Kind;
import io.jenkins.plugins.awsreleasestages.notice.Outbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DispatchTest {

    private static final Destination DEAD = new Destination("webhook", "", Map.of("credentialsId", "dead"));
    private static final Destination WELL = new Destination("webhook", "", Map.of("credentialsId", "well"));

    private static final Supplier<CompletableFuture<?>> TAKEN = () -> CompletableFuture.completedFuture(null);
    private static final Supplier<CompletableFuture<?>> DOWN =
            () -> CompletableFuture.failedFuture(new RemoteFailure(RemoteFailure.Kind.UNREACHABLE, "HTTP 503"));

    @TempDir
    Path folder;

    private final FakeTime time = new FakeTime();
    private final Map<Destination, Supplier<CompletableFuture<?>>> answers = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();
    private Outbox outbox;
    private Dispatch dispatch;

    @BeforeEach
    void start() {
        outbox = new Outbox(folder.resolve("notices.jsonl"), time.clock());
        dispatch = new Dispatch(
                outbox,
                time,
                entry -> {
                    calls.add(entry.to().said().get("credentialsId") + " "
                            + entry.notice().id() + " " + entry.attempts());
                    return answers.getOrDefault(entry.to(), TAKEN).get();
                },
                (to, gates, why) -> troubles.add(gates + ": " + why));
    }

    private Notice notice(String id) {
        return new Notice(
                id,
                Kind.GATE_OPENED,
                "app",
                "app#1",
                "Prod",
                "g-" + id,
                "Failed",
                List.of(),
                null,
                time.clock().instant(),
                null);
    }

    @Test
    void oneAfterAnotherInOrder() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        answers.put(WELL, () -> first);
        dispatch.put(notice("1"), List.of(WELL));
        dispatch.put(notice("2"), List.of(WELL));
        time.pass(Duration.ofSeconds(1));
        assertThat(calls).containsExactly("well 1 1");

        answers.put(WELL, TAKEN);
        first.complete(null);
        time.pass(Duration.ofSeconds(1));

        assertThat(calls).containsExactly("well 1 1", "well 2 1");
        assertThat(outbox.destinations()).isEmpty();
    }

    @Test
    void whoIsDownHoldsUpNobodyAndGetsAllWhenItIsUp() {
        answers.put(DEAD, DOWN);
        IntStream.range(0, 100).forEach(i -> dispatch.put(notice("n" + i), List.of(DEAD, WELL)));

        time.pass(Duration.ofHours(1));

        assertThat(outbox.reports().get(WELL).sent()).isEqualTo(100);
        assertThat(outbox.reports().get(DEAD).waiting()).isEqualTo(100);
        assertThat(calls.stream().filter(call -> call.startsWith("dead")).count())
                .as("ever more rarely")
                .isLessThan(20);
        assertThat(troubles)
                .as("told once, of all that wait")
                .singleElement()
                .asString()
                .contains("g-n0", "g-n99", "HTTP 503. It is sent again for a day.");

        dispatch.put(notice("later"), List.of(DEAD, WELL));
        assertThat(troubles).last().isEqualTo("[g-later]: HTTP 503.");

        answers.put(DEAD, TAKEN);
        time.pass(Duration.ofMinutes(13));

        assertThat(outbox.reports().get(DEAD).sent()).isEqualTo(101);
        assertThat(outbox.reports().get(DEAD).trouble()).isNull();
        dispatch.put(notice("last"), List.of(DEAD));
        assertThat(troubles).hasSize(2);
    }

    @Test
    void whatIsNotWantedIsPassedOver() {
        answers.put(
                WELL,
                () -> calls.size() == 1
                        ? CompletableFuture.failedFuture(new NoticeReceiver.NotWanted("HTTP 400."))
                        : TAKEN.get());
        dispatch.put(notice("1"), List.of(WELL));
        dispatch.put(notice("2"), List.of(WELL));

        time.pass(Duration.ofSeconds(1));

        assertThat(calls).containsExactly("well 1 1", "well 2 1");
        assertThat(troubles).containsExactly("[g-1]: HTTP 400. It is not sent again.");
    }

    /** Such as credentials that are not there: when they are, it goes on. */
    @Test
    void whatFailsBeforeItIsSentIsTriedAgain() {
        answers.put(WELL, () -> {
            throw RemoteFailure.refused("There are no credentials.");
        });
        dispatch.put(notice("1"), List.of(WELL));
        time.pass(Duration.ofSeconds(1));
        assertThat(outbox.reports().get(WELL).trouble()).isEqualTo("There are no credentials.");

        answers.put(WELL, TAKEN);
        time.pass(Duration.ofSeconds(10));

        assertThat(calls).containsExactly("well 1 1", "well 1 2");
    }

    @Test
    void whatWaitedWhenTheControllerWentDownIsSentByTheNext() {
        answers.put(DEAD, CompletableFuture::new);
        dispatch.put(notice("1"), List.of(DEAD));
        time.pass(Duration.ofSeconds(1));

        answers.put(DEAD, TAKEN);
        calls.clear();
        start();
        dispatch.go();
        time.pass(Duration.ofSeconds(1));

        assertThat(calls).as("perhaps for the second time").containsExactly("dead 1 2");
    }
}
