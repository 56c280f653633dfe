package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsEnvironment;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsReleaseStagesConfiguration;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord.Status;
import io.jenkins.plugins.awsreleasestages.stage.StageVisit;
import io.jenkins.plugins.awsreleasestages.stage.Transition;
import java.time.Instant;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** One release at a time is in a stage, and who waits in front of it comes in turn, or is superseded. */
class StageTurnJenkinsTest {

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private static WorkflowJob job(JenkinsRule j, String name, String script) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    private static String stage(String options) {
        return "stage('Production') { releaseStage(" + options + ") { semaphore 'in' } }";
    }

    private static WorkflowRun begin(WorkflowJob job) throws Exception {
        return job.scheduleBuild2(0).waitForStart();
    }

    /** A run that has the stage: the n-th of this test to come to its semaphore. */
    private static WorkflowRun inside(WorkflowJob job, int nth) throws Exception {
        WorkflowRun run = begin(job);
        SemaphoreStep.waitForStart("in/" + nth, run);
        return run;
    }

    private static WorkflowRun waiting(JenkinsRule j, WorkflowJob job) throws Exception {
        WorkflowRun run = begin(job);
        j.waitForMessage("Waits to enter stage Production", run);
        return run;
    }

    private static void ended(JenkinsRule j, Result result, WorkflowRun run) throws Exception {
        j.assertBuildStatus(result, j.waitForCompletion(run));
    }

    /** The n-th to come to its semaphore ends well. */
    private static void leaves(JenkinsRule j, int nth, WorkflowRun run) throws Exception {
        SemaphoreStep.success("in/" + nth, null);
        ended(j, Result.SUCCESS, run);
    }

    private static void passes(JenkinsRule j, int nth, WorkflowRun run) throws Exception {
        SemaphoreStep.waitForStart("in/" + nth, run);
        leaves(j, nth, run);
    }

    private static StageRecord record(WorkflowRun run) {
        return run.getAction(ReleaseAction.class).records().get(0);
    }

    private static WorkflowJob again(JenkinsRule j, String name) {
        return j.jenkins.getItemByFullName(name, WorkflowJob.class);
    }

    @Test
    void aNewerReleaseTakesThePlaceOfTheOneThatWaits() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(j, "shop", stage(""));
            WorkflowRun first = inside(job, 1);
            assertThat(JobReleases.of(job).visits())
                    .extracting(StageVisit::status)
                    .containsExactly(Status.IN_PROGRESS);
            WorkflowRun second = waiting(j, job);
            j.assertLogNotContains("Waits to enter", first);
            j.assertLogContains("Waits to enter stage Production: shop #1 is in it.", second);
            WorkflowRun third = waiting(j, job);

            ended(j, Result.NOT_BUILT, second);
            j.assertLogContains("Superseded by #3 in front of stage Production", second);
            assertThat(record(second).status()).isEqualTo(Status.SUPERSEDED);
            try (JenkinsRule.WebClient client = j.createWebClient()) {
                assertThat(client.getPage(second).getAnchorByText("#3").getHrefAttribute())
                        .isEqualTo("../3/");
            }
            assertThat(record(third).status()).isEqualTo(Status.WAITING);
            assertThat(JobReleases.of(job).visits())
                    .filteredOn(visit -> visit.run() == 3)
                    .extracting(StageVisit::status)
                    .containsExactly(Status.WAITING);

