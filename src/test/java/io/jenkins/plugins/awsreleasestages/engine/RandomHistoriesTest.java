package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What holds whatever happens in whichever order: calls that fail, saves that fail, crashes, aborts. */
class RandomHistoriesTest {

    private static final int HISTORIES = 600;
    private static final Kind[] START_FAILURES = {Kind.THROTTLED, Kind.BUSY, Kind.UNCONNECTED, Kind.UNREACHABLE};
    private static final Kind[] LOOK_FAILURES = {Kind.THROTTLED, Kind.UNREACHABLE, Kind.UNCONNECTED};

    /** One life of an action, in as many lives of the controller as it takes. */
    private static final class History {
        final Random chance;
        final FakeTime time = new FakeTime();
        final FakeWork work = new FakeWork();
        final FakeHost host = new FakeHost();
        final Set<Integer> saidStopped = new HashSet<>();
        ActionRun<FakeWork.State, FakeWork.Answer> run =
                run(ActionState.create(new FakeWork.State("token", null), FakeTime.START, Duration.ofHours(1)));
        boolean stopWanted;

        History(long seed) {
            chance = new Random(seed);
            work.looks = chance.nextInt(12);
            work.endsWell = chance.nextInt(4) > 0;
            work.savedLooks = chance.nextInt(4) == 0;
            work.lostStartAnswers = chance.nextInt(3) == 0 ? 1 : 0;
            for (int i = chance.nextInt(4); i > 0; i--) {
                work.startFailures.add(failure(START_FAILURES));
                work.findFailures.add(failure(LOOK_FAILURES));
                work.askFailures.add(failure(LOOK_FAILURES));
                work.stopFailures.add(failure(LOOK_FAILURES));
            }
            if (chance.nextInt(3) == 0) {
                host.failSaves(chance.nextInt(4), chance.nextInt(5));
            }
        }

        RemoteFailure failure(Kind[] kinds) {
            Kind kind = kinds[chance.nextInt(kinds.length)];
            return new RemoteFailure(kind, kind + ".");
        }

        ActionRun<FakeWork.State, FakeWork.Answer> run(ActionState<FakeWork.State> from) {
            ActionRun.Options options =
                    new ActionRun.Options(Backoff.DEFAULT, Duration.ofMinutes(2), Duration.ofSeconds(3), () -> 0.5);
            return new ActionRun<>(work, work.calls(), host, time, new Lifecycle(), options, from);
        }

        /** What is on disk may be older than what was kept; what another step has saved is as new. */
        void crash() {
            if (chance.nextBoolean() && host.kept != null) {
                host.saveForOthers();
            }
            run.close();
            run = run(
                    host.onDisk != null
                            ? host.onDisk
                            : ActionState.create(
                                    new FakeWork.State("token", null), FakeTime.START, Duration.ofHours(1)));
            run.go();
            if (stopWanted && run.state().stopReason() == null) {
                // The step has kept who wanted it.
                run.stop("by Alice");
            }
        }

        void happen() {
            run.go();
            for (int moment = chance.nextInt(30); moment > 0 && host.outcomes.isEmpty(); moment--) {
                time.pass(Duration.ofMillis(chance.nextInt(6000)));
                if (!host.outcomes.isEmpty()) {
                    return;
                }
                int what = chance.nextInt(12);
                if (what == 0) {
                    crash();
                } else if (what == 1) {
                    stopWanted = true;
                    run.stop("by Alice");
                }
            }
            time.pass(Duration.ofMinutes(90));
        }
    }

    @Test
    void anActionBeginsOnceAndEndsOnce() {
        Map<String, Integer> ends = new TreeMap<>();
        for (int seed = 0; seed < HISTORIES; seed++) {
            History history = new History(seed);
            history.happen();
            List<Outcome> outcomes = history.host.outcomes;
            String which = "seed " + seed + ": " + outcomes + " " + history.host.log;
            assertThat(outcomes).as(which).hasSize(1);
            assertThat(history.work.begun).as(which).hasSizeLessThanOrEqualTo(1);
            assertThat(history.host.log).as(which).noneMatch(line -> line.contains("null"));
            assertEndIsTrue(history, outcomes.get(0), which);
            history.time.pass(Duration.ofMinutes(10));
            assertThat(history.time.waiting()).as(which).isZero();
            ends.merge(outcomes.get(0).getClass().getSimpleName(), 1, Integer::sum);
        }
        assertThat(ends).as("all kinds of ends are among them").containsKeys("Succeeded", "Failed", "Stopped");
        assertThat(ends.values()).allMatch(count -> count > HISTORIES / 50);
    }

