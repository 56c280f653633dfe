package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jenkins.plugins.awsreleasestages.engine.PlainData.Formerly;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is saved by one version of a class is read by the next. */
class PlainDataTest {

    enum Colour {
        RED,
        GREEN
    }

    record Point(int x, long y) {}

    record Whole(
            String text,
            boolean yes,
            int count,
            Long number,
            double share,
            Colour colour,
            Instant at,
            Duration takes,
            List<Point> points,
            Map<String, List<String>> named,
            Set<String> tags,
            Point inner) {}

    private static final Whole WHOLE = new Whole(
            "text",
            true,
            3,
            4_000_000_000L,
            0.5,
            Colour.GREEN,
            Instant.parse("2026-01-01T00:00:00.123Z"),
            Duration.ofMinutes(90),
            List.of(new Point(1, 2), new Point(3, 4)),
            new TreeMap<>(Map.of("b", List.of("1"), "a", List.of())),
            new LinkedHashSet<>(List.of("z", "y")),
            new Point(5, 6));

    private static Map<String, Object> plain(Record whole) {
        return PlainData.ofRecord(whole);
    }

    @Test
    void aRecordComesBackAsItWas() {
        assertThat(PlainData.read(Whole.class, PlainData.of(WHOLE))).isEqualTo(WHOLE);
    }

    @Test
    void nothingOfOurClassesIsInTheData() {
        assertOnlyPlain(PlainData.of(WHOLE));
    }

    private static void assertOnlyPlain(Object data) {
        if (data instanceof Map<?, ?> map) {
            assertThat(map.getClass()).isEqualTo(LinkedHashMap.class);
            map.values().forEach(PlainDataTest::assertOnlyPlain);
        } else if (data instanceof List<?> list) {
            assertThat(list.getClass()).isEqualTo(ArrayList.class);
            list.forEach(PlainDataTest::assertOnlyPlain);
        } else if (data != null) {
            assertThat(data.getClass().getPackageName()).isEqualTo("java.lang");
        }
    }

    @Test
    void whatIsNullStaysSo() {
        Whole empty = new Whole(null, false, 0, null, 0, null, null, null, null, null, null, null);
        assertThat(PlainData.read(Whole.class, PlainData.of(empty))).isEqualTo(empty);
        assertThat(PlainData.read(Whole.class, null)).isNull();
    }

    record Before(String name, String gone, int count) {}

    record After(
            @Formerly({"title", "name"}) String label,
            int count,
            String added,
            boolean flag,
            long much,
            List<String> more,
            Map<String, String> others,
            Set<String> tags) {}

    @Test
    void componentsMayBeAddedRemovedAndRenamed() {
        After after = PlainData.read(After.class, plain(new Before("shop", "x", 7)));
        assertThat(after).isEqualTo(new After("shop", 7, null, false, 0, List.of(), Map.of(), Set.of()));
    }

    enum Light {
        @Formerly({"AMBER", "YELLOW"})
        ORANGE,
        GREEN
    }

    record Lamp(Light light) {}

    @Test
    void constantsMayBeRenamed() {
        for (String name : List.of("ORANGE", "AMBER", "YELLOW")) {
            assertThat(PlainData.read(Lamp.class, Map.of("light", name)).light())
                    .as(name)
                    .isEqualTo(Light.ORANGE);
        }
        assertThat(PlainData.read(Lamp.class, Map.of("light", "GREEN")).light()).isEqualTo(Light.GREEN);
        assertThat(PlainData.of(Light.ORANGE)).isEqualTo("ORANGE");
    }

    @Test
    void collectionsThatWereNotThereCanBeAddedTo() {
        After after = PlainData.read(After.class, Map.of());
        after.more().add("1");
        after.others().put("a", "b");
        after.tags().add("t");
        assertThat(after.more()).containsExactly("1");
    }

    record Wider(long x, int y) {}

    @Test
    void numbersMayBecomeWiderAndNarrower() {
        assertThat(PlainData.read(Wider.class, plain(new Point(1, 2)))).isEqualTo(new Wider(1, 2));
        Map<String, Object> large = plain(new Point(1, Long.MAX_VALUE));
        assertThatExceptionIn(() -> PlainData.read(Wider.class, large));
    }

    private static void assertThatExceptionIn(Runnable reading) {
        org.assertj.core.api.Assertions.assertThatThrownBy(reading::run).isInstanceOf(ArithmeticException.class);
    }

    record Holder<T>(String name, T held) {}

    @Test
    void whatATypeVariableHoldsIsReadByWhomeverKnowsIt() {
        Holder<?> holder = PlainData.read(Holder.class, plain(new Holder<>("a", new Point(1, 2))));
        assertThat(PlainData.read(Point.class, holder.held())).isEqualTo(new Point(1, 2));
        assertThat(PlainData.read(Point.class, new Point(3, 4)))
                .as("not from the disk")
                .isEqualTo(new Point(3, 4));
    }

    record Inner(List<Holder<String>> holders) {}

    @Test
    void recordsWithTypeVariablesMayBeInLists() {
        Inner inner = new Inner(List.of(new Holder<>("a", "b")));
        assertThat(PlainData.read(Inner.class, PlainData.of(inner))).isEqualTo(inner);
    }

    record Picky(int positive) {
        Picky {
            if (positive < 1) {
                throw new IllegalStateException("must be positive");
            }
        }
    }

    @Test
    void whatCannotBeReadSaysWhat() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlainData.read(Whole.class, Map.of("colour", "BLUE")))
                .withMessage("No Colour: BLUE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlainData.read(Whole.class, Map.of("text", 7)))
                .withMessage("Not a String: 7");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlainData.read(Whole.class, Map.of("number", "seven")))
                .withMessage("Not a Long: seven");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlainData.read(Picky.class, Map.of()))
                .withMessageContaining("must be positive");
    }

    @Test
    void onlyWhatIsPlainOrOursIsSaved() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlainData.of(new StringBuilder()))
                .withMessage("Not plain data: java.lang.StringBuilder");
        assertThatIllegalArgumentException().isThrownBy(() -> PlainData.of(List.of(new Object())));
    }
}
