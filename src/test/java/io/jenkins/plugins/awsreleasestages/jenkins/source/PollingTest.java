package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.engine.FakeTime;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.source.NamePatterns;
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
    private Polling.Filter filter = Polling.Filter.NONE;

    /** A queue and runs that a test moves by hand. */
    private static final class FakeRuns implements Polling.Runs {
        final List<SourceRevision> scheduled = new ArrayList<>();
        final List<SourceRevision> queue = new ArrayList<>();
        final List<SourceRevision> started = new ArrayList<>();
        final List<SourceRevision> refused = new ArrayList<>();
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
            if (refuse || refused.contains(revision)) {
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
        look(() -> Polling.Found.one(found));
    }

    private void look(Polling.Looking<Polling.Found> looking) {
        assertThat(polling.begin()).isTrue();
        polling.look(looking, filter, runs);
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
        polling.look(() -> Polling.Found.one(A), filter, runs);
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
        look((Polling.Looking<Polling.Found>) () -> {
            throw RemoteFailure.refused("The server says <no>.");
        });
        assertThat(log()).contains("The server says <no>.", "Nothing is started.");
        look((Polling.Looking<Polling.Found>) () -> {
            throw new IOException("broken pipe");
        });
        assertThat(log()).contains("broken pipe");
        look((Polling.Looking<Polling.Found>) () -> {
            throw new IllegalStateException("a defect");
        });
        assertThat(log()).contains("Internal error");
        assertThat(runs.scheduled).containsExactly(A);
        look(A);
        assertThat(runs.scheduled).containsExactly(A);
    }

    @Test
    void aFailingFirstLookStartsNothing() {
        look((Polling.Looking<Polling.Found>) () -> {
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
        polling.look(() -> Polling.Found.one(A), filter, runs);
        assertThat(polling.begin()).isTrue();
    }

    @Test
    void aChangedTriggerDecidesNothingMore() {
        assertThat(polling.begin()).isTrue();
        polling.look(
                () -> {
                    polling.close();
                    return Polling.Found.one(A);
                },
                filter,
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
        look((Polling.Looking<Polling.Found>) () -> {
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
        Polling.Looking<Polling.Found> away = () -> {
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

    private void lookAtAll(SourceRevision... found) {
        look(() -> new Polling.Found("all of https://example.com/r", true, List.of(found)));
    }

    private static SourceRevision branch(String name, String letter) {
        return SourceRevision.git("https://example.com/r", name, letter.repeat(40));
    }

    private static Polling.Filter no(String why) {
        return (before, looked) -> new NamePatterns.Answer(false, why);
    }

    @Test
    void whatAFilterDoesNotLetStartWasSeenAllTheSame() throws Exception {
        filter = no("of 2 changed files none passes");
        look(A);
        assertThat(runs.scheduled).as("the first look asks no filter").containsExactly(A);
        runs.startQueued();
        look(B);
        assertThat(log()).contains("The revision is new, and starts nothing. Of 2 changed files none passes.");
        filter = Polling.Filter.NONE;
        look(B);
        assertThat(runs.scheduled).containsExactly(A);
        assertThat(log()).contains("Nothing new");
    }

    @Test
    void aFilterComparesWithWhatWasSeenLast() {
        SourceRevision c = SourceRevision.git("https://example.com/r", "main", "c".repeat(40));
        List<SourceRevision> compared = new ArrayList<>();
        filter = (before, looked) -> {
            compared.add(before);
            return new NamePatterns.Answer(false, "no");
        };
        look(A);
        look(B);
        look(c);
        assertThat(compared).containsExactly(A, B);
    }

    @Test
    void aFilterThatCannotBeAskedDecidesNothing() throws Exception {
        look(A);
        runs.startQueued();
        filter = (before, looked) -> {
            throw RemoteFailure.refused("Fetching failed.");
        };
        look(B);
        assertThat(log()).contains("Fetching failed.", "Nothing is started.");
        filter = Polling.Filter.NONE;
        look(B);
        assertThat(runs.scheduled).containsExactly(A, B);
    }

    @Test
    void aRunThatWasLostIsNotForgottenOverARevisionThatStartsNothing() throws Exception {
        look(A);
        runs.startQueued();
        look(B);
        filter = no("docs only");
        SourceRevision c = SourceRevision.git("https://example.com/r", "main", "c".repeat(40));
        look(c);
        assertThat(runs.scheduled).as("B waits in the queue").containsExactly(A, B);
        runs.queue.clear();
        restart();
        look(c);
        assertThat(log()).contains("was lost");
        assertThat(runs.scheduled).as("what B has brought is in C").containsExactly(A, B, c);
        runs.startQueued();
        restart();
        look(c);
        assertThat(runs.scheduled).hasSize(3);
    }

    @Test
    void aRunThatWasLostIsStartedAlsoByARevisionThatWouldStartNothing() {
        look(A);
        runs.startQueued();
        look(B);
        runs.queue.clear();
        restart();
        filter = no("docs only");
        SourceRevision c = SourceRevision.git("https://example.com/r", "main", "c".repeat(40));
        look(c);
        assertThat(runs.scheduled).containsExactly(A, B, c);
    }

    @Test
    void ofManyTheFirstLookStartsNothingAndEachStartsOnItsOwn() throws Exception {
        SourceRevision main = branch("main", "a");
        SourceRevision release = branch("release/1", "a");
        lookAtAll(main, release);
        assertThat(runs.scheduled).isEmpty();
        assertThat(log()).contains("Found 2 in all of https://example.com/r", "starts nothing");
        restart();
        SourceRevision newMain = branch("main", "b");
        SourceRevision tag = branch("refs/tags/v1", "b");
        lookAtAll(newMain, release, tag);
        assertThat(runs.scheduled).containsExactly(newMain, tag);
        assertThat(log())
                .contains("main at bbbbbbbbbbbb: The revision is new", "refs/tags/v1 at")
                .doesNotContain("release");
        lookAtAll(newMain, release, tag);
        assertThat(log()).contains("Nothing new.");
        lookAtAll(newMain, tag);
        lookAtAll(newMain, release, tag);
        assertThat(runs.scheduled).as("a branch that comes again").containsExactly(newMain, tag, release);
    }

    @Test
    void ofManyEachIsAnnouncedOnItsOwn() {
        lookAtAll(branch("a", "1"), branch("b", "1"));
        SourceRevision a = branch("a", "2");
        SourceRevision b = branch("b", "2");
        lookAtAll(a, b);
        runs.queue.remove(a);
        runs.started.add(a);
        runs.queue.clear();
        restart();
        lookAtAll(a, b);
        assertThat(runs.scheduled).as("only b was lost").containsExactly(a, b, b);
    }

    @Test
    void ofManyThoseThatJenkinsDoesNotTakeAreTriedAgain() {
        lookAtAll(branch("a", "1"), branch("b", "1"));
        SourceRevision a = branch("a", "2");
        SourceRevision b = branch("b", "2");
        runs.refused.add(b);
        lookAtAll(a, b);
        assertThat(runs.scheduled).containsExactly(a);
        runs.refused.clear();
        lookAtAll(a, b);
        assertThat(runs.scheduled).containsExactly(a, b);
    }

    @Test
    void toWatchAllAfterOneStartsNothing() {
        look(A);
        runs.startQueued();
        lookAtAll(A, branch("next", "c"));
        assertThat(runs.scheduled).containsExactly(A);
    }

    @Test
    void aJenkinsThatFailsWhileItTakesTheRunIsAskedAgain() {
        look(A);
        runs.startQueued();
        runs.onStart = () -> {
            throw new IllegalStateException("a defect of a plugin");
        };
        look(B);
        runs.onStart = () -> {};
        look(B);
        assertThat(runs.scheduled).containsExactly(A, B);
        look(B);
        runs.startQueued();
        look(B);
        assertThat(runs.scheduled).containsExactly(A, B);
    }

    @Test
    void whatEarlierVersionsHaveSeenIsRead() throws Exception {
        for (boolean announced : new boolean[] {false, true}) {
            runs.scheduled.clear();
            Files.writeString(folder.toPath().resolve(Polling.SEEN_FILE), """
                    <?xml version='1.1' encoding='UTF-8'?>
                    <io.jenkins.plugins.awsreleasestages.jenkins.source.Polling_-Seen plugin="aws-release-stages@1">
                      <revision>
                        <kind>GIT</kind>
                        <place>https://example.com/r</place>
                        <name>main</name>
                        <id>%s</id>
                        <changeIdentifier>%s</changeIdentifier>
                        <signatures/>
                      </revision>%s
                    </io.jenkins.plugins.awsreleasestages.jenkins.source.Polling_-Seen>
                    """.replace("1.1", "1.0")
                    .formatted(A.id(), A.id(), announced ? "<announcedIn>before</announcedIn>" : ""));
            look(A);
            assertThat(runs.scheduled).hasSize(announced ? 1 : 0);
            runs.startQueued();
            look(B);
            assertThat(runs.scheduled).contains(B);
            runs.startQueued();
        }
    }
}
