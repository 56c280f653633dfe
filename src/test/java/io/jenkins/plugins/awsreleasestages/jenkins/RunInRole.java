package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.model.FreeStyleProject;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleBuildWrapper;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleStep;
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

    /** A freestyle job that gets the same role. */
    public static FreeStyleProject freestyle(JenkinsRule j, String job) throws Exception {
        SystemCredentials.addAwsKeys("aws-ci");
        FreeStyleProject project = j.createFreeStyleProject(job);
        AwsRoleStep role = new AwsRoleStep();
        role.setCredentialsId("aws-ci");
        role.setRegion(Emulator.REGION);
        project.getBuildWrappersList().add(new AwsRoleBuildWrapper(role));
        return project;
    }
}
