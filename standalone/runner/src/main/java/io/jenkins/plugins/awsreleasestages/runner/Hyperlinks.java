package io.jenkins.plugins.awsreleasestages.runner;

import java.util.regex.Pattern;

/** Jenkins hides links in the log between these marks; a terminal shows their text. */
final class Hyperlinks {
    private static final Pattern NOTE = Pattern.compile("\u001b\\[8mha:.*?\u001b\\[0m");

    private static final Pattern CONSOLE = Pattern.compile("https://\\S*\\bconsole\\.(aws|amazonaws)\\S*");

    private Hyperlinks() {}

    static String plain(String line) {
        String text = line.indexOf('\u001b') < 0 ? line : NOTE.matcher(line).replaceAll("");
        // With an endpoint of one's own, what is meant is not in AWS.
        return System.getProperty("aws.endpointUrl") == null
                ? text
                : CONSOLE.matcher(text).replaceAll("$0 (emulated: not in AWS)");
    }
}
