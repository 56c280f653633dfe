package io.jenkins.plugins.awsreleasestages.jenkins.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.AwsSessions;
import io.jenkins.plugins.awsreleasestages.aws.BaseCredentials;
import io.jenkins.plugins.awsreleasestages.aws.SessionRequest;
import io.jenkins.plugins.awsreleasestages.aws.sqs.MessageQueue;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.engine.News;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.engine.TimerScheduler;
import io.jenkins.plugins.awsreleasestages.event.Subject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** A queue read over HTTP: what comes out of it, and what may be wrong with it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class QueueListenerEmulatorTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @RegisterExtension
    final ReachedEmulator reached = new ReachedEmulator(AWS);

    private final String name = "events-" + NUMBER.incrementAndGet();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(2);
    private final News news = new News();
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

    /** In which nobody waits after a failure. */
    private final Scheduler impatient = new Scheduler() {
        private final Scheduler real = new TimerScheduler(timer, Runnable::run, Clock.systemUTC());

        @Override
        public Scheduled after(Duration delay, Runnable task) {
            if (!delay.isZero()) {
                pauses.add(delay);
            }
            return real.after(delay.isZero() ? delay : Duration.ofMillis(10), task);
        }

        @Override
        public Clock clock() {
            return real.clock();
        }
    };

    private SqsClient sqs;
    private String url;
    private QueueListener listener;

    @BeforeEach
    void prepare() {
        sqs = AWS.at(SqsClient.builder()).build();
        url = create();
        listener = new QueueListener(
                () -> new MessageQueue(
                        AwsSessions.get(
                                new BaseCredentials.Keys("events", Emulator.CREDENTIALS),
                                SessionRequest.plain(Emulator.REGION, "test")),
                        url),
                news::of,
                impatient);
    }

    private String create() {
        return sqs.createQueue(r -> r.queueName(name)).queueUrl();
    }

    @AfterEach
    void stop() {
        listener.close();
        timer.shutdownNow();
        sqs.close();
    }

    private static String object(String key) {
        return """
                {"version": "0", "id": "1", "source": "aws.s3", "detail-type": "Object Created", "resources": [],
                 "account": "111122223333", "region": "eu-west-1", "time": "2026-01-01T10:00:00Z",
                 "detail": {"bucket": {"name": "releases"}, "object": {"key": "%s"}}}""".formatted(key);
    }

    private void send(String... bodies) {
        send(List.of(bodies));
    }

    private void send(List<String> bodies) {
        IntStream.range(0, (bodies.size() + 9) / 10).parallel().forEach(batch -> {
            List<String> ten = bodies.subList(batch * 10, Math.min(bodies.size(), batch * 10 + 10));
            sqs.sendMessageBatch(r -> r.queueUrl(url)
                    .entries(IntStream.range(0, ten.size())
                            .mapToObj(i -> SendMessageBatchRequestEntry.builder()
                                    .id("m" + i)
                                    .messageBody(ten.get(i))
                                    .build())
                            .toList()));
        });
    }

    private int left() {
        var attributes = sqs.getQueueAttributes(r -> r.queueUrl(url)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes();
        return attributes.values().stream().mapToInt(Integer::parseInt).sum();
    }

    private static void until(BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            Thread.sleep(10);
        }
    }

    private void untilReceived(int messages) throws InterruptedException {
        until(() -> listener.report().received() >= messages && left() == 0);
    }

    @Test
    void whoWaitsIsToldBeforeTheMessageIsDeletedAndByTheReadThatWasOpen() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        List<Integer> calls = new ArrayList<>();
        news.listen(Subject.object("releases", "shop.zip"), () -> {
            calls.add(reached.proxy().count("SQS.ReceiveMessage"));
            calls.add(reached.proxy().count("SQS.DeleteMessageBatch"));
            told.countDown();
        });
        listener.go();
        until(() -> reached.proxy().count("SQS.ReceiveMessage") == 1);
        Instant sent = Instant.now();
        send(object("shop.zip"));
        assertThat(told.await(1, TimeUnit.MINUTES)).isTrue();
        System.out.println("From the message to whoever waits: "
                + Duration.between(sent, Instant.now()).toMillis() + " ms");
        assertThat(calls).containsExactly(1, 0);
        untilReceived(1);
        Reception.Report report = listener.report();
        assertThat(report.received()).isEqualTo(1);
        assertThat(report.lastMinute()).isEqualTo(1);
        assertThat(report.lag()).isLessThan(Duration.ofMinutes(1));
        assertThat(report.dead()).isZero();
        assertThat(report.last()).singleElement().satisfies(last -> {
            assertThat(last.told()).isEqualTo(1);
            assertThat(last.inWords()).isEqualTo(Subject.object("releases", "shop.zip"));
        });
    }

    @Test
    void duplicatesAndAnyOrderAreOnlyMoreOfTheSame() throws Exception {
        AtomicInteger told = new AtomicInteger();
        news.listen(Subject.object("releases", "shop.zip"), told::incrementAndGet);
        List<String> messages = new ArrayList<>(Collections.nCopies(25, object("shop.zip")));
        messages.addAll(Collections.nCopies(25, object("other.zip")));
        Collections.shuffle(messages, new Random(1));
        send(messages);
        listener.go();
        untilReceived(50);
        assertThat(told).hasValue(25);
        assertThat(listener.report().dead()).isZero();
    }

    @Test
    void whatNobodyCanMakeAnythingOfStandsInNobodysWay() throws Exception {
        AtomicInteger told = new AtomicInteger();
        news.listen(Subject.object("releases", "shop.zip"), told::incrementAndGet);
        news.listen(Subject.object("releases", "defect.zip"), () -> {
            throw new IllegalStateException("our bug");
        });
        send(
                "no JSON",
                "[".repeat(50_000),
                object("shop.zip").replace("aws.s3", "com.example"),
                object("defect.zip"),
                "<script>alert(1)</script>" + "x".repeat(3000),
                object("shop.zip"));
        listener.go();
        untilReceived(6);
        assertThat(told).hasValue(1);
        Reception.Report report = listener.report();
        assertThat(report.trouble()).isNull();
        assertThat(report.dead()).isEqualTo(5);
        assertThat(report.deadLetters())
                .extracting(Reception.DeadLetter::reason)
                .anySatisfy(reason -> assertThat(reason).contains("'Object Created' of 'com.example'"))
                .anySatisfy(reason -> assertThat(reason).contains("our bug"))
                .filteredOn(reason -> reason.startsWith("It is not read: "))
                .hasSize(3);
        assertThat(report.deadLetters()).allMatch(letter -> letter.body().length() <= Reception.LONGEST_BODY + 1);
    }

    @Test
    void onlyTheLastOfManyDeadLettersAreKept() throws Exception {
        send(IntStream.range(0, 120).mapToObj(i -> "no JSON " + i).toList());
        listener.go();
        untilReceived(120);
        assertThat(listener.report().dead()).isEqualTo(120);
        assertThat(listener.report().deadLetters()).hasSize(Reception.MOST_DEAD);
    }

    /** Words for the administrator, an ever longer pause, and no more once it works again. */
    private Reception.Trouble troubleUntilItWorks(Runnable repair) throws Exception {
        listener.go();
        until(() -> pauses.size() >= 5);
        Reception.Trouble trouble = listener.report().trouble();
        assertThat(trouble.isPeoples()).isTrue();
        assertThat(pauses.get(4)).isGreaterThan(pauses.get(0).multipliedBy(4));
        repair.run();
        until(() -> listener.report().trouble() == null);
        untilReceived(1);
        return trouble;
    }

    @Test
    void aQueueThatWasDeletedIsReadAgainWhenItIsThereAgain() throws Exception {
        sqs.deleteQueue(r -> r.queueUrl(url));
        Reception.Trouble trouble = troubleUntilItWorks(() -> {
            create();
            send(object("shop.zip"));
        });
        assertThat(trouble.refused()).isTrue();
        assertThat(trouble.words())
                .startsWith("Reading queue " + name + " failed: AWS says: ")
                .endsWith("Create it again, or take it out of the settings.");
    }

    @Test
    void withoutRightsItSaysWhichAndGoesOnOnceItHasThem() throws Exception {
        send(object("shop.zip"));
        reached.proxy().on("SQS.ReceiveMessage").denyAccess();
        Reception.Trouble trouble = troubleUntilItWorks(reached.proxy()::reset);
        assertThat(trouble.refused()).isTrue();
        assertThat(trouble.words()).endsWith("The role needs sqs:ReceiveMessage and sqs:DeleteMessage on the queue.");
    }

    @Test
    void throttledItWaitsAndThatIsNobodysTroubleAtOnce() throws Exception {
        send(object("shop.zip"));
        reached.proxy().on("SQS.ReceiveMessage").first(2).throttle();
        listener.go();
        untilReceived(1);
        assertThat(pauses).hasSize(2);
        Reception silent = new Reception(Clock.systemUTC());
        silent.failed(false, "Throttled.");
        silent.failed(false, "Throttled.");
        assertThat(silent.report().trouble().isPeoples()).isFalse();
        silent.failed(false, "Throttled.");
        assertThat(silent.report().trouble().isPeoples()).isTrue();
    }

    @Test
    void whatCannotBeDeletedIsToldOfAndComesAgain() throws Exception {
        sqs.setQueueAttributes(
                r -> r.queueUrl(url).attributes(java.util.Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "0")));
        AtomicInteger told = new AtomicInteger();
        news.listen(Subject.object("releases", "shop.zip"), told::incrementAndGet);
        send(object("shop.zip"));
        reached.proxy().on("SQS.DeleteMessageBatch").first(1).resetBeforeForwarding();
        reached.proxy().on("SQS.DeleteMessageBatch").nth(2).denyAccess();
        listener.go();
        untilReceived(3);
        until(() -> listener.report().trouble() == null);
        assertThat(told).hasValue(3);
        assertThat(pauses).hasSize(2);
    }

    @Test
    void anAnswerThatIsLostLosesNothing() throws Exception {
        sqs.setQueueAttributes(
                r -> r.queueUrl(url).attributes(java.util.Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "0")));
        CountDownLatch told = new CountDownLatch(1);
        news.listen(Subject.object("releases", "shop.zip"), told::countDown);
        reached.proxy().on("SQS.ReceiveMessage").first(1).resetAfterForwarding();
        send(object("shop.zip"));
        listener.go();
        assertThat(told.await(1, TimeUnit.MINUTES)).isTrue();
        untilReceived(1);
    }

    @Test
    void whoIsClosedReadsNoMore() throws Exception {
        listener.go();
        until(() -> reached.proxy().count("SQS.ReceiveMessage") == 1);
        listener.close();
        send(object("shop.zip"));
        QueueListener other = listener;
        prepareAnother();
        untilReceived(1);
        assertThat(other.report().received()).isZero();
        assertThat(other.report().trouble()).isNull();
    }

    /** On another queue; what is left of the first one stays where it is. */
    private void prepareAnother() {
        url = sqs.createQueue(r -> r.queueName(name + "-again")).queueUrl();
        listener = new QueueListener(
                () -> new MessageQueue(
                        AwsSessions.get(
                                new BaseCredentials.Keys("events", Emulator.CREDENTIALS),
                                SessionRequest.plain(Emulator.REGION, "test")),
                        url),
                news::of,
                impatient);
        send(object("shop.zip"));
        listener.go();
    }
}
