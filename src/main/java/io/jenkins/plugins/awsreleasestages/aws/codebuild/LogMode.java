package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How much of a build's log is shown. */
public enum LogMode {
    /** Every line, as it is written. */
    FULL,
    /** The last lines, once the build has ended. */
    TAIL,
    /** Nothing; the log is never read, so that no right to read it is needed. */
    NONE;

    /** What a Jenkinsfile calls it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a Jenkinsfile may say. */
    public static List<String> choices() {
        return Arrays.stream(values()).map(LogMode::word).toList();
    }

    /** @return null where nothing is wrong */
    public static String problem(String word) {
        return choices().contains(word) ? null : "log: '" + word + "' is none of " + String.join(", ", choices()) + ".";
    }

    /** @throws IllegalArgumentException when there is a {@link #problem} */
    public static LogMode of(String word) {
        return Arrays.stream(values())
                .filter(mode -> mode.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(problem(word)));
    }
}
