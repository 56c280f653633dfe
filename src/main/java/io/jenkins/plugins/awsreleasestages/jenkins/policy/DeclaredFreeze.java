package io.jenkins.plugins.awsreleasestages.jenkins.policy;

import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.approval.Policies.Placed;
import io.jenkins.plugins.awsreleasestages.approval.ReleasePolicy;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.FreezeRule;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.ReleaseRule;
import io.jenkins.plugins.awsreleasestages.rule.Freeze;
import io.jenkins.plugins.awsreleasestages.rule.Window;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;

/** A freeze that a person has declared for all jobs of a folder; it is a policy of that folder while it lasts. */
public final class DeclaredFreeze {

    private static final int LONGEST_REASON = 200;

    private static final DateTimeFormatter TO_THE_MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    private final String id;
    private final String place;
    private final String period;
    private final String timeZone;
    private final String reason;
    private final String by;

    /** In milliseconds since 1970. */
    private final long since;

    private DeclaredFreeze(DeclaredFreeze other, String place) {
        this.id = other.id;
        this.place = place;
        this.period = other.period;
        this.timeZone = other.timeZone;
        this.reason = other.reason;
        this.by = other.by;
        this.since = other.since;
    }

    /**
     * @param place the full name of the folder; empty for the whole Jenkins
     * @param from local time, as a browser sends it or as {@link Freeze#of} reads it; blank for now
     * @param until the same; blank for no end
     * @throws IllegalArgumentException what is wrong, a sentence
     */
    DeclaredFreeze(String place, String from, String until, String timeZone, String reason, String by, Instant now) {
        ZoneId zone = Window.zone(EmptyFields.kept(timeZone));
        String begin =
                from == null || from.isBlank() ? TO_THE_MINUTE.format(LocalDateTime.ofInstant(now, zone)) : time(from);
        String why = EmptyFields.kept(reason).replaceAll("\\p{Cntrl}+", " ");
        if (why.isEmpty() || why.length() > LONGEST_REASON) {
            throw new IllegalArgumentException(
                    "Say why, in " + LONGEST_REASON + " characters at most: whoever waits wants to know.");
        }
        this.id = UUID.randomUUID().toString();
        this.place = place;
        this.period = begin + ".." + time(EmptyFields.kept(until));
        this.timeZone = zone.getId();
        this.reason = why;
        this.by = by;
        this.since = now.toEpochMilli();
        if (isOver(now)) {
            throw new IllegalArgumentException("It is over already: " + period + " " + this.timeZone + ".");
        }
    }

    private static String time(String text) {
        return text.strip().replace('T', ' ');
    }

    public String getId() {
        return id;
    }

    /** Empty for the whole Jenkins. */
    public String getPlace() {
        return place;
    }

    /** {@code from 2026-12-20 18:00 until 2026-12-27 06:00 Europe/Berlin}. */
    public String getTimes() {
        String[] ends = period.split("\\.\\.", 2);
        return "from " + ends[0] + (ends[1].isEmpty() ? "" : " until " + ends[1]) + " " + timeZone;
    }

    public String getReason() {
        return reason;
    }

    public String getBy() {
        return by;
    }

    public String getSince() {
        return Window.inWords(Instant.ofEpochMilli(since), ZoneId.of(timeZone));
    }

    /** The same, of a folder that is called something else now. */
    DeclaredFreeze in(String renamed) {
        return new DeclaredFreeze(this, renamed);
    }

    boolean isOver(Instant now) {
        LocalDateTime end = Freeze.of(period).until();
        return end != null && !end.atZone(ZoneId.of(timeZone)).toInstant().isAfter(now);
    }

    /** Asks for nothing but this, and takes nothing away from what others allow. */
    Placed placed() {
        FreezeRule rule = new FreezeRule(List.of(period + " " + reason + ", by " + by));
        rule.setTimeZone(timeZone);
        ReleasePolicy.Where everywhere =
                new ReleasePolicy.Where(List.of("**"), List.of(), List.of(), List.of(), List.of());
        GateTerms terms = GateTerms.of(List.of()).with(ReleaseRule.conditions(List.of(rule)));
        return new Placed(place, new ReleasePolicy("Freeze by " + by, everywhere, terms, false));
    }
}