    private static void assertEndIsTrue(History history, Outcome outcome, String which) {
        boolean begun = !history.work.begun.isEmpty();
        if (outcome instanceof Outcome.Succeeded) {
            assertThat(begun && history.work.endsWell).as(which).isTrue();
        } else if (outcome instanceof Outcome.Failed failed) {
            assertThat(failed.message()).as(which).isEqualTo("It broke.");
            assertThat(begun).as(which).isTrue();
        } else {
            assertThat(history.stopWanted).as(which).isTrue();
            boolean told = history.work.stopsAsked > 0;
            boolean left = history.host.log.stream().anyMatch(line -> line.contains("did not stop in time"));
            assertThat(!begun || told || left).as(which).isTrue();
        }
    }

    @Test
    void aPaceServesEverybodyWhoStaysOnceAndNeverTooFast() {
        for (int seed = 0; seed < 100; seed++) {
            Random chance = new Random(seed);
            FakeTime time = new FakeTime();
            Pace pace = new Pace(5, time);
            List<Integer> served = new ArrayList<>();
            List<Long> times = new ArrayList<>();
            Set<Integer> expected = new HashSet<>();
            for (int i = 0; i < 40; i++) {
                int number = i;
                Pace.Lane lane = Pace.Lane.values()[chance.nextInt(3)];
                boolean throttled = chance.nextInt(10) == 0;
                Scheduler.Scheduled place = pace.enter(lane, () -> {
                    served.add(number);
                    times.add(Duration.between(FakeTime.START, time.now()).toMillis());
                    call(pace, throttled);
                });
                expected.add(number);
                if (chance.nextInt(5) == 0 && !served.contains(number)) {
                    place.cancel();
                    expected.remove(number);
                }
                time.pass(Duration.ofMillis(chance.nextInt(400)));
            }
            time.pass(Duration.ofMinutes(10));
            assertThat(served).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(expected);
            for (int i = 0; i + 6 < times.size(); i++) {
                assertThat(times.get(i + 6) - times.get(i)).as("seed %s", seed).isGreaterThanOrEqualTo(1000);
            }
            assertThat(time.waiting()).isZero();
        }
    }

    private static void call(Pace pace, boolean throttled) {
        try {
            pace.call(() -> {
                if (throttled) {
                    throw new RemoteFailure(Kind.THROTTLED, "Rate exceeded.");
                }
                return "fine";
            });
        } catch (RemoteFailure e) {
            assertThat(e.kind()).isEqualTo(Kind.THROTTLED);
        }
    }

    @Test
    void aSharedSaveServesEverybodyByASaveThatBeganAfterTheyAsked() {
        for (int seed = 0; seed < 100; seed++) {
            Random chance = new Random(seed);
            SharedSave shared = new SharedSave();
            List<CompletableFuture<Void>> saves = new ArrayList<>();
            List<CompletableFuture<Void>> asked = new ArrayList<>();
            List<Integer> begunBefore = new ArrayList<>();
            int ended = 0;
            for (int step = 0; step < 50; step++) {
                if (chance.nextBoolean()) {
                    begunBefore.add(saves.size());
                    asked.add(shared.save(() -> {
                                CompletableFuture<Void> save = new CompletableFuture<>();
                                saves.add(save);
                                return save;
                            })
                            .toCompletableFuture());
                } else if (ended < saves.size()) {
                    saves.get(ended++).complete(null);
                }
                assertThat(saves.size() - ended)
                        .as("at most one under way, seed %s", seed)
                        .isBetween(0, 1);
                for (int i = 0; i < asked.size(); i++) {
                    boolean served = ended > begunBefore.get(i);
                    assertThat(asked.get(i).isDone())
                            .as("seed %s, who asked as number %s", seed, i)
                            .isEqualTo(served);
                }
            }
        }
    }
}
