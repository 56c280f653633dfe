package io.jenkins.plugins.awsreleasestages.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.stage.Entrant.Kind;
import io.jenkins.plugins.awsreleasestages.stage.StageLine.Move;
import io.jenkins.plugins.awsreleasestages.stage.StageLine.Move.Enter;
import io.jenkins.plugins.awsreleasestages.stage.StageLine.Move.Refuse;
import io.jenkins.plugins.awsreleasestages.stage.StageLine.Move.Supersede;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What releases may do in front of a stage, as docs/steps/release-stage.md says it. */
class StageLineTest {

    private static final Instant START = Instant.parse("2026-12-01T10:00:00Z");

    private StageMode mode = StageMode.SUPERSEDED;
    private StageLine line = new StageLine(List.of(), Map.of());
    private int moments;

    private List<Move> arrives(long release) {
        return arrives("app", release, Kind.STANDARD);
    }

    /** Its id is what it is, so that a move reads well. */
    private List<Move> arrives(String job, long release, Kind kind) {
        String id = (job.equals("app") ? "" : job) + (kind == Kind.STANDARD ? "" : kind + " ") + "#" + release;
        List<Entrant> more = new ArrayList<>(line.entrants());
        more.add(new Entrant(id, job, release, kind, mode, START.plusSeconds(++moments), false));
        line = new StageLine(more, line.jobs());
        return moves();
    }

    private List<Move> leaves(String id) {
        line = new StageLine(
                line.entrants().stream().filter(one -> !one.id().equals(id)).toList(), line.jobs());
        return moves();
    }

    private List<Move> set(String job, UnaryOperator<StageLine.Of> change) {
        Map<String, StageLine.Of> jobs = new HashMap<>(line.jobs());
        jobs.put(job, change.apply(jobs.getOrDefault(job, StageLine.Of.NEW)));
        line = new StageLine(line.entrants(), jobs);
        return moves();
    }

    private List<Move> closed(boolean closed) {
        return set("app", of -> new StageLine.Of(of.newest(), closed, of.pinned(), of.rollsBack()));
    }

    private List<Move> pinned(boolean pinned) {
        return set("app", of -> new StageLine.Of(of.newest(), of.closed(), pinned, of.rollsBack()));
    }

    private List<Move> rollsBack(boolean rollsBack) {
        return set("app", of -> new StageLine.Of(of.newest(), of.closed(), of.pinned(), rollsBack));
    }

    private List<Move> moves() {
        List<Move> moves = new ArrayList<>();
        for (Optional<Move> next = line.next(); next.isPresent(); next = line.next()) {
            moves.add(next.get());
            line = line.after(next.get());
        }
        return moves;
    }

    @Test
    void anEmptyStageIsEnteredAtOnce() {
        assertThat(arrives(1)).containsExactly(new Enter("#1"));
        assertThat(line.entrants()).extracting(Entrant::inside).containsExactly(true);
        assertThat(line.jobs().get("app").newest()).isEqualTo(1);
    }

    @Test
    void nothingHappensInFrontOfAnEmptyStageWithoutReleases() {
        assertThat(line.next()).isEmpty();
    }

    @Test
    void aMoveOfSomebodyWhoIsNotThereIsRefused() {
        assertThatThrownBy(() -> line.after(new Enter("#1"))).isInstanceOf(NoSuchElementException.class);
    }

    @Nested
    class Superseded {

        @Test
        void oneIsInsideAndOneWaits() {
            arrives(1);

            assertThat(arrives(2)).isEmpty();
            assertThat(leaves("#1")).containsExactly(new Enter("#2"));
        }

        @Test
        void aNewerOneTakesThePlaceOfTheOneThatWaits() {
            arrives(1);
            arrives(2);

            assertThat(arrives(3)).containsExactly(new Supersede("#2", 3));
            assertThat(leaves("#1")).containsExactly(new Enter("#3"));
        }

