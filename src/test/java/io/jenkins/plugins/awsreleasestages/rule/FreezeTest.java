package io.jenkins.plugins.awsreleasestages.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreezeTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Instant at(String local) {
        return LocalDateTime.parse(local).atZone(BERLIN).toInstant();
    }

    private static Optional<Freeze.Span> on(String local, String... freezes) {
        List<Freeze> all = Arrays.stream(freezes).map(Freeze::of).toList();
        return Freeze.on(all, at(local), BERLIN);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-20..2027-01-02 Christmas, 2026-12-19T23:59:59, ",
        "2026-12-20..2027-01-02 Christmas, 2026-12-20T00:00, 2027-01-03T00:00",
        "2026-12-20..2027-01-02 Christmas, 2027-01-02T23:59:59, 2027-01-03T00:00",
        "2026-12-20..2027-01-02 Christmas, 2027-01-03T00:00, ",
        "2026-12-20 18:00..2026-12-21 06:00, 2026-12-20T17:59, ",
        "2026-12-20 18:00..2026-12-21 06:00, 2026-12-21T05:59, 2026-12-21T06:00",
        "2026-12-20 18:00..2026-12-21 06:00, 2026-12-21T06:00, ",
        "12-24..12-26 Christmas, 2031-12-24T00:00, 2031-12-27T00:00",
        "12-24..12-26 Christmas, 2031-12-27T00:00, ",
        "12-30..01-02, 2031-12-31T12:00, 2032-01-03T00:00",
        "12-30..01-02, 2032-01-02T12:00, 2032-01-03T00:00",
        "12-30..01-02, 2032-01-03T00:00, ",
        "02-29..02-29, 2028-02-29T12:00, 2028-03-01T00:00",
        "02-29..02-29, 2027-02-28T12:00, 2027-03-01T00:00"
    })
    void itIsOnFromItsFirstDayToTheEndOfItsLast(String freeze, String local, String until) {
        assertThat(on(local, freeze).map(Freeze.Span::until))
                .isEqualTo(Optional.ofNullable(until).map(FreezeTest::at));
    }

    @Test
    void oneWithoutAnEndHasNone() {
        Freeze.Span span = on("2030-01-01T00:00", "2026-12-20.. Audit").orElseThrow();
        assertThat(span.name()).isEqualTo("Audit");
        assertThat(span.until()).isNull();
    }

    @Test
    void thoseThatGoOverIntoEachOtherEndWithTheLast() {
        Freeze.Span span = on(
                        "2026-12-24T12:00",
                        "2026-12-27 00:00..2026-12-31 00:00 Stock-taking",
                        "12-24..12-26 Christmas",
                        "2026-12-31..2027-01-01 New Year",
                        "2027-02-01..2027-02-02 Later")
                .orElseThrow();
        assertThat(span.name()).isEqualTo("Christmas, then Stock-taking, then New Year");
        assertThat(span.until()).isEqualTo(at("2027-01-02T00:00"));
    }

    @Test
    void eachDayOfTheYearFrozenHasNoEnd() {
        assertThat(on("2026-12-24T12:00", "01-01..12-31 Always").orElseThrow().until())
                .isAfter(at("3000-01-01T00:00"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Christmas",
                "2026-12-20",
                "2026-12-20..2026-12-19",
                "2026-12-20 18:00..2026-12-20 18:00",
                "2026-02-30..2026-03-01",
                "02-30..03-01",
                "2026-12-20 25:00..2026-12-21",
                "12-24..2026-12-26"
            })
    void whatIsNoFreezeIsRefusedInASentence(String text) {
        assertThatThrownBy(() -> Freeze.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
