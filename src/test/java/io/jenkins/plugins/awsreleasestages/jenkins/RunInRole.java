package io.jenkins.plugins.awsreleasestages.jenkins;

import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;

/** Runs of a Pipeline in {@code awsRole}, with the emulated account's keys. */
public final class RunInRole {

    private RunInRole() {}

    /** @param job made, with the keys, where there is none of that name yet */
    public static WorkflowRun start(JenkinsRule j, String job, String script) throws Exception {
        WorkflowJob pipeline = j.jenkins.getItemByFullName(job, WorkflowJob.class);
        if (pipeline == null) {
            SystemCredentials.addAwsKeys("aws-ci");
            pipeline = j.createProject(WorkflowJob.class, job);
        }
        pipeline.setDefinition(new CpsFlowDefinition(
                "awsRole(credentialsId: 'aws-ci', region: '" + Emulator.REGION + "') {\n" + script + "\n}", true));
        return pipeline.scheduleBuild2(0).waitForStart();
    }
}
