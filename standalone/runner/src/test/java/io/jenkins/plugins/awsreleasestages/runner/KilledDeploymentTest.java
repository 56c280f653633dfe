package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.emulator.Call;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.Fault;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/**
 * Exactly once, for {@code cfnDeploy}: whenever it is killed, it goes on, and AWS is asked for one change set and one
 * execution.
 *
 * <p>{@code -Ddeployment.kills=100} kills more often than 6 times; {@code -Dseed} repeats the choices of a run that
 * failed, as far as the machine keeps the same time.
 */
class KilledDeploymentTest {

    private static final int KILLS = Integer.getInteger("deployment.kills", 6);
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int DEPLOYMENTS_AT_ONCE = 2;
    private static final int KILLS_PER_DEPLOYMENT = 4;
    private static final int SHORTEST_LIFE_MILLIS = 1000;
    private static final int LONGEST_LIFE_MILLIS = 9000;
    private static final int MOST_CALLS = 12;
    private static final long LONGEST_LIFE_SECONDS = 120;
    private static final List<String> ORDERS =
            List.of("CloudFormation.CreateChangeSet", "CloudFormation.ExecuteChangeSet");

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    @TempDir
    Path folder;

    private final AtomicInteger deployments = new AtomicInteger();
    private final AtomicInteger killed = new AtomicInteger();

    /** One deployment, by processes that can be killed. */
    private final class Deployment implements AutoCloseable {

        private final String stack = "killed-" + Long.toString(System.nanoTime(), 36);
        private final FaultProxy proxy = AWS.proxy();
        private final Trial trial;
        private final List<String> story = new ArrayList<>();
        private volatile Process process;

        Deployment() throws IOException {
            Path mine = Files.createDirectories(folder.resolve("deployment-" + deployments.incrementAndGet()));
            trial = new Trial(mine, """
                awsRole(credentialsId: 'aws-ci', region: '%s') {
                  def result = cfnDeploy stack: '%s', approve: true, tags: ['emulator:seconds': '4'],
                      templateText: 'Resources: {Queue: {Type: "AWS::SQS::Queue"}}\\nOutputs: {Url: {Value: !Ref Queue}}'
                  echo "done ${result.status} ${result.counts.add} ${result.outputs.Url}"
                }
                """.formatted(Emulator.REGION, stack));
            Trial.credentials(trial.home, "aws-ci");
        }

        void start() throws IOException {
            process = Files.exists(trial.home.resolve("builds/1"))
                    ? trial.spawn("--resume", "--approve")
                    : trial.spawn("--approve", "--endpoint", proxy.endpoint().toString());
        }

        void live() throws Exception {
            start();
            await();
        }

        void live(long millis) throws Exception {
            start();
            if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
                kill("after " + millis + " ms");
            }
            await();
        }

