package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import io.jenkins.plugins.awsreleasestages.stage.StageMode;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** How releases share a stage is said for a stage, else for its job, a folder, or all of Jenkins. */
@WithJenkins
class StageModeJenkinsTest {

    @Test
    void theNearestThatSaysOneCounts(JenkinsRule j) throws Exception {
        Folder outer = j.createProject(Folder.class, "outer");
        Folder inner = outer.createProject(Folder.class, "inner");
        WorkflowJob job = inner.createProject(WorkflowJob.class, "shop");
        assertThat(StageModeConfiguration.of(job)).isEqualTo(StageMode.SUPERSEDED);
        StageModeConfiguration.get().setMode(StageMode.PARALLEL);
        assertThat(StageModeConfiguration.of(job)).isEqualTo(StageMode.PARALLEL);
        outer.getProperties().add(new StageModeFolderProperty(StageMode.QUEUED));
        assertThat(StageModeConfiguration.of(job)).isEqualTo(StageMode.QUEUED);
        inner.getProperties().add(new StageModeFolderProperty(StageMode.PARALLEL));
        assertThat(StageModeConfiguration.of(job)).isEqualTo(StageMode.PARALLEL);
        job.addProperty(new StageModeProperty(StageMode.SUPERSEDED));
        assertThat(StageModeConfiguration.of(job)).isEqualTo(StageMode.SUPERSEDED);
    }

    @Test
    void theFormsKeepWhatTheyShow(JenkinsRule j) throws Exception {
        StageModeConfiguration.get().setMode(StageMode.QUEUED);
        j.configRoundtrip();
        assertThat(StageModeConfiguration.get().getMode()).isEqualTo(StageMode.QUEUED);

        Folder folder = j.createProject(Folder.class, "team");
        folder.getProperties().add(new StageModeFolderProperty(StageMode.PARALLEL));
        folder = j.configRoundtrip(folder);
        assertThat(folder.getProperties().get(StageModeFolderProperty.class).getMode())
                .isEqualTo(StageMode.PARALLEL);
        folder.getProperties().remove(StageModeFolderProperty.class);
        folder = j.configRoundtrip(folder);
        assertThat(folder.getProperties().get(StageModeFolderProperty.class)).isNull();

        WorkflowJob job = j.createProject(WorkflowJob.class, "shop");
        job = j.configRoundtrip(job);
        assertThat(job.getProperty(StageModeProperty.class)).isNull();
        job.addProperty(new StageModeProperty(StageMode.QUEUED));
        job = j.configRoundtrip(job);
        assertThat(job.getProperty(StageModeProperty.class).getMode()).isEqualTo(StageMode.QUEUED);
    }

    @Test
    void aJenkinsfileSaysItForItsJob(JenkinsRule j) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, "shop");
        job.setDefinition(new CpsFlowDefinition("properties([releaseStageMode('QUEUED')])", true));
        j.buildAndAssertSuccess(job);
        assertThat(StageModeConfiguration.of(job)).isEqualTo(StageMode.QUEUED);
    }
}
