package io.jenkins.plugins.awsreleasestages.rule;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;

/**
 * A cron expression as CodePipeline's DeploymentWindow rule takes it: Quartz's, with six or seven fields, of which the first,
 * the seconds, does not count. It is open in each minute that it names.
 *
 * @see <a href="https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-DeploymentWindow.html">AWS
 *     CodePipeline user guide, DeploymentWindow</a>
 */
record CronWindow(ExecutionTime times, ZoneId zone) implements Window {

    private static final CronParser PARSER =
            new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ));

    private static final int FIELDS = 6;

    /** The last field may be the year, or the zone. */
    private static final String YEAR = "[0-9*?,/-]+";

    static boolean isCron(String text) {
        return text.strip().split("\\s+").length >= FIELDS;
    }

    static CronWindow of(String text, ZoneId otherwise) {
        String[] words = text.strip().split("\\s+");
        int fields = words.length > FIELDS && words[FIELDS].matches(YEAR) ? FIELDS + 1 : FIELDS;
        if (words.length > fields + 1) {
            throw new IllegalArgumentException("'" + text + "' has more than seven fields and a time zone.");
        }
        ZoneId zone = words.length > fields ? Window.zone(words[fields]) : otherwise;
        words[0] = "0";
        try {
            Cron cron = PARSER.parse(String.join(" ", Arrays.copyOf(words, fields)));
            return new CronWindow(ExecutionTime.forCron(cron.validate()), zone);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no cron expression: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean isOpen(Instant at) {
        return times.isMatch(at.atZone(zone).truncatedTo(ChronoUnit.MINUTES));
    }

    @Override
    public Optional<Instant> nextOpening(Instant after) {
        return times.nextExecution(after.atZone(zone)).map(ZonedDateTime::toInstant);
    }
}
