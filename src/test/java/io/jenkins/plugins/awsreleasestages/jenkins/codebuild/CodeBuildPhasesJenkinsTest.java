package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import groovy.lang.GroovyShell;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedProject;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.jenkins.RunInRole;
import io.jenkins.plugins.awsreleasestages.jenkins.SystemCredentials;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleBuildWrapper;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleStep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.Build;

/** A build in each phase of its life meets an abort, and a restart of the controller. */
class CodeBuildPhasesJenkinsTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final String AT_LIMIT = "at its limit of concurrent builds";
    private static final String QUEUED = "started: https://";
    private static final String BUILDING = "Entering phase BUILD";
    private static final String DRAINING = "Phase FINALIZING SUCCEEDED";

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private final String project = "phases-" + UUID.randomUUID();

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    private CodeBuildClient codeBuild;

    @BeforeEach
    void connect() {
        codeBuild = AWS.at(CodeBuildClient.builder()).build();
        EmulatedProject.create(codeBuild, project);
    }

    @AfterEach
    void disconnect() {
        AWS.settings("{\"logDelay\": 1, \"accountLimit\": null}");
        codeBuild.close();
    }

    private List<Build> builds() {
        List<String> ids =
                codeBuild.listBuildsForProject(r -> r.projectName(project)).ids();
        return ids.isEmpty()
                ? List.of()
                : codeBuild.batchGetBuilds(r -> r.ids(ids)).builds();
    }

    private WorkflowRun start(JenkinsRule j, int seconds) throws Exception {
        return RunInRole.start(
                j,
                "build",
                "  def build = codeBuild project: '" + project + "', env: [EMULATOR_SECONDS: " + seconds
                        + "]\n  echo \"status ${build.status}\"");
    }

    private static WorkflowRun first(JenkinsRule j) {
        return j.jenkins.getItemByFullName("build", WorkflowJob.class).getBuildByNumber(1);
    }

    /** What the account is like, how long a build takes, what the log says in that phase, how the build ends. */
    static Stream<Arguments> aborts() {
        return Stream.of(
                Arguments.of("waits for its turn", "{\"accountLimit\": 0}", 60, AT_LIMIT, null),
                Arguments.of("is queued", "{}", 600, QUEUED, "STOPPED"),
                Arguments.of("builds", "{}", 60, BUILDING, "STOPPED"),
                Arguments.of("has ended and its log is read", "{\"logDelay\": 25}", 5, DRAINING, "SUCCEEDED"));
    }

    @ParameterizedTest(name = "while the build {0}")
    @MethodSource("aborts")
    void abortedMeansThatNothingRunsAnyMore(String phase, String account, int seconds, String line, String status)
            throws Throwable {
        AWS.settings(account);
        session.then(j -> {
            WorkflowRun run = start(j, seconds);
            j.waitForMessage(line, run);
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
        });
        assertThat(builds())
                .extracting(Build::buildStatusAsString)
                .isEqualTo(status == null ? List.of() : List.of(status));
    }

    static Stream<Arguments> restarts() {
        return Stream.of(
                Arguments.of("waits for its turn", "{\"accountLimit\": 0}", 5, AT_LIMIT),
                Arguments.of("is queued", "{}", 60, QUEUED),
                Arguments.of("builds", "{}", 40, BUILDING),
                // Less than the 5 seconds for which lines are awaited that come late.
                Arguments.of("has ended and its log is read", "{\"logDelay\": 4}", 5, DRAINING));
    }

    @ParameterizedTest(name = "while the build {0}")
    @MethodSource("restarts")
    void aRestartIsNotNoticed(String phase, String account, int seconds, String line) throws Throwable {
        AWS.settings(account);
        session.then(j -> j.waitForMessage(line, start(j, seconds)));
        AWS.settings("{\"accountLimit\": null}");
        session.then(j -> {
            WorkflowRun run = first(j);
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            j.assertLogContains("status SUCCEEDED", run);
            j.assertLogContains("Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED", run);
        });
        assertThat(builds()).hasSize(1);
        if (!line.equals(AT_LIMIT)) {
            assertThat(reached.proxy().count("CodeBuild.StartBuild")).isEqualTo(1);
        }
    }

    /** A controller that is killed leaves what is on disk, and Jenkins writes lines seconds after they were printed. */
    @Test
    void theLinesASavedProgramHasShownAreOnDisk() throws Throwable {
        session.then(j -> {
            Object seconds = logIsWrittenAfter(3_600_000L);
            WorkflowRun run = start(j, 60);
            try {
                Path files = run.getRootDir().toPath();
                // The first look brings the link: into the program, and into the log.
                await(() -> fileContains(files.resolve("program.dat"), "console.aws.amazon.com"));
                assertThat(fileContains(files.resolve("log"), QUEUED)).isTrue();
            } finally {
                logIsWrittenAfter(seconds);
            }
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
        });
    }

    /** @return what it was before, in milliseconds */
    private static Object logIsWrittenAfter(Object millis) {
        String setting =
                "org.jenkinsci.plugins.workflow.log.DelayBufferedOutputStream.Tuning.DEFAULT.minRecurrencePeriod";
        GroovyShell console = new GroovyShell(Jenkins.get().getPluginManager().uberClassLoader);
        Object before = console.evaluate(setting);
        console.evaluate(setting + " = " + millis);
        return before;
    }

    private static boolean fileContains(Path file, String text) throws IOException {
        return Files.exists(file) && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            Thread.sleep(10);
        }
    }

    private FreeStyleBuild startFreestyle(JenkinsRule j, CodeBuildStep step) throws Exception {
        SystemCredentials.addAwsKeys("aws-ci");
        AwsRoleStep identity = new AwsRoleStep();
        identity.setCredentialsId("aws-ci");
        identity.setRegion(Emulator.REGION);
        FreeStyleProject job = j.createFreeStyleProject("freestyle");
        job.getBuildWrappersList().add(new AwsRoleBuildWrapper(identity));
        job.getBuildersList().add(new CodeBuildStep.Builder(step));
        return job.scheduleBuild2(0).waitForStart();
    }

    private CodeBuildStep step(Map<String, String> env) {
        CodeBuildStep step = new CodeBuildStep(project);
        step.setEnv(new HashMap<>(env));
        return step;
    }

    @Test
    void aFreestyleJobRunsABuildAndLaterBuildersSeeIt() throws Throwable {
        session.then(j -> {
            FreeStyleBuild build = startFreestyle(
                    j, step(Map.of("EMULATOR_SECONDS", "3", "EMULATOR_EXPORT_COLOUR", "green", "JOB", "${JOB_NAME}")));
            j.assertBuildStatusSuccess(j.waitForCompletion(build));
            j.assertLogContains("Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED", build);
            assertThat(build.getEnvironment(TaskListener.NULL))
                    .containsEntry("CODEBUILD_EXPORTED_COLOUR", "green")
                    .containsEntry("CODEBUILD_BUILD_STATUS", "SUCCEEDED")
                    .doesNotContainKey("COLOUR");
            assertThat(builds().get(0).environment().environmentVariables())
                    .anyMatch(variable ->
                            variable.name().equals("JOB") && variable.value().equals("freestyle"));
        });
    }

    @Test
    void anAbortedFreestyleJobStopsItsBuild() throws Throwable {
        session.then(j -> {
            FreeStyleBuild build = startFreestyle(j, step(Map.of("EMULATOR_SECONDS", "300")));
            j.waitForMessage(QUEUED, build);
            build.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(build));
        });
        assertThat(builds()).extracting(Build::buildStatusAsString).containsExactly("STOPPED");
    }
}
