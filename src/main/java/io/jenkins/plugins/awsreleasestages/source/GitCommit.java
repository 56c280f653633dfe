package io.jenkins.plugins.awsreleasestages.source;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a commit says of itself, read from the object as Git stores it: no configuration decides how it looks, and nothing
 * in it can make it unreadable.
 *
 * @param subject the first paragraph of the message; null when there is none
 * @param date of the commit, ISO 8601 in UTC; null when it is none
 */
public record GitCommit(String subject, String date) {

    /** The time zone, which may be nonsense, says nothing about the moment. */
    private static final Pattern COMMITTER = Pattern.compile("(?m)^committer .* (\\d{1,12}) \\S+$");

    private static final Pattern ENCODING = Pattern.compile("(?m)^encoding (\\S+)$");

    private static final Instant YEAR_10000 =
            Instant.parse("9999-12-31T23:59:59Z").plusSeconds(1);

    /** More of it is not shown anyway. */
    private static final int LONGEST_SUBJECT = 4000;

    /** @param object what {@code git cat-file commit} prints, or the beginning of it */
    public static GitCommit parse(byte[] object) {
        int end = emptyLine(object, 0);
        String headers = new String(object, 0, end, StandardCharsets.ISO_8859_1);
        int from = end;
        while (from < object.length && Character.isWhitespace(object[from])) {
            from++;
        }
        int to = Math.min(emptyLine(object, from), from + LONGEST_SUBJECT);
        return new GitCommit(text(Arrays.copyOfRange(object, from, to), headers), date(headers));
    }

    private static int emptyLine(byte[] object, int from) {
        for (int i = from; i + 1 < object.length; i++) {
            if (object[i] == '\n' && object[i + 1] == '\n') {
                return i;
            }
        }
        return object.length;
    }

    private static String date(String headers) {
        Matcher committer = COMMITTER.matcher(headers);
        if (!committer.find()) {
            return null;
        }
        Instant moment = Instant.ofEpochSecond(Long.parseLong(committer.group(1)));
        return moment.isBefore(YEAR_10000) ? moment.toString() : null;
    }

    private static String text(byte[] bytes, String headers) {
        Matcher named = ENCODING.matcher(headers);
        if (named.find() && isKnown(named.group(1))) {
            return OneLine.of(new String(bytes, Charset.forName(named.group(1))));
        }
        return OneLine.of(
                isUtf8(bytes)
                        ? new String(bytes, StandardCharsets.UTF_8)
                        : new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private static boolean isKnown(String charset) {
        try {
            return Charset.isSupported(charset);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The last letter may have been cut. */
    private static boolean isUtf8(byte[] bytes) {
        return !StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes), CharBuffer.allocate(bytes.length), false)
                .isError();
    }
}
