package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsReleaseStagesConfiguration;
import io.jenkins.plugins.awsreleasestages.jenkins.role.CodeConnection;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A connection is whatever Git server the global settings say. */
@WithJenkins
class CodeConnectionJenkinsTest {

    private static final String ARN = "arn:aws:codeconnections:eu-west-1:111122223333:connection/0a1b-2c";

    @TempDir
    private Path temp;

    @Test
    void theTableSaysWhichServerItIs(JenkinsRule j) throws Exception {
        GitRepository repository = new GitRepository(temp.resolve("owner/name.git"));
        String commit = repository.commit("a.txt", "1", "One");
        try (GitServer server = new GitServer(temp)) {
            WorkflowJob job = j.createProject(WorkflowJob.class);
            job.setDefinition(new CpsFlowDefinition(
                    "node { def s = awsSource codeConnection(connection: '"
                            + ARN.replace("codeconnections", "codestar-connections")
                            + "', repository: 'owner/name')\n"
                            + "echo \"${s.variables.FullRepositoryName} ${s.variables.CommitId}\" }",
                    true));
            j.assertLogContains(
                    "connection: nobody has said yet which Git server", j.buildAndAssertStatus(Result.FAILURE, job));

            AwsReleaseStagesConfiguration global = AwsReleaseStagesConfiguration.get();
            global.setCodeConnections(List.of(new CodeConnection(ARN, server.url("{repository}.git/.git"))));
            j.assertLogContains("owner/name " + commit, j.buildAndAssertSuccess(job));

            CodeConnection withPassword = new CodeConnection(ARN, server.url("{repository}.git/.git"));
            withPassword.setCredentialsId("robot");
            global.setCodeConnections(List.of(withPassword));
            j.assertLogContains(
                    "The server of " + ARN.replace("codeconnections", "codestar-connections")
                            + ": credentialsId: is for https URLs only",
                    j.buildAndAssertStatus(Result.FAILURE, job));
            assertThat(server.requests).noneMatch(one -> one.contains("Basic"));
        }
    }
}
