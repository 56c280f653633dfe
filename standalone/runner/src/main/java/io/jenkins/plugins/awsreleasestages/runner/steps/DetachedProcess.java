package io.jenkins.plugins.awsreleasestages.runner.steps;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
            # Asked to end, it waits for the script, which may take its time or not listen at all.
            trap : TERM
            { echo $$; cut -d ' ' -f 22 "/proc/$$/stat" 2>/dev/null; } > "$1/pid.new" && mv "$1/pid.new" "$1/pid"
            if [ -e "$1/capture" ]; then
              "$1/script" > "$1/stdout" 2> "$1/log" < /dev/null
            else
              "$1/script" > "$1/log" 2>&1 < /dev/null
            fi
            echo $? > "$1/status.new" && mv "$1/status.new" "$1/status"
            """;

    private static final Duration TIME_TO_BEGIN = Duration.ofMinutes(1);

    /** How far the clock may be set meanwhile, where nothing better than the time tells one process from another. */
    private static final Duration CLOCK = Duration.ofHours(1);

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
        // Asked first: what begins just now may write its number between two looks for it.
        boolean known = Files.exists(folder.resolve("pid"));
        if (process() != null) {
            return false;
        }
        if (known) {
            return status().isEmpty();
        }
        Instant began = Files.getLastModifiedTime(folder.resolve("started")).toInstant();
        return began.plus(TIME_TO_BEGIN).isBefore(Instant.now());
    }

    /** It and all that it has started, as far as they live. */
    List<ProcessHandle> all() throws IOException {
        ProcessHandle process = process();
        if (process == null) {
            return List.of();
        }
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process);
        return all;
    }

    /** Null when it is gone. Another process may have got its number since. */
    private ProcessHandle process() throws IOException {
        Path file = folder.resolve("pid");
        if (!Files.exists(file)) {
            return null;
        }
        List<String> written = Files.readAllLines(file);
        long number = Long.parseLong(written.get(0).strip());
        Optional<ProcessHandle> found = ProcessHandle.of(number).filter(ProcessHandle::isAlive);
        if (found.isEmpty()) {
            return null;
        }
        boolean same = written.size() > 1
                ? written.get(1).strip().equals(startOf(number))
                : found.get().info().startInstant().map(start -> start.isBefore(writtenAt(file).plus(CLOCK))).orElse(true);
        return same ? found.get() : null;
    }

    private static Instant writtenAt(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When a process of Linux began, in the kernel's own count, which no setting of the clock changes (proc(5)). */
    private static String startOf(long number) {
        try {
            String stat = Files.readString(Path.of("/proc/" + number + "/stat"));
            // The name, between parentheses, may hold spaces: field 22 is the 20th after it.
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
        } catch (IOException e) {
            return "gone";
        }
    }
}
