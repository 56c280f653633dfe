package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.UnixOnly;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a build may have put where a step reads. */
@UnixOnly("links and pipes")
@Timeout(20)
class WorkspaceTextTest {

    @TempDir
    private Path temp;

    private Path workspace;
    private Path current;

    @BeforeEach
    void folders() throws Exception {
        workspace = Files.createDirectories(temp.resolve("ws"));
        current = Files.createDirectories(workspace.resolve("services/orders"));
        Files.writeString(temp.resolve("secret"), "the controller's");
    }

    private String read(String path) {
        return WorkspaceText.read(new Here(), "template", path);
    }

    @Test
    void aFileIsRead() throws Exception {
        Files.writeString(current.resolve("app.yaml"), "ü");
        assertThat(read("app.yaml")).isEqualTo("ü");
    }

    @Test
    void whatIsNoTextIsRefusedAndNotGuessedAt() throws Exception {
        Files.write(current.resolve("app.yaml"), "Description: ü".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused("app.yaml", "is not UTF-8 text");
        Files.write(current.resolve("app.yaml"), "\uFEFFa".getBytes(StandardCharsets.UTF_16BE));
        assertRefused("app.yaml", "is not UTF-8 text");
    }

    @Test
    void aLinkIsFollowedInTheWorkspace() throws Exception {
        Files.writeString(workspace.resolve("shared.yaml"), "shared");
        Files.createSymbolicLink(current.resolve("app.yaml"), Path.of("../../shared.yaml"));
        assertThat(read("app.yaml")).isEqualTo("shared");
        assertThat(read("../../shared.yaml")).isEqualTo("shared");
    }

    @Test
    void aLinkOutOfTheWorkspaceIsNotFollowed() throws Exception {
        Files.createSymbolicLink(current.resolve("app.yaml"), temp.resolve("secret"));
        Files.createSymbolicLink(current.resolve("folder"), temp);
        assertRefused("app.yaml", "is a link that leads out of " + workspace);
        assertRefused("folder/secret", "is a link that leads out of " + workspace);
    }

    @Test
    void aFileThatIsSaidToBeElsewhereIsReadAndItsLinksAreNot() throws Exception {
        Path beside = Files.createDirectories(temp.resolve("ws@tmp/secretFiles"));
        Files.writeString(beside.resolve("parameters.json"), "{}");
        Files.createSymbolicLink(beside.resolve("link"), temp.resolve("secret"));
        assertThat(read(beside.resolve("parameters.json").toString())).isEqualTo("{}");
        assertRefused(beside.resolve("link").toString(), "is a link that leads out of");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/zero", "/dev/random"})
    void aDeviceIsNotRead(String device) throws Exception {
        Files.createSymbolicLink(current.resolve("app.yaml"), Path.of(device));
        assertRefused("app.yaml", "leads out of");
        assertRefused(device, "is no");
    }

    @Test
    void aPipeIsNotWaitedFor() throws Exception {
        Path pipe = current.resolve("app.yaml");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertRefused("app.yaml", "is no regular file");
    }

    @Test
    void whatIsTooLargeIsNotRead() throws Exception {
        Files.write(current.resolve("app.yaml"), new byte[(1 << 20) + 1]);
        assertRefused("app.yaml", "has more than 1048576 bytes");
        Files.write(current.resolve("app.yaml"), new byte[1 << 20]);
        assertThat(read("app.yaml")).hasSize(1 << 20);
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThatThrownBy(() -> read("nowhere.yaml"))
                .hasMessage("template: there is no file nowhere.yaml in the workspace (" + current
                        + "/nowhere.yaml). Nothing was started.");
        assertThatThrownBy(() -> read(".")).hasMessageContaining("there is no file . in the workspace");
    }

    private void assertRefused(String path, String why) {
        assertThatThrownBy(() -> read(path))
                .isInstanceOfSatisfying(
                        RemoteFailure.class,
                        failure -> assertThat(failure.passing()).isFalse())
                .hasMessageStartingWith("template: " + path + " ")
                .hasMessageContaining(why)
                .hasMessageEndingWith(" and is not read. Nothing was started.");
    }

    private final class Here implements ActionContext {
        @Override
        public <T> T find(Class<T> type) {
            if (type == FilePath.class) {
                return type.cast(new FilePath(current.toFile()));
            }
            return type == EnvVars.class ? type.cast(new EnvVars("WORKSPACE", workspace.toString())) : null;
        }

        @Override
        public TaskListener listener() {
            return TaskListener.NULL;
        }
    }
}
