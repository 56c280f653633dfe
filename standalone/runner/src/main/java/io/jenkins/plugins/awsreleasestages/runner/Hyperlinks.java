package io.jenkins.plugins.awsreleasestages.runner;

import java.util.regex.Pattern;

/** Jenkins hides links in the log between these marks; a terminal shows their text. */
final class Hyperlinks {
    private static final Pattern NOTE = Pattern.compile("\u001b\\[8mha:.*?\u001b\\[0m");

    private Hyperlinks() {}

    static String plain(String line) {
        return line.indexOf('\u001b') < 0 ? line : NOTE.matcher(line).replaceAll("");
    }
}
