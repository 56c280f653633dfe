package io.jenkins.plugins.awsreleasestages.jenkins.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Item;
import java.net.URL;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.FailingHttpStatusCodeException;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Freezes that people declare and end on a job's page of release policies. */
class DeclaredFreezesJenkinsTest {

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private static void secure(JenkinsRule j) {
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("root")
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to("alice", "bob")
                .grant(Item.CONFIGURE)
                .onFolders(j.jenkins.getItemByFullName("shop", Folder.class))
                .to("alice"));
    }

    private static WorkflowJob job(JenkinsRule j) throws Exception {
        WorkflowJob job = j.createProject(Folder.class, "shop").createProject(WorkflowJob.class, "deploy");
        job.setDefinition(
                new CpsFlowDefinition("releaseGate conditions: [deploymentWindow(windows: ['* 00:00-24:00'])]", true));
        return job;
    }

    private static HtmlPage page(JenkinsRule j, WorkflowJob job, String user) throws Exception {
        return j.createWebClient().login(user).getPage(job, PoliciesAction.URL);
    }

    private static HtmlPage frozen(JenkinsRule j, WorkflowJob job) throws Exception {
        HtmlForm form = page(j, job, "alice").getFormByName("freeze");
        form.getInputByName("reason").setValue("<b>Stock-taking</b>");
        return j.submit(form);
    }

    @Test
    void aFreezeOfAFolderHoldsItsJobsUntilItIsEndedAlsoOverARestartAndARename() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(j);
            secure(j);
            assertThat(frozen(j, job).asNormalizedText())
                    .contains("<b>Stock-taking</b>", "folder shop", "declared by alice")
                    .contains("Freeze by alice");
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            j.waitForMessage("frozen (<b>Stock-taking</b>, by alice), without an end", run);
            Folder folder = j.jenkins.getItemByFullName("shop", Folder.class);
            folder.renameTo("store");
            j.submit(j.createWebClient()
                    .login("root")
                    .getPage(folder, "configure")
                    .getFormByName("config"));
        });
        session.then(j -> {
            WorkflowJob job = j.jenkins.getItemByFullName("store/deploy", WorkflowJob.class);
            assertThat(DeclaredFreezes.get().over(job))
                    .singleElement()
                    .satisfies(freeze -> assertThat(freeze.getPlace()).isEqualTo("store"));
            HtmlPage page = page(j, job, "root");
            String id = DeclaredFreezes.get().over(job).get(0).getId();
            page = j.submit(page.getFormByName("end-" + id));
            assertThat(page.asNormalizedText()).doesNotContain("Stock-taking");
            j.assertBuildStatusSuccess(j.waitForCompletion(job.getBuildByNumber(1)));
        });
    }

    @Test
    void whoMayNotConfigureTheFolderSeesTheFreezeAndCannotEndOrDeclareOne() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(j);
            secure(j);
            frozen(j, job);
            HtmlPage page = page(j, job, "bob");
            assertThat(page.asNormalizedText()).contains("<b>Stock-taking</b>");
            assertThat(page.getForms())
                    .noneMatch(form -> form.getNameAttribute().startsWith("end-"));
            assertThat(page.getForms())
                    .noneMatch(form -> form.getNameAttribute().equals("freeze"));
            String id = DeclaredFreezes.get().over(job).get(0).getId();
            assertRefused(j, job, "bob", "endFreeze", new NameValuePair("id", id));
            assertRefused(j, job, "bob", "freeze", new NameValuePair("place", "shop"));
            assertRefused(j, job, "alice", "freeze", new NameValuePair("place", ""));
            assertThat(DeclaredFreezes.get().over(job)).hasSize(1);
        });
    }

    private static void assertRefused(JenkinsRule j, WorkflowJob job, String user, String action, NameValuePair more)
            throws Exception {
        JenkinsRule.WebClient client = j.createWebClient().login(user);
        WebRequest request =
                new WebRequest(new URL(j.getURL(), job.getUrl() + PoliciesAction.URL + "/" + action), HttpMethod.POST);
        request.setRequestParameters(
                List.of(more, new NameValuePair("reason", "Mine"), new NameValuePair("timeZone", "UTC")));
        client.addCrumb(request);
        assertThatThrownBy(() -> client.getPage(request))
                .isInstanceOfSatisfying(
                        FailingHttpStatusCodeException.class,
                        refused -> assertThat(refused.getStatusCode()).isEqualTo(403));
    }
}
