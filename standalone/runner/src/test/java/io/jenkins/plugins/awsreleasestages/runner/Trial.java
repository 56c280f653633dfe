package io.jenkins.plugins.awsreleasestages.runner;

import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs Jenkinsfiles in a home of its own: in this process, or in one that can be killed. */
final class Trial {

    record Ended(int status, String out, String err) {}

    final Path home;
    private final Path jenkinsfile;

    Trial(Path folder, String jenkinsfile) throws IOException {
        this.home = folder.resolve("home");
        this.jenkinsfile = folder.resolve("Jenkinsfile");
        Files.writeString(this.jenkinsfile, jenkinsfile);
    }

    /** Keys of the emulator, by an id; in the file of a home. */
    static void credentials(Path home, String id) throws IOException {
        Files.writeString(
                Files.createDirectories(home).resolve("credentials"),
                "[" + id + "]\naws_access_key_id = " + Emulator.ACCESS_KEY + "\naws_secret_access_key = "
                        + Emulator.SECRET_KEY + "\n");
    }

    static Ended run(Path folder, String jenkinsfile, String... options) throws IOException {
        return new Trial(folder, jenkinsfile).run(options);
    }

    Ended run(String... options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments(options).toArray(new String[0]));
        return new Ended(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private List<String> arguments(String... options) {
        List<String> arguments = new ArrayList<>(List.of(jenkinsfile.toString(), "--home", home.toString()));
        arguments.addAll(List.of(options));
        return arguments;
    }

    /** Its output goes to {@code out} in the folder of the trial. */
    Process spawn(String... options) throws IOException {
        return spawn(Map.of(), options);
    }

    /** @param environment the machine's, besides what this process has */
    Process spawn(Map<String, String> environment, String... options) throws IOException {
        List<String> command = new ArrayList<>(hearingInterrupts());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("jvm.options").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments(options));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /**
     * A shell lets what it starts in the background ignore Ctrl-C, Java keeps to that, and children inherit it. GNU's
     * {@code env} undoes it; elsewhere the tests have to be started in the foreground.
     */
    private static List<String> hearingInterrupts() {
        List<String> env = List.of("env", "--default-signal=INT");
        List<String> trying = new ArrayList<>(env);
        trying.add("true");
        try {
            boolean can =
                    new ProcessBuilder(trying).redirectErrorStream(true).start().waitFor() == 0;
            return can ? env : List.of();
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Path output() {
        return home.resolveSibling("out");
    }

    String log(int build) throws IOException {
        return Files.readString(home.resolve("builds/" + build + "/build.log"));
    }

    Path workspace() {
        return home.resolve("workspace");
    }
}
