package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes lines of a log's pieces. A piece need not end where a line ends: what follows the last line end stays open until
 * the next piece.
 *
 * <p>A lone carriage return ends a line too, so that what a progress bar would overwrite is not lost; escape sequences
 * such as colours are kept.
 *
 * @param lines those that have ended
 * @param open the beginning of a line that has not; empty for none
 */
record LogLines(List<String> lines, String open) {

    /** CloudWatch Logs takes events of up to 1 MB; a line longer than that is shown in pieces of this many characters. */
    static final int LONGEST = 1 << 20;

    static LogLines of(String open, List<String> pieces) {
        List<String> lines = new ArrayList<>();
        StringBuilder text = new StringBuilder(open);
        int scanned = Math.max(0, open.length() - 1);
        for (String piece : pieces) {
            if (text.isEmpty() && isOneLine(piece)) {
                lines.add(piece.substring(0, piece.length() - 1));
                continue;
            }
            text.append(piece);
            int begin = 0;
            int at = scanned;
            while (at < text.length()) {
                int end = end(text, at);
                if (end > at) {
                    lines.add(text.substring(begin, at));
                    begin = end;
                    at = end;
                } else if (at - begin >= LONGEST && !Character.isLowSurrogate(text.charAt(at))) {
                    lines.add(text.substring(begin, at));
                    begin = at;
                } else {
                    at++;
                }
            }
            text.delete(0, begin);
            // A carriage return at the end may be half of a line end.
            scanned = Math.max(0, text.length() - 1);
        }
        return new LogLines(lines, text.toString());
    }

    /** What nearly all of a long log is; it need not be looked at letter by letter. */
    private static boolean isOneLine(String piece) {
        int end = piece.length() - 1;
        return end >= 0 && end <= LONGEST && piece.indexOf('\n') == end && piece.indexOf('\r') < 0;
    }

    /** Where the line end at this place is over; the place itself if there is none, or if it is not known yet. */
    private static int end(CharSequence text, int at) {
        char c = text.charAt(at);
        if (c == '\n') {
            return at + 1;
        }
        if (c != '\r' || at + 1 == text.length()) {
            return at;
        }
        return text.charAt(at + 1) == '\n' ? at + 2 : at + 1;
    }

    /** What is still open when the log has ended, as lines. */
    static List<String> rest(String open) {
        String line = open.endsWith("\r") ? open.substring(0, open.length() - 1) : open;
        return line.isEmpty() ? List.of() : List.of(line);
    }
}
