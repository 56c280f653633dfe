package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.emulator.EmulatedProject;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.SecretSearch;
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
import software.amazon.awssdk.services.s3.S3Client;

/** A build whose source is the workspace, and whose artifact comes back. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CodeBuildFilesTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    @TempDir
    Path folder;

    private final String name = "files-" + UUID.randomUUID();

    @BeforeEach
    void open() throws Exception {
        System.setProperty("aws.endpointUrl", AWS.endpoint().toString());
        try (CodeBuildClient codeBuild = AWS.at(CodeBuildClient.builder()).build();
                S3Client s3 = AWS.at(S3Client.builder()).forcePathStyle(true).build()) {
            EmulatedProject.create(codeBuild, name);
            s3.createBucket(r -> r.bucket(name).createBucketConfiguration(c -> c.locationConstraint(Emulator.REGION)));
        }
        Trial.credentials(folder.resolve("home"), "ci");
    }

    @AfterEach
    void close() {
        System.clearProperty("aws.endpointUrl");
    }

    private Trial.Ended run(String source) throws Exception {
        return Trial.run(folder, """
                node {
                  sh 'mkdir -p src && echo alpha > src/a.txt && echo beta > top.txt'
                  awsRole(credentialsId: 'ci', region: '%s') {
                    def build = codeBuild project: '%s', workspace: %s, store: 's3://%s/sources', artifactsTo: 'out',
                        artifacts: [type: 'S3', location: '%s', name: 'made', packaging: 'ZIP'],
                        env: [EMULATOR_SECONDS: '1']
                    echo "brought to ${build.artifacts[0].path}"
                  }
                  sh 'cd out && find . -type f | sort && cat $(find . -name a.txt)'
                }
                """.formatted(Emulator.REGION, name, source, name, name));
    }

    @Test
    void allOfTheWorkspace() throws Exception {
        Trial.Ended ended = run("true");
        assertThat(ended.status()).as(ended.out()).isZero();
        assertThat(ended.out()).contains("brought to out", "./src/a.txt", "./top.txt", "alpha");
        assertThat(SecretSearch.below(folder, file -> file.endsWith("home/credentials")))
                .isEmpty();
    }

    @Test
    void aFolderOfIt() throws Exception {
        Trial.Ended ended = run("'src'");
        assertThat(ended.status()).as(ended.out()).isZero();
        assertThat(ended.out()).contains("./a.txt", "alpha").doesNotContain("./top.txt");
    }

    @Test
    void aFolderElsewhereIsRefusedBeforeAnythingIsSent() throws Exception {
        Trial.Ended ended = run("'../..'");
        assertThat(ended.status()).isNotZero();
        assertThat(ended.out() + ended.err())
                .contains("workspace: '../..' is not a folder below the current directory");
    }
}
