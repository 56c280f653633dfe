package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.engine.FakeTime;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.source.NamePatterns;
import io.jenkins.plugins.awsreleasestages.source.RevisionWatch;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Controllers killed between any two writes around look, save, schedule and start, with looks of the timer and events, which
 * are lost, late, doubled or made up: no revision that has to start is lost, and none is started twice. {@code -Dkills=200
 * -Dseed=…} does it more often than 60 times, or again.
 */
@Timeout(300)
class KilledPollingTest {

    private static final int KILLS = Integer.getInteger("kills", 60);

    private static final String SOURCE = "source";

    private static final Logger LOGGER = Logger.getLogger(Polling.class.getName());

    @TempDir
    Path home;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** The end of a process: nothing of it is done any more. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** What others push, and which of it has to start a run. */
    private final List<List<Boolean>> branches = new ArrayList<>();

    /** On disk: it outlives a process. */
    private final List<SourceRevision> started = new ArrayList<>();

    /** In the event queue, which outlives a process too: how many say that there is news. */
    private int events;

    private final class Controller implements Polling.Runs {
        private final Set<SourceRevision> queue = new LinkedHashSet<>();
        private final FakeTime time = new FakeTime();
        private final SharedLooks<Polling.Found> looks = new SharedLooks<>(time.clock());
        private final String life = "life " + random.nextLong();
        private final SourceNews sourceNews = new SourceNews(time);
        private Polling polling;
        private Scheduler.Scheduled listening = () -> {};

        /** As the trigger remembers it. */
        private Instant news;

        private boolean dead;

        /** How often something may still be done; negative: as often as it likes. */
        private int left = -1;

        Controller() {
            readJob();
        }

        /** At the start, when its configuration is saved, and when Jenkins reads it anew: also while a look goes on. */
        private void readJob() {
            Scheduler.Scheduled before = listening;
            Polling now = new Polling(this::folder, life, time.clock());
            before.cancel();
            if (polling != null) {
                polling.close();
            }
            polling = now;
            news = null;
            listening = sourceNews.listen(time, SOURCE, moment -> {
                news = moment;
                return look();
            });
        }

        private void mayDie() {
            dead |= left == 0;
            left--;
            if (dead) {
                throw new Killed();
            }
        }

        private File folder() {
            mayDie();
            return home.toFile();
        }

        @Override
        public RevisionWatch.Run find(SourceRevision revision) {
            mayDie();
            if (queue.contains(revision)) {
                return RevisionWatch.Run.QUEUED;
            }
            return started.contains(revision) ? RevisionWatch.Run.STARTED : RevisionWatch.Run.MISSING;
        }

        @Override
        public boolean start(SourceRevision revision) {
            mayDie();
            if (random.nextInt(10) == 0) {
                return false;
            }
            if (random.nextInt(20) == 0) {
                throw new IllegalStateException("a defect of another plugin, before");
            }
            queue.add(revision);
            mayDie();
            if (random.nextInt(20) == 0) {
                throw new IllegalStateException("a defect of another plugin, after");
            }
            return true;
        }

        void startQueued() {
            for (SourceRevision revision : new ArrayList<>(queue)) {
                mayDie();
                started.add(revision);
                mayDie();
                queue.remove(revision);
            }
        }

        boolean look() {
            Polling now = polling;
            if (!now.begin()) {
                return false;
            }
            now.look(this::sharedLook, KilledPollingTest.this::decide, this);
            return true;
        }

        private Polling.Found sharedLook() throws IOException, InterruptedException {
            Instant heard = news;
            if (heard != null) {
                looks.forget(SOURCE, heard);
            }
            return looks.look(SOURCE, polling, this::slowlyFound);
        }

        /** What happens while the server answers, as long as anything may happen: the answer may be older than that. */
        private Polling.Found slowlyFound() throws IOException {
            Polling.Found found = found();
            if (left < 0) {
                return found;
            }
            if (random.nextInt(5) == 0) {
                push();
                receive();
                time.pass(Duration.ofMillis(random.nextInt(8_000)));
            }
            if (random.nextInt(50) == 0) {
                readJob();
            }
            return found;
        }

