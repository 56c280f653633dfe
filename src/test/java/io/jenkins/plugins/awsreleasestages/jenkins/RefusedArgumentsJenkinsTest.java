package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.model.Result;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class RefusedArgumentsJenkinsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    awsRole(role: 'no arn') { echo 'inside' }         | awsRole: role:
                    awsSource gitRepository(url: '')                  | awsSource: url:
                    buildspec timeoutMinutes: 0                       | buildspec: timeoutMinutes:
                    codeBuild project: ''                             | codeBuild: project:
                    cfnChangeSet stack: '1', template: 'x.yaml'       | cfnChangeSet: stack:
                    cfnExecute changeSet: 'none'                      | cfnExecute: changeSet:
                    releaseStage('a/b') { echo 'inside' }             | releaseStage: name:
                    releaseApproval message: ''                       | releaseApproval: message:
                    awsRole(environment: env.NOBODY) { echo 'inside' } | awsRole: environment: is blank
                    awsRole(environment: '') { echo 'inside' }        | awsRole: environment: is blank
                    awsSource source: gitRepository(url: 'https://x.org/a.git'), revision: '' | awsSource: revision: is blank
                    awsSource source: gitRepository(url: 'https://x.org/a.git', branch: env.NOBODY) | awsSource: branch:
                    buildspec env: [A: '1'], store: ' '               | buildspec: store:
                    codeBuild project: 'it', serviceRole: env.NOBODY  | codeBuild: serviceRole: is blank
                    codeBuild project: 'it', workspace: false, workspaceIncludes: '' | codeBuild: workspaceIncludes: is blank
                    cfnDeploy assembly: 'cdk.out', stacks: [env.NOBODY] | cfnDeploy: stacks: is blank
                    cfnDeploy assembly: 'cdk.out', stacks: []         | cfnDeploy: stacks: is blank
                    cfnDeploy stack: 's', template: 't', approvers: ['anna', env.NOBODY] | cfnDeploy: approvers: has an element
                    cfnDeploy stack: 's', template: 't', region: ''   | cfnDeploy: region: is blank
                    cfnDelete stack: 's', retainResources: ['']       | cfnDelete: retainResources:
                    cfnStackSet name: 's', template: 't', accounts: [] | cfnStackSet: accounts:
                    releaseApproval message: 'Go?', approvers: [env.NOBODY] | releaseApproval: approvers:
                    """)
    void oneSentenceAndNoStackTrace(String step, String sentence, JenkinsRule j) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("node { " + step + " }", true));
        WorkflowRun run = j.assertBuildStatus(Result.FAILURE, job.scheduleBuild2(0));
        j.assertLogContains("ERROR: " + sentence, run);
        j.assertLogNotContains("\tat ", run);
        j.assertLogNotContains("inside", run);
    }
}
