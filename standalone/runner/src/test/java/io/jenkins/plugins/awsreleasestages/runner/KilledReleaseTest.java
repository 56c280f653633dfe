package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.Fault;
import io.jenkins.plugins.awsreleasestages.runner.ExampleRelease.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Exactly once: the example's release is killed and goes on, and AWS and the user notice nothing.
 *
 * <p>{@code -Dkills=200} kills more often than 30 times; {@code -Dseed} repeats the choices of a run that failed, as far
 * as the machine keeps the same time.
 */
class KilledReleaseTest {

    /** What must not happen twice. */
    static final List<String> ORDERS =
            List.of("CodeBuild.StartBuild", "CloudFormation.CreateChangeSet", "CloudFormation.ExecuteChangeSet");

    private static final int KILLS = Integer.getInteger("kills", 30);
    private static final long SEED = Long.getLong("seed", System.nanoTime());

    /** A release waits more than it works, so several at once cost little. */
    private static final int RELEASES_AT_ONCE = 3;

    private static final int KILLS_PER_RELEASE = 5;
    private static final int SHORTEST_LIFE_MILLIS = 500;
    private static final int LONGEST_LIFE_MILLIS = 7000;
    private static final int MOST_CALLS = 20;

    @RegisterExtension
    static final Emulator NEEDED = new Emulator();

    @TempDir
    static Path folder;

    private static ExecutorService threads;
    private static Future<Outcome> undisturbed;
    private static final AtomicInteger RELEASES = new AtomicInteger();

    private final AtomicInteger killed = new AtomicInteger();
    private final List<String> moments = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void runOneWithoutAnyHarm() {
        threads = Executors.newFixedThreadPool(RELEASES_AT_ONCE);
        undisturbed = threads.submit(() -> {
            try (ExampleRelease release = release()) {
                release.live();
                return release.outcome();
            }
        });
    }

    @AfterAll
    static void end() {
        threads.shutdownNow();
    }

    private static ExampleRelease release() throws Exception {
        return new ExampleRelease(folder.resolve("release-" + RELEASES.incrementAndGet()));
    }

    @Test
    void undisturbedItGivesEachOrderOnce() throws Exception {
        Outcome outcome = undisturbed.get();
        assertThat(outcome.result()).startsWith("SUCCESS");
        assertThat(outcome.carriedOut().values()).containsOnly("1 with 1 tokens");
        assertThat(outcome.outputs())
                .containsEntry("checkout", "CREATE_COMPLETE")
                .containsKeys("QueueUrl", "ServiceArn");
        assertThat(outcome.builds()).isEqualTo(1);
        assertThat(outcome.artifactVersions()).hasSize(1);
        assertThat(outcome.phases()).as("what is left of the build on the agent").isEmpty();
        assertThat(outcome.log())
                .filteredOn(line -> line.contains("Phase INSTALL: "))
                .hasSize(1);
    }

    @Test
    void killedWhenAnOrderIsUnderWayOrCarriedOutButNotAnswered() throws Exception {
        all(List.of(() -> killedAtEachOrder(false), () -> killedAtEachOrder(true)));
    }

    private Void killedAtEachOrder(boolean carriedOut) throws Exception {
        try (ExampleRelease release = release()) {
            for (String order : ORDERS) {
                killAt(release, release.proxy().on(order).nth(1), order, carriedOut);
            }
            for (int i = 0; i <= ORDERS.size() && !release.ended(); i++) {
                release.live();
            }
            assertThat(release.kills()).as(release.story()).isEqualTo(ORDERS.size());
            assertUndisturbed(release);
        }
        return null;
    }

    private static void killAt(ExampleRelease release, Fault call, String what, boolean carriedOut) {
        Fault fatal = call.meanwhile(() -> release.kill((carriedOut ? "after " : "before ") + what));
        if (carriedOut) {
            fatal.resetAfterForwarding();
        } else {
            fatal.resetBeforeForwarding();
        }
    }

    @Test
    void killedAtRandomMoments() throws Exception {
        List<Callable<Void>> lanes = new ArrayList<>();
        for (int lane = 0; lane < RELEASES_AT_ONCE; lane++) {
            Random random = new Random(SEED + lane);
            lanes.add(() -> killedUntilEnough(random));
        }
        long begin = System.nanoTime();
        all(lanes);
        Map<String, Integer> where = new TreeMap<>();
        moments.forEach(moment -> where.merge(moment.replaceAll(".*, in", "in"), 1, Integer::sum));
        System.out.printf("%d kills in %d s, %s%n", killed.get(), (System.nanoTime() - begin) / 1_000_000_000, where);
        assertThat(killed.get()).isGreaterThanOrEqualTo(KILLS);
    }

    private Void killedUntilEnough(Random random) throws Exception {
        while (killed.get() < KILLS) {
            try (ExampleRelease release = release()) {
                while (release.kills() < KILLS_PER_RELEASE && !release.ended()) {
                    if (random.nextBoolean()) {
                        release.live(random.nextInt(SHORTEST_LIFE_MILLIS, LONGEST_LIFE_MILLIS));
                    } else {
                        int number = 1 + random.nextInt(MOST_CALLS);
                        killAt(release, release.proxy().on("*").nth(number), "call " + number, random.nextBoolean());
                        release.live();
                    }
                }
                killed.addAndGet(release.kills());
                moments.addAll(release.moments());
                release.live();
                assertUndisturbed(release);
            }
        }
        return null;
    }

    private static void assertUndisturbed(ExampleRelease release) throws Exception {
        assertThat(release.ended()).as("seed %d: %s", SEED, release.story()).isTrue();
        assertThat(release.outcome())
                .as("seed %d: %s", SEED, release.story())
                .usingRecursiveComparison()
                .isEqualTo(undisturbed.get());
    }

    private static void all(List<Callable<Void>> tasks) throws Exception {
        for (Future<Void> task : threads.invokeAll(tasks)) {
            task.get();
        }
    }
}
