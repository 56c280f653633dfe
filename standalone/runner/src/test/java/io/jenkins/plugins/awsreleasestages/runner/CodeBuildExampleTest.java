package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.emulator.EmulatedAccount;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedProject;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;

/** docs/examples/codebuild, which names no credentials, as whoever runs it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CodeBuildExampleTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    @TempDir
    Path folder;

    private final String project = "example-" + UUID.randomUUID();

    @BeforeEach
    void open() {
        System.setProperty("aws.endpointUrl", AWS.endpoint().toString());
        System.setProperty("aws.accessKeyId", Emulator.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", Emulator.SECRET_KEY);
        try (CodeBuildClient codeBuild = AWS.at(CodeBuildClient.builder()).build()) {
            EmulatedProject.create(codeBuild, project);
        }
    }

    @AfterEach
    void close() {
        System.clearProperty("aws.secretAccessKey");
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.endpointUrl");
    }

    @Test
    void buildsABatchAndOneWaitedForLater() throws Exception {
        String example =
                Files.readString(EmulatedAccount.projectRoot().resolve("docs/examples/codebuild/Jenkinsfile"));
        Trial.Ended ended = Trial.run(
                folder, example, "--env", "CODEBUILD_PROJECT=" + project, "--env", "AWS_REGION=" + Emulator.REGION);
        assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.out())
                .contains(
                        "The load test is https://",
                        "Lint SUCCEEDED",
                        "build: SUCCEEDED",
                        "Load test SUCCEEDED",
                        "Phase complete: BUILD State: SUCCEEDED");
        try (CodeBuildClient codeBuild = AWS.at(CodeBuildClient.builder()).build()) {
            // load, unit, lint, and the batch's one.
            assertThat(codeBuild
                            .listBuildsForProject(r -> r.projectName(project))
                            .ids())
                    .hasSize(4);
        }
    }
}
