package io.jenkins.plugins.awsreleasestages.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of the log: {@code {"number":7,"previous":"…","event":{…}}}. Each names the SHA-256 of the line before it, so that
 * whoever changes one has to change all that follow.
 *
 * @param number from 1 on
 * @param previous 64 hexadecimal digits; {@link #NONE} in the first line
 * @param text as it is in the file, without its end
 */
record AuditLine(long number, String previous, String text) {

    static final String NONE = "0".repeat(64);

    private static final Pattern FORM =
            Pattern.compile("\\{\"number\":(\\d{1,18}),\"previous\":\"([0-9a-f]{64})\",\"event\":\\{.*}}");

    static AuditLine of(long number, String previous, String event) {
        String text = "{\"number\":" + number + ",\"previous\":\"" + previous + "\",\"event\":" + event + "}";
        return new AuditLine(number, previous, text);
    }

    /** @return empty for what is no line of such a log */
    static Optional<AuditLine> read(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new AuditLine(Long.parseLong(form.group(1)), form.group(2), text))
                : Optional.empty();
    }

    /** What the next line names. */
    String hash() {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
