package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Stages follow each other as they were declared, whatever fails, whoever stops them, whenever the controller dies. */
class SequenceRunTest {

    /** What a real host would have on disk: plain data. */
    private static final class Host implements SequenceHost {
        Object onDisk;
        SequenceState kept;
        final List<String> log = new ArrayList<>();
        final List<Outcome> outcomes = new ArrayList<>();
        SequenceState last;

        @Override
        public CompletionStage<Void> save(SequenceState state) {
            kept = state;
            return saveAgain();
        }

        @Override
        public CompletionStage<Void> saveAgain() {
            onDisk = PlainData.of(kept);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void keep(SequenceState state, List<String> lines) {
            kept = state;
            log.addAll(lines);
        }

        @Override
        public void log(String line) {
            log.add(line);
        }

        @Override
        public void ended(SequenceState state, Outcome outcome) {
            last = state;
            outcomes.add(outcome);
        }
    }

    private static final ActionRun.Options OPTIONS =
            new ActionRun.Options(Backoff.DEFAULT, Duration.ofMinutes(2), Duration.ofSeconds(3), () -> 0.5);

    private final FakeTime time = new FakeTime();
    private final Host host = new Host();
    private final Map<String, FakeWork> works = new LinkedHashMap<>();
    private int tokens;

    private FakeWork work(String name) {
        return works.computeIfAbsent(name, absent -> new FakeWork());
    }

    private Stage<FakeWork.State, FakeWork.Answer> stage(String name) {
        FakeWork work = work(name);
        return Stage.of(
                        name,
                        FakeWork.State.class,
                        state -> new FakeWork.State(name + " " + ++tokens, null),
                        state -> work)
                .calls(work.calls());
    }

    private SequenceRun run(Sequence sequence) {
        return run(sequence, SequenceState.create(FakeTime.START, Duration.ofHours(1)));
    }

    private SequenceRun run(Sequence sequence, SequenceState from) {
        return new SequenceRun(sequence, host, time, OPTIONS, from);
    }

    private SequenceRun gone(Sequence sequence) {
        SequenceRun run = run(sequence);
        run.go();
        time.pass(Duration.ofMinutes(90));
        return run;
    }

    private List<String> begun() {
        List<String> begun = new ArrayList<>();
        works.forEach((name, work) -> {
            if (!work.begun.isEmpty()) {
                begun.add(name);
            }
        });
        return begun;
    }

    @Test
    void oneStageFollowsTheOther() {
        gone(Sequence.of(stage("build"), stage("deploy")));
        assertThat(begun()).containsExactly("build", "deploy");
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
        assertThat(host.last.state("build", FakeWork.State.class).id()).isEqualTo("id");
        assertThat(host.last.endedWell("deploy")).isTrue();
        assertThat(host.last.failure()).isNull();
    }

    @Test
    void aStageKnowsWhatThoseBeforeItHaveComeTo() {
        Stage<FakeWork.State, FakeWork.Answer> second = Stage.of(
                "second",
                FakeWork.State.class,
                state -> new FakeWork.State(
                        "after " + state.state("first", FakeWork.State.class).token(), null),
                state -> work("second"));
        gone(Sequence.of(stage("first"), second));
        assertThat(work("second").begun).containsExactly("after first 1");
    }

    @Test
    void aStageWithNothingToDoIsLeftOut() {
        Stage<FakeWork.State, FakeWork.Answer> nothing =
                Stage.of("nothing", FakeWork.State.class, state -> null, state -> work("nothing"));
        gone(Sequence.of(stage("a"), nothing, stage("b")));
        assertThat(begun()).containsExactly("a", "b");
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
    }

    @Test
    void aSequenceOfNothingIsDone() {
        gone(Sequence.of());
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
    }

