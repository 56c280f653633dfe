package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import hudson.tasks.junit.TestResultAction;
import io.jenkins.plugins.awsreleasestages.UnixOnly;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

@UnixOnly("buildspec runs on Unix agents only, and says so")
class BuildspecJenkinsTest {

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    /** Where the commands leave their traces; it outlives a restart. */
    @TempDir
    private Path traces;

    private static WorkflowJob job(JenkinsRule j, String buildspec, String then) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, "built");
        job.setDefinition(new CpsFlowDefinition(
                "node {\n  writeFile file: 'buildspec.yml', text: '''" + buildspec + "'''\n  " + then + "\n}", true));
        return job;
    }

    private static WorkflowRun first(JenkinsRule j) {
        return j.jenkins.getItemByFullName("built", WorkflowJob.class).getBuildByNumber(1);
    }

    /** Commands that say that they run, wait for a file, and say that they end. */
    private String waiting() {
        return "version: 0.2\nphases:\n  build:\n    commands:\n"
                + "      - echo $$ >>" + traces + "/begun\n"
                + "      - while [ ! -e " + traces + "/go ]; do sleep 0.2; done\n"
                + "      - echo it went on\n"
                + "    finally:\n      - touch " + traces + "/finally\n";
    }

    private void awaitBegun() throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!Files.exists(traces.resolve("begun"))) {
            assertThat(System.nanoTime()).as("the commands begin in time").isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    @Test
    void theFormKeepsWhatWasEntered() throws Throwable {
        session.then(j -> {
            BuildspecStep step = new BuildspecStep();
            step.file = "ci/buildspec.yml";
            step.setEnv(new HashMap<>(Map.of("A", "1", "B", "x=y")));
            step.store = "s3://artifacts/builds";
            step.timeoutMinutes = 5;
            step.propagate = false;
            BuildspecStep again = new StepConfigTester(j).configRoundTrip(step);
            assertThat(again.file).isEqualTo("ci/buildspec.yml");
            assertThat(again.getEnv()).isEqualTo(Map.of("A", "1", "B", "x=y"));
            assertThat(again.store).isEqualTo("s3://artifacts/builds");
            assertThat(again.timeoutMinutes).isEqualTo(5);
            assertThat(again.propagate).isFalse();

            BuildspecStep plain = new StepConfigTester(j).configRoundTrip(new BuildspecStep());
            assertThat(plain.file).isEqualTo("buildspec.yml");
            assertThat(plain.getEnv()).isEmpty();
            assertThat(plain.store).isNull();
            assertThat(plain.timeoutMinutes).isEqualTo(60);
            assertThat(plain.propagate).isTrue();
        });
    }

    @Test
    void reportsBecomeTestResultsAlsoOfABuildThatFails() throws Throwable {
        String buildspec = """
                version: 0.1
                environment_variables: {plaintext: {TITLE: Shop}}
                phases:
                  build:
                    commands:
                      - test "$TITLE" = Shop
                      - echo '<testsuite name="unit"><testcase classname="A" name="good"/><testcase classname="A"
                        name="bad"><failure message="no money"/></testcase></testsuite>' >unit.xml
                      - exit $STATUS
                cache: {paths: [x]}
                reports:
                  unit: {files: [unit.xml]}
                """;
        session.then(j -> {
            WorkflowJob job =
                    job(j, buildspec.replace("'", "\\'"), "buildspec env: [STATUS: env.BUILD_NUMBER == '1' ? 0 : 3]");
            WorkflowRun run = j.buildAndAssertStatus(Result.UNSTABLE, job);
            TestResultAction results = run.getAction(TestResultAction.class);
            assertThat(results.getTotalCount()).isEqualTo(2);
            assertThat(results.getFailedTests())
                    .extracting(test -> test.getErrorDetails())
                    .containsExactly("no money");
            j.assertLogContains("environment_variables, the name in version 0.1, is read as env", run);
            j.assertLogContains("cache is left out", run);
            j.assertLogContains("Test report unit: 1 files.", run);

            WorkflowRun failed = j.buildAndAssertStatus(Result.FAILURE, job);
            assertThat(failed.getAction(TestResultAction.class).getTotalCount()).isEqualTo(2);
        });
    }

    @Test
    void aRunReturnsWhatWasBuilt() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(
                    j,
                    """
                    version: 0.2
                    env:
                      exported-variables: [IMAGE]
                    phases:
                      build:
                        commands:
                          - IMAGE=shop:$TAG-$CODEBUILD_BUILD_NUMBER
                          - mkdir -p dist && echo 1 >dist/a.txt
                    artifacts:
                      base-directory: dist
                      files: ["**/*"]
                    """,
                    "def b = buildspec env: [TAG: 7]\n"
                            + "echo \"${b.status} ${b.variables.IMAGE} ${b.phases[0].name} ${b.artifacts[0].paths}\"");
            WorkflowRun run = j.buildAndAssertSuccess(job);
            j.assertLogContains("Phase BUILD: mkdir -p dist", run);
            j.assertLogContains("SUCCEEDED shop:7-1 BUILD [a.txt]", run);
        });
    }

    @Test
    void aFailureIsNamedOrReturned() throws Throwable {
        String broken = "version: 0.2\nphases:\n  build:\n    commands: [exit 3]\n";
        session.then(j -> {
            WorkflowRun run = j.buildAndAssertStatus(Result.FAILURE, job(j, broken, "buildspec()"));
            j.assertLogContains("buildspec.yml failed in phase BUILD: 'exit 3' ended with exit status 3.", run);
            WorkflowJob job = first(j).getParent();
            job.setDefinition(new CpsFlowDefinition(
                    "node { def b = buildspec propagate: false\n echo \"it ${b.status}\" }", true));
            j.assertLogContains("it FAILED", j.buildAndAssertSuccess(job));
        });
    }

    @Test
    void theCommandsGoOnWhileTheControllerRestarts() throws Throwable {
        session.then(j -> {
            job(j, waiting(), "buildspec()").scheduleBuild2(0).waitForStart();
            awaitBegun();
        });
        session.then(j -> {
            Files.createFile(traces.resolve("go"));
            WorkflowRun run = j.assertBuildStatusSuccess(j.waitForCompletion(first(j)));
            j.assertLogContains("it went on", run);
            assertThat(Files.readAllLines(traces.resolve("begun"))).hasSize(1);
        });
    }

    @Test
    void anAbortEndsTheCommands() throws Throwable {
        session.then(j -> {
            WorkflowRun run = job(j, waiting(), "buildspec()").scheduleBuild2(0).waitForStart();
            awaitBegun();
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            long shell =
                    Long.parseLong(Files.readString(traces.resolve("begun")).strip());
            assertThat(ProcessHandle.of(shell).map(ProcessHandle::isAlive).orElse(false))
                    .isFalse();
            assertThat(traces.resolve("finally")).doesNotExist();
        });
    }

    @Test
    void badInputIsSaidAllAtOnceAndNothingRuns() throws Throwable {
        session.then(j -> {
            WorkflowJob job = job(
                    j,
                    "version: 0.2\nphases:\n  build:\n    commands:\n      - touch " + traces + "/begun\n"
                            + "      - echo a: b\nrun-as: root\n",
                    "buildspec()");
            WorkflowRun run = j.buildAndAssertStatus(Result.FAILURE, job);
            j.assertLogContains("line 6, column 9: this command of phases.build.commands is not a string", run);
            j.assertLogContains("line 7, column 1: 'run-as' is not supported by this step", run);
            assertThat(traces.resolve("begun")).doesNotExist();

            job.setDefinition(new CpsFlowDefinition(
                    "node { buildspec store: 'checkout-artifacts', env: ['a-b': 1], timeoutMinutes: 0 }", true));
            run = j.buildAndAssertStatus(Result.FAILURE, job);
            j.assertLogContains("store: 'checkout-artifacts' is not a bucket and a prefix", run);
            j.assertLogContains("env: 'a-b' is not a name for a variable.", run);
            j.assertLogContains("timeoutMinutes: must be 1 to 2160.", run);
        });
    }
}