        @Test
        void whoIsInsideIsNeverSuperseded() {
            arrives(1);
            arrives(2);
            arrives(3);

            assertThat(line.entrants()).extracting(Entrant::id).containsExactly("#1", "#3");
        }

        @Test
        void anOlderOneThatComesLateGivesWayToTheOneThatWaits() {
            arrives(1);
            arrives(3);

            assertThat(arrives(2)).containsExactly(new Supersede("#2", 3));
        }

        @Test
        void anOlderOneThatComesAfterANewerHasEnteredIsSupersededAtOnce() {
            arrives(3);

            assertThat(arrives(2)).containsExactly(new Supersede("#2", 3));
            leaves("#3");
            assertThat(arrives(1)).containsExactly(new Supersede("#1", 3));
        }

        @Test
        void theSameRunMayComeTwice() {
            arrives(3);
            leaves("#3");

            assertThat(arrives(3)).containsExactly(new Enter("#3"));
        }
    }

    @Nested
    class Queued {

        @Test
        void firstComeFirstServed() {
            mode = StageMode.QUEUED;
            arrives(1);

            assertThat(arrives(2)).isEmpty();
            assertThat(arrives(3)).isEmpty();
            assertThat(leaves("#1")).containsExactly(new Enter("#2"));
            assertThat(leaves("#2")).containsExactly(new Enter("#3"));
        }

        @Test
        void anOlderOneThatWasOvertakenDoesNotEnterAfterTheNewer() {
            mode = StageMode.QUEUED;
            arrives(1);
            arrives(3);
            arrives(2);

            assertThat(leaves("#1")).containsExactly(new Enter("#3"), new Supersede("#2", 3));
        }

        @Test
        void fiftyWaitAndTheNextIsRefused() {
            mode = StageMode.QUEUED;
            for (int release = 1; release <= 51; release++) {
                assertThat(arrives(release)).doesNotHaveAnyElementsOfTypes(Refuse.class);
            }

            assertThat(arrives(52)).containsExactly(new Refuse("#52"));
            leaves("#1");
            assertThat(arrives(53)).isEmpty();
        }

        @Test
        void whatWasAskedForIsNotCounted() {
            mode = StageMode.QUEUED;
            for (int release = 1; release <= 51; release++) {
                arrives(release);
            }

            assertThat(arrives("app", 60, Kind.ROLLBACK)).isEmpty();
            assertThat(arrives("app", 1, Kind.RETRY)).isEmpty();
        }
    }

    @Nested
    class Parallel {

        @Test
        void asManyAsCome() {
            mode = StageMode.PARALLEL;

            assertThat(arrives(2)).containsExactly(new Enter("#2"));
            assertThat(arrives(1)).containsExactly(new Enter("#1"));
            assertThat(arrives("app", 1, Kind.RETRY)).containsExactly(new Enter("RETRY #1"));
        }

        @Test
        void aClosedTransitionHoldsThemAllAndNoneIsSuperseded() {
            mode = StageMode.PARALLEL;
            closed(true);

            assertThat(arrives(1)).isEmpty();
            assertThat(arrives(2)).isEmpty();
            assertThat(closed(false)).containsExactly(new Enter("#1"), new Enter("#2"));
        }

        /** After a change of the job's mode both kinds are there. */
        @Test
        void theyHoldNobody() {
            mode = StageMode.PARALLEL;
            arrives(1);
            mode = StageMode.SUPERSEDED;

            assertThat(arrives(2)).containsExactly(new Enter("#2"));
            mode = StageMode.PARALLEL;
            assertThat(arrives(3)).containsExactly(new Enter("#3"));
        }

        @Test
        void oneThatWaitsSupersedesNobody() {
            mode = StageMode.SUPERSEDED;
            closed(true);
            arrives(1);
            mode = StageMode.PARALLEL;

            assertThat(arrives(2)).isEmpty();
        }
    }

    @Nested
    class Transitions {

