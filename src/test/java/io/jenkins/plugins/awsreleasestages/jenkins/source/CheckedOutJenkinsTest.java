package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.plugins.git.BranchSpec;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.UserRemoteConfig;
import hudson.scm.NullSCM;
import hudson.scm.SCMDescriptor;
import hudson.scm.SCMRevisionState;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jenkins.branch.BranchSource;
import jenkins.plugins.git.GitSCMSource;
import jenkins.plugins.git.traits.BranchDiscoveryTrait;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;
import org.kohsuke.stapler.DataBoundConstructor;

/** What the Git plugin, or another one, checks out is the revision of a release. */
class CheckedOutJenkinsTest {

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @TempDir
    private Path temp;

    private final boolean allowed = GitSCM.ALLOW_LOCAL_CHECKOUT;
    private GitRepository repository;
    private String url;

    @BeforeEach
    void prepare() throws Exception {
        GitSCM.ALLOW_LOCAL_CHECKOUT = true;
        repository = new GitRepository(temp.resolve("repository"));
        url = repository.folder.toUri().toString();
        Slow.begun = new CountDownLatch(1);
        Slow.goOn = new CountDownLatch(1);
        Slow.checkouts.set(0);
    }

    @AfterEach
    void restore() {
        GitSCM.ALLOW_LOCAL_CHECKOUT = allowed;
    }

