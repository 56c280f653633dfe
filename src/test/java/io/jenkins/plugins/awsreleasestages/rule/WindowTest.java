package io.jenkins.plugins.awsreleasestages.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final String[] DAYS = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

    /** With summer time of the north and of the south, of half an hour, without, and with offsets of quarters of an hour. */
    private static final List<String> ZONES = List.of(
            "UTC",
            "Europe/Berlin",
            "Europe/London",
            "Europe/Dublin",
            "Europe/Moscow",
            "America/New_York",
            "America/Los_Angeles",
            "America/Sao_Paulo",
            "America/St_Johns",
            "America/Santiago",
            "Asia/Kolkata",
            "Asia/Kathmandu",
            "Asia/Tokyo",
            "Asia/Tehran",
            "Asia/Jerusalem",
            "Australia/Lord_Howe",
            "Australia/Adelaide",
            "Pacific/Auckland",
            "Pacific/Chatham",
            "Africa/Casablanca",
            "UTC+05:45");

    private static Instant at(String local, String zone) {
        return LocalDateTime.parse(local).atZone(ZoneId.of(zone)).toInstant();
    }

    @ParameterizedTest
    @CsvSource({
        // 7 December 2026 is a Monday.
        "mon-fri 09:00-17:00 Europe/Berlin, 2026-12-07T09:00, true",
        "mon-fri 09:00-17:00 Europe/Berlin, 2026-12-07T16:59:59, true",
        "mon-fri 09:00-17:00 Europe/Berlin, 2026-12-07T17:00, false",
        "mon-fri 09:00-17:00 Europe/Berlin, 2026-12-07T08:59:59, false",
        "MON-FRI 9:00-17:00 Europe/Berlin, 2026-12-11T12:00, true",
        "mon-fri 09:00-17:00 Europe/Berlin, 2026-12-12T12:00, false",
        "fri-mon 10:00-11:00 Europe/Berlin, 2026-12-13T10:30, true",
        "fri-mon 10:00-11:00 Europe/Berlin, 2026-12-15T10:30, false",
        "'mon,wed 22:00-04:00 Europe/Berlin', 2026-12-08T03:59, true",
        "'mon,wed 22:00-04:00 Europe/Berlin', 2026-12-07T03:59, false",
        "* 00:00-24:00 Europe/Berlin, 2026-12-08T23:59:59, true",
        "sun 20:00-24:00 Europe/Berlin, 2026-12-14T00:00, false",
        "* 23:00-23:59 Europe/Berlin, 2026-12-08T23:58:59, true",
        "* 23:00-23:59 Europe/Berlin, 2026-12-08T23:59, false"
    })
    void aWindowOfTheWeekIsWhatAClockThereShows(String window, String local, boolean open) {
        assertThat(Window.of(window, UTC).isOpen(at(local, "Europe/Berlin"))).isEqualTo(open);
    }

    @Test
    void itsZoneIsTheOneAroundWhereItNamesNone() {
        assertThat(Window.of("mon 09:00-10:00", ZoneId.of("Asia/Tokyo")).isOpen(at("2026-12-07T09:30", "Asia/Tokyo")))
                .isTrue();
        assertThat(Window.of("mon 09:00-10:00 UTC+02:00", UTC).isOpen(Instant.parse("2026-12-07T07:30:00Z")))
                .isTrue();
        assertThat(Window.of("mon 09:00-10:00 PST", UTC).isOpen(Instant.parse("2026-12-07T17:30:00Z")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "daily",
                "mon-fri 9-17",
                "mon-fri 09:00-17:00 Europe/Nowhere",
                "mo-fr 09:00-17:00",
                "mon- 09:00-17:00",
                "mon 25:00-26:00",
                "mon 09:60-10:00",
                "mon 09:00-09:00",
                "* * 9-17 * * MON-FRI *",
                "0 0 0 ? * 8 *",
                "* * 25 ? * MON",
                "* * * ? * * * UTC and more"
            })
    void whatIsNoWindowIsRefusedInASentence(String text) {
        assertThatThrownBy(() -> Window.of(text, UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'");
    }

    /** Each minute of four weeks around the changes of clocks, in twenty zones, against what java.time says a clock shows. */
    @Test
    void windowsAreOpenAndOpenNextAsJavasCalendarSays() {
        Random chance = new Random(15);
        for (String name : ZONES) {
            ZoneId zone = ZoneId.of(name);
            DayOfWeek day = DayOfWeek.of(1 + chance.nextInt(7));
            LocalTime from = LocalTime.of(chance.nextInt(4), 15 * chance.nextInt(4));
            LocalTime to = from.plusMinutes(15 * (1 + chance.nextInt(95)));
            Window window = Window.of(DAYS[day.getValue() - 1] + " " + from + "-" + to, zone);
            for (Instant start : aroundChanges(zone)) {
                compare(window, day, from, to, start, zone);
            }
        }
    }

    /** Leap days, and the week around each change of clocks. */
    private static List<Instant> aroundChanges(ZoneId zone) {
        List<Instant> starts = new ArrayList<>();
        starts.add(Instant.parse("2028-02-25T00:00:00Z"));
        Instant at = Instant.parse("2026-01-01T00:00:00Z");
        for (int i = 0; i < 2; i++) {
            var change = zone.getRules().nextTransition(at);
            if (change != null) {
                starts.add(change.getInstant().minus(Duration.ofDays(4)));
                at = change.getInstant();
            }
        }
        return starts;
    }

    private static void compare(
            Window window, DayOfWeek day, LocalTime from, LocalTime to, Instant start, ZoneId zone) {
        Instant opened = null;
        List<Instant> closedSince = new ArrayList<>();
        boolean before = false;
        for (int minute = 0; minute < 8 * 24 * 60; minute++) {
            Instant at = start.plus(Duration.ofMinutes(minute));
            boolean open = expected(day, from, to, at.atZone(zone));
            assertThat(window.isOpen(at)).as("%s in %s at %s", window, zone, at).isEqualTo(open);
            if (open && !before && minute > 0) {
                opened = at;
                if (!closedSince.isEmpty()) {
                    assertThat(window.nextOpening(closedSince.get(closedSince.size() / 2)))
                            .as("%s in %s", window, zone)
                            .contains(opened);
                }
            }
            if (open) {
                closedSince.clear();
            } else {
                closedSince.add(at);
            }
            before = open;
        }
    }

    private static boolean expected(DayOfWeek day, LocalTime from, LocalTime to, ZonedDateTime at) {
        LocalTime time = at.toLocalTime();
        boolean today = at.getDayOfWeek() == day;
        boolean yesterday = at.getDayOfWeek() == day.plus(1);
        if (to.isAfter(from)) {
            return today && !time.isBefore(from) && time.isBefore(to);
        }
        return today && !time.isBefore(from) || yesterday && time.isBefore(to);
    }

    @ParameterizedTest
    @CsvSource({
        // The user guide's own example, in its zone.
        "0 0 9-17 ? * MON-FRI *, 2026-12-07T09:00:30, true",
        "0 0 9-17 ? * MON-FRI *, 2026-12-07T09:01:00, false",
        "* * 9-17 ? * MON-FRI *, 2026-12-07T17:59:59, true",
        "* * 9-17 ? * MON-FRI *, 2026-12-07T18:00:00, false",
        "* * 9-17 ? * MON-FRI, 2026-12-06T12:00:00, false",
        "* * 9-17 ? * 2-6, 2026-12-07T12:00:00, true",
        "* * * L * ? 2026, 2026-12-31T12:00:00, true",
        "* * * LW * ?, 2026-01-30T12:00:00, true",
        "* * * 15W * ?, 2026-08-14T12:00:00, true",
        "* * * ? * 2#1, 2026-12-07T12:00:00, true",
        "* * * ? * 2#2, 2026-12-07T12:00:00, false",
        "* * * ? * 6L, 2026-12-25T12:00:00, true",
        "* * * L-3 * ?, 2026-12-28T12:00:00, true",
        "* 0/15 * ? * *, 2026-12-07T12:30:20, true",
        "* 0/15 * ? * *, 2026-12-07T12:31:20, false",
        "* * * 29 2 ?, 2028-02-29T12:00:00, true",
        "* * 9 ? * MON 2027, 2026-12-07T09:00:00, false"
    })
    void aCronExpressionIsCodePipelines(String cron, String local, boolean open) {
        assertThat(Window.of(cron + " America/Los_Angeles", UTC).isOpen(at(local, "America/Los_Angeles")))
                .isEqualTo(open);
    }

    @ParameterizedTest
    @CsvSource({
        "* * 9-17 ? * MON-FRI *, 2026-12-05T12:00, 2026-12-07T09:00",
        "* 30 2 ? * * *, 2027-03-27T03:00, 2027-03-29T02:30",
        "* * * 29 2 ? *, 2026-12-07T12:00, 2028-02-29T00:00"
    })
    void aCronExpressionOpensNext(String cron, String after, String opens) {
        Instant next = Window.of(cron + " Europe/Berlin", UTC)
                .nextOpening(at(after, "Europe/Berlin"))
                .orElseThrow();
        assertThat(next).isEqualTo(at(opens, "Europe/Berlin"));
    }

    @Test
    void anExpressionOfAYearThatIsOverNeverOpens() {
        assertThat(Window.of("* * * ? * * 2020", UTC).nextOpening(Instant.parse("2026-12-07T12:00:00Z")))
                .isEqualTo(Optional.empty());
    }

    @Test
    void aMomentIsSaidAsPeopleThereSayIt() {
        assertThat(Window.inWords(Instant.parse("2026-12-07T08:00:00Z"), ZoneId.of("Europe/Berlin")))
                .isEqualTo("Mon 2026-12-07 09:00 Europe/Berlin");
    }
}
