package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.engine.FakeTime;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.source.RevisionWatch;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PollingTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-02-03T04:05:06Z"), ZoneOffset.UTC);
    private static final SourceRevision A = SourceRevision.git("https://example.com/r", "main", "a".repeat(40));
    private static final SourceRevision B = SourceRevision.git("https://example.com/r", "main", "b".repeat(40));

    @TempDir
    File folder;

    private final FakeRuns runs = new FakeRuns();
    private Polling polling;

    /** A queue and runs that a test moves by hand. */
    private static final class FakeRuns implements Polling.Runs {
        final List<SourceRevision> scheduled = new ArrayList<>();
        final List<SourceRevision> queue = new ArrayList<>();
        final List<SourceRevision> started = new ArrayList<>();
        boolean refuse;
        Runnable onStart = () -> {};

        @Override
        public RevisionWatch.Run find(SourceRevision revision) {
            if (queue.contains(revision)) {
                return RevisionWatch.Run.QUEUED;
            }
            return started.contains(revision) ? RevisionWatch.Run.STARTED : RevisionWatch.Run.MISSING;
        }

        @Override
        public boolean start(SourceRevision revision) {
            onStart.run();
            if (refuse) {
                return false;
            }
            scheduled.add(revision);
            queue.add(revision);
            return true;
        }

        void startQueued() {
            started.addAll(queue);
            queue.clear();
        }
    }

    @BeforeEach
    void begin() {
        restart();
    }

    private void restart() {
        polling = new Polling(() -> folder, "life " + System.nanoTime(), CLOCK);
    }

    private void look(SourceRevision found) {
        look(() -> found);
    }

    private void look(Polling.Looking looking) {
        assertThat(polling.begin()).isTrue();
        polling.look(looking, runs);
    }

    private String log() throws IOException {
        return Files.readString(folder.toPath().resolve(Polling.LOG_FILE));
    }

    @Test
    void aRunForEachNewRevisionOnce() throws Exception {
        for (SourceRevision found : List.of(A, A, A, B, B, A, A)) {
            look(found);
            runs.startQueued();
        }
        assertThat(runs.scheduled).containsExactly(A, B, A);
        assertThat(log()).contains("Looked at 2026-02-03 04:05:06 UTC", "aaaaaaaaaaaa", "Nothing new.");
    }

    @Test
    void rememberedAcrossRestarts() {
        look(A);
        runs.startQueued();
        look(A);
        restart();
        look(A);
        look(A);
        assertThat(runs.scheduled).containsExactly(A);
        look(B);
        assertThat(runs.scheduled).containsExactly(A, B);
    }

    @Test
    void aRenamedJobKeepsWhatItHasSeen(@TempDir Path jobs) throws Exception {
        folder = Files.createDirectory(jobs.resolve("before")).toFile();
        look(A);
        runs.startQueued();
        look(A);
        File renamed = jobs.resolve("after").toFile();
        Files.move(folder.toPath(), renamed.toPath());
        File before = folder;
        folder = renamed;
        look(A);
        assertThat(runs.scheduled).containsExactly(A);
        look(B);
        runs.startQueued();
        look(B);
        assertThat(runs.scheduled).containsExactly(A, B);
        assertThat(before).doesNotExist();
        assertThat(log()).contains("bbbbbbbbbbbb");
    }

    @Test
    void aJobRenamedWhileItIsStartedKeepsWhatItHasSeen(@TempDir Path jobs) throws Exception {
        folder = Files.createDirectory(jobs.resolve("before")).toFile();
        runs.onStart = () -> {
            try {
                File renamed = jobs.resolve("after").toFile();
                Files.move(folder.toPath(), renamed.toPath());
                folder = renamed;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        look(A);
        runs.startQueued();
        look(A);
        assertThat(runs.scheduled).containsExactly(A);
    }

    @Test
    void aJobThatIsMovedBetweenTheFoldersNameAndTheWritingKeepsWhatItHasSeen(@TempDir Path jobs) throws Exception {
        File before = jobs.resolve("before").toFile();
        File after = Files.createDirectory(jobs.resolve("after")).toFile();
        int[] asked = {0};
        // It is read once, then named for writing, and moved before it is named again.
        polling = new Polling(() -> asked[0]++ < 2 ? before : after, "life", CLOCK);
        look(A);
        runs.startQueued();
        look(A);
        look(A);
        assertThat(runs.scheduled).containsExactly(A);
        assertThat(before).doesNotExist();
    }

    @Test
    void aCopyOfTheJobIsANewJob(@TempDir Path jobs) throws Exception {
        look(A);
        runs.startQueued();
        // Jenkins copies config.xml and nothing else.
        folder = Files.createDirectory(jobs.resolve("copy")).toFile();
        restart();
        look(A);
        assertThat(runs.scheduled).containsExactly(A, A);
    }

    @Test
    void aLookThatWaitsForLongSaysSo() throws Exception {
        assertThat(polling.begin()).isTrue();
        polling.waits("Waiting for the Git server example.com.");
        assertThat(log()).isEqualTo("2026-02-03 04:05:06 UTC: Waiting for the Git server example.com.\n");
        polling.look(() -> A, runs);
        assertThat(log()).startsWith("Looked at").doesNotContain("Waiting");
    }

    @Test
    void aRestartRightAfterTheStartFindsTheRun() {
        look(A);
        runs.startQueued();
        restart();
        look(A);
        look(A);
        assertThat(runs.scheduled).containsExactly(A);
    }

    @Test
    void aRunStillQueuedAfterARestartIsNotStartedAgain() {
        look(A);
        restart();
        look(A);
        runs.startQueued();
        look(A);
        assertThat(runs.scheduled).containsExactly(A);
    }

    @Test
    void aRunLostWithTheQueueIsStartedAgain() throws Exception {
        look(A);
        runs.queue.clear();
        restart();
        look(A);
        assertThat(runs.scheduled).containsExactly(A, A);
        assertThat(log()).contains("was lost");
        runs.startQueued();
        look(A);
        assertThat(runs.scheduled).containsExactly(A, A);
    }

    @Test
    void killedBetweenSavingAndScheduling() {
        runs.onStart = () -> {
            throw new IllegalStateException("killed");
        };
        look(A);
        runs.onStart = () -> {};
        restart();
        look(A);
        assertThat(runs.scheduled).containsExactly(A);
    }

    @Test
    void aCancelledRunStaysCancelled() {
        look(A);
        runs.queue.clear();
        look(A);
        restart();
        look(A);
        assertThat(runs.scheduled).containsExactly(A);
    }

    @Test
    void aFailingLookStartsNothingAndSaysWhy() throws Exception {
        look(A);
        runs.startQueued();
        look((Polling.Looking) () -> {
            throw RemoteFailure.refused("The server says <no>.");
        });
        assertThat(log()).contains("The server says <no>.", "Nothing is started.");
        look((Polling.Looking) () -> {
            throw new IOException("broken pipe");
        });
        assertThat(log()).contains("broken pipe");
        look((Polling.Looking) () -> {
            throw new IllegalStateException("a defect");
        });
        assertThat(log()).contains("Internal error");
        assertThat(runs.scheduled).containsExactly(A);
        look(A);
        assertThat(runs.scheduled).containsExactly(A);
    }

    @Test
    void aFailingFirstLookStartsNothing() {
        look((Polling.Looking) () -> {
            throw new IOException("down");
        });
        assertThat(runs.scheduled).isEmpty();
        look(A);
        assertThat(runs.scheduled).containsExactly(A);
    }

    @Test
    void aRunThatJenkinsDoesNotTakeIsTriedAgain() throws Exception {
        runs.refuse = true;
        look(A);
        assertThat(log()).contains("did not take the run");
        runs.refuse = false;
        look(A);
        runs.startQueued();
        runs.refuse = true;
        look(B);
        runs.refuse = false;
        look(B);
        assertThat(runs.scheduled).containsExactly(A, B);
    }

    @Test
    void oneLookAtATime() {
        assertThat(polling.begin()).isTrue();
        assertThat(polling.begin()).isFalse();
        polling.look(() -> A, runs);
        assertThat(polling.begin()).isTrue();
    }

    @Test
    void aChangedTriggerDecidesNothingMore() {
        assertThat(polling.begin()).isTrue();
        polling.look(
                () -> {
                    polling.close();
                    return A;
                },
                runs);
        assertThat(runs.scheduled).isEmpty();
        assertThat(folder.toPath().resolve(Polling.SEEN_FILE)).doesNotExist();
        assertThat(polling.begin()).isFalse();
    }

    @Test
    void aDamagedMemoryStartsNothing() throws Exception {
        look(A);
        Path seen = folder.toPath().resolve(Polling.SEEN_FILE);
        Files.writeString(seen, "<broken");
        look(B);
        assertThat(runs.scheduled).containsExactly(A);
        assertThat(log()).contains(Polling.SEEN_FILE);
    }

    @Test
    void theLogIsBounded() throws Exception {
        look((Polling.Looking) () -> {
            throw RemoteFailure.refused("x".repeat(1_000_000));
        });
        assertThat(log().length()).isLessThanOrEqualTo(64 * 1024);
    }

    @Test
    void theParametersOfARun() {
        assertThat(JobRuns.parameters(A))
                .containsEntry("SOURCE_TYPE", "git")
                .containsEntry("SOURCE_LOCATION", "https://example.com/r branch main")
                .containsEntry("SOURCE_REVISION", A.id());
        assertThat(new AwsSourceCause(A).getShortDescription())
                .isEqualTo("Started by a new revision of https://example.com/r branch main at aaaaaaaaaaaa");
    }

    @Test
    void theLastLooksAreKeptTheNewestFirst() throws Exception {
        for (int i = 0; i < 60; i++) {
            look(SourceRevision.git("https://example.com/r", "main", String.format("%040x", i)));
            runs.startQueued();
        }
        assertThat(log().split("\n\n"))
                .hasSize(50)
                .allSatisfy(look -> assertThat(look).startsWith("Looked at ").contains("Ended at "));
        assertThat(log().split("\n\n")[0])
                .contains(" at " + String.format("%040x", 59).substring(0, 12));
        polling.waits("Waiting for the Git server example.com.");
        assertThat(log().split("\n\n")[0]).contains("Waiting for");
        look(A);
        assertThat(log()).doesNotContain("Waiting for");
        assertThat(log().split("\n\n")).hasSize(50);
    }

    @Test
    void whatOthersSayIsNoLookOfItsOwn() throws Exception {
        look(() -> {
            throw RemoteFailure.refused("No.\n\n\nLooked at my own, found nothing");
        });
        look(A);
        assertThat(log().split("\n\n")).hasSize(2);
    }

    @Test
    void aSourceThatIsAwayForLongIsTrouble() {
        FakeTime time = new FakeTime();
        polling = new Polling(() -> folder, "life", time.clock());
        Polling.Looking away = () -> {
            throw RemoteFailure.refused("The server says <no>.");
        };
        look(away);
        assertThat(polling.trouble()).isEmpty();
        time.pass(Polling.TROUBLE.minusSeconds(1));
        look(away);
        assertThat(polling.trouble()).as("not yet an hour").isEmpty();
        time.pass(Duration.ofSeconds(1));
        assertThat(polling.trouble()).contains(new Polling.Trouble(FakeTime.START, "The server says <no>."));
        look(A);
        assertThat(polling.trouble()).as("it is there again").isEmpty();
    }

    @Test
    void aFailureWithoutWordsIsOneToo() throws Exception {
        FakeTime time = new FakeTime();
        polling = new Polling(() -> folder, "life", time.clock());
        look(() -> {
            throw new EOFException();
        });
        time.pass(Polling.TROUBLE);
        assertThat(polling.trouble().orElseThrow().words()).contains("EOFException");
        assertThat(log()).contains("EOFException").doesNotContain("null");
    }
}
