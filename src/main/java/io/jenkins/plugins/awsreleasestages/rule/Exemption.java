package io.jenkins.plugins.awsreleasestages.rule;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is let through although it was found, for a while, and for a reason.
 *
 * @param until the last day, in UTC
 */
public record Exemption(String name, LocalDate until, String reason) {

    private static final Pattern LINE = Pattern.compile("(\\S+) +until +(\\d{4}-\\d{2}-\\d{2}) +(\\S.*)");

    /**
     * Reads {@code CVE-2026-1 until 2027-01-01 not reachable}.
     *
     * @throws IllegalArgumentException a sentence
     */
    public static Exemption of(String line) {
        Matcher parts = LINE.matcher(line.strip());
        try {
            if (parts.matches()) {
                return new Exemption(parts.group(1), LocalDate.parse(parts.group(2)), parts.group(3));
            }
        } catch (DateTimeException e) {
            // There is no such day.
        }
        throw new IllegalArgumentException("'" + line + "' has to be like CVE-2026-1234 until 2027-01-31 the reason.");
    }

    public boolean holds(Instant now) {
        return !LocalDate.ofInstant(now, ZoneOffset.UTC).isAfter(until);
    }

    public String inWords() {
        return name + " until " + until + " (" + reason + ")";
    }
}
