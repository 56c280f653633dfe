package io.jenkins.plugins.awsreleasestages.jenkins.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.engine.News;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** For whom a queue is. */
class EventQueueTest {

    private final EventQueue queue =
            new EventQueue("https://sqs.eu-west-1.amazonaws.com/111122223333/release-events", "prod");

    @Test
    void theQueueOfAFolderIsForWhatIsBelow() {
        News news = new News();
        List<String> told = new ArrayList<>();
        for (String job : List.of("team/shop", "team/inner/shop", "team", "teamster/shop", "other/team/shop", "")) {
            news.listen("S3 releases", () -> job, () -> told.add(job));
        }
        assertThat(queue.in("team").tell(news, "S3 releases")).isEqualTo(2);
        assertThat(told).containsExactlyInAnyOrder("team/shop", "team/inner/shop");
        assertThat(queue.in("").tell(news, "S3 releases")).isEqualTo(6);
    }

    @Test
    void itIsShownWithItsFolder() {
        assertThat(queue.in("team/shop").inWords()).isEqualTo(queue.getUrl() + " (folder team/shop)");
        assertThat(queue.in("").inWords()).isEqualTo(queue.getUrl());
    }
}
