package io.jenkins.plugins.awsreleasestages.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.stage.Entrant.Kind;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageHistoryTest {

    private static final Instant START = Instant.parse("2026-12-01T10:00:00Z");

    @TempDir
    Path folder;

    private Path file;
    private Instant now = START;
    private StageHistory history;

    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

    @BeforeEach
    void open() {
        file = folder.resolve("release-stages.jsonl");
        history = opened();
    }

    /** As after a restart, or a kill: the file is all there is. */
    private StageHistory opened() {
        return new StageHistory(() -> file, clock);
    }

    private StageVisit visit(String stage, long run, Kind kind, Status status, Object returned) {
        now = now.plusSeconds(60);
        boolean entered = status != Status.WAITING && status != Status.SUPERSEDED;
        boolean ended = status != Status.WAITING && status != Status.IN_PROGRESS;
        return new StageVisit(
                stage + run,
                stage,
                "prod",
                run,
                run,
                kind,
                0,
                status,
                now.minusSeconds(30),
                entered ? now.minusSeconds(20) : null,
                ended ? now : null,
                "",
                List.of(new StageVisit.Revision("app", "c" + run, "Ship it", "Ann", START)),
                List.of("ann"),
                returned);
    }

    private StageVisit record(String stage, long run, Status status) {
        StageVisit visit = visit(stage, run, Kind.STANDARD, status, null);
        history.record(visit);
        return visit;
    }

    private static List<Long> runs(List<StageVisit> visits) {
        return visits.stream().map(StageVisit::run).toList();
    }

    @Test
    void whatIsRecordedIsThereAfterARestart() {
        StageVisit visit = visit(
                "Prod",
                7,
                Kind.RETRY,
                Status.FAILED,
                Map.of("image", "app:7", "count", 3L, "share", 0.5, "all", List.of(true)));
        Transition closed = new Transition("Prod", true, false, "ann", START, "Fair is on");
        BadRevision bad = new BadRevision("c5", "bob", START, "loses orders");
        history.record(visit);
        history.set(closed);
        history.mark(bad);
        history.mark(new BadRevision("c6", "bob", START, "slow"));
        history.unmark("c6");

        for (StageHistory seen : List.of(history, opened())) {
            assertThat(seen.visits()).containsExactly(visit);
            assertThat(seen.stages()).containsExactly("Prod");
            assertThat(seen.transition("Prod")).contains(closed);
            assertThat(seen.transition("Test")).isEmpty();
            assertThat(seen.bad()).containsExactly(bad);
        }
    }

    /** Nothing else may have been asked since the restart, and a change must not write over what is there. */
    @Test
    void whateverIsAskedOrChangedFirstAfterARestart() {
        Transition closed = new Transition("Prod", true, false, "ann", START, "Fair is on");
        Transition pinned = new Transition("Test", false, true, "ann", START, "Fair is on");
        BadRevision bad = new BadRevision("c5", "bob", START, "loses orders");
        StageVisit first = record("Prod", 1, Status.SUCCEEDED);
        StageVisit second = visit("Test", 2, Kind.STANDARD, Status.FAILED, null);
        opened().set(closed);
        opened().mark(new BadRevision("c6", "bob", START, "slow"));
        opened().mark(bad);
        opened().record(second);
        opened().set(pinned);
        opened().unmark("c6");

        assertThat(opened().visits()).containsExactly(second, first);
        assertThat(opened().stages()).containsExactly("Prod", "Test");
        assertThat(opened().transition("Prod")).contains(closed);
        assertThat(opened().transition("Test")).contains(pinned);
        assertThat(opened().bad()).containsExactly(bad);
    }

    @Test
    void aVisitThatGoesOnIsReplaced() {
        record("Prod", 1, Status.WAITING);
        record("Prod", 2, Status.WAITING);
        record("Prod", 1, Status.IN_PROGRESS);

        assertThat(opened().visits())
                .extracting(StageVisit::run, StageVisit::status)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(2L, Status.WAITING),
                        org.assertj.core.groups.Tuple.tuple(1L, Status.IN_PROGRESS));
    }

    @Test
    void recordingTheSameAgainWritesNothing() throws IOException {
        StageVisit visit = visit("Prod", 1, Kind.STANDARD, Status.SUCCEEDED, Map.of("count", 3));
        history.record(visit);
        record("Prod", 2, Status.SUCCEEDED);
        String before = Files.readString(file);

        history.record(visit);

        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void liveIsWhatLastSucceeded() {
        record("Prod", 1, Status.SUCCEEDED);
        StageVisit live = record("Prod", 2, Status.SUCCEEDED);
        record("Prod", 3, Status.FAILED);
        record("Prod", 4, Status.IN_PROGRESS);
        record("Test", 5, Status.SUCCEEDED);

        assertThat(history.live("Prod")).contains(live);
        assertThat(runs(history.succeeded("Prod"))).containsExactly(2L, 1L);
        assertThat(history.live("Nowhere")).isEmpty();
    }

    /** In a stage for as many as come the older may end last; then it is what is there. */
    @Test
    void ofTwoSideBySideTheLastToEndIsLive() {
        record("Prod", 1, Status.IN_PROGRESS);
        record("Prod", 2, Status.SUCCEEDED);
        record("Prod", 1, Status.SUCCEEDED);

        assertThat(history.live("Prod")).map(StageVisit::run).contains(1L);
    }

    @Test
    void whatIsNewestHasEnteredAndIsNoRollback() {
        assertThat(history.newestEntered("Prod")).isZero();

        record("Prod", 4, Status.FAILED);
        record("Prod", 3, Status.SUCCEEDED);
        record("Prod", 5, Status.WAITING);
        record("Prod", 6, Status.SUPERSEDED);
        history.record(visit("Prod", 7, Kind.ROLLBACK, Status.SUCCEEDED, null));
        record("Test", 8, Status.SUCCEEDED);

        assertThat(history.newestEntered("Prod")).isEqualTo(4);
    }

    @Test
    void stagesStayInTheOrderInWhichTheyWereFirstSeen() {
        record("Build", 1, Status.SUCCEEDED);
        record("Prod", 1, Status.SUCCEEDED);
        for (int run = 2; run < StageHistory.MOST_VISITS + 10; run++) {
            record("Build", run, Status.FAILED);
        }

        assertThat(opened().stages()).containsExactly("Build", "Prod");
        assertThat(runs(opened().succeeded("Prod"))).containsExactly(1L);
    }

    // What a file may hold besides.

    @Test
    void linesThatSayNothingArePassedOver() throws IOException {
        record("Prod", 1, Status.SUCCEEDED);
        String known = Files.readAllLines(file).get(1);
        List<String> strange = List.of(
                "",
                "no JSON",
                "{}",
                "[]",
                "3",
                "null",
                "{\"visit\":3}",
                "{\"visit\":null}",
                "{\"visit\":{\"id\":\"x\"}}",
                "{\"transition\":{}}",
                "{\"bad\":{}}",
                "{\"stages\":{}}",
                "{\"later\":{\"a\":1}}",
                known.replace("Prod1", "x").replace("SUCCEEDED", "PONDERING"),
                known.replace("Prod1", "x").replace("STANDARD", "TELEPATHY"),
                known.replace("Prod1", "x").replaceAll("\"arrived\":\"[^\"]*\"", "\"arrived\":\"yesterday\""),
                known.substring(0, known.length() / 2));
        Files.write(file, strange, StandardOpenOption.APPEND);
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, '\n'}, StandardOpenOption.APPEND);
        Files.writeString(file, known.replace("Prod1", "Prod2") + "\n", StandardOpenOption.APPEND);

        StageHistory after = opened();

        assertThat(after.visits()).extracting(StageVisit::id).containsExactly("Prod2", "Prod1");
    }

    @Test
    void whatAnOlderVersionDidNotWriteIsEmpty() throws IOException {
        Files.writeString(file, """
                {"visit":{"id":"x","stage":"Prod","run":3,"kind":"STANDARD","status":"FAILED","arrived":"2026-12-01T10:00:00Z","later":{}}}
                """);

        StageVisit visit = history.visits().get(0);

        assertThat(visit.run()).isEqualTo(3);
        assertThat(visit.environment()).isNull();
        assertThat(visit.cause()).isEmpty();
        assertThat(visit.revisions()).isEmpty();
        assertThat(visit.approvedBy()).isEmpty();
    }

    @Test
    void textsFromOutsideAreCut() {
        String long_ = "x\n\u001b[31m" + "y".repeat(10_000);
        StageVisit.Revision revision = new StageVisit.Revision(long_, long_, long_, long_, START);
        history.record(new StageVisit(
                "1",
                "Prod",
                long_,
                1,
                1,
                Kind.STANDARD,
                0,
                Status.FAILED,
                START,
                START,
                START,
                long_,
                Collections.nCopies(1_000, revision),
                Collections.nCopies(1_000, "ann"),
                null));
        history.set(new Transition("Prod", true, false, "ann", START, long_));
        history.mark(new BadRevision("c1", "ann", START, long_));

        assertThat(file).content().hasSizeLessThan(130_000).doesNotContain("u001b", "\\n");
        assertThat(opened().visits().get(0).revisions()).hasSize(50);
    }

    // What is forgotten.

    @Test
    void afterAYearOnlyWhatIsLiveAndWhatIsNewestStay() {
        record("Prod", 1, Status.SUCCEEDED);
        record("Prod", 2, Status.SUCCEEDED);
        record("Prod", 3, Status.FAILED);
        record("Prod", 4, Status.STOPPED);
        now = now.plus(StageHistory.LONGEST);
        record("Test", 5, Status.FAILED);

        assertThat(runs(history.visits())).containsExactly(5L, 4L, 2L);
        assertThat(runs(opened().visits())).containsExactly(5L, 4L, 2L);
    }

    @Test
    void aThousandVisitsStay() {
        for (int run = 1; run <= StageHistory.MOST_VISITS + 1; run++) {
            record("Prod", run, Status.FAILED);
        }

        assertThat(history.visits()).hasSize(StageHistory.MOST_VISITS);
        assertThat(history.visits().get(0).run()).isEqualTo(StageHistory.MOST_VISITS + 1);
        assertThat(opened().visits()).isEqualTo(history.visits());
    }

    @Test
    void stagesWithNamesThatNeverComeAgainAreBounded() {
        for (int run = 1; run <= StageHistory.MOST_VISITS + 5; run++) {
            record("Deploy c" + run, run, Status.SUCCEEDED);
        }

        assertThat(history.visits()).hasSize(StageHistory.MOST_VISITS);
        assertThat(history.stages()).hasSize(StageHistory.MOST_VISITS).doesNotContain("Deploy c1");
    }

    private List<Long> withReturned(StageHistory seen, String stage) {
        return runs(seen.visits().stream()
                .filter(visit -> visit.stage().equals(stage) && visit.returned() != null)
                .toList());
    }

    /** One may go back to any of the last ten, and needs then what their earlier stages returned, too. */
    @Test
    void whatStagesReturnedIsKeptOfTheLastTenReleasesThatSucceededInOne() {
        for (int run = 1; run <= 40; run++) {
            history.record(visit("Build", run, Kind.STANDARD, Status.SUCCEEDED, Map.of("image", "app:" + run)));
            Status inProduction = run <= 12 ? Status.SUCCEEDED : Status.FAILED;
            history.record(visit("Prod", run, Kind.STANDARD, inProduction, "url"));
        }

        for (StageHistory seen : List.of(history, opened())) {
            assertThat(withReturned(seen, "Build"))
                    .containsExactly(
                            40L, 39L, 38L, 37L, 36L, 35L, 34L, 33L, 32L, 31L, 12L, 11L, 10L, 9L, 8L, 7L, 6L, 5L, 4L,
                            3L);
            assertThat(seen.visits()).hasSize(80);
        }
    }

    @Test
    void whatIsOnItsWayKeepsWhatItsStagesReturned() {
        history.record(visit("Build", 1, Kind.STANDARD, Status.SUCCEEDED, "app:1"));
        record("Prod", 1, Status.WAITING);
        for (int run = 2; run <= 40; run++) {
            history.record(visit("Build", run, Kind.STANDARD, Status.SUCCEEDED, "app:" + run));
        }

        assertThat(withReturned(history, "Build")).contains(1L).hasSize(11);
    }

    /** Nobody goes back to a rollback. */
    @Test
    void rollbacksDoNotTakeThePlaceOfWhatTheyMayGoBackTo() {
        history.record(visit("Prod", 1, Kind.STANDARD, Status.SUCCEEDED, "url"));
        history.record(visit("Prod", 2, Kind.STANDARD, Status.FAILED, null));
        for (int run = 3; run < 20; run++) {
            history.record(visit("Prod", run, Kind.ROLLBACK, Status.SUCCEEDED, "url"));
        }

        assertThat(withReturned(history, "Prod")).containsExactly(19L, 1L);
    }

    @Test
    void whatIsJustShortEnoughIsKept() {
        String longest = "x".repeat(StageHistory.LONGEST_RETURNED - 2);
        history.record(visit("Prod", 1, Kind.STANDARD, Status.SUCCEEDED, longest));

        assertThat(opened().visits().get(0).returned()).as("with its quotes").isEqualTo(longest);
    }

    @Test
    void whatIsTooLongOrCouldNotBeReadAgainIsNotKept() {
        Object deep = "x";
        for (int i = 0; i < 300; i++) {
            deep = List.of(deep);
        }
        List<Object> returned = new ArrayList<>(
                List.of("x".repeat(StageHistory.LONGEST_RETURNED), deep, Double.NaN, Map.of("k".repeat(2_000), 1)));
        returned.add(new Object());
        for (int run = 0; run < returned.size(); run++) {
            history.record(visit("Prod", run, Kind.STANDARD, Status.SUCCEEDED, returned.get(run)));
        }

        assertThat(history.visits()).hasSize(5).allMatch(visit -> visit.returned() == null);
        assertThat(opened().visits()).isEqualTo(history.visits());
    }

    // The file.

    @Test
    void theFileStaysShort() throws IOException {
        String returned = "x".repeat(90_000);
        for (int run = 1; run <= 200; run++) {
            history.record(visit("Prod", run, Kind.STANDARD, Status.SUCCEEDED, returned));
        }

        assertThat(Files.size(file)).isLessThan(3_500_000);
        assertThat(opened().visits()).isEqualTo(history.visits());
    }

    @Test
    void aJobThatMovesTakesItsHistoryWithIt() throws IOException {
        record("Prod", 1, Status.SUCCEEDED);
        Path moved = folder.resolve("moved");
        Files.createDirectory(moved);
        Files.move(file, moved.resolve("release-stages.jsonl"));
        file = moved.resolve("release-stages.jsonl");
        record("Prod", 2, Status.SUCCEEDED);

        assertThat(runs(opened().visits())).containsExactly(2L, 1L);
    }

    /** A run that ends after its job was deleted must not bring the folder back. */
    @Test
    void aJobThatIsGoneStaysGone() throws IOException {
        Path job = folder.resolve("job");
        Files.createDirectory(job);
        file = job.resolve("release-stages.jsonl");
        record("Prod", 1, Status.IN_PROGRESS);
        Files.delete(file);
        Files.delete(job);

        record("Prod", 1, Status.STOPPED);
        record("Prod", 2, Status.STOPPED);

        assertThat(job).doesNotExist();
    }
}
