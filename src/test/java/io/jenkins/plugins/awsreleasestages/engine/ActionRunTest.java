package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.jenkins.plugins.awsreleasestages.engine.Lifecycle.Then;
import io.jenkins.plugins.awsreleasestages.engine.Lifecycle.Transition;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of an action, as a user would notice it. All tests together must visit every transition. */
class ActionRunTest {

    private static final Set<Transition> VISITED = new HashSet<>();
    private static final Set<Then> ENDS = EnumSet.of(Then.SUCCEED, Then.FAIL, Then.STOP, Then.TELL_AND_STOP);
    private static final Duration LIMIT = Duration.ofHours(1);

    private final FakeTime time = new FakeTime();
    private final FakeWork work = new FakeWork();
    private final FakeHost host = new FakeHost();
    private final List<Signal> signals = new ArrayList<>();
    private final List<Then> ends = new ArrayList<>();
    private ActionRun<FakeWork.State, FakeWork.Answer> run =
            run(ActionState.create(new FakeWork.State("token", null), FakeTime.START, LIMIT));

    private ActionRun<FakeWork.State, FakeWork.Answer> run(ActionState<FakeWork.State> state) {
        ActionRun.Options options =
                new ActionRun.Options(Backoff.DEFAULT, Duration.ofMinutes(2), Duration.ofSeconds(3), () -> 0.5);
        return new ActionRun<>(work, work.calls(), host, time, new Lifecycle(this::visited), options, state);
    }

    private void visited(Transition transition) {
        VISITED.add(transition);
        signals.add(transition.signal());
        if (ENDS.contains(transition.then())) {
            ends.add(transition.then());
        }
    }

    /** The controller dies now and comes back with what was on disk. */
    private void crash() {
        run.close();
        run = run(host.onDisk);
        run.go();
    }

    private static RemoteFailure failure(Kind kind) {
        return new RemoteFailure(kind, kind + ".");
    }

    @AfterAll
    static void everyTransitionWasVisited() {
        Set<Transition> missed = new HashSet<>(Lifecycle.transitions());
        missed.removeAll(VISITED);
        assertThat(missed).as("transitions that no test visits").isEmpty();
    }

    /** The table says the same as what the user is told, and nothing happens after it. */
    @AfterEach
    void theTableSaysHowItEnded() {
        boolean broken = host.outcomes.toString().contains("our bug");
        if (host.outcomes.isEmpty() || broken) {
            return;
        }
        assertThat(ends).hasSize(1);
        Outcome outcome = host.outcomes.get(0);
        if (outcome instanceof Outcome.Stopped) {
            assertThat(ends.get(0)).isIn(Then.STOP, Then.TELL_AND_STOP);
            assertThat(host.ended.phase()).isEqualTo(Phase.STOPPING);
        } else {
            assertThat(ends).containsExactly(outcome instanceof Outcome.Succeeded ? Then.SUCCEED : Then.FAIL);
        }
    }

    @Test
    void noPhaseAndNoEndIsOutOfReachAndAnEndLeavesThePhase() {
        assertThat(Lifecycle.transitions().stream().map(Transition::to)).contains(Phase.values());
        assertThat(Lifecycle.transitions().stream().map(Transition::then)).contains(Then.values());
        assertThat(Lifecycle.transitions().stream().filter(row -> ENDS.contains(row.then())))
                .allMatch(row -> row.from() == row.to());
    }

