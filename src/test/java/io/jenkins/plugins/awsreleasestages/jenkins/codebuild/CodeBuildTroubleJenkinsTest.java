package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedProject;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.jenkins.RunInRole;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;

/** What somebody reads at night, and what a controller in trouble does with a build. */
class CodeBuildTroubleJenkinsTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final String PROJECT = "jenkins-trouble";
    private static final String START = "CodeBuild.StartBuild";

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    @BeforeEach
    void project() {
        try (CodeBuildClient codeBuild = AWS.at(CodeBuildClient.builder()).build()) {
            if (!codeBuild.listProjects(r -> {}).projects().contains(PROJECT)) {
                EmulatedProject.create(codeBuild, PROJECT);
            }
        }
    }

    private static WorkflowRun start(JenkinsRule j, String script) throws Exception {
        return RunInRole.start(j, "build", script);
    }

    private static String step(String env) {
        return "codeBuild project: '" + PROJECT + "', env: [" + env + "]";
    }

    private static List<Path> filesWith(Path folder, String text) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> holds(file, text))
                    .toList();
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            // Replaced meanwhile.
            return false;
        }
    }

    @Test
    void aFailureIsSaidInOnePlaceAndItsLogIsInTheLogOnly() throws Throwable {
        session.then(j -> {
            WorkflowRun run =
                    start(j, "stage('Test') {\n" + step("EMULATOR_RESULT: 'FAILED', EMULATOR_LINES: 20") + "\n}");
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
            String log = JenkinsRule.getLog(run);
            assertThat(log)
                    .contains("awsRole: account 123456789012, ", "region " + Emulator.REGION)
                    .contains("Failed in stage Test: CodeBuild build of project " + PROJECT)
                    .contains(
                            "  cause: CodeBuild build " + PROJECT + ":", "command 'npm test' ended with exit status 1")
                    .contains("  link:  https://")
                    .contains("Phase BUILD FAILED (", ") in " + PROJECT + " #")
                    .doesNotContainPattern("Phase context status code:\\s*Message:\\s*\\R")
                    .containsOnlyOnce("line 19 of 20")
                    .containsOnlyOnce("Failed in stage");
            assertThat(filesWith(run.getRootDir().toPath(), "line 19 of 20"))
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly("log");
        });
    }

    /** As on a full disk: a folder in its place keeps the program from being written. */
    private static Path inTheWay(WorkflowRun run) throws IOException {
        Path program = run.getRootDir().toPath().resolve("program.dat");
        while (!Files.isDirectory(program)) {
            Files.deleteIfExists(program);
            try {
                Files.createDirectories(program.resolve("in the way"));
            } catch (FileSystemException e) {
                // Pipeline has just written it: once more.
            }
        }
        return program;
    }

    private static void giveWay(Path program) throws IOException {
        Files.delete(program.resolve("in the way"));
        Files.delete(program);
    }

    @Test
    void whatCannotBeSavedIsNotStartedUntilItCan() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(j, "echo 'soon'\nsleep 5\n" + step("EMULATOR_LINES: 3"));
            j.waitForMessage("soon", run);
            Path program = inTheWay(run);
            j.waitForMessage("could not be saved", run);
            assertThat(reached.proxy().count(START)).isZero();
            giveWay(program);
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
        });
        assertThat(reached.proxy().count(START)).isEqualTo(1);
    }

    @Test
    void aBuildThatHasBegunIsWatchedWhileNothingCanBeSavedAndAnAbortStopsIt() throws Throwable {
        session.then(j -> {
            WorkflowRun run = start(j, step("EMULATOR_SECONDS: 120"));
            j.waitForMessage(" started: https://", run);
            Path program = inTheWay(run);
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            j.assertLogContains("could not be saved", run);
            j.assertLogNotContains("Internal error", run);
            giveWay(program);
        });
        assertThat(reached.proxy().count("CodeBuild.StopBuild")).isEqualTo(1);
    }
}