        @Test
        void whileItIsClosedTheNewestWaitsAndEntersWhenItIsOpenAgain() {
            closed(true);

            assertThat(arrives(1)).isEmpty();
            assertThat(arrives(2)).containsExactly(new Supersede("#1", 2));
            assertThat(closed(false)).containsExactly(new Enter("#2"));
        }

        @Test
        void whoIsInsideGoesOn() {
            arrives(1);

            assertThat(closed(true)).isEmpty();
            assertThat(line.entrants()).extracting(Entrant::inside).containsExactly(true);
        }

        @Test
        void whatWasAskedForPasses() {
            arrives(1);
            leaves("#1");
            closed(true);

            assertThat(arrives("app", 1, Kind.RETRY)).containsExactly(new Enter("RETRY #1"));
            leaves("RETRY #1");
            assertThat(arrives("app", 9, Kind.ROLLBACK)).containsExactly(new Enter("ROLLBACK #9"));
        }

        @Test
        void nothingPassesAPinnedStage() {
            pinned(true);

            assertThat(arrives(1)).isEmpty();
            assertThat(arrives("app", 1, Kind.RETRY)).isEmpty();
            assertThat(arrives("app", 9, Kind.ROLLBACK)).isEmpty();
            assertThat(pinned(false)).containsExactly(new Enter("ROLLBACK #9"));
        }
    }

    @Nested
    class WhatWasAskedFor {

        @Test
        void aRetryComesBeforeANewerOneThatWaits() {
            arrives(1);
            arrives(2);
            arrives("app", 1, Kind.RETRY);

            assertThat(leaves("#1")).containsExactly(new Enter("RETRY #1"));
            assertThat(leaves("RETRY #1")).containsExactly(new Enter("#2"));
        }

        @Test
        void aRetryIsSupersededWhenANewerHasEntered() {
            arrives(1);
            arrives(2);
            leaves("#1");

            assertThat(arrives("app", 1, Kind.RETRY)).containsExactly(new Supersede("RETRY #1", 2));
        }

        @Test
        void aRetryDoesNotSupersede() {
            arrives(1);
            leaves("#1");
            closed(true);
            arrives(2);
            pinned(true);

            assertThat(arrives("app", 3, Kind.RETRY)).isEmpty();
        }

        @Test
        void aRollbackComesBeforeAll() {
            arrives(3);
            arrives(4);
            arrives("app", 3, Kind.RETRY);
            arrives("app", 5, Kind.ROLLBACK);

            assertThat(leaves("#3")).containsExactly(new Enter("ROLLBACK #5"));
        }

        @Test
        void aRollbackIsNeverSupersededAndDoesNotCountAsNewest() {
            arrives(3);
            leaves("#3");

            assertThat(arrives("app", 2, Kind.ROLLBACK)).containsExactly(new Enter("ROLLBACK #2"));
            leaves("ROLLBACK #2");
            assertThat(arrives("app", 9, Kind.ROLLBACK)).containsExactly(new Enter("ROLLBACK #9"));
            leaves("ROLLBACK #9");
            assertThat(arrives(4)).containsExactly(new Enter("#4"));
        }

        @Test
        void theyAreServedInTheOrderTheyCame() {
            arrives(1);
            arrives("app", 3, Kind.ROLLBACK);
            arrives("app", 2, Kind.ROLLBACK);

            assertThat(leaves("#1")).containsExactly(new Enter("ROLLBACK #3"));
        }
    }

    @Nested
    class RollbacksOnTheirWay {

        @Test
        void theOthersWaitForIt() {
            arrives(1);
            arrives(2);
            arrives("app", 1, Kind.RETRY);
            rollsBack(true);

            assertThat(leaves("#1")).isEmpty();
            assertThat(arrives("app", 3, Kind.ROLLBACK)).containsExactly(new Enter("ROLLBACK #3"));
            assertThat(line.jobs().get("app").rollsBack()).isFalse();
            assertThat(leaves("ROLLBACK #3")).containsExactly(new Enter("RETRY #1"));
        }