    @Test
    void afterAFailureOnlyWhatIsDeclaredForThatComes() {
        work("build").endsWell = false;
        gone(Sequence.of(
                stage("build"),
                stage("deploy"),
                stage("reports").when(Stage.When.ALSO_AFTER_FAILURE),
                stage("tidy").when(Stage.When.TIDYING)));
        assertThat(begun()).containsExactly("build", "reports", "tidy");
        assertThat(host.outcomes).containsExactly(new Outcome.Failed("It broke."));
        assertThat(host.last.failedStage()).isEqualTo("build");
    }

    @Test
    void theFirstFailureIsTheCauseAndTheOthersAreSaid() {
        work("build").endsWell = false;
        work("reports").startFailures.add(RemoteFailure.refused("No reports."));
        gone(Sequence.of(stage("build"), stage("reports").when(Stage.When.ALSO_AFTER_FAILURE)));
        assertThat(host.outcomes).containsExactly(new Outcome.Failed("It broke."));
        assertThat(host.log).contains("No reports.");
    }

    @Test
    void allGoesWellEvenSoIsNoReasonToTidyUp() {
        Stage<FakeWork.State, FakeWork.Answer> tidy = stage("tidy").when(Stage.When.TIDYING);
        gone(Sequence.of(stage("build"), tidy));
        assertThat(begun())
                .as("a tidying stage itself says when there is nothing to tidy up")
                .contains("tidy");
    }

    @Test
    void aConditionThatIsNotMetEndsIt() {
        gone(Sequence.of(
                stage("plan"),
                Stage.check("allowed", state -> "Stack shop is not changed."),
                stage("execute"),
                stage("discard").when(Stage.When.TIDYING)));
        assertThat(begun()).containsExactly("plan", "discard");
        assertThat(host.outcomes).containsExactly(new Outcome.Failed("Stack shop is not changed."));
        assertThat(host.last.failedStage()).isEqualTo("allowed");
    }

    @Test
    void aConditionThatIsMetChangesNothing() {
        gone(Sequence.of(stage("plan"), Stage.check("allowed", state -> null), stage("execute")));
        assertThat(begun()).containsExactly("plan", "execute");
    }

    @Test
    void aStopStopsTheStageUnderWayAndTidiesUp() {
        work("build").looks = -1;
        SequenceRun run = run(Sequence.of(
                stage("build"),
                stage("deploy"),
                stage("reports").when(Stage.When.ALSO_AFTER_FAILURE),
                stage("tidy").when(Stage.When.TIDYING)));
        run.go();
        time.pass(Duration.ofMinutes(1));
        run.stop("by Alice");
        time.pass(Duration.ofMinutes(10));
        assertThat(work("build").stopsAsked).isEqualTo(1);
        assertThat(begun()).containsExactly("build", "tidy");
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(host.last.decisiveStage()).isEqualTo("build");
    }

    @Test
    void whatTidiesUpIsNotStopped() {
        work("build").looks = -1;
        work("tidy").looks = 20;
        SequenceRun run = run(Sequence.of(stage("build"), stage("tidy").when(Stage.When.TIDYING)));
        run.go();
        time.pass(Duration.ofMinutes(1));
        run.stop("by Alice");
        time.pass(Duration.ofSeconds(30));
        run.stop("by Bob");
        time.pass(Duration.ofMinutes(10));
        assertThat(work("tidy").stopsAsked).isZero();
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
    }

    /** One request whose answer comes together with the stop. */
    private Call<FakeWork.State> call(Runnable meanwhile) {
        return new Call<>() {
            @Override
            public String title() {
                return "The call";
            }

            @Override
            public FakeWork.State make(FakeWork.State state) {
                return new FakeWork.State(state.token(), "answered");
            }

            @Override
            public List<String> lines(FakeWork.State state) {
                meanwhile.run();
                return List.of("It is " + state.id() + ".");
            }
        };
    }

