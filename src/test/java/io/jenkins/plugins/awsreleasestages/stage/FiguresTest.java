package io.jenkins.plugins.awsreleasestages.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.document.Value;
import io.jenkins.plugins.awsreleasestages.stage.Entrant.Kind;
import io.jenkins.plugins.awsreleasestages.stage.Figures.Day;
import io.jenkins.plugins.awsreleasestages.stage.Figures.Share;
import io.jenkins.plugins.awsreleasestages.stage.Figures.Spread;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {

    private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
    private static final Spread NONE = new Spread(0, null, null);

    private final List<StageVisit> visits = new ArrayList<>();

    private static Instant ago(String duration) {
        return NOW.minus(Duration.parse(duration));
    }

    /** It waited ten minutes, took twenty, and ended so long ago. */
    private void visit(long release, Kind kind, Status status, String endedAgo, StageVisit.Revision... revisions) {
        visit("Production", release, kind, status, endedAgo, revisions);
    }

    private void visit(
            String stage, long release, Kind kind, Status status, String endedAgo, StageVisit.Revision... revisions) {
        Instant ended = ago(endedAgo);
        boolean entered = status != Status.SUPERSEDED;
        visits.add(new StageVisit(
                stage + visits.size(),
                stage,
                stage.equals("Production") ? "prod" : null,
                visits.size() + 1L,
                release,
                kind,
                0,
                status,
                ended.minus(Duration.ofMinutes(30)),
                entered ? ended.minus(Duration.ofMinutes(20)) : null,
                ended,
                "",
                List.of(revisions),
                List.of(),
                null));
    }

    private static StageVisit.Revision commit(String id, String committedAgo) {
        return new StageVisit.Revision("app", id, null, null, committedAgo == null ? null : ago(committedAgo));
    }

    private Figures figures(int days) {
        List<StageVisit> newestFirst = new ArrayList<>(visits);
        Collections.reverse(newestFirst);
        return Figures.of(List.of(new Figures.Of("Production", newestFirst)), days, NOW);
    }

    @Test
    void whereNothingWasReleasedThereAreNoFigures() {
        Figures figures = Figures.of(List.of(), 7, NOW);

        assertThat(figures.from()).isEqualTo("2026-11-25T00:00:00Z");
        assertThat(figures.to()).isEqualTo(NOW);
        assertThat(figures.deployments()).isZero();
        assertThat(figures.deploymentsPerDay()).isZero();
        assertThat(figures.changeFailureRate()).isEqualTo(new Share(0, 0, null));
        assertThat(List.of(figures.leadTime(), figures.timeToRestore(), figures.duration(), figures.waiting()))
                .containsOnly(NONE);
        assertThat(figures.byDay()).hasSize(7).contains(new Day("2026-11-25", 0, 0), new Day("2026-12-01", 0, 0));
        assertThat(figures(7)).isEqualTo(figures);
    }

    @Test
    void oneRelease() {
        visit(1, Kind.STANDARD, Status.SUCCEEDED, "PT1H", commit("c1", "PT5H"));

        Figures figures = figures(7);

        assertThat(figures.deployments()).isEqualTo(1);
        assertThat(figures.deploymentsPerDay()).isEqualTo(1 / 7.0);
        assertThat(figures.leadTime()).isEqualTo(new Spread(1, Duration.ofHours(4), Duration.ofHours(4)));
        assertThat(figures.changeFailureRate()).isEqualTo(new Share(0, 1, 0.0));
        assertThat(figures.timeToRestore()).isEqualTo(NONE);
        assertThat(figures.duration()).isEqualTo(new Spread(1, Duration.ofMinutes(20), Duration.ofMinutes(20)));
        assertThat(figures.waiting()).isEqualTo(new Spread(1, Duration.ofMinutes(10), Duration.ofMinutes(10)));
        assertThat(figures.byDay()).contains(new Day("2026-12-01", 1, 0));
    }

    @Test
    void halfAndNinetyPercentOfTheTimes() {
        List<Duration> times = new ArrayList<>();
        for (int minutes = 20; minutes >= 1; minutes--) {
            times.add(Duration.ofMinutes(minutes));
        }

        assertThat(Spread.of(times)).isEqualTo(new Spread(20, Duration.ofMinutes(10), Duration.ofMinutes(18)));
        assertThat(Spread.of(times.subList(0, 3)))
                .isEqualTo(new Spread(3, Duration.ofMinutes(19), Duration.ofMinutes(20)));
    }

    @Test
    void aPeriodIsOfWholeDaysAndEndsNow() {
        visit(1, Kind.STANDARD, Status.SUCCEEDED, "P6DT12H1S");
        visit(2, Kind.STANDARD, Status.SUCCEEDED, "P6DT12H");
        visit(3, Kind.STANDARD, Status.SUCCEEDED, "PT0S");
        visit(4, Kind.STANDARD, Status.SUCCEEDED, "PT-1S");

        assertThat(figures(7).deployments()).isEqualTo(2);
        assertThat(figures(7).byDay()).contains(new Day("2026-11-25", 1, 0), new Day("2026-12-01", 1, 0));
        assertThat(figures(30).deployments()).isEqualTo(3);
        assertThat(figures(30).byDay()).hasSize(30).contains(new Day("2026-11-24", 1, 0));
    }

    @Test
    void whatGoesOnOrNeverEnteredIsNoChange() {
        visit(1, Kind.STANDARD, Status.SUPERSEDED, "PT3H");
        visit(2, Kind.STANDARD, Status.SKIPPED, "PT2H");
        Instant begun = ago("PT1H");
        visits.add(new StageVisit(
                "x",
                "Production",
                null,
                3,
                3,
                Kind.STANDARD,
                0,
                Status.IN_PROGRESS,
                begun,
                begun,
                null,
                "",
                null,
                null,
                null));

        Figures figures = figures(7);

        assertThat(figures.deployments()).isZero();
        assertThat(figures.changeFailureRate().of()).isZero();
        assertThat(figures.duration()).isEqualTo(NONE);
    }

    // Change failure rate

    @Test
    void failedAndRolledBackOfThoseThatEntered() {
        visit(1, Kind.STANDARD, Status.SUCCEEDED, "PT9H");
        visit(2, Kind.STANDARD, Status.FAILED, "PT8H");
        visit(3, Kind.STANDARD, Status.STOPPED, "PT7H");
        visit(4, Kind.STANDARD, Status.SUCCEEDED, "PT6H");
        visit(5, Kind.ROLLBACK, Status.SUCCEEDED, "PT5H");

        Figures figures = figures(7);

        assertThat(figures.changeFailureRate()).isEqualTo(new Share(2, 4, 50.0));
        assertThat(figures.deployments()).as("a rollback is none").isEqualTo(2);
        assertThat(figures.byDay()).contains(new Day("2026-12-01", 2, 2));
    }

    @Test
    void whatFailedAndWasRolledBackCountsOnce() {
        visit(1, Kind.STANDARD, Status.FAILED, "PT8H");
        visit(2, Kind.ROLLBACK, Status.FAILED, "PT7H");
        visit(3, Kind.ROLLBACK, Status.SUCCEEDED, "PT6H");

        assertThat(figures(7).changeFailureRate()).isEqualTo(new Share(1, 1, 100.0));
    }

    @Test
    void whatCameAfterARollbackIsNotWhatItRolledBack() {
        visit(1, Kind.STANDARD, Status.SUCCEEDED, "PT8H");
        visit(2, Kind.ROLLBACK, Status.SUCCEEDED, "PT7H");
        visit(3, Kind.STANDARD, Status.SUCCEEDED, "PT6H");

        assertThat(figures(7).changeFailureRate()).isEqualTo(new Share(1, 2, 50.0));
    }

    // Time to restore

    @Test
    void fromTheFirstFailureToTheNextSuccess() {
        visit(1, Kind.STANDARD, Status.FAILED, "PT9H");
        visit(2, Kind.STANDARD, Status.FAILED, "PT8H");
        visit(3, Kind.STANDARD, Status.STOPPED, "PT7H");
        visit(2, Kind.RETRY, Status.SUCCEEDED, "PT6H");
        visit(4, Kind.STANDARD, Status.SUCCEEDED, "PT5H");

        assertThat(figures(7).timeToRestore()).isEqualTo(new Spread(1, Duration.ofHours(3), Duration.ofHours(3)));
    }

    /** When people saw that what had succeeded was bad, nobody knows but they. */
    @Test
    void afterASuccessFromWhenARollbackCame() {
        visit(1, Kind.STANDARD, Status.SUCCEEDED, "P5D");
        visit(2, Kind.ROLLBACK, Status.SUCCEEDED, "PT1H");

        assertThat(figures(7).timeToRestore()).isEqualTo(new Spread(1, Duration.ofMinutes(30), Duration.ofMinutes(30)));
    }

    @Test
    void afterAFailureFromTheFailureAlsoByARollback() {
        visit(1, Kind.STANDARD, Status.FAILED, "PT3H");
        visit(2, Kind.ROLLBACK, Status.SUCCEEDED, "PT1H");

        assertThat(figures(7).timeToRestore().median()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void whatIsNotRestoredYetIsNotCounted() {
        visit(1, Kind.STANDARD, Status.SUCCEEDED, "PT4H");
        visit(2, Kind.STANDARD, Status.FAILED, "PT3H");

        assertThat(figures(7).timeToRestore()).isEqualTo(NONE);
    }

    @Test
    void itCountsWhereTheSuccessIs() {
        visit(1, Kind.STANDARD, Status.FAILED, "P20D");
        visit(2, Kind.STANDARD, Status.SUCCEEDED, "P19D");
        visit(3, Kind.STANDARD, Status.FAILED, "P10D");
        visit(4, Kind.STANDARD, Status.SUCCEEDED, "P1D");

        assertThat(figures(7).timeToRestore()).isEqualTo(new Spread(1, Duration.ofDays(9), Duration.ofDays(9)));
        assertThat(figures(30).timeToRestore().count()).isEqualTo(2);
    }

    // Lead time

    @Test
    void fromTheOldestCommitThatIsNew() {
        visit(1, Kind.STANDARD, Status.SUCCEEDED, "P3D", commit("c1", "P9D"), commit("lib1", "P90D"));
        visit(2, Kind.STANDARD, Status.SUPERSEDED, "P2D", commit("c2", "P2DT6H"), commit("lib1", "P90D"));
        visit("Build", 3, Kind.STANDARD, Status.FAILED, "P1D", commit("c3", "P1DT12H"), commit("lib1", "P90D"));
        visit(4, Kind.STANDARD, Status.SUCCEEDED, "PT6H", commit("c4", "PT8H"), commit("lib1", "P90D"));

        assertThat(figures(7).leadTime())
                .as("89 days of what came with the first, and two of what the superseded one would have brought")
                .isEqualTo(new Spread(2, Duration.ofDays(2), Duration.ofDays(87)));
    }

    @Test
    void whatIsReleasedAgainHasNone() {
        visit(1, Kind.STANDARD, Status.SUCCEEDED, "PT4H", commit("c1", "PT5H"));
        visit(1, Kind.RETRY, Status.SUCCEEDED, "PT3H", commit("c1", "PT5H"));
        visit(2, Kind.STANDARD, Status.SUCCEEDED, "PT2H", commit("c1", "PT5H"));
        visit(3, Kind.ROLLBACK, Status.SUCCEEDED, "PT1H", commit("c0", "PT50H"));

        assertThat(figures(7).leadTime()).isEqualTo(new Spread(1, Duration.ofHours(1), Duration.ofHours(1)));
    }

    @Test
    void aFailureBringsNothing() {
        visit(1, Kind.STANDARD, Status.FAILED, "PT4H", commit("c1", "PT5H"));
        visit(1, Kind.RETRY, Status.SUCCEEDED, "PT1H", commit("c1", "PT5H"));

        assertThat(figures(7).leadTime()).isEqualTo(new Spread(1, Duration.ofHours(4), Duration.ofHours(4)));
    }

    @Test
    void whereNobodyKnowsWhenItWasCommittedThereIsNone() {
        visit(1, Kind.STANDARD, Status.SUCCEEDED, "PT4H", commit("c1", null));
        visit(2, Kind.STANDARD, Status.SUCCEEDED, "PT3H");
        visit(3, Kind.STANDARD, Status.SUCCEEDED, "PT2H", commit("a clock that is wrong", "PT1H"));

        assertThat(figures(7).leadTime()).isEqualTo(NONE);
        assertThat(figures(7).deployments()).isEqualTo(3);
    }

    // Of what

    @Test
    void ofAJobItIsTheStagesThatNameAnEnvironment() {
        visit("Build", 1, Kind.STANDARD, Status.SUCCEEDED, "PT4H");
        visit("Production", 1, Kind.STANDARD, Status.SUCCEEDED, "PT3H");
        visit("Cleanup", 1, Kind.STANDARD, Status.SUCCEEDED, "PT2H");

        assertThat(Figures.Of.job(List.of("Build", "Production", "Cleanup"), visits))
                .containsExactly(new Figures.Of("Production", visits));
    }

    @Test
    void whatHappensInOtherStagesIsNotCounted() {
        visit("Production", 1, Kind.STANDARD, Status.SUCCEEDED, "PT4H");
        visit("Build", 2, Kind.STANDARD, Status.FAILED, "PT3H");
        visit("Build", 3, Kind.ROLLBACK, Status.SUCCEEDED, "PT2H");

        Figures figures = figures(7);

        assertThat(figures.changeFailureRate()).isEqualTo(new Share(0, 1, 0.0));
        assertThat(figures.timeToRestore()).isEqualTo(NONE);
        assertThat(figures.duration().count()).isEqualTo(1);
        assertThat(figures.waiting().count()).isEqualTo(1);
    }

    @Test
    void aRollbackThatNeverEnteredHasRolledBackNothing() {
        visit(1, Kind.STANDARD, Status.SUCCEEDED, "PT4H");
        Instant came = ago("PT2H");
        visits.add(new StageVisit(
                "x",
                "Production",
                null,
                2,
                2,
                Kind.ROLLBACK,
                1,
                Status.STOPPED,
                came,
                null,
                came,
                "",
                null,
                null,
                null));

        assertThat(figures(7).changeFailureRate()).isEqualTo(new Share(0, 1, 0.0));
    }

    @Test
    void whereNoneDoesItIsTheLast() {
        visit("Build", 1, Kind.STANDARD, Status.SUCCEEDED, "PT4H");
        visit("Cleanup", 1, Kind.STANDARD, Status.SUCCEEDED, "PT2H");

        assertThat(Figures.Of.job(List.of("Build", "Cleanup"), visits))
                .containsExactly(new Figures.Of("Cleanup", visits));
        assertThat(Figures.Of.job(List.of(), List.of())).isEmpty();
    }

    @Test
    void ofManyJobsEachCountsForItself() {
        visit(1, Kind.STANDARD, Status.SUCCEEDED, "PT4H", commit("c1", "PT5H"));
        List<StageVisit> other = List.copyOf(visits);
        visit(2, Kind.STANDARD, Status.FAILED, "PT3H");

        Figures both =
                Figures.of(List.of(new Figures.Of("Production", visits), new Figures.Of("Production", other)), 7, NOW);

        assertThat(both.deployments()).isEqualTo(2);
        assertThat(both.leadTime().count()).isEqualTo(2);
        assertThat(both.changeFailureRate()).isEqualTo(new Share(1, 3, 100.0 / 3));
        assertThat(both.timeToRestore()).as("one job does not restore another").isEqualTo(NONE);
        assertThat(both.byDay()).contains(new Day("2026-12-01", 2, 1));
    }

    // Shown as

    @Test
    void inJson() {
        visit(1, Kind.STANDARD, Status.SUCCEEDED, "PT4H", commit("c1", "PT5H30M"));

        assertThat(Value.of(figures(7).plain())).hasToString("""
                        {"days":7,"from":"2026-11-25T00:00:00Z","to":"2026-12-01T12:00:00Z",\
                        "deployments":1,"deploymentsPerDay":0.14285714285714285,\
                        "leadTime":{"count":1,"median":"PT1H30M","ninety":"PT1H30M"},\
                        "changeFailureRate":{"count":0,"of":1,"percent":0.0},\
                        "timeToRestore":{"count":0,"median":null,"ninety":null},\
                        "duration":{"count":1,"median":"PT20M","ninety":"PT20M"},\
                        "waiting":{"count":1,"median":"PT10M","ninety":"PT10M"},\
                        "byDay":[{"date":"2026-11-25","deployments":0,"failures":0},\
                        {"date":"2026-11-26","deployments":0,"failures":0},\
                        {"date":"2026-11-27","deployments":0,"failures":0},\
                        {"date":"2026-11-28","deployments":0,"failures":0},\
                        {"date":"2026-11-29","deployments":0,"failures":0},\
                        {"date":"2026-11-30","deployments":0,"failures":0},\
                        {"date":"2026-12-01","deployments":1,"failures":0}]}\
                        """);
    }

    @Test
    void eachFigureIsDefinedInTheSameWordsOnThePageAndInTheDocumentation() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("docs"))) {
            root = root.getParent();
        }
        String docs = Files.readString(root.resolve("docs/stages-figures.md"));

        assertThat(Figures.DEFINITIONS)
                .extracting(Figures.Definition::name)
                .containsExactly("deployments", "leadTime", "changeFailureRate", "timeToRestore", "duration", "waiting")
                .allMatch(name -> figures(7).plain().containsKey(name));
        assertThat(Figures.DEFINITIONS)
                .allMatch(one -> docs.contains("| **" + one.title() + "** | " + one.sentence() + " |\n"));
        assertThat(Figures.PERIODS).allMatch(days -> docs.matches("(?s).*\\b" + days + "\\b.*"));
    }
}
