package io.jenkins.plugins.awsreleasestages.rule;

import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.io.ParseWarning;
import biweekly.io.TimezoneInfo;
import biweekly.io.text.ICalReader;
import biweekly.property.ExceptionDates;
import biweekly.property.ICalProperty;
import biweekly.property.RecurrenceDates;
import biweekly.property.RecurrenceRule;
import biweekly.util.DateTimeComponents;
import biweekly.util.Frequency;
import biweekly.util.ICalDate;
import biweekly.util.Recurrence;
import biweekly.util.com.google.ical.compat.javautil.DateIterator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;

/**
 * Reads a calendar of holidays as iCalendar: each event is a freeze, whole days and times, single and recurring. Whatever it has
 * that cannot be understood makes all of it refused: a freeze that is left out would be a yes.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5545">RFC 5545</a>
 */
public final class FreezeCalendar {

    /** Recurring events are written out for so long around the time of reading. */
    private static final Duration BEFORE = Duration.ofDays(400);

    private static final Duration AFTER = Duration.ofDays(800);

    /** Calendars of holidays have some hundred. */
    private static final int MOST_EVENTS = 5_000;

    private static final int MOST_FREEZES = 20_000;

    /** Of rules that count their times, which are gone through from the first. */
    private static final int MOST_STEPS = 500_000;

    private static final int LONGEST_NAME = 100;

    private static final Set<String> MATTERS =
            Set.of("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS");

    private static final Set<Frequency> FREQUENCIES =
            Set.of(Frequency.DAILY, Frequency.WEEKLY, Frequency.MONTHLY, Frequency.YEARLY);

    private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

    private final Instant now;
    private final List<Freeze> freezes = new ArrayList<>();
    private int steps;

    private FreezeCalendar(Instant now) {
        this.now = now;
    }

    /**
     * @param now around which recurring events are written out
     * @throws IllegalArgumentException what is wrong with it, a sentence
     */
    public static List<Freeze> read(String text, Instant now) {
        FreezeCalendar calendar = new FreezeCalendar(now);
        try (ICalReader reader = new ICalReader(withoutTimeZones(text))) {
            List<VEvent> all = new ArrayList<>();
            for (ICalendar one = reader.readNext(); one != null; one = reader.readNext()) {
                refuse(reader.getWarnings());
                all.addAll(one.getEvents());
                if (all.size() > MOST_EVENTS) {
                    throw new IllegalArgumentException("The calendar has more than " + MOST_EVENTS + " events.");
                }
                calendar.take(one.getEvents(), one.getTimezoneInfo());
            }
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("The calendar cannot be read: " + e.getMessage(), e);
        }
        return calendar.freezes;
    }

    /** Unfolded. What a file says of time zones is left out: Java knows them by their names, and needs not calculate. */
    private static String withoutTimeZones(String text) {
        List<String> kept = new ArrayList<>();
        boolean zone = false;
        for (String line : text.replaceAll("\r?\n[ \t]", "").lines().toList()) {
            String upper = line.strip().toUpperCase(Locale.ROOT);
            zone = zone || upper.equals("BEGIN:VTIMEZONE");
            if (!zone && !upper.isEmpty()) {
                kept.add(line);
            }
            zone = zone && !upper.equals("END:VTIMEZONE");
        }
        boolean whole = !kept.isEmpty()
                && kept.get(0).strip().replace("\uFEFF", "").equalsIgnoreCase("BEGIN:VCALENDAR")
                && kept.get(kept.size() - 1).strip().equalsIgnoreCase("END:VCALENDAR");
        if (!whole) {
            throw new IllegalArgumentException(
                    "It is no whole calendar in the form of iCalendar, from BEGIN:VCALENDAR to END:VCALENDAR.");
        }
        return String.join("\r\n", kept).replace("\uFEFF", "") + "\r\n";
    }

    private static void refuse(List<ParseWarning> warnings) {
        for (ParseWarning warning : warnings) {
            String property = warning.getPropertyName();
            if (property != null && MATTERS.contains(property.toUpperCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "The calendar has a " + property + " that cannot be read: " + warning.getMessage());
            }
        }
    }

