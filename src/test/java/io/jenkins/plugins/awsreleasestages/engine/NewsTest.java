package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Who is told. */
class NewsTest {

    private final News news = new News();
    private final List<String> told = new ArrayList<>();

    private Scheduler.Scheduled listen(String place) {
        return news.listen("shop", () -> place, () -> told.add(place));
    }

    @Test
    void whoListensIsToldUntilHeCancels() {
        Scheduler.Scheduled one = listen("one");
        listen("two");
        assertThat(news.of("shop")).isEqualTo(2);
        one.cancel();
        assertThat(news.of("shop")).isEqualTo(1);
        assertThat(news.of("store")).isZero();
        assertThat(told).containsExactlyInAnyOrder("one", "two", "two");
    }

    @Test
    void newsForSomePlacesIsToldThereAndNowhereElse() {
        listen("team/shop");
        listen("teamster");
        news.listen("shop", () -> told.add("anywhere"));
        assertThat(news.of("shop", place -> place.startsWith("team/"))).isEqualTo(1);
        assertThat(told).containsExactly("team/shop");
        assertThat(news.of("shop")).isEqualTo(3);
    }

    @Test
    void aPlaceIsAskedEachTime() {
        AtomicReference<String> place = new AtomicReference<>("team/shop");
        news.listen("shop", place::get, () -> told.add(place.get()));
        place.set("crew/shop");
        assertThat(news.of("shop", at -> at.startsWith("team/"))).isZero();
        assertThat(news.of("shop", at -> at.startsWith("crew/"))).isEqualTo(1);
    }
}
