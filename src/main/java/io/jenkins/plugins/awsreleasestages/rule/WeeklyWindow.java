package io.jenkins.plugins.awsreleasestages.rule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code mon-fri 09:00-17:00 Europe/Berlin}.
 *
 * @param days on which it begins
 * @param to midnight is the end of the day; before {@code from} it is on the next day
 */
record WeeklyWindow(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) implements Window {

    private static final Pattern FORM = Pattern.compile("(\\S+)\\s+(\\d\\d?:\\d\\d)-(\\d\\d?:\\d\\d)(?:\\s+(\\S+))?");

    private static final List<String> NAMES = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    private static final String EVERY_DAY = "*";

    /** A week, and a day for what is not there in spring. */
    private static final int MOST_DAYS = 9;

    static WeeklyWindow of(String text, ZoneId otherwise) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no window. Write one like mon-fri 09:00-17:00"
                    + " Europe/Berlin, or a cron expression like * * 9-16 ? * MON-FRI *.");
        }
        LocalTime from = time(form.group(2));
        LocalTime to = form.group(3).equals("24:00") ? LocalTime.MIDNIGHT : time(form.group(3));
        if (from.equals(to) && !to.equals(LocalTime.MIDNIGHT)) {
            throw new IllegalArgumentException("'" + text + "' ends when it begins.");
        }
        String zone = text.strip().substring(form.end(3)).strip();
        return new WeeklyWindow(days(form.group(1)), from, to, zone.isEmpty() ? otherwise : Window.zone(zone));
    }

    private static LocalTime time(String text) {
        String[] parts = text.split(":");
        int hour = Integer.parseInt(parts[0]);
        int minute = Integer.parseInt(parts[1]);
        if (hour > 23 || minute > 59) {
            throw new IllegalArgumentException("'" + text + "' is no time of a day.");
        }
        return LocalTime.of(hour, minute);
    }

    /** {@code mon-wed,fri}; {@code sat-mon} goes over the end of the week. */
    private static Set<DayOfWeek> days(String text) {
        if (text.equals(EVERY_DAY)) {
            return EnumSet.allOf(DayOfWeek.class);
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : text.split(",", -1)) {
            String[] ends = part.split("-", 2);
            DayOfWeek last = day(ends[ends.length - 1]);
            for (DayOfWeek day = day(ends[0]); ; day = day.plus(1)) {
                days.add(day);
                if (day == last) {
                    break;
                }
            }
        }
        return days;
    }

    private static DayOfWeek day(String name) {
        int index = NAMES.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("'" + name + "' is no day. Write mon, tue, wed, thu, fri, sat, sun, or "
                    + EVERY_DAY + " for every day.");
        }
        return DayOfWeek.of(index + 1);
    }

    @Override
    public boolean isOpen(Instant at) {
        LocalDateTime local = at.atZone(zone).toLocalDateTime();
        return isIn(local, local.toLocalDate())
                || isIn(local, local.toLocalDate().minusDays(1));
    }

    private boolean isIn(LocalDateTime local, LocalDate day) {
        return days.contains(day.getDayOfWeek())
                && !local.isBefore(day.atTime(from))
                && local.isBefore((to.isAfter(from) ? day : day.plusDays(1)).atTime(to));
    }

    /** It opens at its time; where clocks are put forward over that, then; where they are put back, once more. */
    @Override
    public Optional<Instant> nextOpening(Instant after) {
        LocalDate first = after.atZone(zone).toLocalDate().minusDays(1);
        List<Instant> candidates = new ArrayList<>();
        for (int i = 0; i < MOST_DAYS; i++) {
            candidates.add(first.plusDays(i).atTime(from).atZone(zone).toInstant());
        }
        ZoneOffsetTransition change = zone.getRules().nextTransition(after);
        if (change != null) {
            candidates.add(change.getInstant());
        }
        return candidates.stream()
                .filter(one -> one.isAfter(after) && isOpen(one))
                .min(Instant::compareTo);
    }
}