    @Test
    void aStopThatComesWithTheEndTidiesUp() {
        SequenceRun[] run = new SequenceRun[1];
        Stage<FakeWork.State, Call.Made> plan = Stage.of(
                "plan",
                FakeWork.State.class,
                state -> new FakeWork.State("t", null),
                state -> call(() -> run[0].stop("by Alice")));
        run[0] = run(Sequence.of(plan, stage("execute"), stage("discard").when(Stage.When.TIDYING)));
        run[0].go();
        time.pass(Duration.ofMinutes(10));
        assertThat(begun()).containsExactly("discard");
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
    }

    /** Nothing but the tidying is left then, which an end that is only good would not need. */
    @Test
    void aStopThatComesWithTheEndOfTheLastStageTidiesUp() {
        SequenceRun[] run = new SequenceRun[1];
        Stage<FakeWork.State, Call.Made> plan = Stage.of(
                "plan",
                FakeWork.State.class,
                state -> new FakeWork.State("t", null),
                state -> call(() -> run[0].stop("by Alice")));
        List<Boolean> stopped = new ArrayList<>();
        Stage<FakeWork.State, FakeWork.Answer> discard = Stage.<FakeWork.State, FakeWork.Answer>of(
                        "discard",
                        FakeWork.State.class,
                        state -> {
                            stopped.add(state.stopped());
                            return null;
                        },
                        state -> work("discard"))
                .when(Stage.When.TIDYING);
        run[0] = run(Sequence.of(plan, discard));
        run[0].go();
        time.pass(Duration.ofMinutes(10));
        assertThat(stopped).containsExactly(true);
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(host.last.decisiveStage()).as("nothing was stopped").isEqualTo("plan");
    }

    @Test
    void aCallIsMadeOnceAndIsDone() {
        Stage<FakeWork.State, Call.Made> only =
                Stage.of("only", FakeWork.State.class, state -> new FakeWork.State("t", null), state -> call(() -> {}));
        gone(Sequence.of(only));
        assertThat(host.log).containsExactly("It is answered.");
        assertThat(host.last.state("only", FakeWork.State.class)).isEqualTo(new FakeWork.State("t", "answered"));
        assertThat(host.outcomes).containsExactly(new Outcome.Succeeded());
    }

    @Test
    void theTimeLimitIsThatOfAllStages() {
        work("one").looks = 360;
        work("two").looks = -1;
        gone(Sequence.of(stage("one"), stage("two"), stage("tidy").when(Stage.When.TIDYING)));
        assertThat(begun()).containsExactly("one", "two", "tidy");
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("the time limit has passed", true));
        assertThat(time.now()).isBefore(FakeTime.START.plus(Duration.ofMinutes(91)));
        assertThat(host.last.endedWell("tidy")).as("it has time of its own").isTrue();
    }

    @Test
    void whichStagesFollowMayDependOnWhatWasFound() {
        Sequence sequence = state -> {
            List<Stage<?, ?>> stages = new ArrayList<>(List.of(stage("list")));
            if (state.endedWell("list")) {
                stages.add(stage("1 deploy"));
                stages.add(stage("2 deploy"));
            }
            return stages;
        };
        gone(sequence);
        assertThat(begun()).containsExactly("list", "1 deploy", "2 deploy");
    }

    @Test
    void whatIsSeenIsToldBeforeItIsKept() {
        List<String> told = new ArrayList<>();
        FakeWork work = work("build");
        gone(Sequence.of(Stage.of("build", FakeWork.State.class, state -> new FakeWork.State("t", null), state -> work)
                .seen(state -> told.add(host.kept.stage() + " "
                        + host.kept.state("build", FakeWork.State.class).id() + " " + state.id()))));
        assertThat(told).containsExactly("build null id");
    }

    @Test
    void theTitleIsThatOfWhatHasDecided() {
        Sequence sequence = Sequence.of(stage("plan"), Stage.check("allowed", state -> "No."), stage("other"));
        assertThat(SequenceRun.title(sequence, SequenceState.create(Instant.EPOCH, Duration.ofHours(1))))
                .isEmpty();
        gone(sequence);
        assertThat(SequenceRun.title(sequence, host.last)).isEqualTo("The work");
    }

