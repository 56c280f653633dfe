package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import com.sun.net.httpserver.HttpServer;
import hudson.model.Label;
import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.jenkins.SystemCredentials;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

@ExtendWith(LocalRepositories.class)
class AwsSourceJenkinsTest {

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @TempDir
    private Path temp;

    private GitRepository repository;

    @BeforeEach
    void prepare() throws Exception {
        repository = new GitRepository(temp.resolve("repository"));
    }

    private static WorkflowJob job(JenkinsRule j, String script) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, "source");
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    private static WorkflowRun first(JenkinsRule j) {
        return j.jenkins.getItemByFullName("source", WorkflowJob.class).getBuildByNumber(1);
    }

    private String bringIn() {
        return "awsSource(source: gitRepository(url: '" + repository.folder + "'))";
    }

    @Test
    void theFormKeepsWhatWasEntered() throws Throwable {
        session.then(j -> {
            SystemCredentials.add(new UsernamePasswordCredentialsImpl(
                    CredentialsScope.GLOBAL, "robot", "for tests", "robot", "robots-token-of-this-test"));
            GitRepositorySource git = new GitRepositorySource("https://example.com/team/repository.git");
            git.setBranch("release");
            git.setCredentialsId("robot");
            AwsSourceStep step = new AwsSourceStep(git);
            step.revision = "a".repeat(40);
            AwsSourceStep again = new StepConfigTester(j).configRoundTrip(step);
            j.assertEqualDataBoundBeans(step, again);

            S3ObjectSource object = new S3ObjectSource("artifacts", "releases/app.zip");
            object.unversioned = true;
            AwsSourceStep s3 = new AwsSourceStep(object);
            AwsSourceStep objectAgain = new StepConfigTester(j).configRoundTrip(s3);
            j.assertEqualDataBoundBeans(s3, objectAgain);
            assertThat(((S3ObjectSource) objectAgain.getSource()).unversioned).isTrue();

            CodeCommitSource codeCommit = new CodeCommitSource("codecommit::eu-west-1://shop");
            codeCommit.setBranch("release");
            AwsSourceStep commit = new AwsSourceStep(codeCommit);
            j.assertEqualDataBoundBeans(commit, new StepConfigTester(j).configRoundTrip(commit));

            EcrImageSource image = new EcrImageSource("team/shop");
            image.setTag("live");
            AwsSourceStep ecr = new AwsSourceStep(image);
            j.assertEqualDataBoundBeans(ecr, new StepConfigTester(j).configRoundTrip(ecr));
        });
    }

    @Test
    void theSnippetIsWhatADeveloperWouldWrite() throws Throwable {
        session.then(j -> {
            SnippetizerTester snippets = new SnippetizerTester(j);
            snippets.assertRoundTrip(
                    new AwsSourceStep(new S3ObjectSource("artifacts", "app.zip")),
                    "awsSource s3Object(bucket: 'artifacts', key: 'app.zip')");
            snippets.assertRoundTrip(new AwsSourceStep(new CodeCommitSource("shop")), "awsSource codeCommit('shop')");
            snippets.assertRoundTrip(
                    new AwsSourceStep(new EcrImageSource("team/shop")), "awsSource ecrImage('team/shop')");
            snippets.assertRoundTrip(new AwsSourceStep(new CheckedOutSource()), "awsSource checkedOut()");
        });
    }

    @Test
    void bringsTheNewestInAndRecordsIt() throws Throwable {
        String commit = repository.commit("a.txt", "from the repository", "Say <hello>");
        session.then(j -> {
            WorkflowJob job = job(
                    j,
                    "node {\n"
                            + "  def s = " + bringIn() + "\n"
                            + "  echo \"${s.type} ${s.revision} ${s.branch} ${s.summary}\"\n"
                            + "  echo readFile('a.txt')\n"
                            + "}");
            WorkflowRun run = j.buildAndAssertSuccess(job);
            j.assertLogContains("git " + commit + " main Say <hello>", run);
            j.assertLogContains("from the repository", run);
            SourceRevisionsAction recorded = run.getAction(SourceRevisionsAction.class);
            assertThat(recorded.getRevisions()).extracting(SourceRevision::id).containsExactly(commit);
            try (JenkinsRule.WebClient client = j.createWebClient()) {
                String page = client.getPage(run).getWebResponse().getContentAsString();
                assertThat(page).contains("Say &lt;hello").doesNotContain("Say <hello>");
            }
        });
        session.then(
                j -> assertThat(first(j).getAction(SourceRevisionsAction.class).getRevisions())
                        .extracting(SourceRevision::id)
                        .containsExactly(commit));
    }

    @Test
    void theSameRevisionAfterARestart() throws Throwable {
        String commit = repository.commit("a.txt", "1", "One");
        session.then(j -> {
            WorkflowRun run = job(
                            j,
                            "node {\n"
                                    + "  def s = " + bringIn() + "\n"
                                    + "  semaphore 'wait'\n"
                                    + "  s = awsSource(source: gitRepository(url: '" + repository.folder
                                    + "'), revision: s.revision)\n"
                                    + "  echo \"again ${s.revision}: ${readFile('a.txt')}\"\n"
                                    + "}")
                    .scheduleBuild2(0)
                    .waitForStart();
            SemaphoreStep.waitForStart("wait/1", run);
            repository.commit("a.txt", "2", "Two");
        });
        session.then(j -> {
            SemaphoreStep.success("wait/1", null);
            j.assertBuildStatusSuccess(j.waitForCompletion(first(j)));
            j.assertLogContains("again " + commit + ": 1", first(j));
        });
    }

    @Test
    void restartedWhileTheServerHangs() throws Throwable {
        CountDownLatch asked = new CountDownLatch(1);
        HttpServer server = hangingServer(asked);
        try {
            session.then(j -> {
                job(
                                j,
                                "node { awsSource(source: gitRepository(url: '" + url(server) + "'), revision: '"
                                        + "a".repeat(40) + "') }")
                        .scheduleBuild2(0)
                        .waitForStart();
                assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            });
        } finally {
            server.stop(0);
        }
        session.then(j -> {
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(first(j)));
            j.assertLogContains("Fetching http://127.0.0.1", first(j));
        });
    }

    @Test
    void abortedWhileTheServerHangs() throws Throwable {
        CountDownLatch asked = new CountDownLatch(1);
        HttpServer server = hangingServer(asked);
        try {
            session.then(j -> {
                WorkflowRun run = job(
                                j,
                                "node { awsSource(source: gitRepository(url: '" + url(server) + "'), revision: '"
                                        + "a".repeat(40) + "') }")
                        .scheduleBuild2(0)
                        .waitForStart();
                assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
                run.getExecutor().interrupt();
                j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
                j.assertLogContains("stays in the workspace", run);
            });
        } finally {
            server.stop(0);
        }
    }

    @Test
    void badInputFailsBeforeAnythingRuns() throws Throwable {
        session.then(j -> {
            WorkflowRun run = j.buildAndAssertStatus(
                    Result.FAILURE,
                    job(j, "node { awsSource gitRepository(url: '--upload-pack=touch x', branch: 'a..b') }"));
            j.assertLogContains("is not the URL of a Git repository", run);
            j.assertLogContains("is not a name for a branch", run);
        });
    }

    private static HttpServer hangingServer(CountDownLatch asked) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        // No answer: the exchange is kept until the server is stopped.
        server.createContext("/", exchange -> asked.countDown());
        server.start();
        return server;
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/r.git";
    }

    /** A server that takes connections and never answers. */
    private void abortedWhileGitWaits(JenkinsRule j, String node) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + silent.getLocalPort() + "/r.git";
            WorkflowJob job = job(j, "node('" + node + "') { awsSource(source: gitRepository(url: '" + url + "')) }");
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            try (Socket git = silent.accept()) {
                Instant asked = Instant.now();
                run.doStop();
                j.waitForCompletion(run);
                assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(15));
                // The process is gone: it has closed its end.
                git.setSoTimeout(10_000);
                git.getInputStream().readAllBytes();
            }
            j.assertBuildStatus(Result.ABORTED, run);
        }
    }

    @Test
    void anAbortEndsGitAtOnceOnTheController() throws Throwable {
        session.then(j -> abortedWhileGitWaits(j, "built-in"));
    }

    @Test
    void anAbortEndsGitAtOnceOnAnAgent() throws Throwable {
        session.then(j -> {
            j.createOnlineSlave(Label.get("remote"));
            abortedWhileGitWaits(j, "remote");
        });
    }
}
