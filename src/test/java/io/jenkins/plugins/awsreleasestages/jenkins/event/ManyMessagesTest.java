package io.jenkins.plugins.awsreleasestages.jenkins.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.awsreleasestages.aws.AwsConnection;
import io.jenkins.plugins.awsreleasestages.aws.AwsSessions;
import io.jenkins.plugins.awsreleasestages.aws.BaseCredentials;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.aws.SessionRequest;
import io.jenkins.plugins.awsreleasestages.aws.sqs.MessageQueue;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.engine.Coalesced;
import io.jenkins.plugins.awsreleasestages.engine.News;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.engine.TimerScheduler;
import io.jenkins.plugins.awsreleasestages.event.Subject;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten thousand messages at once, over HTTP. The emulator goes through all messages for each call, and would take hours. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ManyMessagesTest {

    private static final int MESSAGES = 10_000;

    static {
        // The JDK's server waits 40 ms for each answer otherwise.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(2);
    private final Scheduler scheduler = new TimerScheduler(timer, Runnable::run, Clock.systemUTC());
    private final News news = new News();
    private final CountDownLatch allDeleted = new CountDownLatch(1);
    private final Set<String> deleted = new HashSet<>();
    private int given;
    private HttpServer server;
    private QueueListener listener;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        listener = new QueueListener(
                () -> new MessageQueue(
                        AwsSessions.get(
                                new BaseCredentials.Keys("many-messages", Emulator.CREDENTIALS),
                                SessionRequest.plain(Emulator.REGION, "test"),
                                new AwsConnection(Map.of("", endpoint), null)),
                        endpoint + "/123456789012/events"),
                news,
                scheduler);
    }

    @AfterEach
    void stop() {
        listener.close();
        timer.shutdownNow();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<?, ?> request = (Map<?, ?>)
                PlainJson.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        boolean receive = exchange.getRequestHeaders().getFirst("X-Amz-Target").endsWith("ReceiveMessage");
        byte[] answer = PlainJson.of(receive ? received() : deleted((List<?>) request.get("Entries")))
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private synchronized Map<String, ?> received() {
        List<Map<String, ?>> messages = new ArrayList<>();
        for (int i = 0; i < 10 && given < MESSAGES; i++, given++) {
            String body = body("shop-" + given % 20 + ".zip");
            messages.add(Map.of(
                    "MessageId",
                    "m" + given,
                    "ReceiptHandle",
                    "r" + given,
                    "MD5OfBody",
                    md5(body),
                    "Attributes",
                    Map.of("SentTimestamp", String.valueOf(System.currentTimeMillis())),
                    "Body",
                    body));
        }
        return Map.of("Messages", messages);
    }

    private synchronized Map<String, ?> deleted(List<?> entries) {
        List<Map<String, ?>> done = new ArrayList<>();
        for (Object entry : entries) {
            deleted.add(String.valueOf(((Map<?, ?>) entry).get("ReceiptHandle")));
            done.add(Map.of("Id", String.valueOf(((Map<?, ?>) entry).get("Id"))));
        }
        if (deleted.size() == MESSAGES) {
            allDeleted.countDown();
        }
        return Map.of("Successful", done, "Failed", List.of());
    }

    private static String md5(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return String.format("%032x", new BigInteger(1, digest));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
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
        Instant begun = Instant.now();
        listener.go();
        assertThat(allDeleted.await(5, TimeUnit.MINUTES)).isTrue();
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