        private void await() throws InterruptedException {
            boolean over = process.waitFor(LONGEST_LIFE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly().waitFor();
            assertThat(over).as("It hangs. %s", this).isTrue();
        }

        void kill(String when) {
            if (process.isAlive()) {
                process.destroyForcibly();
                story.add("killed " + when);
            }
        }

        /** Kills it when it makes this call; AWS never hears of it, or carries it out. */
        void killAt(String call, int number, boolean carriedOut) {
            Fault fatal = proxy.on(call)
                    .nth(number)
                    .meanwhile(() -> kill((carriedOut ? "after " : "before ") + call + " " + number));
            if (carriedOut) {
                fatal.resetAfterForwarding();
            } else {
                fatal.resetBeforeForwarding();
            }
        }

        int kills() {
            return story.size();
        }

        boolean ended() {
            return Files.exists(trial.home.resolve("builds/1/result.json"));
        }

        void assertDeployedOnce() throws Exception {
            assertThat(ended()).as("%s", this).isTrue();
            assertThat(trial.log(1)).as("%s", this).containsOnlyOnce("done CREATED 1 http");
            for (String order : ORDERS) {
                List<Call> arrived = proxy.calls(order).stream()
                        .filter(call -> !call.fault().equals("reset before forwarding"))
                        .toList();
                assertThat(arrived).as("%s: %s", order, this).hasSize(1);
                assertThat(proxy.calls(order).stream().map(Call::token).distinct())
                        .as("tokens of %s: %s", order, this)
                        .hasSize(1);
            }
            assertThat(proxy.count("CloudFormation.DeleteStack")).as("%s", this).isZero();
            try (CloudFormationClient direct =
                    AWS.at(CloudFormationClient.builder()).build()) {
                Stack found =
                        direct.describeStacks(r -> r.stackName(stack)).stacks().get(0);
                assertThat(found.stackStatusAsString()).isEqualTo("CREATE_COMPLETE");
            }
        }

        @Override
        public String toString() {
            try {
                return "seed " + SEED + "\n" + String.join("\n", story) + "\n" + proxy.calls() + "\n"
                        + Files.readString(trial.output());
            } catch (IOException e) {
                return story.toString();
            }
        }

        @Override
        public void close() {
            if (process != null) {
                process.destroyForcibly();
            }
            proxy.close();
        }
    }

    @Test
    void killedWhenAnOrderIsUnderWayOrCarriedOutButNotAnswered() throws Exception {
        all(List.of(() -> killedAtEachOrder(false), () -> killedAtEachOrder(true)));
    }

    private Void killedAtEachOrder(boolean carriedOut) throws Exception {
        try (Deployment deployment = new Deployment()) {
            ORDERS.forEach(order -> deployment.killAt(order, 1, carriedOut));
            for (int i = 0; i <= ORDERS.size() && !deployment.ended(); i++) {
                deployment.live();
            }
            assertThat(deployment.kills()).as("%s", deployment).isEqualTo(ORDERS.size());
            deployment.assertDeployedOnce();
        }
        return null;
    }

    @Test
    void killedAtRandomMoments() throws Exception {
        Map<String, Integer> kinds = new TreeMap<>();
        long begin = System.nanoTime();
        List<Callable<Void>> lanes = new ArrayList<>();
        for (int lane = 0; lane < DEPLOYMENTS_AT_ONCE; lane++) {
            Random random = new Random(SEED + lane);
            lanes.add(() -> killedUntilEnough(random, kinds));
        }
        all(lanes);
        System.out.printf(
                "cfnDeploy: %d kills of %d deployments in %d s, %s%n",
                killed.get(), deployments.get(), (System.nanoTime() - begin) / 1_000_000_000, kinds);
        assertThat(killed.get()).isGreaterThanOrEqualTo(KILLS);
    }

    private Void killedUntilEnough(Random random, Map<String, Integer> kinds) throws Exception {
        while (killed.get() < KILLS) {
            try (Deployment deployment = new Deployment()) {
                while (deployment.kills() < KILLS_PER_DEPLOYMENT && !deployment.ended()) {
                    if (random.nextBoolean()) {
                        deployment.live(random.nextInt(SHORTEST_LIFE_MILLIS, LONGEST_LIFE_MILLIS));
                    } else {
                        deployment.killAt("*", 1 + random.nextInt(MOST_CALLS), random.nextBoolean());
                        deployment.live();
                    }
                }
                if (!deployment.ended()) {
                    deployment.live();
                }
                deployment.assertDeployedOnce();
                killed.addAndGet(deployment.kills());
                synchronized (kinds) {
                    deployment.story.forEach(
                            moment -> kinds.merge(moment.replaceAll(" (ms|\\*|\\d+)\\b.*", ""), 1, Integer::sum));
                }
            }
        }
        return null;
    }

    private static void all(List<Callable<Void>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(DEPLOYMENTS_AT_ONCE);
        try {
            for (Future<Void> task : threads.invokeAll(tasks)) {
                task.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
