package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The example's release from a Git server and from CodeCommit. */
class ReleaseSourcesTest {

    @RegisterExtension
    static final Emulator NEEDED = new Emulator();

    @TempDir
    Path folder;

    @Test
    void fromAGitServer() throws Exception {
        try (ExampleRelease release = new ExampleRelease(folder, ExampleRelease.Source.GIT_SERVER)) {
            release.live();
            assertReleased(release);
        }
    }

    @Test
    void fromCodeCommitWithTheRolesOwnCredentialsAlsoWhenItIsKilled() throws Exception {
        try (ExampleRelease release = new ExampleRelease(folder, ExampleRelease.Source.CODE_COMMIT)) {
            release.live(4_000);
            for (int i = 0; i < 5 && !release.ended(); i++) {
                release.live();
            }
            assertReleased(release);
            assertThat(release.codeCommit().asked)
                    .as(release.story())
                    .isNotEmpty()
                    .allMatch(request -> request.startsWith("/v1/repos/checkout/") && request.endsWith(" signed in"));
            URI asked = release.codeCommit().endpoint().resolve("/v1/repos/checkout/info/refs?service=git-upload-pack");
            HttpRequest unsigned = HttpRequest.newBuilder(asked).build();
            assertThat(HttpClient.newHttpClient()
                            .send(unsigned, BodyHandlers.discarding())
                            .statusCode())
                    .as("without a login")
                    .isEqualTo(401);
        }
    }

    private static void assertReleased(ExampleRelease release) throws Exception {
        assertThat(release.ended()).as(release.story()).isTrue();
        ExampleRelease.Outcome outcome = release.outcome();
        assertThat(outcome.result()).as(release.story()).startsWith("SUCCESS");
        assertThat(outcome.carriedOut().values()).containsOnly("1 with 1 tokens");
        assertThat(outcome.outputs()).containsEntry("checkout", "CREATE_COMPLETE");
        assertThat(outcome.artifactVersions()).hasSize(1);
        assertThat(release.story()).contains("Releasing " + release.commit() + ": The checkout service");
    }
}
