package io.jenkins.plugins.awsreleasestages.jenkins.role;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Node;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.OneAgent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** What the commands of a block are told, and what of the surroundings they are not. */
class ShellCredentialsTest {

    @TempDir
    private Path folder;

    private final Keys keys = new Keys();
    private OneAgent controller;

    @BeforeEach
    void aHome() {
        controller = new OneAgent(folder);
    }

    @AfterEach
    void nobody() {
        controller.close();
    }

    private EnvVars inside(boolean exported, String... around) {
        EnvVars env = new EnvVars(around);
        new ShellCredentials(keys, "eu-west-1", exported).expand(env);
        return env;
    }

    private static Map<String, String> set(EnvVars env) {
        EnvVars set = new EnvVars();
        set.overrideAll(env);
        return set;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AWS_ACCESS_KEY_ID",
                "AWS_SECRET_ACCESS_KEY",
                "AWS_SESSION_TOKEN",
                "AWS_SECURITY_TOKEN",
                "AWS_CONFIG_FILE",
                "AWS_SHARED_CREDENTIALS_FILE",
                "AWS_PROFILE",
                "AWS_DEFAULT_PROFILE",
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                "AWS_ROLE_ARN",
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI"
            })
    void whatIsSaidAroundTheBlockNamesNobodyInside(String variable) {
        for (String temporary : List.of("", "/ws@tmp")) {
            assertThat(set(inside(false, variable, "other", "WORKSPACE_TMP", temporary)))
                    .doesNotContainEntry(variable, "other");
            assertThat(set(inside(true, variable, "other", "WORKSPACE_TMP", temporary)))
                    .doesNotContainEntry(variable, "other");
        }
    }

    @Test
    void noToolBecomesTheMachine() {
        assertThat(inside(false, "WORKSPACE_TMP", "/ws@tmp")).containsEntry("AWS_EC2_METADATA_DISABLED", "true");
        assertThat(inside(true)).containsEntry("AWS_EC2_METADATA_DISABLED", "true");
    }

    @Test
    void exportedKeysThatCannotBeHadMakeACommandFail() {
        keys.gone = true;
        assertThat(inside(true, "AWS_ACCESS_KEY_ID", "other", "AWS_SECRET_ACCESS_KEY", "o", "AWS_SESSION_TOKEN", "o"))
                .containsEntry("AWS_ACCESS_KEY_ID", "the-role-could-not-be-assumed")
                .containsEntry("AWS_SECRET_ACCESS_KEY", "the-role-could-not-be-assumed")
                .containsEntry("AWS_SESSION_TOKEN", "");
    }

    @Test
    void aCommandWhoseWorkspaceTheBlockDidNotKnowFindsTheFilesToo() throws Exception {
        String config = provided("AWS_CONFIG_FILE", "", "AWS_PROFILE", "");
        assertThat(config).startsWith(folder + "@tmp/aws-");
        assertThat(Path.of(config)).content().contains("credential_process");
        assertThat(controller.notes())
                .as("for a sweep, should this process die")
                .hasSize(1);
    }

    @Test
    void whatWasRemovedAtTheEndIsNotSweptAgain() throws Exception {
        ShellCredentials shell = new ShellCredentials(keys, "eu-west-1", false);
        Path workspace = Files.createDirectories(folder.resolve("workspace"));
        Path put = Path.of(shell.put("", new FilePath(workspace.toFile())));
        assertThat(put.resolve("credentials.json")).exists();
        shell.close();
        assertThat(put).doesNotExist();
        assertThat(controller.notes()).isEmpty();
    }

    @Test
    void whatCouldNotBeRemovedAtTheEndIsSwept() throws Exception {
        ShellCredentials shell = new ShellCredentials(keys, "eu-west-1", false);
        Path workspace = Files.createDirectories(folder.resolve("workspace"));
        shell.put("", new FilePath(workspace.toFile()));
        controller.removed = true;
        shell.close();
        assertThat(controller.notes()).hasSize(1);
        assertThat(controller.notes().get(0)).content().contains("run=\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_CONFIG_FILE", "AWS_ACCESS_KEY_ID"})
    void whatIsSaidInsideTheBlockStays(String variable) throws Exception {
        assertThat(provided(variable, "mine")).isEqualTo(variable.equals("AWS_CONFIG_FILE") ? "mine" : "");
        assertThat(Path.of(folder + "@tmp")).doesNotExist();
    }

    /** The variable as a command sees it. */
    private String provided(String... variables) throws Exception {
        List<String> given = new ArrayList<>();
        new EnvVars(variables).forEach((name, value) -> given.add(name + "=" + value));
        Launcher launcher = new Launcher.LocalLauncher(TaskListener.NULL);
        String[] all = new ShellCredentials(keys, "eu-west-1", false)
                .provide(launcher, "", new FilePath(folder.toFile()), given.toArray(new String[0]));
        EnvVars seen = new EnvVars();
        for (String variable : all) {
            seen.override(variable.substring(0, variable.indexOf('=')), variable.substring(variable.indexOf('=') + 1));
        }
        return seen.get("AWS_CONFIG_FILE", "");
    }

    /** The Git plugin warns of each launcher of that class that it will not be used. */
    @Test
    void aLauncherIsMarkedAsDecoratedOnlyWhereItWasBefore() {
        ShellLauncher decorator = new ShellLauncher(new ShellCredentials(keys, null, false));
        Launcher plain = new Launcher.LocalLauncher(TaskListener.NULL);
        assertThat(decorator.decorate(plain, (Node) null)).isNotInstanceOf(Launcher.DecoratedLauncher.class);
        assertThat(decorator.decorate(new Launcher.DecoratedLauncher(plain), (Node) null))
                .isInstanceOf(Launcher.DecoratedLauncher.class);
        assertThat(decorator.decorate(plain, (Node) null).isUnix()).isEqualTo(plain.isUnix());
    }

    private final class Keys implements ShellCredentials.Source {
        boolean gone;

        @Override
        public AwsCredentials credentials() {
            if (gone) {
                throw RemoteFailure.refused("The role is gone.");
            }
            return AwsSessionCredentials.create("ASIAEXAMPLE", "a secret key of a test", "a token of a test");
        }

        @Override
        public TaskListener listener() {
            return TaskListener.NULL;
        }

        @Override
        public Run<?, ?> run() {
            return controller.run;
        }

        @Override
        public void save() {}
    }
}
