package io.jenkins.plugins.awsreleasestages.jenkins.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.UnixOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellFilesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path temporary;

    private static IssuedKeys until(Duration left) {
        return new IssuedKeys("ASIA1", "secret-of-sixteen-characters", "token-of-sixteen-characters", NOW.plus(left));
    }

    @Test
    void theCommandSurvivesSpacesAndQuotesInThePath() {
        assertThat(ShellFiles.config("/home/jenkins/it's a job@tmp/aws-1", "eu-west-1"))
                .isEqualTo("[default]\nregion = eu-west-1\n"
                        + "credential_process = cat '/home/jenkins/it'\\''s a job@tmp/aws-1/credentials.json'\n");
    }

    @Test
    void onWindowsTheCommandHasNoQuotesButThePathHas() {
        assertThat(ShellFiles.config("C:\\jenkins\\a job@tmp\\aws-1", null))
                .isEqualTo("[default]\ncredential_process = cmd /d /c type %AWS_RELEASE_STAGES_CREDENTIALS%\n");
        for (String folder : List.of("C:\\jenkins\\a job@tmp\\aws-1", "C:/jenkins/a job@tmp/aws-1")) {
            assertThat(ShellFiles.variables(folder, null))
                    .containsEntry(
                            "AWS_RELEASE_STAGES_CREDENTIALS", "\"C:\\jenkins\\a job@tmp\\aws-1\\credentials.json\"");
        }
        assertThat(ShellFiles.variables("/home/jenkins/a job@tmp/aws-1", null))
                .as("elsewhere the command has it")
                .doesNotContainKey("AWS_RELEASE_STAGES_CREDENTIALS");
    }

    /** On Windows by a reader; here a directory stands for it. */
    @Test
    void whatIsInUseForAMomentIsReplacedAndRemovedAfterIt() throws Exception {
        Path folder = temporary.resolve("aws-1");
        ShellFiles.put(folder, "[default]\n", null);
        CompletableFuture<Void> freed = freeSoon(Files.createDirectory(folder.resolve("credentials.json")));
        assertThat(ShellFiles.renew(folder, "{1}")).isTrue();
        freed.join();
        assertThat(ShellFiles.read(folder)).isEqualTo("{1}");
    }

    @Test
    void aRenewalThatIsStillWritingDoesNotKeepTheFolder() throws Exception {
        Path folder = temporary.resolve("aws-1");
        ShellFiles.put(folder, "[default]\n", null);
        Instant end = Instant.now().plusMillis(200);
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; Instant.now().isBefore(end); i++) {
                    Files.createFile(folder.resolve("written " + i));
                }
            } catch (IOException e) {
                // The folder is gone.
            }
        });
        ShellFiles.remove(folder.toFile());
        writing.join();
        assertThat(folder).doesNotExist();
    }

    private static CompletableFuture<Void> freeSoon(Path held) {
        Executor soon = CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        Files.delete(held);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                soon);
    }

    @Test
    void keysThatDoNotEndSayNoEnd() {
        String json = ShellFiles.credentials(new IssuedKeys("AKIA1", "abc", null, null));
        assertThat(json).doesNotContain("Expiration", "SessionToken").contains("\"AccessKeyId\": \"AKIA1\"");
    }

    @Test
    void whatWasWrittenBeforeARestartIsHiddenAfterIt() {
        assertThat(ShellFiles.secrets(ShellFiles.credentials(until(Duration.ofHours(1)))))
                .containsExactly("secret-of-sixteen-characters", "token-of-sixteen-characters");
        assertThat(ShellFiles.secrets("{\"SecretAccessKey\": \"e\"}"))
                .as("an agent cannot blacken the log")
                .isEmpty();
    }

    @Test
    void keysAreRenewedAtHalfTime() {
        assertThat(until(Duration.ofSeconds(15)).untilRenewal(NOW)).isEqualTo(Duration.ofMillis(7500));
        assertThat(until(Duration.ofSeconds(-5)).untilRenewal(NOW)).isEqualTo(Duration.ofSeconds(2));
        assertThat(until(Duration.ofHours(12)).untilRenewal(NOW)).isEqualTo(Duration.ofMinutes(10));
        assertThat(IssuedKeys.untilRetry(until(Duration.ofSeconds(15)), NOW)).isEqualTo(Duration.ofMillis(7500));
        assertThat(IssuedKeys.untilRetry(null, NOW)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void keysPrintNothingSecret() {
        assertThat(until(Duration.ZERO).toString()).doesNotContain("secret").doesNotContain("token");
    }

    @Test
    @UnixOnly("files have no modes there")
    void onlyTheUserReadsThem() throws Exception {
        Path folder = temporary.resolve("ws@tmp/aws-1");
        ShellFiles.put(folder, "[default]\n", "{}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        try (var files = Files.list(folder)) {
            assertThat(files)
                    .hasSize(3)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
        assertThat(ShellFiles.renew(folder, "{1}")).isTrue();
        assertThat(ShellFiles.read(folder)).isEqualTo("{1}");
        ShellFiles.remove(folder.toFile());
        assertThat(folder).doesNotExist();
        assertThat(ShellFiles.renew(folder, "{2}")).as("a wiped workspace").isFalse();
    }
}