        /** Another job that watches the same: what it has found may be given to this one. */
        void otherLooks() throws InterruptedException {
            try {
                looks.look(SOURCE, "another job", KilledPollingTest.this::found);
            } catch (IOException e) {
                // It is told, too.
            }
        }

        /** Deleted when all were told; where that fails, they come again. */
        void receive() {
            int received = Math.min(events, 1 + random.nextInt(10));
            for (int i = 0; i < received; i++) {
                mayDie();
                time.news().of(SOURCE);
            }
            mayDie();
            if (random.nextInt(10) != 0) {
                events -= received;
            }
        }
    }

    private static SourceRevision revision(int branch, int number) {
        return SourceRevision.git("https://example.com/r", "branch-" + branch, String.format("%040x", number));
    }

    private static int number(SourceRevision revision) {
        return Integer.parseInt(revision.id().substring(20), 16);
    }

    private static int branch(SourceRevision revision) {
        return Integer.parseInt(revision.name().substring("branch-".length()));
    }

    private Polling.Found found() throws IOException {
        if (random.nextInt(20) == 0) {
            throw new IOException("the server is away");
        }
        List<SourceRevision> revisions = new ArrayList<>();
        for (int i = 0; i < branches.size(); i++) {
            revisions.add(revision(i, branches.get(i).size() - 1));
        }
        return branches.size() == 1 ? Polling.Found.one(revisions.get(0)) : new Polling.Found("all", true, revisions);
    }

    private NamePatterns.Answer decide(SourceRevision before, SourceRevision looked) throws IOException {
        if (random.nextInt(20) == 0) {
            throw new IOException("the server is away");
        }
        List<Boolean> brought = branches.get(branch(looked)).subList(number(before) + 1, number(looked) + 1);
        return new NamePatterns.Answer(brought.contains(true), "it is what it is");
    }

    private void push() {
        branches.get(random.nextInt(branches.size())).add(random.nextInt(3) == 0);
        tell();
    }

    /** Mostly once; sometimes never, or several times. */
    private void tell() {
        events += Math.min(random.nextInt(5), 1 + random.nextInt(3));
    }

    @BeforeAll
    static void defectsAreMeant() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        LOGGER.setLevel(null);
    }

    @ParameterizedTest(name = "{0} branches")
    @ValueSource(ints = {1, 4})
    void nothingIsLostAndNothingIsStartedTwice(int watched) throws Exception {
        for (int i = 0; i < watched; i++) {
            branches.add(new ArrayList<>(List.of(false)));
        }
        Controller controller = new Controller();
        while (!new File(home.toFile(), Polling.SEEN_FILE).exists()) {
            controller.look();
        }
        for (int kill = 0; kill < KILLS; kill++) {
            controller.left = random.nextInt(60);
            try {
                while (true) {
                    liveOn(controller);
                }
            } catch (Killed e) {
                controller = new Controller();
            }
            if (kill % 10 == 9) {
                settle(controller);
                assertNothingIsLostOrTwice(kill);
            }
        }
    }

    private void liveOn(Controller controller) throws InterruptedException {
        push();
        for (int i = random.nextInt(3); i >= 0; i--) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> controller.look();
                case 3, 4 -> controller.receive();
                case 5 -> controller.otherLooks();
                case 6 -> tell();
                default -> controller.readJob();
            }
            controller.time.pass(Duration.ofMillis(random.nextInt(10_000)));
        }
        if (random.nextBoolean()) {
            controller.startQueued();
        }
    }

    /** By the timer alone, as if no event had come. */
    private static void settle(Controller controller) {
        for (int i = 0; i < 15; i++) {
            controller.time.pass(Duration.ofMinutes(1));
            controller.look();
            controller.startQueued();
        }
    }

    private void assertNothingIsLostOrTwice(int kill) {
        String where = "seed " + seed + ", kill " + kill;
        assertThat(new HashSet<>(started)).as(where).hasSameSizeAs(started);
        for (int i = 0; i < branches.size(); i++) {
            int branch = i;
            int last = started.stream()
                    .filter(one -> branch(one) == branch)
                    .mapToInt(KilledPollingTest::number)
                    .max()
                    .orElse(0);
            assertThat(branches.get(i).lastIndexOf(true))
                    .as("%s: the last of branch %d that has to start", where, i)
                    .isLessThanOrEqualTo(last);
        }
    }
}
