package io.jenkins.plugins.awsreleasestages.benchmark;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Commands of this machine. */
public final class CommandLine {

    public static final String KEY = "AKIABENCHMARK0000000";
    public static final String SECRET = "of-the-benchmark";

    private CommandLine() {}

    /** What the AWS CLI says about itself; null when there is none. */
    public static String version() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("aws", "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? said : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** With keys that the look-alike takes, and nothing of the user's own. */
    public static Process start(Path log, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(new File("/dev/null"));
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("AWS_"));
        environment.put("AWS_ACCESS_KEY_ID", KEY);
        environment.put("AWS_SECRET_ACCESS_KEY", SECRET);
        environment.put("AWS_CONFIG_FILE", log.resolveSibling("no-config").toString());
        return builder.start();
    }

    /** @return the exit status */
    public static int ended(Process process, Path log) throws IOException, InterruptedException {
        int status = process.waitFor();
        if (status != 0) {
            List<String> lines = Files.readAllLines(log);
            lines.subList(Math.max(0, lines.size() - 10), lines.size())
                    .forEach(line -> System.err.println("  failed: " + line));
        }
        return status;
    }

    /** How long processors have worked for those that have ended, in seconds; Linux says it: proc(5), cutime and cstime. */
    public static double work() throws IOException {
        Path stat = Path.of("/proc/self/stat");
        if (!Files.exists(stat)) {
            return 0;
        }
        // The name, in brackets, may have blanks.
        String[] fields = Files.readString(stat).replaceFirst(".*\\) ", "").split(" ");
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / 100.0;
    }
}
