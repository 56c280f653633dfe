package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SharedLookTest {

    private static final Duration SOON = Duration.ofSeconds(3);
    private static final Duration LATER = Duration.ofSeconds(15);

    private final FakeTime time = new FakeTime();
    private final List<List<String>> calls = new ArrayList<>();
    private final List<Instant> times = new ArrayList<>();
    private int throttle;
    private RemoteFailure failure;
    private Runnable onCall = () -> {};
    private final SharedLook<String, String> looks = new SharedLook<>(
            new SharedLook.Rhythm(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(5), 10),
            100,
            this::call,
            time,
            new Pace(10, time));

    private Map<String, String> call(List<String> ids) {
        calls.add(ids);
        times.add(time.now());
        onCall.run();
        if (throttle-- > 0) {
            throw new RemoteFailure(Kind.THROTTLED, "Rate exceeded.");
        }
        if (failure != null) {
            throw failure;
        }
        if (ids.contains("forbidden")) {
            throw RemoteFailure.refused("Not authorized.");
        }
        Map<String, String> answers = new HashMap<>();
        ids.stream().filter(id -> !id.equals("unknown")).forEach(id -> answers.put(id, id + " is fine"));
        return answers;
    }

    private CompletableFuture<String> ask(String id, Duration within) {
        return looks.ask(id, within).toCompletableFuture();
    }

    private List<CompletableFuture<String>> askForMany(int many, Duration within) {
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            answers.add(ask("b" + i, within));
        }
        return answers;
    }

    /** Looks again each time it was answered, as an action does. */
    private void keepAsking(String id, Duration within) {
        looks.ask(id, within).thenRun(() -> time.after(Duration.ofMillis(20), () -> keepAsking(id, within)));
    }

    private int callsWithin(Duration span) {
        int before = calls.size();
        time.pass(span);
        return calls.size() - before;
    }

    @Test
    void manyLooksAreOneCall() {
        List<CompletableFuture<String>> answers = askForMany(60, SOON);
        time.pass(SOON);
        assertThat(calls).hasSize(1);
        assertThat(answers.get(59).join()).isEqualTo("b59 is fine");
    }

    @Test
    void moreIdsThanACallTakesAreSeveralCallsInTurn() {
        askForMany(250, SOON);
        time.pass(Duration.ofSeconds(4));
        assertThat(calls).extracting(List::size).containsExactly(100, 100, 50);
        assertThat(times.get(1)).isEqualTo(times.get(0).plusMillis(100));
    }

    @Test
    void whoIsNotDueRidesAlongWhileThereIsRoom() {
        CompletableFuture<String> calm = ask("calm", LATER);
        ask("eager", SOON);
        time.pass(SOON);
        assertThat(calm).isDone();
        assertThat(calls).hasSize(1);
    }

    @Test
    void nobodyIsAskedForWithoutNeedWhereThereIsNoRoom() {
        askForMany(150, LATER);
        List<CompletableFuture<String>> eager = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            eager.add(ask("eager" + i, SOON));
        }
        time.pass(Duration.ofSeconds(9));
        assertThat(eager).allMatch(CompletableFuture::isDone);
        assertThat(calls).hasSize(1);
        time.pass(Duration.ofSeconds(7));
        assertThat(calls).extracting(List::size).containsExactly(100, 100, 30);
    }

    @Test
    void aHundredBuildsNeedTwelveCallsAMinuteHoweverEagerSomeAre() {
        for (int i = 0; i < 100; i++) {
            keepAsking("b" + i, i < 20 ? SOON : LATER);
        }
        assertThat(callsWithin(Duration.ofMinutes(1))).isBetween(11, 12);
        for (int minute = 0; minute < 10; minute++) {
            assertThat(callsWithin(Duration.ofMinutes(1))).isLessThanOrEqualTo(12);
        }
    }

    @Test
    void aFewEagerBuildsAreLookedAtMoreOften() {
        keepAsking("b", SOON);
        assertThat(callsWithin(Duration.ofMinutes(1))).isBetween(19, 20);
    }

    @Test
    void roundsThatWereSavedAreMadeEachSecondForThoseWhoWantThem() {
        keepAsking("b", LATER);
        time.pass(Duration.ofMinutes(2));
        int before = calls.size();
        keepAsking("ends", Duration.ofSeconds(1));
        time.pass(Duration.ofSeconds(9));
        assertThat(calls.size() - before).isBetween(8, 9);
        time.pass(Duration.ofMinutes(1));
        assertThat(callsWithin(Duration.ofMinutes(1))).as("when none is left").isBetween(19, 20);
    }

    @Test
    void aTimeInWhichNobodyLooksSavesNothing() {
        ask("b", SOON);
        time.pass(Duration.ofHours(1));
        keepAsking("ends", Duration.ofSeconds(1));
        assertThat(callsWithin(Duration.ofMinutes(1))).isBetween(19, 21);
    }

    @Test
    void withoutSavedRoundsAHundredBuildsAboutToEndNeedNoMoreCallsThanOthers() {
        for (int i = 0; i < 100; i++) {
            keepAsking("b" + i, Duration.ofSeconds(1));
        }
        assertThat(callsWithin(Duration.ofHours(1))).isBetween(12 * 60 - 5, 12 * 60 + 10);
        assertThat(callsWithin(Duration.ofMinutes(1))).isBetween(11, 12);
    }

    @Test
    void savedRoundsOfManyCallsAreNoMoreThanACallASecond() {
        for (int i = 0; i < 195; i++) {
            keepAsking("b" + i, LATER);
        }
        time.pass(Duration.ofMinutes(2));
        for (int i = 0; i < 3; i++) {
            keepAsking("ends" + i, Duration.ofSeconds(1));
        }
        assertThat(callsWithin(Duration.ofSeconds(12))).isBetween(6, 12);
    }

    @Test
    void aHundredCalmBuildsNeedFewerCalls() {
        for (int i = 0; i < 100; i++) {
            keepAsking("b" + i, LATER);
        }
        assertThat(callsWithin(Duration.ofMinutes(1))).isBetween(3, 4);
    }

    @Test
    void aThousandCalmBuildsAreAskedForOnceIn15Seconds() {
        for (int i = 0; i < 1000; i++) {
            keepAsking("b" + i, LATER);
        }
        time.pass(Duration.ofMinutes(1));
        assertThat(callsWithin(Duration.ofMinutes(10))).isBetween(350, 420);
    }

    @Test
    void aThousandThatComeBackAfterARestartAreLookedAtWithinSeconds() {
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            String id = "b" + i;
            time.after(Duration.ofMillis(i), () -> answers.add(ask(id, Duration.ZERO)));
        }
        time.pass(Duration.ofSeconds(4));
        assertThat(answers).hasSize(1000).allMatch(CompletableFuture::isDone);
        assertThat(calls.size()).isLessThanOrEqualTo(14);
    }

    @Test
    void aThrottledCallIsMadeAgainForThoseThatWaitedAndFailsNobody() {
        throttle = 3;
        List<CompletableFuture<String>> answers = askForMany(100, SOON);
        time.pass(Duration.ofSeconds(20));
        assertThat(answers).allMatch(answer -> answer.isDone() && !answer.isCompletedExceptionally());
        assertThat(calls).hasSize(4);
        assertThat(Duration.between(times.get(2), times.get(3))).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void whatIsThrottledForLongIsSaid() {
        throttle = 1000;
        CompletableFuture<String> answer = ask("a", SOON);
        time.pass(Duration.ofMinutes(1));
        assertThat(answer).isCompletedExceptionally();
    }

    @Test
    void afterThrottlingItGoesOn() {
        throttle = 50;
        keepAskingThroughFailures("a");
        time.pass(Duration.ofMinutes(30));
        int before = calls.size();
        time.pass(Duration.ofMinutes(1));
        assertThat(calls.size() - before).isGreaterThan(10);
    }

    private void keepAskingThroughFailures(String id) {
        looks.ask(id, SOON)
                .whenComplete(
                        (value, problem) -> time.after(Duration.ofMillis(20), () -> keepAskingThroughFailures(id)));
    }

    @Test
    void aFailedCallFailsThoseThatWaitedForItAndNobodyElse() {
        failure = new RemoteFailure(Kind.UNREACHABLE, "No answer.");
        CompletableFuture<String> first = ask("a", SOON);
        time.pass(SOON);
        failure = null;
        CompletableFuture<String> second = ask("b", SOON);
        time.pass(SOON);
        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedWithValue("b is fine");
    }

    @Test
    void whatOneMayNotSeeHidesNothingElse() {
        List<CompletableFuture<String>> answers = askForMany(99, SOON);
        CompletableFuture<String> forbidden = ask("forbidden", SOON);
        time.pass(Duration.ofSeconds(10));
        assertThat(answers).allMatch(answer -> answer.isDone() && !answer.isCompletedExceptionally());
        assertThat(forbidden).isCompletedExceptionally();
        assertThat(calls.size()).isLessThanOrEqualTo(15);
    }

    @Test
    void anUnknownIdIsAnsweredWithNull() {
        CompletableFuture<String> answer = ask("unknown", SOON);
        time.pass(SOON);
        assertThat(answer).isCompletedWithValue(null);
    }

    @Test
    void whoAsksTwiceIsAnsweredOnceAndSooner() {
        CompletableFuture<String> first = ask("a", LATER);
        CompletableFuture<String> second = ask("a", SOON);
        time.pass(SOON);
        assertThat(first).isDone();
        assertThat(second).isDone();
        assertThat(calls).containsExactly(List.of("a"));
    }

    @Test
    void whoAsksAgainForLaterIsStillAnsweredSoonByOneRound() {
        CompletableFuture<String> first = ask("a", SOON);
        ask("a", LATER);
        assertThat(time.waiting()).isEqualTo(1);
        time.pass(SOON);
        assertThat(first).isDone();
        ask("a", LATER);
        ask("a", SOON);
        assertThat(time.waiting()).as("the later round is given up").isEqualTo(1);
    }

    @Test
    void whoIsInAHurryStaysSoWhenAskedForAgain() {
        keepAsking("calm", SOON);
        time.pass(Duration.ofMillis(10_100));
        CompletableFuture<String> urgent = ask("urgent", Duration.ZERO);
        ask("urgent", LATER);
        time.pass(Duration.ofMillis(1100));
        assertThat(urgent).isDone();
    }

    @Test
    void whoComesToBeInAHurryIsAnsweredWithinASecond() {
        keepAsking("calm", SOON);
        time.pass(Duration.ofMillis(10_100));
        CompletableFuture<String> urgent = ask("urgent", LATER);
        ask("urgent", Duration.ZERO);
        time.pass(Duration.ofMillis(1100));
        assertThat(urgent).isDone();
    }

    @Test
    void afterAThrottledCallARoundHasNoMoreCallsThanBefore() {
        throttle = 1;
        ask("a", SOON);
        time.pass(Duration.ofSeconds(20));
        calls.clear();
        askForMany(150, Duration.ofMinutes(1));
        ask("a", SOON);
        time.pass(SOON);
        assertThat(calls).hasSize(1);
    }

    @Test
    void whatIsThrottledIsTriedFiveTimes() {
        throttle = 1000;
        CompletableFuture<String> answer = ask("a", SOON);
        time.pass(Duration.ofMinutes(1));
        assertThat(answer).isCompletedExceptionally();
        assertThat(calls).hasSize(5);
    }

    @Test
    void tenAreStillFew() {
        SharedLook.Rhythm rhythm =
                new SharedLook.Rhythm(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(5), 0);
        assertThat(rhythm.distance(10)).isEqualTo(Duration.ofSeconds(3));
        assertThat(rhythm.distance(11)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void whoAsksAgainWhileACallIsThrottledIsAnsweredAndSoIsWhoAskedBefore() {
        throttle = 1;
        CompletableFuture<String> first = ask("a", SOON);
        time.pass(SOON);
        assertThat(calls).hasSize(1);
        assertThat(first).isNotDone();
        CompletableFuture<String> second = ask("a", LATER);
        time.pass(Duration.ofSeconds(5));
        assertThat(first).isCompletedWithValue("a is fine");
        assertThat(second).isCompletedWithValue("a is fine");
        assertThat(calls).containsExactly(List.of("a"), List.of("a"));
    }

    /** As who asks from within an answer does: it comes between the refusal and the next turn. */
    @Test
    void whoHasAskedAgainBeforeTheThrottlingWasKnownIsAnsweredToo() {
        List<CompletableFuture<String>> again = new ArrayList<>();
        throttle = 1;
        onCall = () -> {
            onCall = () -> {};
            again.add(ask("a", LATER));
        };
        CompletableFuture<String> first = ask("a", SOON);
        time.pass(Duration.ofSeconds(10));
        assertThat(first).isCompletedWithValue("a is fine");
        assertThat(again.get(0)).isCompletedWithValue("a is fine");
    }

    @Test
    void whoHasAskedAgainFailsWithTheOthersWhenItIsThrottledForLong() {
        List<CompletableFuture<String>> again = new ArrayList<>();
        throttle = 5;
        onCall = () -> {
            onCall = () -> {};
            again.add(ask("a", LATER));
        };
        CompletableFuture<String> first = ask("a", SOON);
        time.pass(Duration.ofMinutes(1));
        assertThat(first).isCompletedExceptionally();
        assertThat(again.get(0)).isDone();
    }

    @Test
    void throttlingIsCountedAnewAfterAnAnswer() {
        for (int round = 0; round < 3; round++) {
            throttle = 3;
            CompletableFuture<String> answer = ask("a", SOON);
            time.pass(Duration.ofSeconds(40));
            assertThat(answer).isCompletedWithValue("a is fine");
        }
    }

    @Test
    void whoIsInAHurryIsAnsweredWithinASecond() {
        keepAsking("calm", SOON);
        time.pass(Duration.ofMillis(10_100));
        CompletableFuture<String> urgent = ask("urgent", Duration.ZERO);
        time.pass(Duration.ofMillis(1100));
        assertThat(urgent).isDone();
    }

    /** Whatever happens, everybody is answered, and nobody asks more often than the rhythm allows. */
    @Test
    void inRandomHistoriesEverybodyIsAnsweredAndNoCallIsTooMany() {
        for (int seed = 0; seed < 100; seed++) {
            SharedLookTest fresh = new SharedLookTest();
            Random chance = new Random(seed);
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int step = 0; step < 60; step++) {
                switch (chance.nextInt(8)) {
                    case 0 -> fresh.throttle = chance.nextInt(4);
                    case 1 ->
                        fresh.failure = chance.nextBoolean() ? null : new RemoteFailure(Kind.UNREACHABLE, "No answer.");
                    case 2 -> answers.add(fresh.ask("forbidden", Duration.ofMillis(chance.nextInt(15_000))));
                    default ->
                        answers.add(fresh.ask("b" + chance.nextInt(130), Duration.ofMillis(chance.nextInt(15_000))));
                }
                fresh.time.pass(Duration.ofMillis(chance.nextInt(3_000)));
            }
            fresh.failure = null;
            fresh.time.pass(Duration.ofMinutes(2));
            assertThat(answers).as("seed %s", seed).allMatch(CompletableFuture::isDone);
            assertThat(fresh.time.waiting()).as("seed %s", seed).isZero();
            for (int call = 0; call + 10 < fresh.times.size(); call++) {
                assertThat(Duration.between(fresh.times.get(call), fresh.times.get(call + 10)))
                        .as("ten calls in a row, seed %s", seed)
                        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            }
        }
    }
}
