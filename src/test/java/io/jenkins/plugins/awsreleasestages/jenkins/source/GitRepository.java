package io.jenkins.plugins.awsreleasestages.jenkins.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real repository in a folder of the test. */
final class GitRepository {

    final Path folder;

    GitRepository(Path folder) throws Exception {
        this(folder, true);
    }

    /** @param fresh whether there is none yet */
    GitRepository(Path folder, boolean fresh) throws Exception {
        this.folder = Files.createDirectories(folder);
        if (!fresh) {
            return;
        }
        git("init", "--quiet", "--initial-branch=main");
        git("config", "uploadpack.allowAnySHA1InWant", "true");
    }

    String commit(String file, String text, String message) throws Exception {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        git("add", "--all");
        return commit(message);
    }

    String remove(String file, String message) throws Exception {
        git("rm", "--quiet", file);
        return commit(message);
    }

    private String commit(String message) throws Exception {
        git("commit", "--quiet", "--allow-empty", "-m", message);
        return git("rev-parse", "HEAD").strip();
    }

    String git(String... arguments) throws IOException, InterruptedException {
        // Git tidies up in the background after some commands, and would do so beside the next one.
        List<String> command = new ArrayList<>(List.of(
                "git",
                "-c",
                "gc.auto=0",
                "-c",
                "maintenance.auto=false",
                "-c",
                "user.name=Test",
                "-c",
                "user.email=test@example.com",
                "-c",
                "commit.gpgSign=false"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }
}