            leaves(j, 1, first);
            SemaphoreStep.waitForStart("in/2", third);
            j.assertLogContains("Enters stage Production.", third);
            leaves(j, 2, third);
            assertThat(JobReleases.of(job).visits())
                    .extracting(StageVisit::run, StageVisit::status)
                    .containsExactlyInAnyOrder(
                            tuple(1L, Status.SUCCEEDED), tuple(2L, Status.SUPERSEDED), tuple(3L, Status.SUCCEEDED));
        });
    }

    @Test
    void inAQueueFirstComeIsFirstServed() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(j, "shop", stage("mode: 'QUEUED'"));
            WorkflowRun first = inside(job, 1);
            WorkflowRun second = waiting(j, job);
            WorkflowRun third = waiting(j, job);
            SemaphoreStep.success("in/1", null);
            SemaphoreStep.waitForStart("in/2", second);
            assertThat(record(third).status()).isEqualTo(Status.WAITING);
            SemaphoreStep.success("in/2", null);
            SemaphoreStep.success("in/3", null);
            for (WorkflowRun run : List.of(first, second, third)) {
                ended(j, Result.SUCCESS, run);
            }
        });
    }

    @Test
    void inParallelNobodyWaits() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(j, "shop", stage("mode: 'PARALLEL'"));
            WorkflowRun first = inside(job, 1);
            WorkflowRun second = inside(job, 2);
            SemaphoreStep.success("in/2", null);
            leaves(j, 1, second);
            ended(j, Result.SUCCESS, first);
        });
    }

    @Test
    void anOlderReleaseNeverFollowsANewerOne() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(
                    j,
                    "shop",
                    "semaphore 'before'\nstage('Production') { releaseStage(mode: 'QUEUED') { echo 'in' } }");
            WorkflowRun older = begin(job);
            SemaphoreStep.waitForStart("before/1", older);
            WorkflowRun newer = begin(job);
            SemaphoreStep.success("before/2", null);
            ended(j, Result.SUCCESS, newer);
            SemaphoreStep.success("before/1", null);
            ended(j, Result.NOT_BUILT, older);
            j.assertLogContains("Superseded by #2 in front of stage Production", older);
        });
    }

    @Test
    void aRestartKeepsTheStageLockedAndTheOthersWaiting() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(j, "shop", stage(""));
            inside(job, 1);
            waiting(j, job);
        });
        session.then(j -> {
            WorkflowJob job = again(j, "shop");
            WorkflowRun second = job.getBuildByNumber(2);
            WorkflowRun third = waiting(j, job);
            ended(j, Result.NOT_BUILT, second);
            assertThat(record(third).status()).isEqualTo(Status.WAITING);
            leaves(j, 1, job.getBuildByNumber(1));
            passes(j, 2, third);
        });
    }

    /** Whatever becomes of the run that has the stage: nobody has to unlock anything. */
    @Test
    void aRunThatIsKilledOrDeletedLeavesNoLock() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(j, "shop", stage(""));
            WorkflowRun first = inside(job, 1);
            WorkflowRun second = waiting(j, job);
            first.doKill();
            SemaphoreStep.waitForStart("in/2", second);
            WorkflowRun third = waiting(j, job);
            second.doKill();
            j.waitForCompletion(second);
            second.delete();
            passes(j, 3, third);
        });
    }

    @Test
    void whoIsAbortedWhileItWaitsIsStoppedAndHoldsNobody() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(j, "shop", stage("mode: 'QUEUED'"));
            WorkflowRun first = inside(job, 1);
            WorkflowRun second = waiting(j, job);
            WorkflowRun third = waiting(j, job);
            second.getExecutor().interrupt();
            ended(j, Result.ABORTED, second);
            assertThat(record(second).status()).isEqualTo(Status.STOPPED);
            leaves(j, 1, first);
            passes(j, 2, third);
        });
    }

    @Test
    void aFailureFreesTheStage() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(j, "shop", stage(""));
            WorkflowRun first = inside(job, 1);
            WorkflowRun second = waiting(j, job);
            SemaphoreStep.failure("in/1", new hudson.AbortException("broken"));
            ended(j, Result.FAILURE, first);
            passes(j, 2, second);
        });
    }

    @Test
    void aClosedStageKeepsTheNewestUntilItIsOpened() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(j, "shop", stage(""));
            JobReleases.of(job)
                    .set(new Transition("Production", true, false, "alice", Instant.now(), "fair on Friday"));
            WorkflowRun first = waiting(j, job);
            j.assertLogContains("the stage was closed by alice: fair on Friday", first);
            WorkflowRun second = waiting(j, job);
            ended(j, Result.NOT_BUILT, first);
            JobReleases.of(job).set(new Transition("Production", false, false, "alice", Instant.now(), "over"));
            StageWatcher.tell(job);
            passes(j, 1, second);
        });
    }

    @Test
    void jobsThatShareALockComeOneAfterTheOther() throws Throwable {
        session.then(j -> {
            AwsReleaseStagesConfiguration.get().setEnvironments(List.of(new AwsEnvironment("prod")));
            WorkflowJob shop = job(j, "shop", stage("lock: 'prod'"));
            WorkflowJob api = job(j, "api", stage("lock: 'prod'"));
            WorkflowRun first = inside(shop, 1);
            WorkflowRun other = waiting(j, api);
            j.assertLogContains("a release of another job has what both share, prod.", other);
            j.assertLogNotContains("shop", other);
            leaves(j, 1, first);
            passes(j, 2, other);
        });
    }

    @Test
    void whatCannotBeIsRefusedAtOnce() throws Throwable {
        session.then(j -> {
            WorkflowRun nested = begin(
                    job(j, "nested", "releaseStage('A') { releaseStage('B') { releaseStage('A') { echo 'never' } } }"));
            ended(j, Result.FAILURE, nested);
            j.assertLogContains("so it would wait for itself", nested);
            WorkflowRun nameless = begin(job(j, "nameless", "releaseStage(lock: 'nowhere') { echo 'never' }"));
            ended(j, Result.FAILURE, nameless);
            j.assertLogContains("there is no stage around. lock: 'nowhere' is no environment", nameless);
        });
    }

    /** Among the options of a stage, where it waits before an agent is taken. */
    @Test
    void aDeclarativeStageHasItAmongItsOptions() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(j, "shop", """
                    pipeline {
                      agent none
                      stages {
                        stage('Production') {
                          options { releaseStage(mode: 'SUPERSEDED') }
                          agent any
                          steps { semaphore 'in' }
                        }
                      }
                    }
                    """);
            WorkflowRun first = inside(job, 1);
            WorkflowRun second = waiting(j, job);
            j.assertLogNotContains("Running on", second);
            leaves(j, 1, first);
            passes(j, 2, second);
        });
    }
}
