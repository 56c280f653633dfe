package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import hudson.model.Result;
import hudson.model.User;
import hudson.plugins.git.GitSCM;
import hudson.tasks.Mailer;
import io.jenkins.plugins.awsreleasestages.source.Author;
import io.jenkins.plugins.awsreleasestages.source.CommitAuthors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Who has written what a source brings in does not let it through. */
@ExtendWith(LocalRepositories.class)
class AwsSourceAuthorsJenkinsTest {

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @TempDir
    private Path temp;

    private GitRepository repository;

    @BeforeEach
    void prepare() throws Exception {
        repository = new GitRepository(temp.resolve("repository"));
    }

    private void commit(String name, String mail) throws Exception {
        Files.writeString(repository.folder.resolve("a.txt"), name + System.nanoTime());
        repository.git("add", "--all");
        repository.git("-c", "user.name=" + name, "-c", "user.email=" + mail, "commit", "--quiet", "-m", "By " + name);
    }

    private static void secure(JenkinsRule j) throws Exception {
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to("alice", "bob", "carol", "jane"));
        User alice = User.getById("alice", true);
        alice.setFullName("Alice Smith");
        alice.addProperty(new Mailer.UserProperty("Alice@Example.com"));
        alice.save();
        User.getById("bob", true).save();
        User carol = User.getById("carol", true);
        carol.setFullName("Carol Jones");
        carol.save();
    }

    private WorkflowRun waiting(JenkinsRule j) throws Exception {
        WorkflowJob job = j.jenkins.getItemByFullName("release", WorkflowJob.class);
        if (job == null) {
            job = j.createProject(WorkflowJob.class, "release");
            job.setDefinition(new CpsFlowDefinition(
                    "node { awsSource(source: gitRepository(url: '" + repository.folder + "')) }\n"
                            + "releaseApproval message: 'Ship it?', notAuthors: true",
                    true));
        }
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        j.waitForMessage("Approve or reject", run);
        return run;
    }

    private static HtmlPage page(JenkinsRule j, String user, WorkflowRun run) throws Exception {
        return j.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .login(user)
                .getPage(run, "approval");
    }

    private static void press(HtmlPage page, String button, String reason) throws Exception {
        HtmlForm form = page.getForms().stream()
                .filter(one -> one.getNameAttribute().startsWith("decide"))
                .findFirst()
                .orElseThrow();
        form.getTextAreaByName("reason").setText(reason);
        form.getButtonByName(button).click();
    }

    private static List<Author> authors(WorkflowRun run) {
        return run.getAction(SourceRevisionsAction.class)
                .getRevisions()
                .get(0)
                .authors()
                .authors();
    }

    @Test
    void theAuthorsAreExcludedAndTheUnknownNamed() throws Throwable {
        commit("Zoe", "zoe@example.com");
        session.then(j -> {
            secure(j);
            WorkflowRun first = waiting(j);
            j.assertLogContains("Not known here, so not excluded: Zoe <zoe@example.com> (author of a commit).", first);
            j.assertLogContains("nothing of it was brought in here before", first);
            assertThat(User.getById("Zoe", false))
                    .as("looked for, and not made")
                    .isNull();
            press(page(j, "alice", first), "approve", "");
            j.assertBuildStatusSuccess(j.waitForCompletion(first));
        });
        commit("Somebody", "ALICE@example.com");
        commit("bob", "bob@elsewhere.example.com");
        commit("Carol Jones", "another.carol@example.com");
        commit("Jane", "jane@example.com");
        commit("Ev\u202e\u001b[31mil", "<script>alert(1)</script>");
        session.then(j -> {
            WorkflowRun run = waiting(j);
            for (String author : List.of("alice", "bob")) {
                HtmlPage page = page(j, author, run);
                assertThat(page.asNormalizedText())
                        .contains("You may not approve: you are the author of a commit in it.");
                assertThat(page.getForms())
                        .noneMatch(form -> !form.getButtonsByName("approve").isEmpty());
            }
            HtmlPage carol = page(j, "carol", run);
            assertThat(carol.asNormalizedText())
                    .as("the same name is not the same person")
                    .doesNotContain("You may not approve")
                    .contains(
                            "May not approve: bob (the author of a commit in it), alice (the author of a commit in it).",
                            "Not known here, so not excluded: Ev il <scriptalert(1)/script> (author of a commit),"
                                    + " Jane <jane@example.com> (author of a commit),"
                                    + " Carol Jones <another.carol@example.com> (author of a commit).");
            String sent = carol.getWebResponse().getContentAsString();
            assertThat(sent).contains("&lt;jane@example.com").doesNotContain("<jane@", "\u202e", "\u001b");
            // Jane signs in for the first time.
            User jane = User.getById("jane", true);
            jane.addProperty(new Mailer.UserProperty("jane@example.com"));
            assertThat(page(j, "jane", run).asNormalizedText())
                    .contains("You may not approve: you are the author of a commit in it.");
            press(page(j, "bob", run), "reject", "not yet");
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
        });
        commit("Zoe", "zoe@example.com");
        session.then(j -> {
            WorkflowRun rejected =
                    j.jenkins.getItemByFullName("release", WorkflowJob.class).getBuildByNumber(2);
            assertThat(authors(rejected)).hasSize(5);
            WorkflowRun run = waiting(j);
            assertThat(authors(run)).as("what was rejected is not released yet").hasSize(6);
            assertThat(page(j, "alice", run).asNormalizedText()).contains("You may not approve");
            press(page(j, "carol", run), "approve", "");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
        });
        commit("carol", "");
        session.then(j -> {
            WorkflowRun run = waiting(j);
            assertThat(authors(run)).containsExactly(new Author("carol", "", 1));
            assertThat(page(j, "carol", run).asNormalizedText()).contains("You may not approve");
            try (JenkinsRule.WebClient client = j.createWebClient().login("alice")) {
                assertThat(client.getPage(run, "release").asNormalizedText()).contains("by carol");
            }
            press(page(j, "alice", run), "approve", "");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
        });
    }

    /** What Jenkins checks out itself: its list of changes begins anew with each run, released or not. */
    @Test
    void anotherRunOfARejectedChangeIsNoWayAround() throws Throwable {
        commit("Zoe", "zoe@example.com");
        session.then(j -> {
            GitSCM.ALLOW_LOCAL_CHECKOUT = true;
            secure(j);
            WorkflowJob job = j.createProject(WorkflowJob.class, "release");
            job.setDefinition(new CpsFlowDefinition(
                    "node { git url: '" + repository.folder + "', branch: 'main' }\n"
                            + "releaseApproval message: 'Ship it?', notAuthors: true",
                    true));
            WorkflowRun first = waiting(j);
            press(page(j, "alice", first), "approve", "");
            j.assertBuildStatusSuccess(j.waitForCompletion(first));
            commit("Somebody", "ALICE@example.com");
            WorkflowRun second = waiting(j);
            press(page(j, "alice", second), "reject", "on second thoughts");
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(second));
            WorkflowRun third = waiting(j);
            assertThat(third.getChangeSets()).isEmpty();
            assertThat(page(j, "alice", third).asNormalizedText())
                    .contains("You may not approve: you are the author of a commit in it.");
            press(page(j, "carol", third), "approve", "");
            j.assertBuildStatusSuccess(j.waitForCompletion(third));
            WorkflowRun fourth = waiting(j);
            press(page(j, "alice", fourth), "approve", "");
            j.assertBuildStatusSuccess(j.waitForCompletion(fourth));
        });
    }

    /** As it stands in a run that an earlier version has saved. */
    @Test
    void aRunThatWasSavedBeforeHasNoAuthors() throws Throwable {
        commit("Zoe", "zoe@example.com");
        Path[] saved = new Path[1];
        session.then(j -> {
            secure(j);
            WorkflowRun run = waiting(j);
            press(page(j, "alice", run), "reject", "not yet");
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            saved[0] = run.getRootDir().toPath().resolve("build.xml");
        });
        String xml = Files.readString(saved[0]);
        String before = xml.replaceAll("(?s)<signatures>.*?</signatures>", "")
                .replaceAll("(?s)<gap>.*?</gap>", "")
                .replaceAll(
                        "(?s)<entry>\\s*<string>(requesters|strangers|gaps)</string>\\s*<list[^/]*?/>\\s*</entry>", "");
        assertThat(before).isNotEqualTo(xml).doesNotContain("<signatures>", "<gap>");
        Files.writeString(saved[0], before);
        session.then(j -> {
            WorkflowRun first =
                    j.jenkins.getItemByFullName("release", WorkflowJob.class).getBuildByNumber(1);
            assertThat(first.getAction(SourceRevisionsAction.class)
                            .getRevisions()
                            .get(0)
                            .authors())
                    .isEqualTo(CommitAuthors.NONE);
            assertThat(page(j, "alice", first).asNormalizedText()).contains("Rejected by alice");
            WorkflowRun run = waiting(j);
            j.assertLogContains("a run before, which has not succeeded, did not look", run);
            press(page(j, "alice", run), "approve", "");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
        });
    }
}