        @Test
        void theyGoOnWhenItDoesNotCome() {
            rollsBack(true);
            arrives(1);

            assertThat(rollsBack(false)).containsExactly(new Enter("#1"));
        }

        @Test
        void aNewerOneIsStillTheOnlyOneToWait() {
            rollsBack(true);
            arrives(1);

            assertThat(arrives(2)).containsExactly(new Supersede("#1", 2));
        }

        @Test
        void whereAsManyAsComeEnterNobodyWaitsForIt() {
            rollsBack(true);
            mode = StageMode.PARALLEL;

            assertThat(arrives(1)).containsExactly(new Enter("#1"));
            assertThat(line.jobs().get("app").rollsBack()).isTrue();
        }
    }

    @Nested
    class SharedByJobs {

        @Test
        void oneAtATimeOfAllJobsInTheOrderTheyCame() {
            arrives(5);
            arrives("web ", 2, Kind.STANDARD);
            arrives("api ", 9, Kind.STANDARD);

            assertThat(leaves("#5")).containsExactly(new Enter("web #2"));
            assertThat(leaves("web #2")).containsExactly(new Enter("api #9"));
        }

        @Test
        void onlyReleasesOfOneJobAreOlderOrNewerThanEachOther() {
            arrives(5);
            arrives("web ", 2, Kind.STANDARD);

            assertThat(arrives("web ", 3, Kind.STANDARD)).containsExactly(new Supersede("web #2", 3));
            assertThat(arrives(6)).isEmpty();
        }

        @Test
        void aClosedTransitionHoldsItsJobOnly() {
            closed(true);
            arrives(1);

            assertThat(arrives("web ", 1, Kind.STANDARD)).containsExactly(new Enter("web #1"));
        }

        @Test
        void aRollbackOnItsWayHoldsAll() {
            rollsBack(true);

            assertThat(arrives("web ", 1, Kind.STANDARD)).isEmpty();
        }

        /** It may be days until the stage is unpinned. */
        @Test
        void aRollbackIntoAPinnedStageHoldsNoOtherJob() {
            rollsBack(true);
            pinned(true);
            arrives("app", 2, Kind.ROLLBACK);

            assertThat(arrives("web ", 1, Kind.STANDARD)).containsExactly(new Enter("web #1"));
            assertThat(pinned(false)).isEmpty();
            assertThat(leaves("web #1")).containsExactly(new Enter("ROLLBACK #2"));
        }
    }

    @Nested
    class AfterARestart {

        /** The runs are found in the order in which their jobs are loaded. */
        @Test
        void theOrderInWhichTheyAreFoundDoesNotMatter() {
            mode = StageMode.QUEUED;
            arrives(1);
            arrives(2);
            arrives(3);
            List<Entrant> found = new ArrayList<>(line.entrants());
            Collections.reverse(found);
            line = new StageLine(found, line.jobs());

            assertThat(moves()).isEmpty();
            assertThat(leaves("#1")).containsExactly(new Enter("#2"));
        }

        @Test
        void ofTwoThatCameAtTheSameMomentTheOlderReleaseIsFirst() {
            mode = StageMode.QUEUED;
            Entrant two = new Entrant("a", "app", 2, Kind.STANDARD, mode, START, false);
            Entrant one = new Entrant("b", "app", 1, Kind.STANDARD, mode, START, false);
            line = new StageLine(List.of(two, one), Map.of());

            assertThat(moves()).containsExactly(new Enter("b"));
        }

        @Test
        void ofTwoJobsWhoseReleasesCameAtTheSameMomentItIsAlwaysTheSame() {
            Entrant app = new Entrant("a", "app", 1, Kind.STANDARD, mode, START, false);
            Entrant web = new Entrant("b", "web", 1, Kind.STANDARD, mode, START, false);

            assertThat(new StageLine(List.of(app, web), Map.of()).next()).contains(new Enter("a"));
            assertThat(new StageLine(List.of(web, app), Map.of()).next()).contains(new Enter("a"));
        }
    }
}
