package io.jenkins.plugins.awsreleasestages.jenkins.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.AwsConnection;
import io.jenkins.plugins.awsreleasestages.aws.AwsSessions;
import io.jenkins.plugins.awsreleasestages.aws.BaseCredentials;
import io.jenkins.plugins.awsreleasestages.aws.SessionRequest;
import io.jenkins.plugins.awsreleasestages.aws.sqs.MessageQueue;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.engine.Coalesced;
import io.jenkins.plugins.awsreleasestages.engine.News;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.engine.TimerScheduler;
import io.jenkins.plugins.awsreleasestages.event.Subject;
import io.jenkins.plugins.awsreleasestages.lookalike.sqs.QueueLookAlike;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten thousand messages at once, over HTTP. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ManyMessagesTest {

    private static final int MESSAGES = 10_000;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(2);
    private final Scheduler scheduler = new TimerScheduler(timer, Runnable::run, Clock.systemUTC());
    private final News news = new News();
    private QueueLookAlike sqs;
    private QueueListener listener;

    @BeforeEach
    void start() throws IOException {
        sqs = new QueueLookAlike();
        listener = new QueueListener(
                () -> new MessageQueue(
                        AwsSessions.get(
                                new BaseCredentials.Keys("many-messages", Emulator.CREDENTIALS),
                                SessionRequest.plain(Emulator.REGION, "test"),
                                new AwsConnection(Map.of("", sqs.endpoint()), null)),
                        sqs.url()),
                news::of,
                scheduler);
    }

    @AfterEach
    void stop() {
        listener.close();
        timer.shutdownNow();
        sqs.close();
    }

    private static String body(String key) {
        return """
                {"source": "aws.s3", "detail-type": "Object Created", "account": "111122223333", "region": "eu-west-1",
                 "time": "2026-01-01T10:00:00Z",
                 "detail": {"bucket": {"name": "releases"}, "object": {"key": "%s"}}}""".formatted(key);
    }

    @Test
    void tenThousandMessagesAreAFewLooks() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        for (int i = 0; i < 10; i++) {
            Coalesced soon = new Coalesced(Duration.ofMillis(200), Duration.ofSeconds(5), scheduler, () -> {
                looks.incrementAndGet();
                return true;
            });
            news.listen(Subject.object("releases", "shop-" + i + ".zip"), soon::want);
        }
        for (int i = 0; i < MESSAGES; i++) {
            sqs.send(body("shop-" + i % 20 + ".zip"));
        }
        Instant begun = Instant.now();
        listener.go();
        while (sqs.deleted() < MESSAGES) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        Duration took = Duration.between(begun, Instant.now());
        listener.close();
        System.out.println("10,000 messages in " + took.toMillis() + " ms, " + looks + " looks at 10 sources");
        Reception.Report report = listener.report();
        assertThat(report.received()).isEqualTo(MESSAGES);
        assertThat(report.dead()).isZero();
        assertThat(report.trouble()).isNull();
        assertThat(looks.get()).isBetween(10, 10 * (2 + (int) took.toSeconds() / 5));
    }
}
