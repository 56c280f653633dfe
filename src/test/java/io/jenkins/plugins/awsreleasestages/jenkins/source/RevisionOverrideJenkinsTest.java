package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.cli.CLICommandInvoker;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.StringParameterDefinition;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A run that is started with another revision, over REST and the command line. */
@WithJenkins
@ExtendWith(LocalRepositories.class)
class RevisionOverrideJenkinsTest {

    @TempDir
    private Path temp;

    private static String recorded(Run<?, ?> run) {
        SourceRevisionsAction action = run.getAction(SourceRevisionsAction.class);
        SourceRevision revision = action.getRevisions().get(0);
        return revision.id() + " " + action.override(revision);
    }

    @Test
    void overRestAndTheCommandLine(JenkinsRule j) throws Exception {
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("jane"));
        GitRepository repository = new GitRepository(temp.resolve("repository"));
        String first = repository.commit("a.txt", "1", "One");
        String second = repository.commit("a.txt", "2", "Two");
        WorkflowJob job = j.createProject(WorkflowJob.class, "release");
        job.setDefinition(new CpsFlowDefinition(
                "node { def s = awsSource source: gitRepository('" + repository.folder
                        + "'), revisionParameter: 'WANTED'\n echo \"It is ${s.revision}\" }",
                true));

        WorkflowRun without = j.buildAndAssertSuccess(job);
        assertThat(recorded(without)).isEqualTo(second + " null");
        j.assertLogContains("This run has no text parameter WANTED.", without);

        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("WANTED", "")));
        WorkflowRun blank = j.buildAndAssertSuccess(job);
        assertThat(recorded(blank)).isEqualTo(second + " null");
        j.assertLogNotContains("no text parameter", blank);

        JenkinsRule.WebClient client = j.createWebClient().withBasicApiToken("jane");
        WebRequest request = new WebRequest(new URL(j.getURL(), job.getUrl() + "buildWithParameters"), HttpMethod.POST);
        request.setRequestParameters(List.of(new NameValuePair("WANTED", first)));
        assertThat(client.loadWebResponse(request).getStatusCode()).isEqualTo(201);
        j.waitUntilNoActivity();
        WorkflowRun rest = job.getLastBuild();
        j.assertBuildStatusSuccess(rest);
        assertThat(recorded(rest)).isEqualTo(first + " parameter WANTED (Started by user jane)");
        j.assertLogContains(", as asked for by parameter WANTED (Started by user jane).", rest);
        assertThat(client.getPage(rest, "release").getWebResponse().getContentAsString())
                .contains("Instead of the newest, by", "parameter WANTED (Started by user jane)");

        CLICommandInvoker.Result cli = new CLICommandInvoker(j, "build")
                .asUser("jane")
                .invokeWithArgs("release", "-s", "-p", "WANTED=" + first);
        assertThat(cli.returnCode()).as(cli.stderr()).isZero();
        assertThat(recorded(job.getLastBuild()))
                .startsWith(first + " parameter WANTED (Started from command line by jane");

        CLICommandInvoker.Result wrong =
                new CLICommandInvoker(j, "build").asUser("jane").invokeWithArgs("release", "-s", "-p", "WANTED=main");
        assertThat(wrong.returnCode()).isNotZero();
        WorkflowRun refused = job.getLastBuild();
        j.assertBuildStatus(Result.FAILURE, refused);
        j.assertLogContains("revision: 'main' is not the full id of a commit", refused);
    }
}
