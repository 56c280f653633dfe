package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord.Status;
import io.jenkins.plugins.awsreleasestages.stage.StageVisit;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * Five releases in front of two stages, in a Jenkins of its own that is killed at a random moment: what comes of them is what
 * would have come without. {@code -Dkills=50} kills more often than three times; {@code -Dseed} repeats the choices.
 */
class KilledStagesJenkinsTest {

    private static final int KILLS = Integer.getInteger("kills", 3);
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int RELEASES = 5;

    /** All releases together take longer, wherever the kill comes. */
    private static final int LONGEST_LIFE_MILLIS = 8_000;

    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension().withTimeout(3_600);

    /** A visit, as it is told to the test. */
    record Seen(String stage, int run, String status, long entered, long ended) implements Serializable {}

    private static String stage(String name, String mode) {
        return "stage('" + name + "') { releaseStage(mode: '" + mode + "') { sleep 1 } }\n";
    }

    private static void begin(JenkinsRule j, Integer round) throws Exception {
        for (String mode : List.of("QUEUED", "SUPERSEDED")) {
            WorkflowJob job = j.createProject(WorkflowJob.class, mode + round);
            job.setDefinition(new CpsFlowDefinition(stage("Test", mode) + stage("Production", mode), true));
            for (int i = 0; i < RELEASES; i++) {
                WorkflowRun run = job.scheduleBuild2(0).waitForStart();
                // What Jenkins has not saved yet it cannot go on with, whatever is in it.
                until(() -> run.getAction(ReleaseAction.class) != null);
            }
        }
    }

    private static void until(Callable<Boolean> done) throws Exception {
        while (!done.call()) {
            Thread.sleep(20);
        }
    }

    private static ArrayList<Seen> ended(JenkinsRule j, String name) throws Exception {
        WorkflowJob job = j.jenkins.getItemByFullName(name, WorkflowJob.class);
        for (int number = 1; number <= RELEASES; number++) {
            WorkflowRun run = job.getBuildByNumber(number);
            j.waitForCompletion(run);
            assertThat(run.getResult())
                    .as("%s", JenkinsRule.getLog(run))
                    .isIn(
                            name.startsWith("QUEUED")
                                    ? List.of(Result.SUCCESS)
                                    : List.of(Result.SUCCESS, Result.NOT_BUILT));
        }
        ArrayList<Seen> all = new ArrayList<>();
        JobReleases.of(job).visits().forEach(visit -> all.add(seen(visit)));
        return all;
    }

    private static Seen seen(StageVisit visit) {
        return new Seen(
                visit.stage(),
                (int) visit.run(),
                visit.status().name(),
                visit.entered() == null ? 0 : visit.entered().toEpochMilli(),
                visit.ended().toEpochMilli());
    }

    @Test
    void oneReleaseAtATimeAndNoneIsForgotten() throws Throwable {
        Random random = new Random(SEED);
        jenkins.startJenkins();
        for (int kill = 0; kill < KILLS; kill++) {
            jenkins.runRemotely(KilledStagesJenkinsTest::begin, kill);
            int millis = random.nextInt(LONGEST_LIFE_MILLIS);
            Thread.sleep(millis);
            jenkins.stopJenkinsForcibly();
            jenkins.startJenkins();
            String as = "seed " + SEED + ", kill " + kill + " after " + millis + " ms";
            ArrayList<Seen> queued = jenkins.runRemotely(KilledStagesJenkinsTest::ended, "QUEUED" + kill);
            ArrayList<Seen> superseded = jenkins.runRemotely(KilledStagesJenkinsTest::ended, "SUPERSEDED" + kill);
            for (String stage : List.of("Test", "Production")) {
                assertThat(entered(queued, stage)).as(as).containsExactly(1, 2, 3, 4, 5);
                assertThat(entered(superseded, stage)).as(as).isSorted().endsWith(RELEASES);
                oneAtATime(as, queued, stage);
                oneAtATime(as, superseded, stage);
            }
            System.out.println(as + ", at " + Instant.now() + ": superseded "
                    + superseded.stream()
                            .filter(seen -> seen.status().equals(Status.SUPERSEDED.name()))
                            .count());
        }
    }

    private static List<Seen> inside(List<Seen> all, String stage) {
        return all.stream()
                .filter(seen -> seen.stage().equals(stage) && seen.entered() > 0)
                .sorted(Comparator.comparing(Seen::entered))
                .toList();
    }

    /** The numbers of those that have entered a stage, in that order. */
    private static List<Integer> entered(List<Seen> all, String stage) {
        return inside(all, stage).stream().map(Seen::run).toList();
    }

    private static void oneAtATime(String as, List<Seen> all, String stage) {
        List<Seen> inside = inside(all, stage);
        for (int i = 1; i < inside.size(); i++) {
            assertThat(inside.get(i).entered())
                    .as(as + ": " + inside)
                    .isGreaterThanOrEqualTo(inside.get(i - 1).ended());
        }
    }
}