    @Test
    void whatIsNotDeclaredDoesNotHappen() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new Lifecycle().next(Phase.STARTING, Signal.FINISHED_WELL))
                .withMessage("No transition from STARTING on FINISHED_WELL");
    }

    /** Saved programs go by the table: what happens without a signal, no later version could tell apart. */
    @Test
    void allThatHappensInAGoodLifeIsASignal() {
        work.startFailures.add(failure(Kind.BUSY));
        work.lostStartAnswers = 1;
        work.askFailures.add(failure(Kind.THROTTLED));
        work.looks = 2;
        host.failSaves(0, 1);
        run.go();
        time.pass(Duration.ofMinutes(2));
        assertThat(signals)
                .containsExactly(
                        Signal.START_POSTPONED,
                        Signal.START_POSTPONED,
                        Signal.START_POSTPONED,
                        Signal.START_FOUND,
                        Signal.LOOK_MISSED,
                        Signal.STILL_RUNNING,
                        Signal.STILL_RUNNING,
                        Signal.FINISHED_WELL);
    }

    @Test
    void allThatHappensAfterAnAbortIsASignal() {
        work.looks = -1;
        run.go();
        time.pass(Duration.ofSeconds(1));
        work.stopFailures.add(failure(Kind.THROTTLED));
        work.stopFailures.add(failure(Kind.REFUSED));
        work.askFailures.add(failure(Kind.UNREACHABLE));
        signals.clear();
        run.stop("by Alice");
        time.pass(Duration.ofSeconds(20));
        work.endsWell = false;
        work.looks = 0;
        time.pass(Duration.ofSeconds(3));
        assertThat(signals)
                .startsWith(
                        Signal.STOP_WANTED,
                        Signal.STOP_POSTPONED,
                        Signal.STOP_REFUSED,
                        Signal.LOOK_MISSED,
                        Signal.STILL_RUNNING)
                .endsWith(Signal.STILL_RUNNING, Signal.FINISHED_BADLY);
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(logged("had already ended well")).isEmpty();
    }

    @Test
    void whatIsFoundOnlyAfterTheAbortIsStopped() {
        work.lostStartAnswers = 1;
        work.looks = -1;
        run.go();
        time.pass(Duration.ofMillis(1));
        signals.clear();
        run.stop("by Alice");
        time.pass(Duration.ofSeconds(30));
        assertThat(signals)
                .containsExactly(Signal.STOP_WANTED, Signal.START_FOUND, Signal.STOP_ACCEPTED, Signal.FINISHED_BADLY);
    }

    @Test
    void aMissAfterAnAnswerIsTheFirstAgain() {
        work.looks = 5;
        work.askFailures.add(failure(Kind.UNREACHABLE));
        work.askFailures.add(failure(Kind.UNREACHABLE));
        run.go();
        time.pass(Duration.ofSeconds(9));
        assertThat(logged("Trying again")).hasSize(2);
        assertThat(logged("GOING")).isNotEmpty();
        work.askFailures.add(failure(Kind.UNREACHABLE));
        time.pass(Duration.ofSeconds(9));
        assertThat(logged("Trying again").get(2)).isEqualTo("UNREACHABLE. Trying again.");
    }

    @Test
    void whatEndsWithoutAFullStopGetsOne() {
        work.askFailures.add(new RemoteFailure(Kind.UNREACHABLE, "AWS says: HTTP 500, and nothing else"));
        run.go();
        time.pass(Duration.ofSeconds(9));
        assertThat(logged("Trying again")).containsExactly("AWS says: HTTP 500, and nothing else. Trying again.");
    }

    @Test
    void aStopThatComesWhileALookIsMadeIsSentAtOnce() {
        work.lateAnswer = new CompletableFuture<>();
        work.whileAsked = () -> run.stop("by Alice");
        run.go();
        time.pass(Duration.ofSeconds(1));
        assertThat(work.stopsAsked).isEqualTo(1);
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
    }

    @Test
    void aFailureThatComesLateIsMissedLikeAnyOther() {
        CompletableFuture<FakeWork.Answer> call = new CompletableFuture<>();
        work.lateAnswer = call.thenApply(answer -> answer);
        run.go();
        time.pass(Duration.ofSeconds(1));
        work.lateAnswer = null;
        call.completeExceptionally(failure(Kind.THROTTLED));
        time.pass(Duration.ofMinutes(1));
        assertThat(logged("Trying again")).containsExactly("THROTTLED. Trying again.");
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
    }

    @Test
    void whatReadingAnAnswerMeetsIsAFailedLook() {
        work.readFailures.add(failure(Kind.THROTTLED));
        work.readFailures.add(failure(Kind.REFUSED));
        run.go();
        time.pass(Duration.ofMinutes(1));
        assertThat(logged("Trying again")).containsExactly("THROTTLED. Trying again.");
        assertThat(host.outcomes).containsExactly(new Outcome.Failed("REFUSED. The work id goes on."));
    }

    @Test
    void aDefectInReadingOrStartingFailsLoudly() {
        work.readFailures.add(new IllegalStateException("our bug"));
        run.go();
        time.pass(Duration.ofMinutes(1));
        assertThat(failure()).startsWith("Internal error in The work: ").contains("our bug", "The work id goes on.");
        ActionRunTest other = new ActionRunTest();
        other.work.startFailures.add(new IllegalStateException("our bug"));
        other.run.go();
        other.time.pass(Duration.ofMinutes(1));
        assertThat(other.failure()).startsWith("Internal error in The work: ").contains("our bug");
    }

    @Test
    void afterItIsClosedNothingWaitsAndNothingIsSaved() {
        work.looks = -1;
        host.failSaves(1, Integer.MAX_VALUE);
        run.go();
        time.pass(Duration.ofSeconds(7));
        int saves = host.saves;
        run.close();
        assertThat(time.waiting()).isZero();
        time.pass(Duration.ofMinutes(5));
        assertThat(host.saves).isEqualTo(saves);
    }

    @Test
    void aDiskThatIsFullAgainIsSaidAgainInItsOwnWords() {
        work.looks = -1;
        host.failSaves(0, 1);
        run.go();
        time.pass(Duration.ofSeconds(10));
        assertThat(logged("could not be saved"))
                .containsExactly("The state of The work could not be saved: java.lang.IllegalStateException: disk full."
                        + " Trying again.");
        host.failSaves(0, 1);
        run.stop("by Alice");
        time.pass(Duration.ofMillis(1));
        assertThat(logged("could not be saved")).hasSize(2);
    }

    @Test
    void startsLooksAndEndsWell() {
        run.go();
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        assertThat(host.log).containsExactly("look 1: GOING", "look 2: GOING", "look 3: GOING", "look 4: DONE");
        assertThat(work.starts).isEqualTo(1);
        assertThat(time.waiting()).isZero();
    }

    @Test
    void saysWhyTheWorkBroke() {
        work.endsWell = false;
        run.go();
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Failed("It broke."));
    }

    @Test
    void aRefusedStartFailsAndStartsNothing() {
        work.startFailures.add(failure(Kind.REFUSED));
        run.go();
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Failed("REFUSED."));
        assertThat(work.begun).isEmpty();
    }

    @Test
    void aThrottledOrBusyStartWaitsItsTurn() {
        work.startFailures.add(failure(Kind.THROTTLED));
        work.startFailures.add(failure(Kind.BUSY));
        run.go();
        time.pass(Duration.ofMinutes(2));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        assertThat(work.begun).hasSize(1);
        assertThat(work.finds).as("nothing was begun, so nothing is looked for").isZero();
    }

    @Test
    void aLostAnswerIsFoundAgainAndNotStartedTwice() {
        work.lostStartAnswers = 1;
        run.go();
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        assertThat(work.begun).hasSize(1);
    }

    @Test
    void aLostAnswerIsLookedForUntilTheRemoteSideAnswers() {
        work.lostStartAnswers = 1;
        work.findFailures.add(failure(Kind.UNREACHABLE));
        run.go();
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        assertThat(work.begun).hasSize(1);
    }

    @Test
    void aCrashBetweenSavingAndStartingStartsOnce() {
        work.startFailures.add(failure(Kind.UNREACHABLE));
        run.go();
        time.pass(Duration.ofSeconds(1));
        crash();
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        assertThat(work.begun).hasSize(1);
    }

    @Test
    void aCrashAtAnyMomentStartsOnce() {
        for (int moment = 0; moment < 40; moment++) {
            ActionRunTest fresh = new ActionRunTest();
            fresh.work.lostStartAnswers = moment % 3;
            fresh.run.go();
            fresh.time.pass(Duration.ofMillis(moment * 500L));
            if (fresh.host.onDisk != null && fresh.host.outcomes.isEmpty()) {
                fresh.crash();
            }
            fresh.time.pass(Duration.ofMinutes(5));
            assertThat(fresh.host.outcomes).containsExactly(new Outcome.Succeeded());
            assertThat(fresh.work.begun)
                    .as("begun after a crash at moment " + moment)
                    .hasSize(1);
        }
    }

    @Test
    void aMissedLookDecidesNothing() {
        for (int i = 0; i < 10; i++) {
            work.askFailures.add(failure(i % 2 == 0 ? Kind.THROTTLED : Kind.UNREACHABLE));
        }
        run.go();
        time.pass(Duration.ofMinutes(10));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        assertThat(host.log.stream().filter(line -> line.contains("Trying again")))
                .hasSize(4);
    }

    @Test
    void aRefusedLookFailsAndSaysWhatGoesOn() {
        work.askFailures.add(failure(Kind.REFUSED));
        run.go();
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Failed("REFUSED. The work id goes on."));
    }

    @Test
    void stoppedBeforeAnythingWasSent() {
        run.stop("by Alice");
        run.go();
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(work.starts).isZero();
    }

    @Test
    void stoppedWhileRunning() {
        work.looks = -1;
        run.go();
        time.pass(Duration.ofSeconds(20));
        run.stop("by Alice");
        run.stop("by Bob");
        time.pass(Duration.ofSeconds(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(work.stopsAsked).isEqualTo(1);
        assertThat(time.waiting()).isZero();
    }

    @Test
    void stoppedWhileTheStartWasUnanswered() {
        work.looks = -1;
        work.lostStartAnswers = 1;
        run.go();
        time.pass(Duration.ofMillis(1));
        run.stop("by Alice");
        time.pass(Duration.ofSeconds(30));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(work.stopsAsked).as("the work that had begun is stopped").isEqualTo(1);
    }

    @Test
    void stoppedWhileTheStartHadNotArrived() {
        work.startFailures.add(failure(Kind.UNREACHABLE));
        work.findFailures.add(failure(Kind.UNREACHABLE));
        run.go();
        time.pass(Duration.ofMillis(1));
        run.stop("by Alice");
        time.pass(Duration.ofSeconds(30));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(work.begun).isEmpty();
    }

    @Test
    void aStopThatIsThrottledIsSentAgain() {
        work.looks = -1;
        work.stopFailures.add(failure(Kind.THROTTLED));
        run.go();
        time.pass(Duration.ofSeconds(20));
        run.stop("by Alice");
        time.pass(Duration.ofSeconds(30));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(work.stopsAsked).isEqualTo(2);
    }

    @Test
    void aStopThatIsRefusedIsSaidAndTheWorkFollowedToItsEnd() {
        work.looks = 8;
        work.stops = false;
        work.stopFailures.add(failure(Kind.REFUSED));
        run.go();
        time.pass(Duration.ofSeconds(20));
        run.stop("by Alice");
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(host.log).contains("REFUSED.", "The work had already ended well when the stop reached it.");
    }

    @Test
    void workThatDoesNotStopIsLeftBehindInWords() {
        work.looks = -1;
        work.stops = false;
        run.go();
        time.pass(Duration.ofSeconds(20));
        run.stop("by Alice");
        time.pass(Duration.ofMinutes(3));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(host.log.get(host.log.size() - 1)).isEqualTo("It did not stop in time. The work id goes on.");
    }

    @Test
    void missedAndRefusedLooksWhileStopping() {
        work.looks = -1;
        run.go();
        time.pass(Duration.ofSeconds(20));
        work.askFailures.add(failure(Kind.THROTTLED));
        work.askFailures.add(failure(Kind.REFUSED));
        run.stop("by Alice");
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(host.log.get(host.log.size() - 1)).isEqualTo("REFUSED. The work id goes on.");
    }

    @Test
    void theDeadlineStopsTheWork() {
        work.looks = -1;
        run.go();
        time.pass(LIMIT.plusMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("the time limit has passed", true));
        assertThat(work.stopsAsked).isEqualTo(1);
    }

    @Test
    void theDeadlineEndsAStartThatNeverGetsItsTurn() {
        for (int i = 0; i < 1000; i++) {
            work.startFailures.add(failure(Kind.BUSY));
        }
        run.go();
        time.pass(LIMIT.plusMinutes(5));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("the time limit has passed", true));
        assertThat(work.begun).isEmpty();
    }

    @Test
    void aResumedStopGoesOnStopping() {
        work.looks = -1;
        run.go();
        time.pass(Duration.ofSeconds(20));
        work.stopFailures.add(failure(Kind.THROTTLED));
        run.stop("by Alice");
        time.pass(Duration.ofMillis(1));
        ActionState<FakeWork.State> stopping = run.state();
        run.close();
        run = run(stopping);
        run.go();
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
    }

    @Test
    void whatCannotBeSavedIsNotStarted() {
        host.failSaves(0, Integer.MAX_VALUE);
        run.go();
        time.pass(Duration.ofMinutes(4));
        assertThat(host.outcomes).as("a disk may be full for a moment").isEmpty();
        time.pass(Duration.ofMinutes(3));
        assertThat(host.outcomes).hasSize(1);
        assertThat(failure()).contains("could not be saved", "disk full", "Nothing was started.");
        assertThat(work.starts).isZero();
        assertThat(time.waiting()).isZero();
    }

    private String failure() {
        assertThat(host.outcomes).hasSize(1);
        return ((Outcome.Failed) host.outcomes.get(0)).message();
    }

    private List<String> logged(String words) {
        return host.log.stream().filter(line -> line.contains(words)).toList();
    }

    @Test
    void aSaveThatFailsBeforeTheStartIsTriedAgainBeforeAnythingIsStarted() {
        host.failSaves(0, 3);
        run.go();
        time.pass(Duration.ofSeconds(10));
        assertThat(work.starts).isZero();
        assertThat(host.kept.mayHaveStarted()).as("nothing was sent").isFalse();
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        assertThat(work.begun).hasSize(1);
        assertThat(work.finds).as("nothing was begun, so nothing is looked for").isZero();
        assertThat(logged("could not be saved")).hasSize(1);
    }

    @Test
    void stoppedWhileNothingCanBeSavedNothingIsStarted() {
        host.failSaves(0, Integer.MAX_VALUE);
        run.go();
        time.pass(Duration.ofSeconds(1));
        run.stop("by Alice");
        time.pass(Duration.ofMillis(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(work.starts + work.finds + work.stopsAsked).isZero();
        assertThat(time.waiting()).isZero();
    }

    @Test
    void aSaveThatFailsAfterTheStartIsTriedAgainAndTheWorkIsWatched() {
        work.looks = 20;
        host.failSaves(1, 3);
        run.go();
        time.pass(Duration.ofSeconds(4));
        assertThat(work.asks).as("looks while nothing can be saved").isPositive();
        assertThat(host.onDisk.started()).isFalse();
        time.pass(Duration.ofSeconds(12));
        assertThat(host.onDisk.started()).as("saved after all").isTrue();
        time.pass(Duration.ofMinutes(3));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        assertThat(work.begun).hasSize(1);
        assertThat(logged("could not be saved")).hasSize(1);
        assertThat(host.log.get(0)).contains("disk full", "Trying again");
    }

    @Test
    void whereNothingCanBeSavedAfterTheStartTheWorkIsWatchedToItsEnd() {
        host.failSaves(1, Integer.MAX_VALUE);
        run.go();
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        assertThat(time.waiting()).as("nothing is saved of what has ended").isZero();
    }

    @Test
    void aCrashWhileTheStartCouldNotBeSavedFindsTheWorkAgain() {
        work.looks = 20;
        host.failSaves(1, 3);
        run.go();
        time.pass(Duration.ofSeconds(4));
        crash();
        time.pass(Duration.ofMinutes(3));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        assertThat(work.begun).hasSize(1);
        assertThat(work.finds).isEqualTo(1);
    }

    @Test
    void whatMustBeSavedBeforeTheNextLookIsSavedBeforeIt() {
        work.savedLooks = true;
        host.failSaves(2, 3);
        run.go();
        time.pass(Duration.ofSeconds(10));
        assertThat(work.asks).isEqualTo(1);
        assertThat(host.outcomes).isEmpty();
        time.pass(Duration.ofSeconds(10));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        assertThat(logged("could not be saved")).hasSize(1);
    }

    @Test
    void aStopDoesNotWaitForASave() {
        work.savedLooks = true;
        host.failSaves(2, 4);
        run.go();
        time.pass(Duration.ofSeconds(10));
        run.stop("by Alice");
        time.pass(Duration.ofMillis(1));
        assertThat(work.stopsAsked).isEqualTo(1);
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
    }

    @Test
    void aHostThatThrowsWhereItShouldSaveIsAskedAgain() {
        work.looks = 20;
        host.throwing = true;
        host.failSaves(1, 3);
        run.go();
        time.pass(Duration.ofMinutes(3));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        assertThat(host.onDisk.started()).isTrue();
    }

    @Test
    void anAbortIsNotForgottenInACrash() {
        work.looks = -1;
        work.stops = false;
        run.go();
        time.pass(Duration.ofSeconds(20));
        work.stopFailures.add(failure(Kind.THROTTLED));
        run.stop("by Alice");
        time.pass(Duration.ofMillis(1));
        assertThat(host.onDisk.stopReason()).isEqualTo("by Alice");
        work.stops = true;
        crash();
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(work.stopsAsked).isEqualTo(2);
    }

    @Test
    void anAbortThatCouldNotBeSavedIsSavedLater() {
        work.looks = -1;
        work.stops = false;
        run.go();
        time.pass(Duration.ofSeconds(20));
        host.failSaves(0, 2);
        run.stop("by Alice");
        time.pass(Duration.ofSeconds(1));
        assertThat(host.onDisk.stopReason()).isNull();
        time.pass(Duration.ofSeconds(10));
        assertThat(host.onDisk.stopReason()).isEqualTo("by Alice");
    }

    @Test
    void aPassedDeadlineIsNotForgottenInACrash() {
        work.looks = -1;
        work.stops = false;
        run.go();
        time.pass(LIMIT.plusSeconds(10));
        assertThat(host.onDisk.timedOut()).isTrue();
        assertThat(host.onDisk.stopBy())
                .isBetween(FakeTime.START.plus(LIMIT), time.now().plus(Duration.ofMinutes(2)));
    }

    @Test
    void aStopThatWasSentIsNotSentAgainAfterACrash() {
        work.looks = -1;
        work.stops = false;
        run.go();
        time.pass(Duration.ofSeconds(20));
        run.stop("by Alice");
        time.pass(Duration.ofSeconds(1));
        host.saveForOthers();
        crash();
        time.pass(Duration.ofSeconds(30));
        assertThat(work.stopsAsked).isEqualTo(1);
        assertThat(host.outcomes).isEmpty();
    }

    @Test
    void anOutageIsSaidAfterACrashAsIfThereHadBeenNone() {
        for (int i = 0; i < 5; i++) {
            work.askFailures.add(failure(Kind.UNREACHABLE));
        }
        run.go();
        time.pass(Duration.ofSeconds(20));
        assertThat(logged("Trying again")).hasSize(3);
        host.saveForOthers();
        crash();
        time.pass(Duration.ofMinutes(2));
        assertThat(logged("Trying again")).as("the fifth miss, not the first").hasSize(3);
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
    }

    @Test
    void whatIsNowhereToBeFoundIsGivenUpAfterMinutes() {
        for (int i = 0; i < 1000; i++) {
            work.startFailures.add(failure(Kind.UNCONNECTED));
        }
        run.go();
        time.pass(Duration.ofSeconds(1));
        assertThat(host.log).containsExactly("UNCONNECTED. Trying again.");
        time.pass(Duration.ofMinutes(4));
        assertThat(host.outcomes).isEmpty();
        time.pass(Duration.ofMinutes(3));
        assertThat(failure()).isEqualTo("UNCONNECTED. That is how it was for 5 minutes. Nothing was started.");
        assertThat(time.waiting()).isZero();
    }

    @Test
    void whatAnswersNowAndThenIsNotGivenUp() {
        for (int i = 0; i < 30; i++) {
            work.startFailures.add(failure(i % 5 == 4 ? Kind.BUSY : Kind.UNCONNECTED));
        }
        run.go();
        time.pass(Duration.ofMinutes(50));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        assertThat(work.begun).hasSize(1);
    }

    @Test
    void anOutageOfWhatHasBeenReachedIsWaitedFor() {
        for (int i = 0; i < 20; i++) {
            work.startFailures.add(failure(Kind.UNREACHABLE));
        }
        run.go();
        time.pass(Duration.ofMinutes(40));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
    }

    @Test
    void workThatHasBegunIsNotGivenUp() {
        for (int i = 0; i < 20; i++) {
            work.askFailures.add(failure(Kind.UNCONNECTED));
        }
        run.go();
        time.pass(Duration.ofMinutes(40));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
    }

    @Test
    void stoppedWhereNothingWasEverReachedNothingGoesOn() {
        for (int i = 0; i < 1000; i++) {
            work.startFailures.add(failure(Kind.UNCONNECTED));
        }
        run.go();
        time.pass(Duration.ofSeconds(10));
        run.stop("by Alice");
        time.pass(Duration.ofMillis(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(work.finds).as("there is nothing to be found").isZero();
        assertThat(logged("goes on")).isEmpty();
    }

    @Test
    void aStopBeforeAnythingWasSentIsRememberedForLongAndStillKnowsThatNothingWasBegun() {
        work.startFailures.add(failure(Kind.BUSY));
        run.go();
        time.pass(Duration.ofMillis(1));
        run.stop("by Alice");
        run.close();
        ActionState<FakeWork.State> stopping = run.state()
                .in(Phase.STOPPING)
                .withStopWanted("by Alice", false, time.now().plusSeconds(1));
        host.log.clear();
        time.pass(Duration.ofHours(2));
        run = run(stopping);
        run.go();
        time.pass(Duration.ofMillis(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(host.log).isEmpty();
        assertThat(work.finds).isZero();
    }

    /** As 1.0 saved it where a save came before the first turn, and after an abort that came before it. */
    private void resumeWhatWasSavedIn(String phase, String stopReason) {
        Map<String, Object> saved = PlainData.ofRecord(run.state());
        saved.put("phase", phase);
        saved.put("stopReason", stopReason);
        saved.put("stopBy", time.now().plusSeconds(120).toString());
        ActionState<?> read = PlainData.read(ActionState.class, saved);
        run = run(read.with(PlainData.read(FakeWork.State.class, read.data())));
        run.go();
        time.pass(Duration.ofMinutes(1));
    }

    @Test
    void whatHadNotBegunWhenAnEarlierVersionSavedItBegins() {
        resumeWhatWasSavedIn("NEW", null);
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        assertThat(work.begun).hasSize(1);
        assertThat(work.finds).isZero();
    }

    @Test
    void whatWasStoppedBeforeItBeganWhenAnEarlierVersionSavedItIsStopped() {
        resumeWhatWasSavedIn("STOPPED", "by Alice");
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(work.starts).isZero();
        assertThat(host.log).isEmpty();
    }

    @Test
    void stoppedWhereNobodyKnowsWhetherAnythingWasBegunTheLogSaysSo() {
        for (int i = 0; i < 1000; i++) {
            work.findFailures.add(failure(Kind.UNREACHABLE));
        }
        work.startFailures.add(failure(Kind.UNREACHABLE));
        run.go();
        time.pass(Duration.ofSeconds(10));
        run.stop("by Alice");
        time.pass(Duration.ofMinutes(4));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(host.log.get(host.log.size() - 1))
                .isEqualTo("It did not stop in time. Whether it was begun at all could not be found out: The work.");
        assertThat(logged("null")).isEmpty();
    }

    @Test
    void aDefectFailsLoudlyAndSaysWhatGoesOn() {
        work.askFailures.add(new IllegalArgumentException("our bug"));
        run.go();
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).hasSize(1);
        assertThat(host.outcomes.get(0))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.message()).contains("our bug", "The work id goes on."));
    }

    @Test
    void thousandsOfLooks() {
        work.looks = 700;
        run.go();
        time.pass(Duration.ofMinutes(59));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        assertThat(work.asks).isEqualTo(701);
        assertThat(time.waiting()).isZero();
    }

    @Test
    void aClosedRunNeitherLooksNorEnds() {
        run.go();
        time.pass(Duration.ofSeconds(7));
        int asks = work.asks;
        run.close();
        time.pass(Duration.ofMinutes(5));
        assertThat(work.asks).isEqualTo(asks);
        assertThat(host.outcomes).isEmpty();
    }

    @Test
    void aStopDoesNotWaitForAnAnswerThatIsLong() {
        work.lateAnswer = new CompletableFuture<>();
        run.go();
        time.pass(Duration.ofSeconds(20));
        run.stop("by Alice");
        time.pass(Duration.ofSeconds(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(work.stopsAsked).isEqualTo(1);
    }

    @Test
    void anAnswerThatComesAfterTheStopIsIgnored() {
        work.lateAnswer = new CompletableFuture<>();
        work.stops = false;
        work.looks = -1;
        run.go();
        time.pass(Duration.ofSeconds(20));
        run.stop("by Alice");
        time.pass(Duration.ofSeconds(1));
        work.lateAnswer.complete(new FakeWork.Answer("DONE"));
        time.pass(Duration.ofSeconds(30));
        assertThat(host.outcomes).isEmpty();
        assertThat(host.log).doesNotContain("look 1: DONE");
    }

    @Test
    void afterALateAnswerThereIsOneLookAtATime() {
        work.lateAnswer = new CompletableFuture<>();
        work.looks = -1;
        run.go();
        time.pass(Duration.ofMinutes(1));
        assertThat(work.asks).isEqualTo(1);
        CompletableFuture<FakeWork.Answer> first = work.lateAnswer;
        work.lateAnswer = null;
        first.complete(new FakeWork.Answer("GOING"));
        time.pass(Duration.ofSeconds(21));
        assertThat(work.asks).isEqualTo(5);
    }

    @Test
    void startsTakeTurnsWithOthers() {
        work.pace = new Pace(0.5, time);
        work.pace.enter(Pace.Lane.BACKGROUND, () -> {});
        work.pace.enter(Pace.Lane.BACKGROUND, () -> {});
        run.go();
        time.pass(Duration.ofSeconds(3));
        assertThat(work.starts).isZero();
        time.pass(Duration.ofSeconds(1));
        assertThat(work.starts).isEqualTo(1);
    }

    @Test
    void aThrottledStartTakesAnotherTurn() {
        work.pace = new Pace(10, time);
        work.startFailures.add(failure(Kind.THROTTLED));
        run.go();
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        assertThat(work.begun).hasSize(1);
    }

    @Test
    void stoppedWhileWaitingForItsTurnStartsNothingAndGivesThePlaceUp() {
        work.pace = new Pace(0.5, time);
        work.pace.enter(Pace.Lane.BACKGROUND, () -> {});
        run.go();
        time.pass(Duration.ofMillis(1));
        run.stop("by Alice");
        time.pass(Duration.ofMillis(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        time.pass(Duration.ofMinutes(1));
        assertThat(work.starts).isZero();
        assertThat(time.waiting()).isZero();
    }

    @Test
    void stopsComeBeforeStarts() {
        work.looks = -1;
        work.pace = new Pace(0.5, time);
        run.go();
        time.pass(Duration.ofSeconds(20));
        for (int i = 0; i < 100; i++) {
            work.pace.enter(Pace.Lane.BACKGROUND, () -> {});
        }
        run.stop("by Alice");
        time.pass(Duration.ofSeconds(5));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
    }

    @Test
    void looksTakeTurnsWithOthers() {
        work.lookPace = new Pace(0.5, time);
        work.lookPace.enter(Pace.Lane.NORMAL, () -> {});
        work.lookPace.enter(Pace.Lane.NORMAL, () -> {});
        run.go();
        time.pass(Duration.ofSeconds(3));
        assertThat(work.starts).isEqualTo(1);
        assertThat(work.asks).isZero();
        time.pass(Duration.ofSeconds(1));
        assertThat(work.asks).isEqualTo(1);
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
    }

    @Test
    void aStopDoesNotWaitForTheTurnOfALook() {
        work.looks = -1;
        work.lookPace = new Pace(0.5, time);
        run.go();
        time.pass(Duration.ofSeconds(3));
        for (int i = 0; i < 100; i++) {
            work.lookPace.enter(Pace.Lane.NORMAL, () -> {});
        }
        time.pass(Duration.ofSeconds(5));
        int asks = work.asks;
        run.stop("by Alice");
        time.pass(Duration.ofMillis(1));
        assertThat(work.stopsAsked).isEqualTo(1);
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        time.pass(Duration.ofMinutes(10));
        assertThat(work.asks).as("its place is given up").isEqualTo(asks + 1);
    }

    @Test
    void aPassedDeadlineIsSeenWhenTheTurnComes() {
        work.looks = -1;
        work.lookPace = new Pace(0.5, time);
        run.go();
        time.pass(LIMIT.plusMinutes(3));
        assertThat(work.stopsAsked).isEqualTo(1);
        assertThat(host.outcomes).hasSize(1);
    }

    private void runsForAMinute(Action.OnStop onStop) {
        work.looks = -1;
        work.onStop = onStop;
        run.go();
        time.pass(Duration.ofMinutes(1));
    }

    @Test
    void whatIsLeftAloneIsNeitherToldNorLookedAt() {
        runsForAMinute(Action.OnStop.LEAVE);
        int asks = work.asks;
        run.stop("by Alice");
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(work.stopsAsked).isZero();
        assertThat(work.asks).isEqualTo(asks);
        assertThat(host.log).endsWith("The work id goes on.");
    }

    @Test
    void whatGoesOnByItselfIsLookedAtOnceMore() {
        runsForAMinute(Action.OnStop.LOOK_ONCE);
        int asks = work.asks;
        run.stop("by Alice");
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(work.stopsAsked).isZero();
        assertThat(work.asks).isEqualTo(asks + 1);
        assertThat(host.log).endsWith("look " + work.asks + ": GOING", "The work id goes on.");
    }

    @Test
    void whatHadJustEndedWhenItWasToBeLeftIsSaidToHaveEnded() {
        runsForAMinute(Action.OnStop.LOOK_ONCE);
        work.looks = 0;
        run.stop("by Alice");
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(host.log).anyMatch(line -> line.contains("had already ended well"));
    }

    @Test
    void newsMakesALookOneOfNowHoweverOftenItComes() {
        work.looks = -1;
        run.go();
        time.pass(Duration.ofMillis(1));
        int asks = work.asks;
        for (int i = 0; i < 1000; i++) {
            time.news().of("the work");
        }
        time.pass(Duration.ofMillis(1));
        assertThat(work.asks).isEqualTo(asks + 1);
        time.news().of("something else");
        time.pass(Duration.ofMillis(4990));
        assertThat(work.asks).as("the next one comes in its own time").isEqualTo(asks + 1);
        time.pass(Duration.ofMillis(10));
        assertThat(work.asks).isEqualTo(asks + 2);
    }

    @Test
    void whoReliesOnNewsIsLookedAtMoreRarely() {
        work.looks = -1;
        work.pause = Duration.ofSeconds(20);
        run.go();
        time.pass(Duration.ofMillis(1));
        int asks = work.asks;
        time.pass(Duration.ofSeconds(19));
        assertThat(work.asks).isEqualTo(asks);
        time.pass(Duration.ofSeconds(1));
        assertThat(work.asks).isEqualTo(asks + 1);
        time.news().of("the work");
        time.pass(Duration.ofMillis(1));
        assertThat(work.asks).as("news is another look at once").isEqualTo(asks + 2);
    }

    @Test
    void newsThatComesWhileALookIsUnderWayIsAnotherLookAtOnce() {
        work.looks = -1;
        run.go();
        time.pass(Duration.ofMillis(1));
        int asks = work.asks;
        work.whileAsked = () -> {
            work.whileAsked = () -> {};
            time.news().of("the work");
        };
        time.pass(Duration.ofMillis(5001));
        assertThat(work.asks).isEqualTo(asks + 2);
        assertThat(work.hurries).isEqualTo(1);
    }

    @Test
    void newsDecidesNothingAndNobodyHearsItAfterTheEnd() {
        work.looks = 2;
        run.go();
        time.pass(Duration.ofMillis(1));
        assertThat(time.news().of("the work")).isEqualTo(1);
        time.pass(Duration.ofMillis(1));
        assertThat(host.outcomes).isEmpty();
        time.news().of("the work");
        time.pass(Duration.ofMillis(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        assertThat(time.news().of("the work")).isZero();
    }

    @Test
    void nobodyHearsNewsOfWhatWasForgotten() {
        work.looks = -1;
        run.go();
        time.pass(Duration.ofMillis(1));
        crash();
        time.pass(Duration.ofMillis(1));
        assertThat(time.news().of("the work")).isEqualTo(1);
    }

    @Test
    void whoGotNoAnswerKeepsItsDistanceWhateverTheNews() {
        work.looks = -1;
        work.askFailures.add(failure(Kind.THROTTLED));
        run.go();
        time.pass(Duration.ofMillis(1));
        int asks = work.asks;
        time.news().of("the work");
        time.pass(Duration.ofMillis(1));
        assertThat(work.asks).isEqualTo(asks);
        time.pass(Duration.ofSeconds(2));
        assertThat(work.asks).isEqualTo(asks + 1);
    }

    @Test
    void newsTakesNoTurnThatIsNotItsOwn() {
        work.looks = -1;
        work.lookPace = new Pace(0.1, time);
        run.go();
        time.pass(Duration.ofSeconds(31));
        int asks = work.asks;
        for (int i = 0; i < 60; i++) {
            time.news().of("the work");
            time.pass(Duration.ofSeconds(1));
        }
        assertThat(work.asks - asks).isLessThanOrEqualTo(6);
    }

    @Test
    void newsOfWhatHasNoNameIsNone() {
        work.looks = -1;
        work.about = null;
        run.go();
        time.pass(Duration.ofMillis(1));
        assertThat(time.news().of("the work")).isZero();
    }
}
