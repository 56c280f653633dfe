package io.jenkins.plugins.awsreleasestages.source;

import java.util.regex.Pattern;

/** Names of files as Ant and buildspecs select them. */
public final class PathPattern {

    private PathPattern() {}

    /** {@code **} for any folders, {@code *} and {@code ?} within a name; slashes between the names. */
    public static Pattern compile(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (pattern.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (pattern.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