    private void take(List<VEvent> events, TimezoneInfo zones) {
        Map<String, Set<LocalDateTime>> moved = new HashMap<>();
        for (VEvent event : events) {
            if (event.getRecurrenceId() != null) {
                if (event.getRecurrenceId().getRange() != null || event.getUid() == null) {
                    throw wrong(event, "changes more than one of its times");
                }
                Event changed = Event.of(event, zones);
                moved.computeIfAbsent(event.getUid().getValue(), uid -> new HashSet<>())
                        .add(changed.local(event.getRecurrenceId().getValue(), event.getRecurrenceId(), zones));
            }
        }
        for (VEvent event : events) {
            if (event.getStatus() == null || !event.getStatus().isCancelled()) {
                boolean one = event.getRecurrenceId() != null || event.getUid() == null;
                take(
                        event,
                        zones,
                        one ? Set.of() : moved.getOrDefault(event.getUid().getValue(), Set.of()));
            }
        }
    }

    private void take(VEvent event, TimezoneInfo zones, Set<LocalDateTime> moved) {
        Event first = Event.of(event, zones);
        Set<LocalDateTime> not = new HashSet<>(moved);
        for (ExceptionDates dates : event.getExceptionDates()) {
            dates.getValues().forEach(date -> not.add(first.local(date, dates, zones)));
        }
        List<LocalDateTime> times =
                new ArrayList<>(event.getRecurrenceRule() == null ? List.of(first.from) : times(event, first));
        for (RecurrenceDates dates : event.getRecurrenceDates()) {
            if (!dates.getPeriods().isEmpty()) {
                throw wrong(event, "has an RDATE with periods, which are not known here");
            }
            dates.getDates().forEach(date -> times.add(first.local(date, dates, zones)));
        }
        times.stream().filter(time -> !not.contains(time)).map(first::at).forEach(freezes::add);
        if (freezes.size() > MOST_FREEZES) {
            throw new IllegalArgumentException(
                    "The events of the calendar recur more than " + MOST_FREEZES + " times.");
        }
    }

    /** Reckoned as if all clocks were those of UTC: a rule is about what a clock shows. */
    private List<LocalDateTime> times(VEvent event, Event first) {
        Recurrence rule = event.getRecurrenceRule().getValue();
        if (!FREQUENCIES.contains(rule.getFrequency()) || !rule.getXRules().isEmpty()) {
            throw wrong(event, "recurs by a rule that is not known here");
        }
        if (first.from.getYear() < 1900) {
            throw wrong(event, "recurs since before 1900");
        }
        if (rule.getUntil() != null) {
            LocalDateTime last = first.localUntil(rule.getUntil());
            rule = new Recurrence.Builder(rule)
                    .until(new ICalDate(date(last), true))
                    .build();
        }
        LocalDateTime here = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
        LocalDateTime begin = here.minus(BEFORE);
        DateIterator dates = new RecurrenceRule(rule).getDateIterator(new ICalDate(date(first.from), true), UTC);
        if (rule.getCount() == null && first.from.isBefore(begin)) {
            dates.advanceTo(date(begin));
        }
        List<LocalDateTime> times = new ArrayList<>();
        while (dates.hasNext()) {
            LocalDateTime time = LocalDateTime.ofInstant(dates.next().toInstant(), ZoneOffset.UTC);
            if (++steps > MOST_STEPS) {
                throw wrong(event, "recurs too often");
            }
            if (time.isAfter(here.plus(AFTER))) {
                break;
            }
            if (!time.isBefore(begin)) {
                times.add(time);
            }
        }
        return times;
    }

    private static Date date(LocalDateTime local) {
        return Date.from(local.toInstant(ZoneOffset.UTC));
    }

    private static IllegalArgumentException wrong(VEvent event, String what) {
        return new IllegalArgumentException("The event '" + name(event) + "' of the calendar " + what + ".");
    }

    /** Others have written it. */
    private static String name(VEvent event) {
        String summary = event.getSummary() == null ? null : event.getSummary().getValue();
        String name =
                summary == null ? "" : summary.replaceAll("\\p{Cntrl}+", " ").strip();
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
    }

