package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProjectEventsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final ProjectEvents events = new ProjectEvents();

    private static String build(String account, String project, String id) {
        return "arn:aws:codebuild:eu-west-1:" + account + ":build/" + project + ":" + id;
    }

    @Test
    void anEventIsOfTheProjectInItsAccount() {
        events.heard(build("111122223333", "shop", "a"), NOW);
        assertThat(events.of(build("111122223333", "shop", "b"))).isEqualTo(NOW);
        assertThat(events.of(build("111122223333", "store", "b"))).isNull();
        assertThat(events.of(build("444455556666", "shop", "a"))).isNull();
        events.heard(build("111122223333", "shop", "b"), NOW.plusSeconds(5));
        assertThat(events.of(build("111122223333", "shop", "a"))).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void ofManyProjectsTheEldestGo() {
        for (int i = 0; i <= 1000; i++) {
            events.heard(build("111122223333", "shop-" + i, "a"), NOW);
        }
        assertThat(events.of(build("111122223333", "shop-0", "a"))).isNull();
        assertThat(events.of(build("111122223333", "shop-1", "a"))).isEqualTo(NOW);
    }
}
