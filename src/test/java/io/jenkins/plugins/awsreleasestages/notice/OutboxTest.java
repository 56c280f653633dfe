package io.jenkins.plugins.awsreleasestages.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.notice.Notice.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {

    private static final Instant START = Instant.parse("2026-12-01T10:00:00Z");
    private static final Destination SLACK = new Destination("slackWebhook", "", Map.of("credentialsId", "slack"));
    private static final Destination HOOK = new Destination("webhook", "team", Map.of("credentialsId", "hook"));

    @TempDir
    Path folder;

    private Path file;
    private Instant now = START;

    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

    @BeforeEach
    void place() {
        file = folder.resolve("aws-release-stages/notices.jsonl");
    }

    /** Also what a controller finds that was killed: the file is all there is. */
    private Outbox open() {
        return new Outbox(file, clock);
    }

    private Notice notice(String id) {
        return new Notice(
                id,
                Kind.GATE_OPENED,
                "team/app",
                "team/app#1",
                "Prod",
                "g-" + id,
                "Ship it?",
                List.of(),
                null,
                now,
                null);
    }

    private static List<String> sendAll(Outbox outbox, Destination to) {
        List<String> sent = new ArrayList<>();
        for (Optional<Outbox.Entry> next = outbox.next(to); next.isPresent(); next = outbox.next(to)) {
            sent.add(next.get().notice().id());
            outbox.sent(next.get());
        }
        return sent;
    }

    @Test
    void eachDestinationGetsAllInOrder() {
        Outbox outbox = open();

        outbox.put(notice("1"), List.of(SLACK, HOOK));
        outbox.put(notice("2"), List.of(SLACK));
        outbox.put(notice("3"), List.of(SLACK, HOOK));

        assertThat(sendAll(outbox, SLACK)).containsExactly("1", "2", "3");
        assertThat(sendAll(outbox, HOOK)).containsExactly("1", "3");
        assertThat(outbox.reports().get(SLACK).sent()).isEqualTo(3);
    }

    @Test
    void nothingIsLostByACrash() {
        Outbox before = open();
        before.put(notice("1"), List.of(SLACK, HOOK));
        before.put(notice("2"), List.of(SLACK));
        before.sent(before.next(SLACK).orElseThrow());

        Outbox after = open();

        assertThat(after.destinations()).containsExactlyInAnyOrder(SLACK, HOOK);
        assertThat(after.next(SLACK).orElseThrow().notice()).isEqualTo(notice("2"));
        assertThat(after.next(HOOK).orElseThrow().notice()).isEqualTo(notice("1"));
    }

    /** Nobody knows whether the receiver has got it: so it is sent again, and says so. */
    @Test
    void whatWasBeingSentInACrashIsSentAgainAsTheSecondAttempt() {
        Outbox before = open();
        before.put(notice("1"), List.of(SLACK));
        assertThat(before.next(SLACK).orElseThrow().attempts()).isEqualTo(1);

        Outbox.Entry again = open().next(SLACK).orElseThrow();

        assertThat(again.attempts()).isEqualTo(2);
        assertThat(Payload.generic(again.notice(), again.attempts())).contains("\"attempt\":2,\"duplicate\":true");
    }

    @Test
    void whatIsToldAgainAfterARestartIsNotSentAgain() {
        Outbox before = open();
        before.put(notice("1"), List.of(SLACK));
        sendAll(before, SLACK);
        Outbox after = open();

        assertThat(after.put(notice("1"), List.of(SLACK))).isFalse();
        assertThat(after.destinations()).isEmpty();
    }

    @Test
    void aLineThatACrashHasCutIsPassedOver() throws IOException {
        Outbox before = open();
        before.put(notice("1"), List.of(SLACK));
        Files.writeString(file, "{\"put\":{\"id\":\"2\",\"ki", StandardOpenOption.APPEND);

        Outbox after = open();
        after.put(notice("3"), List.of(SLACK));

        assertThat(sendAll(open(), SLACK)).containsExactly("1", "3");
    }

    @Test
    void tenThousandForADeadReceiverAreBounded() throws IOException {
        Outbox outbox = open();

        for (int i = 0; i < 10_000; i++) {
            outbox.put(notice("n" + i), List.of(SLACK));
        }
        outbox.put(notice("other"), List.of(HOOK));

        assertThat(outbox.reports().get(SLACK).waiting()).isEqualTo(Outbox.MOST - 1);
        assertThat(outbox.reports().get(SLACK).dropped()).isEqualTo(9_001);
        assertThat(outbox.next(SLACK).orElseThrow().notice().id()).isEqualTo("n9001");
        assertThat(sendAll(outbox, HOOK)).as("who is well").containsExactly("other");
        assertThat(Files.size(file)).isLessThan(8_000_000);
        assertThat(open().reports().get(SLACK).waiting()).isEqualTo(Outbox.MOST - 1);
    }

    @Test
    void whatIsADayOldIsOfNoUse() {
        Outbox outbox = open();
        outbox.put(notice("old"), List.of(SLACK));
        now = START.plus(Outbox.LONGEST).plusSeconds(1);
        outbox.put(notice("new"), List.of(SLACK));

        assertThat(sendAll(outbox, SLACK)).containsExactly("new");
        assertThat(outbox.reports().get(SLACK).dropped()).isEqualTo(1);
    }

    /** A gate that has been open for longer is told again by each restart. */
    @Test
    void whatHasLongHappenedIsNotTakenAtAll() {
        Notice longAgo = notice("1");
        now = START.plus(Duration.ofDays(2));

        assertThat(open().put(longAgo, List.of(SLACK))).isFalse();
    }

    @Test
    void troubleIsSaidUntilOneGetsThrough() {
        Outbox outbox = open();
        outbox.put(notice("1"), List.of(SLACK));
        outbox.failed(outbox.next(SLACK).orElseThrow(), "HTTP 503.", START.plusSeconds(10));
        now = START.plusSeconds(10);
        outbox.failed(outbox.next(SLACK).orElseThrow(), "HTTP 502.", START.plusSeconds(30));

        assertThat(outbox.troubles("g-1").get(SLACK))
                .isEqualTo(new Outbox.Report(1, 0, 0, 0, "HTTP 502.", START, START.plusSeconds(30)));
        assertThat(outbox.troubles("g-2")).isEmpty();

        outbox.sent(outbox.next(SLACK).orElseThrow());

        assertThat(outbox.troubles("g-1")).isEmpty();
        assertThat(outbox.reports().get(SLACK).trouble()).isNull();
    }

    @Test
    void whatAReceiverDoesNotWantHoldsUpNoOther() {
        Outbox outbox = open();
        outbox.put(notice("1"), List.of(SLACK));
        outbox.put(notice("2"), List.of(SLACK));

        outbox.refused(outbox.next(SLACK).orElseThrow(), "HTTP 400.");

        assertThat(outbox.next(SLACK).orElseThrow().notice().id()).isEqualTo("2");
        assertThat(outbox.reports().get(SLACK).refused()).isEqualTo(1);
    }

    /** What could not be written is there again with the first write that succeeds. */
    @Test
    void aDiskThatIsFullForAWhileLosesNothing() throws IOException {
        Outbox outbox = open();
        outbox.put(notice("1"), List.of(SLACK));
        Files.delete(file);
        Files.createDirectory(file);
        outbox.put(notice("2"), List.of(SLACK));
        Files.delete(file);
        outbox.put(notice("3"), List.of(SLACK));

        assertThat(sendAll(open(), SLACK)).containsExactly("1", "2", "3");
    }

    /** A file is written anew with the first line after a start: it has all that the old one had. */
    @Test
    void whatIsWrittenAnewForgetsNeitherAttemptsNorWhatWasSent() {
        Outbox first = open();
        assertThat(first.put(notice("sent"), List.of(SLACK))).isTrue();
        sendAll(first, SLACK);
        first.put(notice("tried"), List.of(SLACK));
        first.next(SLACK);
        open().put(notice("new"), List.of(HOOK));

        Outbox again = open();
        assertThat(again.put(notice("sent"), List.of(SLACK))).isFalse();
        assertThat(again.next(SLACK).orElseThrow().attempts()).isEqualTo(2);
        assertThat(sendAll(again, SLACK)).containsExactly("tried");
        assertThat(sendAll(again, HOOK)).containsExactly("new");
    }

    @Test
    void whatWasRefusedOrTooOldIsNotThereAfterARestart() {
        Outbox outbox = open();
        outbox.put(notice("refused"), List.of(SLACK));
        outbox.put(notice("old"), List.of(HOOK));
        outbox.refused(outbox.next(SLACK).orElseThrow(), "HTTP 400.");
        assertThat(outbox.reports().get(SLACK)).isEqualTo(new Outbox.Report(0, 0, 0, 1, "HTTP 400.", START, null));
        now = START.plus(Outbox.LONGEST).plusSeconds(1);
        assertThat(outbox.next(HOOK)).isEmpty();
        now = START;
        assertThat(open().destinations()).isEmpty();
    }

    @Test
    void theGatesOfWhatWaitsAreKnown() {
        Outbox outbox = open();
        outbox.put(notice("1"), List.of(SLACK, HOOK));
        outbox.put(notice("2"), List.of(SLACK));
        assertThat(outbox.gates(SLACK)).containsExactlyInAnyOrder("g-1", "g-2");
        sendAll(outbox, HOOK);
        assertThat(outbox.gates(HOOK)).isEmpty();
    }

    @Test
    void soManyAreRememberedAndNoMore() {
        Outbox outbox = open();
        for (int i = 0; i <= Outbox.MOST_KNOWN; i++) {
            outbox.put(notice("n" + i), List.of(SLACK));
            sendAll(outbox, SLACK);
        }
        assertThat(outbox.put(notice("n1"), List.of(SLACK))).isFalse();
        assertThat(outbox.put(notice("n0"), List.of(SLACK))).as("the oldest").isTrue();
    }
}