    @Test
    void whatIsStoppedBeforeItGoesOnIsStopped() {
        work("build").looks = -1;
        Sequence sequence = Sequence.of(stage("build"));
        SequenceRun run = run(sequence);
        run.go();
        time.pass(Duration.ofMinutes(1));
        run.close();
        SequenceRun resumed = run(sequence, PlainData.read(SequenceState.class, host.onDisk));
        resumed.stop("by Alice");
        resumed.go();
        time.pass(Duration.ofMinutes(1));
        assertThat(host.outcomes).containsExactly(new Outcome.Stopped("by Alice", false));
        assertThat(work("build").stopsAsked).isEqualTo(1);
    }

    @Test
    void aStageThatIsGoneIsSaid() {
        SequenceRun run = run(Sequence.of(stage("old")));
        run.go();
        time.pass(Duration.ofSeconds(6));
        SequenceState saved = PlainData.read(SequenceState.class, host.onDisk);
        run.close();
        org.assertj.core.api.Assertions.assertThatIllegalStateException()
                .isThrownBy(() -> run(Sequence.of(stage("new")), saved).go())
                .withMessageContaining("no stage old");
    }

    /** 400 releases of four stages, with crashes and stops at random: what is begun, is begun once, and all ends once. */
    @Test
    void killedAtAnyMomentItGoesOnToTheSameEnd() {
        for (int seed = 0; seed < 400; seed++) {
            new History(seed).happen();
        }
    }

    private static final class History {
        final String which;
        final Random chance;
        final SequenceRunTest test = new SequenceRunTest();
        final Sequence sequence;
        SequenceRun run;
        boolean stopped;

        History(int seed) {
            which = "seed " + seed;
            chance = new Random(seed);
            sequence = Sequence.of(
                    test.stage("package"),
                    test.stage("plan"),
                    test.stage("execute"),
                    test.stage("reports").when(Stage.When.ALSO_AFTER_FAILURE),
                    test.stage("tidy").when(Stage.When.TIDYING));
            test.works.forEach((name, work) -> {
                work.looks = chance.nextInt(5);
                work.endsWell = chance.nextInt(6) > 0;
                work.lostStartAnswers = chance.nextInt(4) == 0 ? 1 : 0;
            });
            run = test.run(sequence);
        }

        void crash() {
            run.close();
            SequenceState saved = test.host.onDisk == null
                    ? SequenceState.create(FakeTime.START, Duration.ofHours(1))
                    : PlainData.read(SequenceState.class, test.host.onDisk);
            run = test.run(sequence, saved);
            if (stopped) {
                run.stop("by Alice");
            }
            run.go();
        }

        void happen() {
            run.go();
            for (int moment = 0; moment < 20 && test.host.outcomes.isEmpty(); moment++) {
                test.time.pass(Duration.ofMillis(chance.nextInt(5000)));
                int what = chance.nextInt(8);
                if (!test.host.outcomes.isEmpty()) {
                    break;
                }
                if (what == 0) {
                    crash();
                } else if (what == 1 && !stopped) {
                    stopped = true;
                    run.stop("by Alice");
                }
            }
            test.time.pass(Duration.ofMinutes(90));
            assertAllIsTrue();
        }

        private void assertAllIsTrue() {
            assertThat(test.host.outcomes).as(which).hasSize(1);
            test.works.forEach((name, work) ->
                    assertThat(work.begun).as(which + " " + name).hasSizeLessThan(2));
            Outcome outcome = test.host.outcomes.get(0);
            List<String> begun = test.begun();
            if (outcome instanceof Outcome.Succeeded) {
                assertThat(begun).as(which).contains("package", "plan", "execute", "reports");
            } else if (outcome instanceof Outcome.Failed) {
                String failed = test.host.last.failedStage();
                assertThat(test.work(failed).endsWell).as(which).isFalse();
            } else {
                assertThat(stopped).as(which).isTrue();
            }
            assertThat(test.time.waiting()).as(which).isZero();
        }
    }
}
