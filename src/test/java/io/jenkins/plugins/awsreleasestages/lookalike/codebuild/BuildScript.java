package io.jenkins.plugins.awsreleasestages.lookalike.codebuild;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What becomes of a build. Whoever starts it says so in its environment variables ({@link #variables}).
 *
 * @param seconds from its start to its end
 * @param status how it ends: SUCCEEDED, FAILED…
 * @param lines how many lines it logs, besides those with which CodeBuild ends a log
 * @param lineLength how long each line is, without its end
 */
public record BuildScript(double seconds, String status, int lines, int lineLength) {

    private static final String PREFIX = "LOOK_ALIKE_";

    /** Succeeds, with a log of a hundred lines. */
    public static BuildScript lasting(double seconds) {
        return new BuildScript(seconds, "SUCCEEDED", 100, 80);
    }

    public BuildScript ending(String newStatus) {
        return new BuildScript(seconds, newStatus, lines, lineLength);
    }

    public BuildScript logging(int newLines, int length) {
        return new BuildScript(seconds, status, newLines, length);
    }

    public Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(PREFIX + "SECONDS", String.valueOf(seconds));
        variables.put(PREFIX + "STATUS", status);
        variables.put(PREFIX + "LINES", String.valueOf(lines));
        variables.put(PREFIX + "LINE_LENGTH", String.valueOf(lineLength));
        return variables;
    }

    static BuildScript of(Map<String, String> variables) {
        BuildScript standard = lasting(10);
        return new BuildScript(
                Double.parseDouble(variables.getOrDefault(PREFIX + "SECONDS", String.valueOf(standard.seconds))),
                variables.getOrDefault(PREFIX + "STATUS", standard.status),
                Integer.parseInt(variables.getOrDefault(PREFIX + "LINES", String.valueOf(standard.lines))),
                Integer.parseInt(variables.getOrDefault(PREFIX + "LINE_LENGTH", String.valueOf(standard.lineLength))));
    }

    /** The text of a line, without its end; the same each time. Each tells its number, so that none can be missing unnoticed. */
    public String line(int number) {
        StringBuilder line = new StringBuilder(lineLength).append("line ").append(number);
        line.append(number % 10 == 0 ? " \u001b[32mok\u001b[0m" : " ok");
        while (line.length() < lineLength) {
            line.append((char) ('a' + (number + line.length()) % 26));
        }
        return line.toString();
    }
}
