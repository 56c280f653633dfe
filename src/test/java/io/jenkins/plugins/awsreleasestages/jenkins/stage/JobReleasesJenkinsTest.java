package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Items;
import io.jenkins.plugins.awsreleasestages.stage.StageHistory;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord.Status;
import io.jenkins.plugins.awsreleasestages.stage.StageVisit;
import io.jenkins.plugins.awsreleasestages.stage.Visits;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.MockFolder;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** What a job remembers is its own, wherever it goes. */
class JobReleasesJenkinsTest {

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @Test
    void itGoesWithAJobThatIsRenamedAndMovedAndAwayWithOneThatIsDeleted() throws Throwable {
        session.then(j -> {
            WorkflowJob job = j.createProject(WorkflowJob.class, "shop");
            record(job, 1);
            job.renameTo("store");
            record(job, 2);
            MockFolder team = j.createFolder("team");
            WorkflowJob moved = Items.move(job, team);
            record(moved, 3);
            team.renameTo("crew");
            record(moved, 4);
        });
        session.then(j -> {
            WorkflowJob job = j.jenkins.getItemByFullName("crew/store", WorkflowJob.class);
            assertThat(JobReleases.of(job).visits()).extracting(StageVisit::run).containsExactly(4L, 3L, 2L, 1L);

            WorkflowJob copy = ((MockFolder) job.getParent()).copy(job, "copy");
            assertThat(JobReleases.of(copy).visits()).isEmpty();

            StageHistory before = JobReleases.of(job);
            job.delete();
            before.record(Visits.ended(5, "Production", Status.STOPPED));
            assertThat(job.getRootDir()).doesNotExist();
            WorkflowJob same =
                    j.jenkins.getItemByFullName("crew", MockFolder.class).createProject(WorkflowJob.class, "store");
            assertThat(JobReleases.of(same).visits()).isEmpty();
        });
    }

    private static void record(WorkflowJob job, long run) {
        JobReleases.of(job).record(Visits.ended(run, "Production", Status.SUCCEEDED));
    }
}
