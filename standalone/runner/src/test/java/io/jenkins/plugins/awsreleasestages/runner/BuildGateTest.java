package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.emulator.EmulatedProject;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;

/** A gate at which a build of CodeBuild says whether the release may go on. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class BuildGateTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    @TempDir
    Path folder;

    private final String project = "gate-" + UUID.randomUUID();
    private final FaultProxy proxy = AWS.proxy();

    @BeforeEach
    void open() throws Exception {
        Trial.credentials(folder.resolve("home"), "ci");
        try (CodeBuildClient codeBuild = AWS.at(CodeBuildClient.builder()).build()) {
            EmulatedProject.create(codeBuild, project);
        }
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private String release(String result) {
        return """
                awsRole(credentialsId: 'ci', region: '%s') {
                    withEnv(['TICKET=OPS-17', 'PASSWORD=hidden']) {
                        def gate = releaseGate conditions: [codeBuildCheck(project: '%s', variables: ['TICKET', 'UNSET'],
                            env: ['EMULATOR_RESULT=%s', 'EMULATOR_SECONDS=0'])]
                        echo "shipped ${gate.conditions*.verdict}"
                    }
                }
                """.formatted(Emulator.REGION, project, result);
    }

    private List<Build> builds() {
        try (CodeBuildClient codeBuild = AWS.at(CodeBuildClient.builder()).build()) {
            List<String> ids =
                    codeBuild.listBuildsForProject(r -> r.projectName(project)).ids();
            return codeBuild.batchGetBuilds(r -> r.ids(ids)).builds();
        }
    }

    @Test
    void itIsToldOfTheReleaseWhichGoesOnWhenItHasSucceeded() throws Exception {
        Trial.Ended ended = Trial.run(
                folder, release("SUCCEEDED"), "--endpoint", proxy.endpoint().toString());
        assertThat(ended.status()).as(ended.out()).isZero();
        assertThat(builds()).hasSize(1);
        String id = builds().get(0).id();
        assertThat(ended.out())
                .contains(
                        "Waiting: build of CodeBuild project " + project + ": build " + id + " was started.",
                        "Met: build of CodeBuild project " + project + ": build " + id + " has succeeded: https://",
                        "shipped [PASS]");
        assertThat(builds().get(0).environment().environmentVariables())
                .extracting(EnvironmentVariable::name)
                .contains("TICKET", "RELEASE_JOB", "RELEASE_RUN", "RELEASE_PAGE", "RELEASE_REVISIONS")
                .doesNotContain("UNSET", "PASSWORD", "RELEASE_STAGE");
    }

    @Test
    void theReleaseEndsWithTheCauseWhenItHasFailed() throws Exception {
        Trial.Ended ended = Trial.run(
                folder, release("FAILED"), "--endpoint", proxy.endpoint().toString());
        assertThat(ended.status()).isEqualTo(Main.FAILED);
        assertThat(ended.out())
                .contains(
                        "Not passed: build of CodeBuild project " + project + ": CodeBuild build ",
                        " FAILED in phase BUILD")
                .doesNotContain("shipped");
    }

    @Test
    void killedBeforeAnybodyKnowsOfTheBuildItIsFoundAndNoOtherIsStarted() throws Exception {
        Trial trial = new Trial(folder, release("SUCCEEDED"));
        AtomicReference<Process> process = new AtomicReference<>();
        proxy.on("CodeBuild.StartBuild")
                .nth(1)
                .meanwhile(() -> process.get().destroyForcibly())
                .resetAfterForwarding();
        process.set(trial.spawn("--endpoint", proxy.endpoint().toString()));
        assertThat(process.get().waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(builds()).hasSize(1);

        Process resumed = trial.spawn("--resume");
        assertThat(resumed.waitFor()).as(Files.readString(trial.output())).isZero();
        assertThat(Files.readString(trial.output())).contains("shipped [PASS]");
        assertThat(proxy.count("CodeBuild.StartBuild")).isEqualTo(1);
        assertThat(builds()).hasSize(1);
    }
}