    private static WorkflowJob job(JenkinsRule j, String script) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, "release");
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    private WorkflowJob fromScm(JenkinsRule j, String jenkinsfile) throws Exception {
        repository.commit("Jenkinsfile", jenkinsfile, "The Jenkinsfile");
        WorkflowJob job = j.createProject(WorkflowJob.class, "from scm");
        GitSCM scm = new GitSCM(
                List.of(new UserRemoteConfig(url, null, null, null)),
                List.of(new BranchSpec("main")),
                null,
                null,
                List.of());
        CpsScmFlowDefinition definition = new CpsScmFlowDefinition(scm, "Jenkinsfile");
        definition.setLightweight(true);
        job.setDefinition(definition);
        return job;
    }

    private String scmGit() {
        return "scmGit(branches: [[name: 'main']], userRemoteConfigs: [[url: '" + url + "']])";
    }

    private static SourceRevision recorded(Run<?, ?> run) {
        List<SourceRevision> all = run.getAction(SourceRevisionsAction.class).getRevisions();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private void assertHead(Run<?, ?> run) throws Exception {
        SourceRevision revision = recorded(run);
        assertThat(revision.id()).isEqualTo(repository.git("rev-parse", "HEAD").strip());
        assertThat(revision.name()).isEqualTo("main");
        assertThat(revision.place()).startsWith("file:");
        assertThat(revision.kind()).isEqualTo(SourceRevision.Kind.GIT);
    }

    @Test
    void whatCheckoutReturnsIsRecordedAlsoWithoutANode() throws Throwable {
        session.then(j -> {
            WorkflowJob job = fromScm(
                    j,
                    "def variables\nnode { variables = checkout(scm) }\n"
                            + "def s = awsSource checkedOut(variables)\necho \"It is ${s.variables.CommitId}\"");
            WorkflowRun run = j.buildAndAssertSuccess(job);
            assertHead(run);
            j.assertLogContains("It is " + recorded(run).id(), run);
            j.assertLogContains("as it was checked out.", run);
        });
    }

    @Test
    void theAuthorsAreThoseOfTheChangeLog() throws Throwable {
        session.then(j -> {
            WorkflowJob job = fromScm(j, "node { awsSource checkedOut(checkout(scm)) }");
            assertThat(recorded(j.buildAndAssertSuccess(job)).authors().gap()).contains("no change log");
            String second = repository.commit("a.txt", "1", "One");
            WorkflowRun run = j.buildAndAssertSuccess(job);
            assertHead(run);
            assertThat(recorded(run).authors().signatures()).containsOnlyKeys(second);
            assertThat(recorded(run).authors().gap()).isNull();
        });
    }

    @Test
    void aBranchWithAJobOfItsOwnKnowsItsCommitBeforeAnythingIsCheckedOut() throws Throwable {
        session.then(j -> {
            repository.commit("Jenkinsfile", "awsSource()", "The Jenkinsfile");
            WorkflowMultiBranchProject project = j.createProject(WorkflowMultiBranchProject.class, "multi");
            GitSCMSource source = new GitSCMSource(url);
            source.setTraits(List.of(new BranchDiscoveryTrait()));
            project.getSourcesList().add(new BranchSource(source));
            project.scheduleBuild2(0).getFuture().get(60, TimeUnit.SECONDS);
            j.waitUntilNoActivity();
            WorkflowRun run = project.getItem("main").getBuildByNumber(1);
            j.assertBuildStatusSuccess(run);
            assertHead(run);
        });
    }

    @Test
    void declarativePipelineChecksOutByItself() throws Throwable {
        session.then(j -> {
            WorkflowJob job = fromScm(
                    j,
                    "pipeline { agent any\n stages { stage('Source') { steps {\n awsSource checkedOut()\n"
                            + " awsSource checkedOut(checkout(scm)) } } } }");
            assertHead(j.buildAndAssertSuccess(job));
        });
    }

    @Test
    void ofSeveralRepositoriesNobodyKnowsWhichOneIsMeant() throws Throwable {
        session.then(j -> {
            repository.commit("a.txt", "1", "One");
            GitRepository other = new GitRepository(temp.resolve("other"));
            other.commit("b.txt", "1", "One");
            String second = scmGit().replace(url, other.folder.toUri().toString());
            WorkflowJob job = job(
                    j, "node { checkout(" + scmGit() + ")\n dir('other') { checkout(" + second + ") }\n awsSource() }");
            WorkflowRun run = j.buildAndAssertStatus(Result.FAILURE, job);
            j.assertLogContains(
                    "It is not known what this run was started from. Check out before, and hand on what comes of it:"
                            + " awsSource checkedOut(checkout(scm)).",
                    run);
        });
    }

    @Test
    void whatIsNoRevisionIsRefused() throws Throwable {
        session.then(j -> {
            Map<String, String> refused = Map.of(
                    "awsSource checkedOut([P4_CHANGELIST: '7'])", "P4_CHANGELIST tell no revision",
                    "awsSource checkedOut(revision: 'a')", "url and revision: say both",
                    "awsSource(source: null)", "source: is null",
                    "awsSource jenkinsScm(null)", "scm: is missing",
                    "awsSource gitRepository('https://example.com/r')", "Put the step inside node.",
                    "awsSource()", "It is not known what this run was started from.");
            WorkflowJob job = job(j, "");
            for (Map.Entry<String, String> one : refused.entrySet()) {
                job.setDefinition(new CpsFlowDefinition(one.getKey(), true));
                j.assertLogContains(one.getValue(), j.buildAndAssertStatus(Result.FAILURE, job));
            }
        });
    }

    @Test
    void anythingThatJenkinsChecksOutIsBroughtIn() throws Throwable {
        session.then(j -> {
            WorkflowJob job = fromScm(
                    j,
                    "node { dir('deep') { def s = awsSource jenkinsScm(scm)\n echo \"${s.branch} ${s.revision}\" } }");
            assertHead(j.buildAndAssertSuccess(job));
            String second = repository.commit("a.txt", "1", "One");
            WorkflowRun run = j.buildAndAssertSuccess(job);
            assertHead(run);
            j.assertLogContains("main " + second, run);
            assertThat(recorded(run).authors().signatures()).containsOnlyKeys(second);
            assertThat(run.getChangeSets()).hasSize(1);
            assertThat(j.jenkins.getWorkspaceFor(job).child("deep/a.txt").readToString())
                    .isEqualTo("1");
        });
    }

    @Test
    void aBranchThatIsNotThereFailsInItsWords() throws Throwable {
        session.then(j -> {
            repository.commit("a.txt", "1", "One");
            WorkflowJob job = job(j, "node { awsSource jenkinsScm(" + scmGit().replace("'main'", "'nope'") + ") }");
            WorkflowRun run = j.buildAndAssertStatus(Result.FAILURE, job);
            j.assertLogContains("Bringing the source in failed: Couldn't find any revision to build.", run);
            assertThat(run.getAction(SourceRevisionsAction.class)).isNull();
        });
    }

    /** Checks out when it is told to. */
    public static final class Slow extends NullSCM {
        static volatile CountDownLatch begun;
        static volatile CountDownLatch goOn;
        static final AtomicInteger checkouts = new AtomicInteger();

        @DataBoundConstructor
        public Slow() {}

        @Override
        public void checkout(
                Run<?, ?> run,
                Launcher launcher,
                FilePath folder,
                TaskListener listener,
                File changes,
                SCMRevisionState before)
                throws IOException, InterruptedException {
            checkouts.incrementAndGet();
            begun.countDown();
            goOn.await();
            folder.child("here").write("1", "UTF-8");
        }

        @Override
        public void buildEnvironment(Run<?, ?> run, Map<String, String> variables) {
            variables.put("SVN_URL", "https://example.com/svn/trunk");
            variables.put("SVN_REVISION", "4711");
        }

        @TestExtension
        @Symbol("slow")
        public static final class DescriptorImpl extends SCMDescriptor<Slow> {
            public DescriptorImpl() {
                super(Slow.class, null);
            }
        }
    }

    @Test
    void afterARestartInTheMiddleItIsCheckedOutAgain() throws Throwable {
        session.then(j -> {
            job(j, "node { awsSource jenkinsScm(slow())\n echo readFile('here') }")
                    .scheduleBuild2(0)
                    .waitForStart();
            assertThat(Slow.begun.await(60, TimeUnit.SECONDS)).isTrue();
        });
        Slow.goOn.countDown();
        session.then(j -> {
            WorkflowRun run =
                    j.jenkins.getItemByFullName("release", WorkflowJob.class).getBuildByNumber(1);
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            assertThat(Slow.checkouts).hasValue(2);
            assertThat(recorded(run)).hasToString("https://example.com/svn/trunk at 4711");
        });
    }

    @Test
    void anAbortEndsTheCheckout() throws Throwable {
        session.then(j -> {
            WorkflowRun run = job(j, "node { awsSource jenkinsScm(slow()) }")
                    .scheduleBuild2(0)
                    .waitForStart();
            assertThat(Slow.begun.await(60, TimeUnit.SECONDS)).isTrue();
            run.doStop();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            assertThat(Slow.checkouts).hasValue(1);
            assertThat(run.getAction(SourceRevisionsAction.class)).isNull();
        });
    }
}
