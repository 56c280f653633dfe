package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RecentNewsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final RecentNews news = new RecentNews();

    @Test
    void theLastNewsOfItCount() {
        news.heard("shop", NOW);
        assertThat(news.of("shop")).isEqualTo(NOW);
        assertThat(news.of("store")).isNull();
        news.heard("shop", NOW.plusSeconds(5));
        assertThat(news.of("shop")).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void ofManyTheEldestGo() {
        for (int i = 0; i <= 1000; i++) {
            news.heard("shop-" + i, NOW);
        }
        assertThat(news.of("shop-0")).isNull();
        assertThat(news.of("shop-1")).isEqualTo(NOW);
    }
}
