package io.jenkins.plugins.awsreleasestages.rule;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Times at which a release may start, by what a clock on the wall shows in a time zone. */
public interface Window {

    boolean isOpen(Instant at);

    /** The first time after that at which it is open; empty where there is none. */
    Optional<Instant> nextOpening(Instant after);

    ZoneId zone();

    /** A moment as people there say it: {@code Mon 2026-12-07 09:00 Europe/Berlin}. */
    static String inWords(Instant moment, ZoneId zone) {
        return DateTimeFormatter.ofPattern("EEE uuuu-MM-dd HH:mm VV", Locale.ENGLISH)
                .format(moment.atZone(zone));
    }

    /**
     * Reads {@code mon-fri 09:00-17:00 Europe/Berlin}, or a cron expression with six or seven fields as CodePipeline's
     * DeploymentWindow rule takes it, with a time zone after it.
     *
     * @param otherwise where the text has no time zone
     * @throws IllegalArgumentException what is wrong with it, a sentence
     */
    static Window of(String text, ZoneId otherwise) {
        return CronWindow.isCron(text) ? CronWindow.of(text, otherwise) : WeeklyWindow.of(text, otherwise);
    }

    /**
     * {@code Europe/Berlin}, {@code UTC+02:00} or {@code PST}.
     *
     * @throws IllegalArgumentException says that it is none
     */
    static ZoneId zone(String text) {
        try {
            return ZoneId.of(text.strip(), ZoneId.SHORT_IDS);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no time zone. Write one like Europe/Berlin or UTC+02:00.", e);
        }
    }
}
