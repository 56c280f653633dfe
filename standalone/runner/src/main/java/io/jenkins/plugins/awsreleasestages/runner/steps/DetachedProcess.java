package io.jenkins.plugins.awsreleasestages.runner.steps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * A command that lives on when this process dies. All that is known of it is in a folder that was named before it was
 * started: whoever knows the folder finds the command again, and it never runs twice.
 */
record DetachedProcess(Path folder) {

    /** Creating the folder {@code started} is what decides who may run the command; only one can. */
    private static final String WRAPPER =
            """
            mkdir "$1/started" 2>/dev/null || exit 0
            echo $$ > "$1/pid.new" && mv "$1/pid.new" "$1/pid"
            if [ -e "$1/capture" ]; then
              "$1/script" > "$1/stdout" 2> "$1/log" < /dev/null
            else
              "$1/script" > "$1/log" 2>&1 < /dev/null
            fi
            echo $? > "$1/status.new" && mv "$1/status.new" "$1/status"
            """;

    private static final Duration TIME_TO_BEGIN = Duration.ofSeconds(10);

    /** Does nothing when it was started before. */
    Process launch(String script, boolean capture, Path workspace, Map<String, String> env) throws IOException {
        Files.createDirectories(folder);
        Files.createDirectories(workspace);
        String text = script.startsWith("#!") ? script : "#!/bin/sh -xe\n" + script;
        Path file = folder.resolve("script");
        if (!Files.exists(folder.resolve("started"))) {
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
            Files.writeString(folder.resolve("wrapper"), WRAPPER);
            if (capture) {
                Files.writeString(folder.resolve("capture"), "");
            }
        }
        List<String> command = new ArrayList<>();
        if (onPath("setsid")) {
            command.add("setsid");
        }
        command.addAll(List.of("sh", folder.resolve("wrapper").toString(), folder.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(workspace.toFile());
        builder.environment().clear();
        builder.environment().putAll(env);
        builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        return builder.start();
    }

    private static boolean onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Stream.of(path.split(":")).anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
    }

    boolean started() {
        return Files.exists(folder.resolve("started"));
    }

    /** Empty while it runs. */
    OptionalInt status() throws IOException {
        Path file = folder.resolve("status");
        return Files.exists(file)
                ? OptionalInt.of(Integer.parseInt(Files.readString(file).strip()))
                : OptionalInt.empty();
    }

    /** It was started, and ended without leaving a status: killed, or the machine went down. */
    boolean vanished() throws IOException {
        if (!started() || status().isPresent()) {
            return false;
        }
        ProcessHandle process = process();
        if (process != null) {
            return false;
        }
        if (Files.exists(folder.resolve("pid"))) {
            return status().isEmpty();
        }
        Instant began = Files.getLastModifiedTime(folder.resolve("started")).toInstant();
        return began.plus(TIME_TO_BEGIN).isBefore(Instant.now());
    }

    /** Asks it to end; by force when it has been asked before. */
    void kill(boolean force) throws IOException {
        ProcessHandle process = process();
        if (process == null) {
            return;
        }
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process);
        for (ProcessHandle one : all) {
            if (force) {
                one.destroyForcibly();
            } else {
                one.destroy();
            }
        }
    }

    /** Null when it is gone. Another process may have got its number since. */
    private ProcessHandle process() throws IOException {
        Path file = folder.resolve("pid");
        if (!Files.exists(file)) {
            return null;
        }
        Instant written = Files.getLastModifiedTime(file).toInstant();
        return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .startInstant()
                        .map(start -> start.isBefore(written.plusSeconds(2)))
                        .orElse(true))
                .orElse(null);
    }
}
