package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.StringParameterDefinition;
import hudson.model.User;
import hudson.triggers.Trigger;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.engine.FakeTime;
import io.jenkins.plugins.awsreleasestages.jenkins.SystemCredentials;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import jenkins.model.ParameterizedJobMixIn;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.job.properties.PipelineTriggersJobProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockFolder;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

@ExtendWith(LocalRepositories.class)
class AwsSourceTriggerJenkinsTest {

    /** Looks are made by hand: this schedule never comes. */
    static final String NEVER = "0 0 31 2 *";

    static final String NIGHTLY = "H 3 * * *";

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @TempDir
    private Path temp;

    private GitRepository repository;

    @BeforeEach
    void prepare() throws Exception {
        repository = new GitRepository(temp.resolve("repository"));
    }

    private AwsSourceTrigger trigger() {
        return new AwsSourceTrigger(NEVER, new GitRepositorySource(repository.folder.toString()));
    }

    private WorkflowJob pipeline(JenkinsRule j, String script) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, "watched");
        job.setDefinition(new CpsFlowDefinition(script, true));
        AwsSourceTrigger trigger = trigger();
        job.addTrigger(trigger);
        trigger.start(job, true);
        return job;
    }

    private static WorkflowJob watched(JenkinsRule j) {
        return j.jenkins.getItemByFullName("watched", WorkflowJob.class);
    }

    /** One look, waited for by what it writes. */
    static String look(JenkinsRule j, Job<?, ?> job) throws Exception {
        Path log = job.getRootDir().toPath().resolve(Polling.LOG_FILE);
        Files.deleteIfExists(log);
        ParameterizedJobMixIn.getTrigger(job, AwsSourceTrigger.class).run();
        Instant giveUp = Instant.now().plusSeconds(60);
        while (!Files.exists(log)) {
            assertThat(Instant.now()).isBefore(giveUp);
            Thread.sleep(50);
        }
        j.waitUntilNoActivity();
        return Files.readString(log);
    }

    @Test
    void theFormKeepsWhatWasEnteredInAFreestyleJob() throws Throwable {
        session.then(j -> {
            FreeStyleProject job = j.createFreeStyleProject("watched");
            AwsSourceTrigger trigger = new AwsSourceTrigger(NIGHTLY, new S3ObjectSource("artifacts", "app.zip"));
            trigger.setRole("arn:aws:iam::111122223333:role/release");
            trigger.setRegion("eu-west-1");
            job.addTrigger(trigger);
            FreeStyleProject again = j.configRoundtrip(job);
            j.assertEqualDataBoundBeans(trigger, again.getTrigger(AwsSourceTrigger.class));
        });
    }

    @Test
    void theFormKeepsWhatWasEnteredInAPipeline() throws Throwable {
        session.then(j -> {
            WorkflowJob job = j.createProject(WorkflowJob.class, "watched");
            // Otherwise the form fetches an editor, and may be sent before it is there.
            job.setDefinition(new CpsFlowDefinition("echo 'changed'", true));
            GitRepositorySource git = new GitRepositorySource("https://example.com/team/repository.git");
            git.setBranch("release");
            AwsSourceTrigger trigger = new AwsSourceTrigger(NIGHTLY, git);
            job.addTrigger(trigger);
            WorkflowJob again = j.configRoundtrip(job);
            j.assertEqualDataBoundBeans(trigger, ParameterizedJobMixIn.getTrigger(again, AwsSourceTrigger.class));
        });
    }

    @Test
    void aRunForEachRevisionOnceAlsoAcrossRestarts() throws Throwable {
        String first = repository.commit("a.txt", "1", "One");
        session.then(j -> {
            WorkflowJob job = pipeline(
                    j,
                    "echo \"${params.SOURCE_TYPE} ${params.SOURCE_REVISION}\"\n"
                            + "node { def s = awsSource gitRepository(url: '" + repository.folder + "')\n"
                            + "echo \"brought ${s.revision}\" }");
            assertThat(look(j, job)).contains("first look");
            assertThat(look(j, job)).contains("Nothing new");
            WorkflowRun run = job.getBuildByNumber(1);
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("git " + first, run);
            j.assertLogContains("brought " + first, run);
            j.assertLogContains("Started by a new revision of", run);
            assertThat(job.getLastBuild().getNumber()).isEqualTo(1);
        });
        session.then(j -> {
            WorkflowJob job = watched(j);
            assertThat(look(j, job)).contains("Nothing new");
            assertThat(job.getLastBuild().getNumber()).isEqualTo(1);
            job.save();
            String second = repository.commit("a.txt", "2", "Two");
            assertThat(look(j, job)).contains("The revision is new");
            assertThat(look(j, job)).contains("Nothing new");
            assertThat(job.getLastBuild().getNumber()).isEqualTo(2);
            assertThat(job.getLastBuild()
                            .getCause(AwsSourceCause.class)
                            .getRevision()
                            .id())
                    .isEqualTo(second);
        });
    }

    @Test
    void theTriggersRevisionIsBroughtInNotTheNewest() throws Throwable {
        String seen = repository.commit("a.txt", "1", "One");
        session.then(j -> {
            WorkflowJob job = pipeline(
                    j,
                    "node { def s = awsSource gitRepository(url: '" + repository.folder + "')\n"
                            + "echo \"brought ${s.revision}\" }");
            j.jenkins.setNumExecutors(0);
            Path log = job.getRootDir().toPath().resolve(Polling.LOG_FILE);
            ParameterizedJobMixIn.getTrigger(job, AwsSourceTrigger.class).run();
            Instant giveUp = Instant.now().plusSeconds(60);
            while (!Files.exists(log)) {
                assertThat(Instant.now()).isBefore(giveUp);
                Thread.sleep(50);
            }
            repository.commit("a.txt", "2", "Two");
            j.jenkins.setNumExecutors(2);
            j.waitUntilNoActivity();
            j.assertLogContains("brought " + seen, j.assertBuildStatusSuccess(job.getBuildByNumber(1)));
            j.assertLogContains("as seen by the trigger", job.getBuildByNumber(1));
        });
    }

    @Test
    void aFreestyleJobGetsTheRevisionBesidesItsOwnParameters() throws Throwable {
        String commit = repository.commit("a.txt", "1", "One");
        session.then(j -> {
            FreeStyleProject job = j.createFreeStyleProject("watched");
            job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("STAGE", "beta")));
            AwsSourceTrigger trigger = trigger();
            job.addTrigger(trigger);
            trigger.start(job, true);
            look(j, job);
            FreeStyleBuild build = j.assertBuildStatusSuccess(job.getLastBuild());
            ParametersAction parameters = build.getAction(ParametersAction.class);
            assertThat(parameters.getParameter("STAGE").getValue()).isEqualTo("beta");
            assertThat(parameters.getParameter("SOURCE_REVISION").getValue()).isEqualTo(commit);
            assertThat(build.getEnvironment(hudson.model.TaskListener.NULL)).containsEntry("SOURCE_REVISION", commit);
        });
    }

    @Test
    void aRenamedAndMovedJobKeepsWhatItHasSeen() throws Throwable {
        repository.commit("a.txt", "1", "One");
        session.then(j -> {
            MockFolder folder = j.createFolder("before");
            WorkflowJob job = folder.createProject(WorkflowJob.class, "watched");
            job.setDefinition(new CpsFlowDefinition("", true));
            AwsSourceTrigger trigger = trigger();
            job.addTrigger(trigger);
            trigger.start(job, true);
            look(j, job);
            assertThat(look(j, job)).contains("Nothing new");
            job.renameTo("renamed");
            assertThat(look(j, job)).contains("Nothing new");
            folder.renameTo("after");
            assertThat(look(j, job)).contains("Nothing new");
            assertThat(job.getBuilds()).hasSize(1);
            repository.commit("a.txt", "2", "Two");
            look(j, job);
            assertThat(job.getBuilds()).hasSize(2);
            assertThat(new File(j.jenkins.getRootDir(), "jobs/before")).doesNotExist();
        });
    }

    @Test
    void aCopyOfTheJobIsANewJob() throws Throwable {
        repository.commit("a.txt", "1", "One");
        session.then(j -> {
            WorkflowJob job = pipeline(j, "");
            look(j, job);
            j.jenkins.copy(job, "copy");
        });
        // Jenkins builds no copy before somebody has saved it, or it was loaded again.
        session.then(j -> {
            WorkflowJob copy = j.jenkins.getItemByFullName("copy", WorkflowJob.class);
            assertThat(look(j, copy)).contains("This is the first look");
            assertThat(look(j, copy)).contains("Nothing new");
            assertThat(copy.getBuilds()).hasSize(1);
        });
    }

    @Test
    void aLookUsesWhatTheJobsBuildsMayUse() throws Throwable {
        session.then(j -> {
            SystemCredentials.add(new UsernamePasswordCredentialsImpl(
                    CredentialsScope.GLOBAL, "robot", "for tests", "robot", "robots-token-of-this-test"));
            WorkflowJob job = j.createProject(WorkflowJob.class, "watched");
            job.setDefinition(new CpsFlowDefinition("", true));
            GitRepositorySource git = new GitRepositorySource("https://127.0.0.1:9/r.git");
            git.setCredentialsId("robot");
            AwsSourceTrigger trigger = new AwsSourceTrigger(NEVER, git);
            job.addTrigger(trigger);
            trigger.start(job, true);
            assertThat(look(j, job)).doesNotContain("There are no credentials").contains("Looking at");

            j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
            MockAuthorizationStrategy rights = new MockAuthorizationStrategy()
                    .grant(Jenkins.READ, Item.READ)
                    .everywhere()
                    .to("bob");
            j.jenkins.setAuthorizationStrategy(rights);
            QueueItemAuthenticatorConfiguration.get()
                    .getAuthenticators()
                    .add(new MockQueueItemAuthenticator()
                            .authenticate("watched", User.getById("bob", true).impersonate2()));
            assertThat(look(j, job)).contains("There are no credentials with the id 'robot'");

            // Who may configure the job may use its credentials.
            j.jenkins.setAuthorizationStrategy(
                    rights.grant(Item.CONFIGURE, Item.BUILD).everywhere().to("bob"));
            assertThat(look(j, job)).doesNotContain("There are no credentials").contains("Looking at");
        });
    }

    @Test
    void twoRevisionsInTheQueueAreTwoRuns() throws Throwable {
        repository.commit("a.txt", "1", "One");
        session.then(j -> {
            FreeStyleProject job = j.createFreeStyleProject("watched");
            AwsSourceTrigger trigger = trigger();
            job.addTrigger(trigger);
            trigger.start(job, true);
            JobRuns runs = new JobRuns(job);
            GitRepositorySource source = (GitRepositorySource) trigger.getSource();
            j.jenkins.doQuietDown();
            assertThat(runs.start(source.at("a".repeat(40)))).isTrue();
            assertThat(runs.start(source.at("b".repeat(40)))).isTrue();
            assertThat(j.jenkins.getQueue().getItems(job)).hasSize(2);
            j.jenkins.doCancelQuietDown();
            j.waitUntilNoActivity();
            assertThat(job.getBuilds()).hasSize(2);
        });
    }

    @Test
    void aFailingLookStartsNothingAndItsWordsAreEscaped() throws Throwable {
        session.then(j -> {
            WorkflowJob job = j.createProject(WorkflowJob.class, "watched");
            AwsSourceTrigger trigger = new AwsSourceTrigger(
                    NEVER, new GitRepositorySource(temp.resolve("<none>").toString()));
            job.addTrigger(trigger);
            trigger.start(job, true);
            assertThat(look(j, job)).contains("Nothing is started.");
            assertThat(job.getLastBuild()).isNull();
            try (JenkinsRule.WebClient client = j.createWebClient()) {
                String page = client.getPage(job, "aws-source-polling")
                        .getWebResponse()
                        .getContentAsString();
                assertThat(page).contains("&lt;none").doesNotContain("<none>").contains("Nothing is started.");
            }
        });
    }

    @Test
    void aSourceThatIsAwayForAnHourIsSaidOnTheJobsPage() throws Throwable {
        session.then(j -> {
            FakeTime time = new FakeTime();
            AwsSourceTrigger.clock = time.clock();
            WorkflowJob job = j.createProject(WorkflowJob.class, "watched");
            AwsSourceTrigger trigger = new AwsSourceTrigger(
                    NEVER, new GitRepositorySource(temp.resolve("<none>").toString()));
            try (JenkinsRule.WebClient client = j.createWebClient()) {
                job.addTrigger(trigger);
                trigger.start(job, true);
                look(j, job);
                assertThat(client.getPage(job).asNormalizedText()).doesNotContain("cannot be looked at");
                time.pass(Polling.TROUBLE);
                HtmlPage page = client.getPage(job);
                assertThat(page.asNormalizedText()).contains("The source of this job cannot be looked at since");
                assertThat(page.getWebResponse().getContentAsString())
                        .contains("&lt;none")
                        .doesNotContain("<none>");
                look(j, job);
                assertThat(client.getPage(job, "aws-source-polling").asNormalizedText())
                        .contains("Nothing is started.");
            } finally {
                AwsSourceTrigger.clock = Clock.systemUTC();
            }
        });
    }

    @Test
    void thePollingPageIsForThoseWhoMayReadTheJob() throws Throwable {
        repository.commit("a.txt", "1", "One");
        session.then(j -> {
            WorkflowJob job = pipeline(j, "echo 'hello'");
            look(j, job);
            j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
            j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                    .grant(Jenkins.READ)
                    .everywhere()
                    .toEveryone()
                    .grant(Item.READ)
                    .everywhere()
                    .to("reader"));
            try (JenkinsRule.WebClient client = j.createWebClient().login("reader")) {
                assertThat(client.getPage(job, "aws-source-polling").asNormalizedText())
                        .contains("first look");
            }
            try (JenkinsRule.WebClient client = j.createWebClient().login("stranger")) {
                client.assertFails("job/watched/aws-source-polling/", 404);
            }
        });
    }

    @Test
    void theScheduleIsCheckedForThoseWhoMayConfigure() throws Throwable {
        session.then(j -> {
            FreeStyleProject job = j.createFreeStyleProject("watched");
            AwsSourceTrigger.DescriptorImpl descriptor =
                    j.jenkins.getDescriptorByType(AwsSourceTrigger.DescriptorImpl.class);
            assertThat(descriptor.doCheckSpec(job, "H/5 * * * *", "").kind).isEqualTo(FormValidation.Kind.OK);
            assertThat(descriptor.doCheckSpec(job, "every day", "20").kind).isEqualTo(FormValidation.Kind.ERROR);
            assertThat(descriptor.doCheckSpec(job, "", "0").kind).isEqualTo(FormValidation.Kind.WARNING);
            assertThat(descriptor.doCheckSpec(job, "", "20").kind).isEqualTo(FormValidation.Kind.OK);
            assertThat(descriptor.doCheckEverySeconds(job, "14").kind).isEqualTo(FormValidation.Kind.ERROR);
            assertThat(descriptor.doCheckEverySeconds(job, "soon").kind).isEqualTo(FormValidation.Kind.ERROR);
            assertThat(descriptor.doCheckEverySeconds(job, "15").kind).isEqualTo(FormValidation.Kind.OK);
        });
    }

    private static ChangeFilter filter(List<String> branches, List<String> filePaths) {
        ChangeFilter filter = new ChangeFilter();
        filter.branches = new ArrayList<>(branches);
        filter.filePaths = new ArrayList<>(filePaths);
        return filter;
    }

    @Test
    void theFormKeepsFiltersAndHowOften() throws Throwable {
        session.then(j -> {
            FreeStyleProject job = j.createFreeStyleProject("watched");
            AwsSourceTrigger trigger = new AwsSourceTrigger("", new GitRepositorySource("https://example.com/r.git"));
            ChangeFilter tags = new ChangeFilter();
            tags.tags = new ArrayList<>(List.of("v*"));
            tags.excludedTags = new ArrayList<>(List.of("v0.*", "*-rc{1,2}"));
            trigger.setFilters(List.of(filter(List.of("main", "release/**"), List.of("a b/**", "c,d")), tags));
            trigger.setEverySeconds(3600);
            job.addTrigger(trigger);
            AwsSourceTrigger again = j.configRoundtrip(job).getTrigger(AwsSourceTrigger.class);
            assertThat(again.getEverySeconds()).isEqualTo(3600);
            assertThat(again.getFilters())
                    .extracting(ChangeFilter::said)
                    .isEqualTo(trigger.getFilters().stream()
                            .map(ChangeFilter::said)
                            .toList());
            assertThat(again.problems()).isEmpty();
        });
    }

    @Test
    void onlyAChangeOfAFileThatPassesStarts() throws Throwable {
        repository.commit("README.md", "1", "One");
        session.then(j -> {
            WorkflowJob job = pipeline(j, "");
            ParameterizedJobMixIn.getTrigger(job, AwsSourceTrigger.class)
                    .setFilters(List.of(filter(List.of(), List.of("services/checkout/**"))));
            assertThat(look(j, job)).contains("first look");
            repository.commit("README.md", "2", "Two");
            assertThat(look(j, job)).contains("starts nothing", "Of 1 changed file none passes");
            job.save();
        });
        session.then(j -> {
            WorkflowJob job = watched(j);
            assertThat(look(j, job)).contains("Nothing new");
            repository.commit("services/checkout/a", "1", "Three");
            assertThat(look(j, job)).contains("matches 'services/checkout/**'");
            assertThat(job.getBuilds()).hasSize(2);
        });
    }

    @Test
    void eachBranchThatPassesStartsARunOfItsOwnWithItsRevision() throws Throwable {
        repository.commit("a.txt", "main", "One");
        session.then(j -> {
            WorkflowJob job = pipeline(
                    j,
                    "node { def s = awsSource gitRepository(url: '" + repository.folder
                            + "', branch: params.SOURCE_NAME ?: 'main')\n"
                            + "echo \"brought ${s.revision} of ${s.branch}\" }");
            ChangeFilter tags = new ChangeFilter();
            tags.tags = new ArrayList<>(List.of("v*"));
            ParameterizedJobMixIn.getTrigger(job, AwsSourceTrigger.class)
                    .setFilters(List.of(filter(List.of("release/*"), List.of()), tags));
            assertThat(look(j, job)).contains("starts nothing");
            assertThat(job.getBuilds()).isEmpty();
            repository.git("checkout", "--quiet", "-b", "release/1");
            String release = repository.commit("a.txt", "release", "Two");
            repository.git("checkout", "--quiet", "-b", "feature/1");
            repository.commit("a.txt", "feature", "Three");
            repository.git("tag", "-a", "-m", "One", "v1");
            assertThat(look(j, job)).contains("feature/1 at").contains("starts nothing");
            assertThat(job.getBuilds()).hasSize(2);
            for (WorkflowRun run : job.getBuilds()) {
                j.assertBuildStatusSuccess(run);
            }
            assertThat(job.getBuilds().stream().map(AwsSourceTriggerJenkinsTest::text))
                    .anySatisfy(log -> assertThat(log).contains("brought " + release + " of release/1"));
            assertThat(look(j, job)).contains("Nothing new");
            assertThat(job.getBuilds()).hasSize(2);
        });
    }

    @Test
    void looksEverySoManySecondsAlsoAfterARestartAndNotWhenItIsDeleted() throws Throwable {
        repository.commit("a.txt", "1", "One");
        session.then(j -> {
            WorkflowJob job = j.createProject(WorkflowJob.class, "watched");
            job.setDefinition(new CpsFlowDefinition("", true));
            AwsSourceTrigger trigger = trigger();
            trigger.setEverySeconds(15);
            job.addTrigger(trigger);
            trigger.start(job, true);
            try (JenkinsRule.WebClient client = j.createWebClient()) {
                assertThat(client.getPage(job, "aws-source-polling").asNormalizedText())
                        .contains("The next look: ");
            }
            waitForRuns(job, 1);
            job.save();
        });
        session.then(j -> {
            WorkflowJob job = watched(j);
            repository.commit("a.txt", "2", "Two");
            waitForRuns(job, 2);
            j.waitUntilNoActivity();
            AwsSourceTrigger trigger = ParameterizedJobMixIn.getTrigger(job, AwsSourceTrigger.class);
            assertThat(trigger.nextLook()).isPresent();
            job.delete();
            Instant giveUp = Instant.now().plusSeconds(60);
            while (trigger.nextLook().isPresent()) {
                assertThat(Instant.now()).isBefore(giveUp);
                Thread.sleep(100);
            }
        });
    }

    private static void waitForRuns(WorkflowJob job, int runs) throws Exception {
        Instant giveUp = Instant.now().plusSeconds(90);
        while (job.getBuilds().size() < runs) {
            assertThat(Instant.now()).isBefore(giveUp);
            Thread.sleep(100);
        }
    }

    @Test
    void theFormSaysWhetherAChangeWouldStart() throws Throwable {
        session.then(j -> {
            FreeStyleProject job = j.createFreeStyleProject("watched");
            AwsSourceTrigger trigger = new AwsSourceTrigger("", new GitRepositorySource("https://example.com/r.git"));
            trigger.setFilters(List.of(filter(List.of("release/*"), List.of("src/**"))));
            job.addTrigger(trigger);
            String url = "job/watched/descriptorByName/" + ChangeFilter.class.getName() + "/wouldStart";
            j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
            j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                    .grant(Jenkins.READ, Item.READ)
                    .everywhere()
                    .to("bob")
                    .grant(Jenkins.ADMINISTER)
                    .everywhere()
                    .to("alice"));
            assertThat(tried(j, "alice", url, "release/1", "src/a\ndocs/b")).contains("It would start.");
            assertThat(tried(j, "alice", url, "release/1", "docs/<b>"))
                    .contains("It would not start.", "docs/&lt;b&gt;");
            assertThat(tried(j, "alice", url, "main", "src/a")).contains("It would not start.");
            assertThat(tried(j, "bob", url, "main", "src/a")).doesNotContain("would");
            try (JenkinsRule.WebClient client = j.createWebClient().login("alice")) {
                client.assertFails(url, 404);
                assertThat(client.getPage(job, "configure").asNormalizedText()).contains("Would this start?");
            }
        });
    }

    private static String tried(JenkinsRule j, String who, String path, String name, String files) throws Exception {
        try (JenkinsRule.WebClient client = j.createWebClient().login(who)) {
            WebRequest request = new WebRequest(new URL(client.getContextPath() + path), HttpMethod.POST);
            request.setRequestParameters(List.of(
                    new NameValuePair("branches", "release/*"),
                    new NameValuePair("filePaths", "src/**"),
                    new NameValuePair("triedName", name),
                    new NameValuePair("triedFiles", files)));
            return client.getPage(client.addCrumb(request)).getWebResponse().getContentAsString();
        }
    }

    @Test
    void declaredInADeclarativePipeline() throws Throwable {
        session.then(j -> {
            WorkflowJob job = j.createProject(WorkflowJob.class, "watched");
            job.setDefinition(new CpsFlowDefinition("""
                pipeline {
                  agent none
                  triggers {
                    awsSourceChange(spec: 'H 3 * * *', everySeconds: 3600, region: 'eu-west-1',
                                    source: gitRepository(url: 'https://example.com/r.git'),
                                    filters: [changeFilter(branches: ['release/*'], filePaths: ['src/**'])])
                  }
                  stages { stage('One') { steps { echo 'one' } } }
                }
                """, true));
            j.buildAndAssertSuccess(job);
            Trigger<?> trigger = job.getProperty(PipelineTriggersJobProperty.class)
                    .getTriggers()
                    .get(0);
            assertThat(trigger).isInstanceOf(AwsSourceTrigger.class);
            assertThat(((AwsSourceTrigger) trigger).getRegion()).isEqualTo("eu-west-1");
            assertThat(((AwsSourceTrigger) trigger).getEverySeconds()).isEqualTo(3600);
            assertThat(((AwsSourceTrigger) trigger)
                            .getFilters()
                            .get(0)
                            .said()
                            .branches()
                            .includes())
                    .containsExactly("release/*");
            assertThat(((AwsSourceTrigger) trigger).problems()).isEmpty();
        });
    }

    private static String text(WorkflowRun run) {
        try {
            return JenkinsRule.getLog(run);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
