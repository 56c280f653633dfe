package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.emulator.EmulatedProject;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.jenkins.SystemCredentials;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;
import org.jvnet.hudson.test.recipes.WithTimeout;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;

/** Many builds side by side in one run. */
class CodeBuildManyJenkinsTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final int MANY = 200;

    /** So long that all are under way before the first ends, also on a busy machine. */
    private static final int SECONDS = 120;

    /** The workers of all actions, and one that breaks off calls: one build alone fills them, if slowly. */
    private static final int OURS = 17;

    /** What comes and goes with Jenkins's own work meanwhile: its timer, remoting, Pipeline's saves. */
    private static final int OF_JENKINS = 10;

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private final String project = "many-" + UUID.randomUUID();

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    private CodeBuildClient codeBuild;

    @BeforeEach
    void connect() {
        AWS.settings("{\"accountLimit\": 1000}");
        codeBuild = AWS.at(CodeBuildClient.builder()).build();
        EmulatedProject.create(codeBuild, project);
    }

    @AfterEach
    void disconnect() {
        AWS.settings("{\"accountLimit\": null}");
        codeBuild.close();
    }

    private WorkflowRun start(JenkinsRule j, int builds, int seconds) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("""
                awsRole(credentialsId: 'aws-ci', region: '%s') {
                  def branches = [:]
                  for (int i = 0; i < %d; i++) {
                    def name = 'branch' + i
                    branches[name] = {
                      def build = codeBuild project: '%s', env: [EMULATOR_SECONDS: %d, EMULATOR_LINES: 1]
                      echo name + ' ended ' + build.status
                    }
                  }
                  parallel branches
                }
                """.formatted(Emulator.REGION, builds, project, seconds), true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private void awaitUnderWay(int builds) throws InterruptedException {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (reached.proxy().count("CodeBuild.StartBuild") < builds && System.nanoTime() < giveUp) {
            Thread.sleep(500);
        }
        // A call is counted before it is answered.
        Thread.sleep(2000);
        assertThat(underWay()).isEqualTo(builds);
    }

    private long underWay() {
        return codeBuild.listBuildsForProjectPaginator(r -> r.projectName(project)).stream()
                .mapToLong(page -> page.ids().isEmpty() ? 0 : inProgress(page.ids()))
                .sum();
    }

    private long inProgress(List<String> ids) {
        return codeBuild.batchGetBuilds(r -> r.ids(ids)).builds().stream()
                .filter(build -> !build.buildComplete())
                .count();
    }

    /** The most threads of this process, but the test's own, within some seconds. */
    private static Set<String> threads() throws InterruptedException {
        Set<String> most = Set.of();
        for (int i = 0; i < 20; i++) {
            Set<String> now = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> !thread.getName().equals("fault proxy"))
                    .map(thread -> thread.getName() + " #" + thread.getId())
                    .collect(Collectors.toCollection(TreeSet::new));
            most = now.size() > most.size() ? now : most;
            Thread.sleep(250);
        }
        return most;
    }

    private static List<String> ours(Set<String> threads) {
        return threads.stream()
                .filter(name -> name.startsWith("aws-release-stages-") || name.startsWith("sdk-"))
                .toList();
    }

    // The harness gives a test three minutes, of which a busy machine needs one to start Jenkins.
    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    @WithTimeout(500)
    void twoHundredBuildsWaitWithoutThreadsOfTheirOwn() throws Throwable {
        session.then(j -> {
            SystemCredentials.addAwsKeys("aws-ci");
            WorkflowRun one = start(j, 1, 30);
            awaitUnderWay(1);
            Set<String> few = threads();
            j.assertBuildStatusSuccess(j.waitForCompletion(one));
            reached.proxy().reset();

            WorkflowRun many = start(j, MANY, SECONDS);
            awaitUnderWay(MANY);
            Set<String> threads = threads();
            System.out.printf(
                    "Threads: %d with one build, %d with %d; ours: %d and %d.%n",
                    few.size(),
                    threads.size(),
                    MANY,
                    ours(few).size(),
                    ours(threads).size());
            assertThat(ours(threads)).hasSizeLessThanOrEqualTo(OURS);
            assertThat(threads).hasSizeLessThanOrEqualTo(few.size() + OF_JENKINS);
            assertThat(j.jenkins.toComputer().countBusy()).isZero();
            int looksWhileWaiting = reached.proxy().count("CodeBuild.BatchGetBuilds");

            j.assertBuildStatusSuccess(j.waitForCompletion(many));
            assertThat(j.getLog(many).lines().filter(line -> line.contains(" ended SUCCEEDED")))
                    .hasSize(MANY);
            System.out.printf(
                    "BatchGetBuilds: %d until all were under way, %d until all had ended.%n",
                    looksWhileWaiting, reached.proxy().count("CodeBuild.BatchGetBuilds"));
            assertThat(reached.proxy().count("CodeBuild.StartBuild")).isEqualTo(MANY);
            // Each of them by itself would be looked at that often alone.
            assertThat(reached.proxy().count("CodeBuild.BatchGetBuilds")).isLessThan(MANY);
        });
    }
}
