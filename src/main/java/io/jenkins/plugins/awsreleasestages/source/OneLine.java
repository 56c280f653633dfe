package io.jenkins.plugins.awsreleasestages.source;

import java.util.regex.Pattern;

/** A text that somebody else has written, as one short line: for logs, pages and files. */
final class OneLine {

    private static final int LONGEST = 200;

    /** What terminals obey: ECMA-48's control sequences, and xterm's commands. */
    private static final Pattern TERMINAL =
            Pattern.compile("(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]|\\x1b\\][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)?");

    /** Also what turns the direction of writing; not what joins letters. */
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}&&[^\\x{200c}\\x{200d}]]+");

    private static final Pattern SPACES = Pattern.compile("[\\p{Z}\\s]+");

    private OneLine() {}

    /** @return null where nothing is left */
    static String of(String text) {
        if (text == null) {
            return null;
        }
        String visible = SPACES.matcher(
                        INVISIBLE.matcher(TERMINAL.matcher(text).replaceAll("")).replaceAll(" "))
                .replaceAll(" ")
                .strip();
        if (visible.isEmpty()) {
            return null;
        }
        return visible.codePointCount(0, visible.length()) <= LONGEST
                ? visible
                : visible.substring(0, visible.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }
}
