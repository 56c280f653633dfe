package io.jenkins.plugins.awsreleasestages.runner.steps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetachedProcessTest {

    @TempDir
    Path home;

    /** Seen once on a busy machine: its number was written between two looks for it. */
    @Test
    void oneThatIsJustBeginningHasNotVanished() throws Exception {
        for (int i = 0; i < 500; i++) {
            Path folder = Files.createDirectories(home.resolve(String.valueOf(i)));
            Files.createDirectory(folder.resolve("started"));
            Path fresh = Files.writeString(
                    folder.resolve("pid.new"), ProcessHandle.current().pid() + "\n");
            CompletableFuture<Void> begins = CompletableFuture.runAsync(() -> {
                try {
                    Files.move(fresh, folder.resolve("pid"));
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            DetachedProcess process = new DetachedProcess(folder);
            do {
                assertThat(process.vanished()).isFalse();
            } while (!begins.isDone());
            assertThat(process.vanished()).isFalse();
        }
    }
}