    /**
     * The first time of an event.
     *
     * @param wholeDays whether it has no times of the day
     * @param zone null for that of the rule
     */
    private record Event(String name, LocalDateTime from, Duration length, boolean wholeDays, ZoneId zone) {

        static Event of(VEvent event, TimezoneInfo zones) {
            if (event.getDateStart() == null) {
                throw wrong(event, "has no DTSTART");
            }
            ICalDate start = event.getDateStart().getValue();
            boolean wholeDays = !start.hasTime();
            Event point = new Event(
                    FreezeCalendar.name(event),
                    clock(start),
                    Duration.ZERO,
                    wholeDays,
                    zone(start, event.getDateStart(), zones));
            Duration length = wholeDays ? Duration.ofDays(1) : Duration.ZERO;
            if (event.getDateEnd() != null) {
                LocalDateTime end = point.local(event.getDateEnd().getValue(), event.getDateEnd(), zones);
                Duration said = Duration.between(point.from, end);
                length = said.compareTo(length) > 0 ? said : length;
            } else if (event.getDuration() != null) {
                length = Duration.ofMillis(event.getDuration().getValue().toMillis());
            }
            if (length.isNegative() || event.getRecurrenceRule() != null && length.compareTo(BEFORE) > 0) {
                throw wrong(event, "ends before it begins, or recurs and lasts longer than a year");
            }
            return new Event(point.name, point.from, length, wholeDays, point.zone);
        }

        /** By the clock as when the event was first: who freezes from 22:00 to 06:00 means that in each night. */
        Freeze at(LocalDateTime begin) {
            return new Freeze(name.isEmpty() ? null : name, begin, begin.plus(length), false, zone);
        }

        /** What a clock shows then where this event is. */
        LocalDateTime local(ICalDate date, ICalProperty property, TimezoneInfo zones) {
            ZoneId its = zone(date, property, zones);
            LocalDateTime shown = clock(date);
            if (wholeDays) {
                return shown.toLocalDate().atStartOfDay();
            }
            if (!date.hasTime()) {
                return shown.toLocalDate().atTime(from.toLocalTime());
            }
            return its == null || zone == null || its.equals(zone)
                    ? shown
                    : shown.atZone(its).withZoneSameInstant(zone).toLocalDateTime();
        }

        /** The last time of a rule, which is said in UTC where the event is of a zone. */
        LocalDateTime localUntil(ICalDate until) {
            LocalDateTime shown = clock(until);
            if (wholeDays || !until.hasTime()) {
                return shown.toLocalDate().atTime(23, 59, 59);
            }
            return zone != null && until.getRawComponents().isUtc()
                    ? shown.atZone(ZoneOffset.UTC).withZoneSameInstant(zone).toLocalDateTime()
                    : shown;
        }

        private static LocalDateTime clock(ICalDate date) {
            DateTimeComponents raw = date.getRawComponents();
            LocalDateTime day = LocalDateTime.of(raw.getYear(), raw.getMonth(), raw.getDate(), 0, 0);
            return date.hasTime()
                    ? day.withHour(raw.getHour()).withMinute(raw.getMinute()).withSecond(Math.min(raw.getSecond(), 59))
                    : day;
        }

        /** @return null for a day, and for a time of no zone, which are those of the rule */
        private static ZoneId zone(ICalDate date, ICalProperty property, TimezoneInfo zones) {
            if (!date.hasTime()) {
                return null;
            }
            if (date.getRawComponents().isUtc()) {
                return ZoneOffset.UTC;
            }
            String unknown = property.getParameter("TZID");
            if (unknown != null) {
                throw new IllegalArgumentException("The calendar names a time zone that is not known here, '"
                        + unknown.replaceAll("\\p{Cntrl}", " ") + "'. Names like Europe/Berlin are.");
            }
            return zones.getTimezone(property) == null
                    ? null
                    : Window.zone(zones.getTimezone(property).getTimeZone().getID());
        }
    }
}
