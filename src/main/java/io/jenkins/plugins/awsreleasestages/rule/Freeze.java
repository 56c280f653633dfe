package io.jenkins.plugins.awsreleasestages.rule;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time in which nothing is released: {@code 2026-12-20..2027-01-02 Christmas}, days included;
 * {@code 2026-12-20 18:00..2026-12-27 06:00 …}; each year {@code 12-24..12-26 …}; without an end {@code 2026-12-20.. …}.
 *
 * @param from local time
 * @param until local time, not included; null without an end
 * @param yearly whether the years do not count
 * @param own the time zone whose time that is; null for that of the rule
 */
public record Freeze(String name, LocalDateTime from, LocalDateTime until, boolean yearly, ZoneId own) {

    private static final String DAY = "(\\d{4}-\\d\\d-\\d\\d)(?: (\\d\\d:\\d\\d))?";
    private static final Pattern ONCE = Pattern.compile(DAY + "\\.\\.(?:" + DAY + ")?(?: +(\\S.*))?");
    private static final Pattern YEARLY = Pattern.compile("(\\d\\d-\\d\\d)\\.\\.(\\d\\d-\\d\\d)(?: +(\\S.*))?");

    /** Of yearly ones the years are reckoned from this one, which is a leap year. */
    private static final int A_YEAR = 2000;

    /** One freeze may begin before another ends; more of them than there are is no case. */
    private static final int MOST_IN_A_ROW = 1000;

    /** @throws IllegalArgumentException what is wrong with it, a sentence */
    public static Freeze of(String text) {
        String line = text.strip();
        try {
            Matcher once = ONCE.matcher(line);
            Matcher yearly = YEARLY.matcher(line);
            if (once.matches()) {
                return checked(text, once(once));
            }
            if (yearly.matches()) {
                return yearly(yearly);
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + text + "' names a day that there is not.", e);
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no freeze. Write one like 2026-12-20..2027-01-02 Christmas,"
                        + " 2026-12-20 18:00..2026-12-27 06:00, 12-24..12-26 for each year, or 2026-12-20.. without an end.");
    }

    private static Freeze once(Matcher form) {
        LocalDateTime until = form.group(3) == null
                ? null
                : form.group(4) == null
                        ? LocalDate.parse(form.group(3)).plusDays(1).atStartOfDay()
                        : LocalDate.parse(form.group(3)).atTime(LocalTime.parse(form.group(4)));
        LocalTime begin = form.group(2) == null ? LocalTime.MIDNIGHT : LocalTime.parse(form.group(2));
        return new Freeze(form.group(5), LocalDate.parse(form.group(1)).atTime(begin), until, false, null);
    }

    private static Freeze checked(String text, Freeze freeze) {
        if (freeze.until != null && !freeze.until.isAfter(freeze.from)) {
            throw new IllegalArgumentException("'" + text + "' ends before it begins.");
        }
        return freeze;
    }

    /** One that ends before it begins goes over the end of the year. */
    private static Freeze yearly(Matcher form) {
        LocalDate first = MonthDay.parse("--" + form.group(1)).atYear(A_YEAR);
        LocalDate last = MonthDay.parse("--" + form.group(2)).atYear(A_YEAR);
        LocalDate end = last.isBefore(first) ? last.plusYears(1) : last;
        return new Freeze(form.group(3), first.atStartOfDay(), end.plusDays(1).atStartOfDay(), true, null);
    }

    /** Until when it lasts that is on at a time, not included; empty where none is on. */
    private Optional<Span> at(Instant at, ZoneId otherwise) {
        ZoneId zone = own == null ? otherwise : own;
        LocalDateTime local = at.atZone(zone).toLocalDateTime();
        if (!yearly) {
            boolean on = !local.isBefore(from) && (until == null || local.isBefore(until));
            return on
                    ? Optional.of(new Span(
                            name, until == null ? null : until.atZone(zone).toInstant()))
                    : Optional.empty();
        }
        for (int year = local.getYear() - A_YEAR - 1; year <= local.getYear() - A_YEAR; year++) {
            // 29 February is the 28th in other years: to begin a day too soon is the safe side.
            LocalDateTime begin = from.plusYears(year);
            LocalDateTime end = until.minusDays(1).plusYears(year).plusDays(1);
            if (!local.isBefore(begin) && local.isBefore(end)) {
                return Optional.of(new Span(name, end.atZone(zone).toInstant()));
            }
        }
        return Optional.empty();
    }

    /**
     * A freeze that is on.
     *
     * @param name may be null
     * @param until not included; null without an end
     */
    public record Span(String name, Instant until) {}

    /** That which is on at a time, with the end of the last of those that go over into each other; empty where none is on. */
    public static Optional<Span> on(List<Freeze> all, Instant at, ZoneId zone) {
        Optional<Span> first = longest(all, at, zone);
        Optional<Span> next = first;
        Instant until = at;
        List<String> names = new ArrayList<>();
        for (int i = 0; i < MOST_IN_A_ROW && next.isPresent(); i++) {
            if (next.get().name() != null && !names.contains(next.get().name())) {
                names.add(next.get().name());
            }
            until = next.get().until();
            next = until == null ? Optional.empty() : longest(all, until, zone);
        }
        Instant end = until;
        return first.map(span -> new Span(names.isEmpty() ? null : String.join(", then ", names), end));
    }

    private static Optional<Span> longest(List<Freeze> all, Instant at, ZoneId zone) {
        return all.stream()
                .flatMap(freeze -> freeze.at(at, zone).stream())
                .max(Comparator.comparing(Span::until, Comparator.nullsLast(Comparator.naturalOrder())));
    }
}
