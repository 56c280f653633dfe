package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Action;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.User;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import jenkins.model.Tab;
import jenkins.model.experimentalflags.UserExperimentalFlagsProperty;
import net.sf.json.JSONObject;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** All that a run has to show of its release, on one page, which knows when it is out of date. */
@WithJenkins
class ReleasePageJenkinsTest {

    private static final String RELEASE = """
            releaseStage('Build') { echo 'built' }
            releaseStage('Production') { releaseApproval message: 'Ship <b>it</b>?' }
            """;

    private static WorkflowRun waiting(JenkinsRule j, String script) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        j.waitForMessage("Approve or reject", run);
        return run;
    }

    /** All works without JavaScript. */
    private static JenkinsRule.WebClient client(JenkinsRule j) {
        return j.createWebClient().withJavaScriptEnabled(false);
    }

    private static HtmlPage page(JenkinsRule j, WorkflowRun run, String page) throws Exception {
        return client(j).getPage(run, page);
    }

    private static JSONObject state(JenkinsRule j, WorkflowRun run) throws Exception {
        return JSONObject.fromObject(client(j)
                .goTo(run.getUrl() + "release/state", "application/json")
                .getWebResponse()
                .getContentAsString());
    }

    private static List<String> titles(HtmlPage page) {
        return page.querySelectorAll(".aws-release__title").stream()
                .map(DomNode::asNormalizedText)
                .toList();
    }

    private static HtmlPage approve(HtmlPage page) throws Exception {
        HtmlForm form = page.getForms().stream()
                .filter(one -> one.getNameAttribute().startsWith("decide-"))
                .findFirst()
                .orElseThrow();
        return form.getButtonByName("approve").click();
    }

    /** For a tab Jenkins has none. */
    private static List<String> entries(WorkflowRun run) {
        return run.getAllActions().stream()
                .filter(action -> action.getClass().getName().contains("awsreleasestages"))
                .filter(action -> !(action instanceof Tab))
                .filter(action -> action.getIconFileName() != null)
                .map(Action::getDisplayName)
                .toList();
    }

    @Test
    void aReleaseIsOnOnePageAndDecidedOnThere(JenkinsRule j) throws Exception {
        WorkflowRun run = waiting(j, RELEASE);
        assertThat(entries(run)).containsExactly("Release");
        HtmlPage before = j.createWebClient().getPage(run, "release");
        assertThat(titles(before)).containsExactly("Stages", "Open gates");
        assertThat(before.querySelectorAll(".aws-release-stages__stage"))
                .extracting(DomNode::asNormalizedText)
                .satisfiesExactly(
                        build -> assertThat(build).contains("Build", "Succeeded"),
                        production -> assertThat(production).contains("Production", "Waits for approval"));
        assertThat(before.getWebResponse().getContentAsString())
                .contains("Ship &lt;b>it&lt;/b>?")
                .doesNotContain("<b>it");
        JSONObject asked = state(j, run);
        assertThat(asked.getBoolean("building")).isTrue();
        assertThat(before.<DomNode>querySelector(".aws-release__parts")
                        .getAttributes()
                        .getNamedItem("data-digest")
                        .getNodeValue())
                .as("what the page shows is how things are")
                .isEqualTo(state(j, run).getString("digest"))
                .isEqualTo(asked.getString("digest"));

        HtmlPage after = approve(before);
        assertThat(after.getUrl().getPath()).endsWith("/release/");
        j.assertBuildStatusSuccess(j.waitForCompletion(run));
        assertThat(state(j, run).getBoolean("building")).isFalse();
        assertThat(state(j, run).getString("digest")).isNotEqualTo(asked.getString("digest"));
        HtmlPage ended = page(j, run, "release");
        assertThat(titles(ended)).containsExactly("Stages", "Decided gates");
        assertThat(ended.asNormalizedText())
                .doesNotContain("Waits for approval")
                .contains("Approved");
    }

    @Test
    void thePageOfTheRunHasOneSummary(JenkinsRule j) throws Exception {
        WorkflowRun run = waiting(j, RELEASE);
        HtmlPage page = client(j).getPage(run);
        assertThat(page.getAnchors())
                .filteredOn(anchor -> anchor.getHrefAttribute().equals("release"))
                .singleElement();
        assertThat(page.querySelectorAll("#tasks a"))
                .filteredOn(entry -> entry.asNormalizedText().equals("Release"))
                .singleElement();
        assertThat(page.asNormalizedText()).contains("Build: Succeeded", "Production: Waits for approval");
        approve(page(j, run, "approval"));
        j.waitForCompletion(run);
    }

    @Test
    void partsHaveAddressesOfTheirOwn(JenkinsRule j) throws Exception {
        WorkflowRun run = waiting(j, RELEASE);
        HtmlPage gate = page(j, run, "approval");
        assertThat(titles(gate)).containsExactly("Open gates");
        assertThat(gate.getAnchorByText("The whole release").click().getUrl().getPath())
                .endsWith("/release/");
        assertThat(approve(gate).getUrl().getPath()).endsWith("/approval/");
        j.assertBuildStatusSuccess(j.waitForCompletion(run));
        String parts =
                client(j).goTo(run.getUrl() + "approval/now").getWebResponse().getContentAsString();
        assertThat(parts)
                .contains("Decided gates", "data-building=\"false\"", "<svg")
                .doesNotContain("<html", "<img");
    }

    @Test
    void aRunWithoutStagesHasThePageTooAndOneWithoutAReleaseHasNone(JenkinsRule j) throws Exception {
        WorkflowRun run = waiting(j, "releaseApproval message: 'Ship it?'");
        assertThat(titles(page(j, run, "release"))).containsExactly("Open gates");
        approve(page(j, run, "release"));
        j.waitForCompletion(run);
        FreeStyleProject other = j.createFreeStyleProject();
        var build = j.buildAndAssertSuccess(other);
        assertThat(build.getActions(ReleasePage.class)).isEmpty();
        client(j).assertFails(build.getUrl() + "release/", 404);
    }

    @Test
    void whoMayNotReadTheJobSeesNothing(JenkinsRule j) throws Exception {
        secure(j);
        WorkflowRun run = waiting(j, RELEASE);
        JenkinsRule.WebClient stranger = client(j).login("stranger");
        for (String page : List.of("", "release/", "release/state", "release/now", "approval/", "approval/now")) {
            stranger.assertFails(run.getUrl() + page, 404);
        }
        assertThat(titles(client(j).login("reader").getPage(run, "release"))).containsExactly("Stages", "Open gates");
        approve(client(j).login("root").getPage(run, "release"));
        j.waitForCompletion(run);
    }

    private static void secure(JenkinsRule j) {
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .toEveryone()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("root")
                .grant(Item.READ)
                .everywhere()
                .to("reader"));
    }

    private static WorkflowRun next(JenkinsRule j, WorkflowJob job) throws Exception {
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        j.waitForMessage("Approve or reject", run);
        return run;
    }

    @Test
    void thePageOfTheJobSaysWhatItsLatestReleasesCameTo(JenkinsRule j) throws Exception {
        secure(j);
        // Two releases of the job wait at once.
        WorkflowRun first = waiting(
                j, RELEASE.replace("releaseStage('Production')", "releaseStage(name: 'Production', mode: 'PARALLEL')"));
        WorkflowJob job = first.getParent();
        HtmlForm override = client(j).login("root").getPage(first, "approval").getForms().stream()
                .filter(one -> one.getNameAttribute().startsWith("override-"))
                .findFirst()
                .orElseThrow();
        override.getTextAreaByName("reason").setText("the shop is <b>down</b>");
        override.getButtonByName("override").click();
        j.assertBuildStatusSuccess(j.waitForCompletion(first));
        WorkflowRun second = next(j, job);
        WorkflowRun third = next(j, job);

        HtmlPage page = client(j).login("reader").getPage(job);
        DomNode releases = page.querySelector(".aws-recent-releases");
        assertThat(releases.asNormalizedText())
                .contains(
                        "#1: Overridden by root, ",
                        ": the shop is <b>down</b>",
                        "#2: Waits for approval, ",
                        "Release #3",
                        "Build: Succeeded",
                        "Production: Waits for approval")
                .doesNotContain("#3: Waits");
        assertThat(page.getWebResponse().getContentAsString()).doesNotContain("<b>down", "<b>it");
        assertThat(page.getAnchorByText("Ship <b>it</b>?").click().getUrl().getPath())
                .endsWith(third.getUrl() + "approval/");
        assertThat(page.getAnchorByText("#1").click().getUrl().getPath()).endsWith(first.getUrl() + "release/");
        assertThat(page.getAnchorByText("What policies demand of this job")
                        .click()
                        .getUrl()
                        .getPath())
                .endsWith(job.getUrl() + "release-policies/");
        client(j).login("stranger").assertFails(job.getUrl(), 404);
        for (WorkflowRun run : List.of(second, third)) {
            approve(client(j).login("root").getPage(run, "release"));
            j.waitForCompletion(run);
        }
    }

    @Test
    void thePageOfAJobThatReleasesNothingIsAsItWas(JenkinsRule j) throws Exception {
        FreeStyleProject other = j.createFreeStyleProject();
        j.buildAndAssertSuccess(other);
        HtmlPage page = client(j).getPage(other);
        assertThat(page.querySelectorAll(".aws-recent-releases")).isEmpty();
        assertThat(page.getWebResponse().getContentAsString()).doesNotContain("release-policies");
    }

    @Test
    void whoHasChosenTheNewPageOfARunHasATab(JenkinsRule j) throws Exception {
        secure(j);
        User reader = User.getById("reader", true);
        WorkflowRun run = waiting(j, RELEASE);
        assertThat(client(j).login("reader").getPage(run).querySelectorAll(".app-build-bar__tabs"))
                .isEmpty();
        reader.addProperty(new UserExperimentalFlagsProperty(Map.of("new-build-page.flag", "true")));
        HtmlPage page = client(j).login("reader").getPage(run, "release");
        assertThat(titles(page)).containsExactly("Stages", "Open gates");
        List<DomNode> tabs = page.querySelectorAll(".app-build-bar__tabs a").stream()
                .filter(tab -> tab.asNormalizedText().equals("Release"))
                .toList();
        assertThat(tabs).hasSize(1);
        assertThat(((HtmlAnchor) tabs.get(0)).click().getUrl().getPath()).contains(run.getUrl() + "release");
        approve(client(j).login("root").getPage(run, "release"));
        j.waitForCompletion(run);
    }
}
