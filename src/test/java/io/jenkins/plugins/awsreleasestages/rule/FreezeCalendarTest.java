package io.jenkins.plugins.awsreleasestages.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calendars as states, firms and people publish them, against java.time. */
class FreezeCalendarTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final Instant NOW = Instant.parse("2027-06-01T00:00:00Z");

    private static String calendar(String... events) {
        return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//Holidays//EN\r\nMETHOD:PUBLISH\r\n"
                + String.join("", events) + "END:VCALENDAR\r\n";
    }

    private static String event(String... lines) {
        return "BEGIN:VEVENT\r\nUID:1@example.org\r\nDTSTAMP:20260101T000000Z\r\n" + String.join("\r\n", lines)
                + "\r\nEND:VEVENT\r\n";
    }

    private static List<Freeze> read(String... events) {
        return FreezeCalendar.read(calendar(events), NOW);
    }

    /** Until when it is frozen by the clock of the zone; null where it is not. */
    private static LocalDateTime until(List<Freeze> all, String local, ZoneId zone) {
        Instant at = LocalDateTime.parse(local).atZone(zone).toInstant();
        return Freeze.on(all, at, zone)
                .map(span -> LocalDateTime.ofInstant(span.until(), zone))
                .orElse(null);
    }

    @Test
    void aHolidayIsADayThereAndTheDayItEndsIsNoPartOfIt() {
        List<Freeze> all = read(event(
                "DTSTART;VALUE=DATE:20271003",
                "DTEND;VALUE=DATE:20271004",
                "SUMMARY:Tag der Deutschen Einheit",
                "TRANSP:TRANSPARENT"));
        assertThat(until(all, "2027-10-02T23:59:59", BERLIN)).isNull();
        assertThat(until(all, "2027-10-03T00:00", BERLIN)).isEqualTo("2027-10-04T00:00");
        assertThat(until(all, "2027-10-04T00:00", BERLIN)).isNull();
        assertThat(until(all, "2027-10-03T00:00", NEW_YORK)).isEqualTo("2027-10-04T00:00");
        assertThat(all.get(0).name()).isEqualTo("Tag der Deutschen Einheit");
        assertThat(read(event("DTSTART;VALUE=DATE:20271003"))).hasSize(1);
        assertThat(until(read(event("DTSTART;VALUE=DATE:20271224", "DURATION:P3D")), "2027-12-26T12:00", BERLIN))
                .isEqualTo("2027-12-27T00:00");
    }

    @Test
    void whatRecursYearlyIsOnEachYear() {
        List<Freeze> all = read(event("DTSTART;VALUE=DATE:19700101", "RRULE:FREQ=YEARLY", "SUMMARY:New Year"));
        for (int year = 2027; year <= 2029; year++) {
            assertThat(until(all, year + "-01-01T12:00", BERLIN)).isEqualTo(year + "-01-02T00:00");
            assertThat(until(all, year + "-01-02T00:00", BERLIN)).isNull();
        }
    }

    @Test
    void aLeapDayIsInLeapYearsOnly() {
        List<Freeze> all = read(event("DTSTART;VALUE=DATE:20200229", "RRULE:FREQ=YEARLY"));
        assertThat(until(all, "2028-02-29T12:00", BERLIN)).isEqualTo("2028-03-01T00:00");
        assertThat(until(all, "2028-02-28T12:00", BERLIN)).isNull();
        assertThat(until(all, "2027-02-28T12:00", BERLIN)).isNull();
        assertThat(until(all, "2027-03-01T12:00", BERLIN)).isNull();
    }

    @Test
    void thanksgivingIsTheFourthThursdayOfNovember() {
        List<Freeze> all = read(event("DTSTART;VALUE=DATE:20201126", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"));
        for (int year = 2026; year <= 2028; year++) {
            LocalDate day = LocalDate.of(year, 11, 1).with(TemporalAdjusters.dayOfWeekInMonth(4, DayOfWeek.THURSDAY));
            assertThat(until(all, day + "T12:00", NEW_YORK))
                    .isEqualTo(day.plusDays(1).atStartOfDay());
            assertThat(until(all, day.minusDays(7) + "T12:00", NEW_YORK)).isNull();
        }
    }

    @Test
    void nightsKeepTheirClockWhereClocksAreChanged() {
        List<Freeze> all = read(event(
                "DTSTART;TZID=Europe/Berlin:20270101T220000",
                "DTEND;TZID=Europe/Berlin:20270102T060000",
                "RRULE:FREQ=DAILY",
                "SUMMARY:Night"));
        for (String day : List.of("2027-03-27", "2027-03-28", "2027-10-30", "2027-10-31", "2027-07-01")) {
            LocalDate date = LocalDate.parse(day);
            assertThat(until(all, date + "T21:59", BERLIN)).isNull();
            assertThat(until(all, date + "T22:00", BERLIN))
                    .isEqualTo(date.plusDays(1).atTime(6, 0));
            assertThat(until(all, date.plusDays(1) + "T05:59", BERLIN))
                    .isEqualTo(date.plusDays(1).atTime(6, 0));
            assertThat(until(all, date.plusDays(1) + "T06:00", BERLIN)).isNull();
        }
        // The zone of an event counts, not that of the rule.
        assertThat(until(all, "2027-07-01T16:30", NEW_YORK)).isEqualTo("2027-07-02T00:00");
    }

    @Test
    void aTimeInUtcIsAMomentAndOneOfNoZoneIsTheRules() {
        List<Freeze> utc = read(event("DTSTART:20271220T180000Z", "DTEND:20271220T200000Z"));
        assertThat(until(utc, "2027-12-20T19:00", BERLIN)).isEqualTo("2027-12-20T21:00");
        List<Freeze> floating = read(event("DTSTART:20271220T180000", "DTEND:20271220T200000"));
        assertThat(until(floating, "2027-12-20T18:00", BERLIN)).isEqualTo("2027-12-20T20:00");
        assertThat(until(floating, "2027-12-20T18:00", NEW_YORK)).isEqualTo("2027-12-20T20:00");
    }

    @Test
    void anEndOfARuleIsTheLastTimeAndNoLater() {
        List<Freeze> until = read(event(
                "DTSTART;TZID=America/New_York:20270601T200000",
                "DURATION:PT1H",
                "RRULE:FREQ=WEEKLY;UNTIL=20270616T000000Z"));
        assertThat(until(until, "2027-06-15T20:30", NEW_YORK)).isEqualTo("2027-06-15T21:00");
        assertThat(until(until, "2027-06-22T20:30", NEW_YORK)).isNull();
        List<Freeze> days = read(event("DTSTART;VALUE=DATE:20270601", "RRULE:FREQ=DAILY;UNTIL=20270603"));
        assertThat(until(days, "2027-06-01T12:00", BERLIN)).isEqualTo("2027-06-04T00:00");
        List<Freeze> count = read(event("DTSTART;VALUE=DATE:20270601", "RRULE:FREQ=DAILY;COUNT=2"));
        assertThat(until(count, "2027-06-01T12:00", BERLIN)).isEqualTo("2027-06-03T00:00");
    }

    @Test
    void daysAreTakenOutAddedMovedAndCancelled() {
        List<Freeze> all = read(
                event(
                        "DTSTART;TZID=Europe/Berlin:20270601T100000",
                        "DURATION:PT1H",
                        "RRULE:FREQ=DAILY;COUNT=5",
                        "EXDATE;TZID=Europe/Berlin:20270602T100000",
                        "RDATE;TZID=Europe/Berlin:20270701T100000"),
                event(
                        "RECURRENCE-ID;TZID=Europe/Berlin:20270603T100000",
                        "DTSTART;TZID=Europe/Berlin:20270603T150000",
                        "DURATION:PT1H"),
                event(
                        "RECURRENCE-ID:20270604T080000Z",
                        "DTSTART;TZID=Europe/Berlin:20270604T100000",
                        "DURATION:PT1H",
                        "STATUS:CANCELLED"));
        assertThat(until(all, "2027-06-01T10:30", BERLIN)).isEqualTo("2027-06-01T11:00");
        assertThat(until(all, "2027-06-02T10:30", BERLIN)).isNull();
        assertThat(until(all, "2027-06-03T10:30", BERLIN)).isNull();
        assertThat(until(all, "2027-06-03T15:30", BERLIN)).isEqualTo("2027-06-03T16:00");
        assertThat(until(all, "2027-06-05T10:30", BERLIN)).isEqualTo("2027-06-05T11:00");
        assertThat(until(all, "2027-07-01T10:30", BERLIN)).isEqualTo("2027-07-01T11:00");
        // What a moved event is moved from is a time by another clock, too.
        assertThat(until(all, "2027-06-04T10:30", BERLIN)).isNull();
    }

    @Test
    void foldedLinesAndOwnRulesOfTimeZonesAreNoHindrance() {
        String zone = "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
                + "RRULE:FREQ=SECONDLY\r\nTZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
        List<Freeze> all = read(
                zone,
                event("DTSTART;TZID=Europe/Ber\r\n lin:20270601T100000", "DURATION:PT1H", "SUMMARY:a\r\n\tb\\nc\\, d"));
        assertThat(until(all, "2027-06-01T10:00", BERLIN)).isEqualTo("2027-06-01T11:00");
        assertThat(all.get(0).name()).isEqualTo("ab c, d");
    }

    /** Whatever zone the machine has. */
    @Test
    void theMachinesOwnZoneDoesNotCount() {
        TimeZone before = TimeZone.getDefault();
        try {
            for (String zone : List.of("Pacific/Kiritimati", "Pacific/Niue", "America/Sao_Paulo")) {
                TimeZone.setDefault(TimeZone.getTimeZone(zone));
                List<Freeze> all = read(event("DTSTART;VALUE=DATE:20180501", "RRULE:FREQ=YEARLY", "SUMMARY:May"));
                assertThat(until(all, "2027-05-01T00:00", BERLIN)).isEqualTo("2027-05-02T00:00");
                assertThat(until(all, "2027-04-30T23:59", BERLIN)).isNull();
                assertThat(until(all, "2027-05-02T00:00", BERLIN)).isNull();
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DTSTART:tomorrow",
                "SUMMARY:Never",
                "DTSTART;VALUE=DATE:20270230",
                "DTSTART;VALUE=DATE:20270201\r\nRRULE:FREQ=FORTNIGHTLY",
                "DTSTART;VALUE=DATE:20270201\r\nRRULE:FREQ=YEARLY;RSCALE=HEBREW",
                "DTSTART;VALUE=DATE:20270201\r\nRRULE:FREQ=YEARLY;UNTIL=never",
                "DTSTART:20270201T000000Z\r\nRRULE:FREQ=SECONDLY",
                "DTSTART;VALUE=DATE:00010101\r\nRRULE:FREQ=DAILY;COUNT=99999999",
                "DTSTART;TZID=W. Europe Standard Time:20270201T000000\r\nDURATION:PT1H",
                "DTSTART;VALUE=DATE:20270201\r\nDTEND;VALUE=DATE:soon",
                "DTSTART:20270201T000000Z\r\nDURATION:-PT1H",
                "DTSTART;VALUE=DATE:20270201\r\nRDATE;VALUE=PERIOD:20270301T000000Z/PT1H",
                "DTSTART;VALUE=DATE:20200101\r\nDURATION:P500D\r\nRRULE:FREQ=YEARLY",
                "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20270201\r\nDTSTART;VALUE=DATE:20270201"
            })
    void whatIsNotUnderstoodIsNoYes(String lines) {
        assertThatThrownBy(() -> read(event("DTSTART;VALUE=DATE:20270101"), event(lines)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("alendar");
    }

    @Test
    void aCutCalendarOrNoneIsRefused() {
        String whole = calendar(event("DTSTART;VALUE=DATE:20270101"), event("DTSTART;VALUE=DATE:20270102"));
        for (String text : List.of("", "<html></html>", whole.substring(0, whole.length() - 40), "END:VCALENDAR")) {
            assertThatThrownBy(() -> FreezeCalendar.read(text, NOW))
                    .hasMessageContaining("no whole calendar in the form of iCalendar");
        }
        assertThat(FreezeCalendar.read("\uFEFF" + whole.replace("\r\n", "\n"), NOW))
                .hasSize(2);
    }

    @Test
    void thereIsALimitToAllOfIt() {
        String daily = event("DTSTART;VALUE=DATE:19000101", "RRULE:FREQ=DAILY;COUNT=99999");
        assertThatThrownBy(() -> read(daily.repeat(20))).hasMessageContaining("recurs too often");
        assertThatThrownBy(() -> read(
                        event("DTSTART;VALUE=DATE:20200101", "RRULE:FREQ=DAILY").repeat(50)))
                .hasMessageContaining("recur more than 20000 times");
        assertThatThrownBy(() -> read(event("DTSTART;VALUE=DATE:20270101").repeat(5_001)))
                .hasMessageContaining("more than 5000 events");
        // There is no such day, ever.
        assertThat(read(event("DTSTART;VALUE=DATE:20200101", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
                        .repeat(100)))
                .isEmpty();
    }

    @Test
    void anEndOfARuleByTheClockOfTheEventIsThatClocks() {
        List<Freeze> local = read(event(
                "DTSTART;TZID=America/New_York:20270601T200000",
                "DURATION:PT1H",
                "RRULE:FREQ=WEEKLY;UNTIL=20270615T200000"));
        assertThat(until(local, "2027-06-15T20:30", NEW_YORK)).isEqualTo("2027-06-15T21:00");
        assertThat(until(local, "2027-06-22T20:30", NEW_YORK)).isNull();
        List<Freeze> day = read(event(
                "DTSTART;TZID=America/New_York:20270601T200000", "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=20270603"));
        assertThat(until(day, "2027-06-03T20:30", NEW_YORK)).isEqualTo("2027-06-03T21:00");
        assertThat(until(day, "2027-06-04T20:30", NEW_YORK)).isNull();
        List<Freeze> moment = read(event("DTSTART;VALUE=DATE:20270601", "RRULE:FREQ=DAILY;UNTIL=20270603T120000Z"));
        assertThat(until(moment, "2027-06-01T12:00", BERLIN)).isEqualTo("2027-06-04T00:00");
    }

    @Test
    void aNameIsCutWhereItIsTooLong() {
        assertThat(read(event("DTSTART;VALUE=DATE:20271003", "SUMMARY:" + "n".repeat(5_000)))
                        .get(0)
                        .name())
                .endsWith("n…")
                .hasSizeLessThan(1_000);
        assertThat(read(event("DTSTART;VALUE=DATE:20271003", "SUMMARY: "))
                        .get(0)
                        .name())
                .isNull();
    }
}
