package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.cli.CLICommandInvoker;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Job;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GatePermissions;
import io.jenkins.plugins.awsreleasestages.stage.StageHistory;
import io.jenkins.plugins.awsreleasestages.stage.StageRecord.Status;
import io.jenkins.plugins.awsreleasestages.stage.Transition;
import io.jenkins.plugins.awsreleasestages.stage.Visits;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.htmlunit.FailingHttpStatusCodeException;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The page of a job's releases, and what people change there, by REST and on the command line. */
@WithJenkins
class ReleasesPageJenkinsTest {

    private JenkinsRule j;
    private FreeStyleProject job;
    private StageHistory history;

    /** Who has to look again. */
    @TestExtension
    public static final class Watch implements StageWatcher {
        static final List<String> CHANGED = new ArrayList<>();

        @Override
        public void changed(Job<?, ?> changed) {
            CHANGED.add(changed.getFullName());
            throw new IllegalStateException("A watcher's trouble is its own.");
        }
    }

    @BeforeEach
    void releases(JenkinsRule rule) throws Exception {
        j = rule;
        Watch.CHANGED.clear();
        Folder shop = j.createProject(Folder.class, "shop");
        job = shop.createProject(FreeStyleProject.class, "deploy");
        j.buildAndAssertSuccess(job);
        history = JobReleases.of(job);
        history.record(Visits.ended(1, "Build", Status.SUCCEEDED));
        history.record(Visits.ended(1, "Production", Status.SUCCEEDED));
        history.record(Visits.ended(2, "Build", Status.SUCCEEDED));
        history.record(Visits.ended(2, "Production", Status.FAILED));
        history.record(Visits.inside(3, "Build"));
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("root")
                .grant(Jenkins.READ)
                .everywhere()
                .toAuthenticated()
                .grant(Item.READ, Item.BUILD)
                .everywhere()
                .to("alice", "bob")
                .grant(GatePermissions.MANAGE_STAGES)
                .onFolders(shop)
                .to("alice"));
    }

    private HtmlPage page(String user) throws Exception {
        return j.createWebClient().withJavaScriptEnabled(false).login(user).getPage(job, ReleasesPage.URL);
    }

    private static HtmlPage press(HtmlPage page, String form, String change, String reason) throws Exception {
        HtmlForm sent = page.getFormByName(form);
        sent.getInputByName("reason").setValue(reason);
        return ((HtmlButton) sent.querySelector("button[value=" + change + "]")).click();
    }

    private Transition production() {
        return history.transition("Production").orElseThrow();
    }

    @Test
    void thePageShowsWhatIsLiveAndWhatBecameOfTheReleases() throws Exception {
        HtmlPage page = page("bob");
        assertThat(page.asNormalizedText())
                .contains("Production", "Environment prod", "Live", "approved by bob", "Open")
                .contains("Change 2", "Ann", "Succeeded", "Failed")
                .contains("1–3 of 3")
                .doesNotContain("Mark as bad");
        assertThat(page.getWebResponse().getContentAsString()).contains("The deploy of &lt;b>shop&lt;/b> failed");
        // Its run does not exist, so it goes on no more.
        assertThat(page.asNormalizedText()).contains("Stopped").doesNotContain("In progress");
        assertThat(page.getForms()).noneMatch(form -> form.getActionAttribute().endsWith("/change"));
        assertThat(page.getAnchors())
                .filteredOn(anchor -> anchor.getHrefAttribute().endsWith("/" + job.getUrl() + "1/release/"))
                .as("the run that is still there")
                .isNotEmpty();
        assertThat(page.getAnchors())
                .noneMatch(anchor -> anchor.getHrefAttribute().contains(job.getUrl() + "2/"));
        HtmlPage found = j.createWebClient().login("bob").getPage(job, ReleasesPage.URL + "/?filter=change+2");
        assertThat(found.asNormalizedText()).contains("1–1 of 1");
        HtmlPage none = j.createWebClient().login("bob").getPage(job, ReleasesPage.URL + "/?filter=%3Cb%3Enothing");
        assertThat(none.asNormalizedText()).contains("No release has these words.");
        assertThat(none.getWebResponse().getContentAsString()).doesNotContain("<b>nothing");
        HtmlPage ofJob = j.createWebClient().login("bob").getPage(job);
        assertThat(ofJob.getAnchorByText("Releases").click().getUrl().getPath()).endsWith(job.getUrl() + "releases/");
    }

    @Test
    void aJobWithoutStagesHasNoEntryInTheSidePanel() throws Exception {
        FreeStyleProject other = j.createFreeStyleProject("other");
        JenkinsRule.WebClient client = j.createWebClient().login("bob");
        assertThat(client.getPage(other).getAnchors())
                .noneMatch(anchor -> anchor.asNormalizedText().equals("Releases"));
        assertThat(client.getPage(other, ReleasesPage.URL).asNormalizedText())
                .contains("No release of this job has come to a stage yet.");
    }

    @Test
    void whoMayClosesOpensAndPinsWithoutJavaScript() throws Exception {
        HtmlPage closed = press(page("alice"), "stage-1", "CLOSE", "the <b>bank</b> is closed");
        assertThat(closed.asNormalizedText()).contains("Closed", "the <b>bank</b> is closed", "alice,");
        assertThat(closed.getWebResponse().getContentAsString()).doesNotContain("<b>bank");
        assertThat(production().closed()).isTrue();
        assertThat(production().by()).isEqualTo("alice");
        HtmlPage both = press(closed, "stage-1", "PIN", "holidays");
        assertThat(both.asNormalizedText()).contains("Closed and pinned", "holidays");
        press(press(both, "stage-1", "UNPIN", "back"), "stage-1", "OPEN", "open again");
        assertThat(production().closed() || production().pinned()).isFalse();
        assertThat(Watch.CHANGED).hasSize(4).containsOnly("shop/deploy");
        assertThat(audit()).contains("\"kind\":\"transition.closed\"", "\"kind\":\"stage.unpinned\"", "open again");
    }

    @Test
    void aBadRevisionIsMarkedAndUnmarked() throws Exception {
        HtmlPage page = page("alice");
        page.getFormByName("bad").getInputByName("subject").setValue(Visits.commit(2));
        HtmlPage marked = press(page, "bad", "MARK_BAD", "loses orders");
        assertThat(marked.asNormalizedText()).contains("Bad: loses orders (alice)");
        assertThat(history.bad()).hasSize(1);
        press(marked, "bad-0", "UNMARK_BAD", "it was the database");
        assertThat(history.bad()).isEmpty();
        assertThat(audit()).contains("revision.markedBad", "revision.unmarkedBad", "it was the database");
    }

    private String audit() throws Exception {
        StringBuilder all = new StringBuilder();
        Path folder = j.jenkins.getRootDir().toPath().resolve("aws-release-stages/audit");
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    private WebResponse send(String user, HttpMethod method, String address, String body) throws Exception {
        JenkinsRule.WebClient client = j.createWebClient();
        client.getOptions().setThrowExceptionOnFailingStatusCode(false);
        if (user != null) {
            client.login(user);
        }
        String place = job.getUrl() + "releases/" + address;
        if (body == null) {
            return client.loadWebResponse(new WebRequest(new URL(j.getURL(), place), method));
        }
        WebRequest request = new WebRequest(client.createCrumbedUrl(place), method);
        request.setRequestBody(body);
        request.setAdditionalHeader("Content-Type", "application/json");
        return client.loadWebResponse(request);
    }

    @Test
    void programsReadAndChangeTheSame() throws Exception {
        String close = "{\"change\": \"CLOSE\", \"stage\": \"Production\", \"reason\": \"why\"}";
        assertThat(send("bob", HttpMethod.POST, "api/v1/changes", close).getStatusCode())
                .isEqualTo(403);
        assertThat(history.transition("Production")).isEmpty();
        WebResponse answer = send("alice", HttpMethod.POST, "api/v1/changes", close);
        assertThat(answer.getStatusCode()).isEqualTo(200);
        assertThat(answer.getContentAsString()).contains("\"closed\":true", "\"by\":\"alice\"");
        assertThat(production().closed()).isTrue();
        WebResponse read = send("bob", HttpMethod.GET, "api/v1/stages", null);
        assertThat(read.getContentAsString()).isEqualTo(answer.getContentAsString());
        Map<?, ?> releases = (Map<?, ?>) PlainJson.read(
                send("bob", HttpMethod.GET, "api/v1/releases?from=1", null).getContentAsString());
        assertThat(((Number) releases.get("total")).intValue()).isEqualTo(3);
        assertThat((List<?>) releases.get("releases")).hasSize(2);
        String wrong = "{\"change\": \"CLOSE\", \"stage\": \"Prod\", \"reason\": \"\"}";
        WebResponse refused = send("alice", HttpMethod.POST, "api/v1/changes", wrong);
        assertThat(refused.getStatusCode()).isEqualTo(400);
        assertThat(refused.getContentAsString())
                .contains("the job has no stage 'Prod'. It has: Build, Production.", "reason: say why");
        assertThat(send("alice", HttpMethod.GET, "api/v1/changes", null).getStatusCode())
                .isEqualTo(405);
        assertThat(send("alice", HttpMethod.GET, "api/v1/other", null).getStatusCode())
                .isEqualTo(404);
        assertThat(send("alice", HttpMethod.POST, "api/v1/changes", "x".repeat(20_001))
                        .getContentAsString())
                .contains("20000 bytes");
        assertThat(send("stranger", HttpMethod.GET, "api/v1/stages", null).getStatusCode())
                .isEqualTo(404);
    }

    @Test
    void aFormIsSentWithPostByWhoMay() throws Exception {
        String change = "change?change=CLOSE&subject=Production&reason=why";
        assertThat(send("alice", HttpMethod.GET, change, null).getStatusCode()).isIn(404, 405);
        JenkinsRule.WebClient client = j.createWebClient().login("bob");
        WebRequest request = new WebRequest(new URL(j.getURL(), job.getUrl() + "releases/change"), HttpMethod.POST);
        request.setRequestParameters(List.of(
                new NameValuePair("change", "CLOSE"),
                new NameValuePair("subject", "Production"),
                new NameValuePair("reason", "why")));
        client.addCrumb(request);
        assertThatThrownBy(() -> client.getPage(request))
                .isInstanceOfSatisfying(
                        FailingHttpStatusCodeException.class,
                        refused -> assertThat(refused.getStatusCode()).isEqualTo(403));
        assertThat(history.transition("Production")).isEmpty();
    }

    @Test
    void theCommandLineChangesTheSame() {
        CLICommandInvoker command = new CLICommandInvoker(j, "release-transition");
        assertThat(command.asUser("bob")
                        .invokeWithArgs("shop/deploy", "close", "Production", "--reason", "why")
                        .returnCode())
                .isEqualTo(6);
        assertThat(new CLICommandInvoker(j, "release-transition")
                        .asUser("alice")
                        .invokeWithArgs("shop/deploy", "close", "Production", "--reason", "why")
                        .returnCode())
                .isZero();
        assertThat(production().closed()).isTrue();
        CLICommandInvoker.Result wrong = new CLICommandInvoker(j, "release-transition")
                .asUser("alice")
                .invokeWithArgs("shop/deploy", "shut", "Production", "--reason", "why");
        assertThat(wrong.returnCode()).isEqualTo(3);
        assertThat(wrong.stderr()).contains("change: must be one of CLOSE, OPEN, PIN");
    }

    @Test
    void theBoardShowsWhatIsLiveWhereToThoseWhoMayReadIt() throws Exception {
        FreeStyleProject other = j.createFreeStyleProject("till");
        JobReleases.of(other).record(Visits.ended(5, "Production", Status.SUCCEEDED));
        JenkinsRule.WebClient client =
                j.createWebClient().withJavaScriptEnabled(false).login("bob");
        HtmlPage board = client.goTo(EnvironmentsView.URL + "/");
        assertThat(board.asNormalizedText())
                .contains("shop » deploy", "till", "prod", "Build", "#1", "Change 5", "1–3 of 3");
        HtmlForm compare = board.getFormByName("compare");
        compare.getSelectByName("one").setSelectedAttribute("Build", true);
        compare.getSelectByName("other").setSelectedAttribute("prod", true);
        assertThat(((HtmlPage) ((HtmlButton) compare.querySelector("button")).click()).asNormalizedText())
                .containsPattern("shop/deploy\\s[^~]*#2[^~]*#1[^~]*different[^~]*till[^~]*Nothing yet[^~]*different");
        HtmlPage folder = client.getPage(j.jenkins.getItemByFullName("shop", Folder.class), EnvironmentsView.URL);
        assertThat(folder.asNormalizedText()).contains("shop » deploy").doesNotContain("till");
        assertThat(client.goTo("job/shop/")
                        .getAnchorByText("Release environments")
                        .getHrefAttribute())
                .endsWith(EnvironmentsView.URL);
        Map<?, ?> read = (Map<?, ?>) PlainJson.read(
                client.goTo(EnvironmentsView.URL + "/api/v1/environments?filter=till", "application/json")
                        .getWebResponse()
                        .getContentAsString());
        assertThat(((Number) read.get("total")).intValue()).isEqualTo(1);
        HtmlPage nothing = j.createWebClient().login("stranger").goTo(EnvironmentsView.URL + "/");
        assertThat(nothing.asNormalizedText())
                .contains("No release has come to a stage yet.")
                .doesNotContain("till", "prod");
    }
}
