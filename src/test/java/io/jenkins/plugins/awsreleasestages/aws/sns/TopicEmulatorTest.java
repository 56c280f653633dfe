package io.jenkins.plugins.awsreleasestages.aws.sns;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.AwsSessions;
import io.jenkins.plugins.awsreleasestages.aws.BaseCredentials;
import io.jenkins.plugins.awsreleasestages.aws.SessionRequest;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.EveryFault;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A message over HTTP to a topic, and what its subscriber gets. */
class TopicEmulatorTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    @RegisterExtension
    final ReachedEmulator reached = new ReachedEmulator(AWS);

    private SnsClient sns;
    private SqsClient sqs;
    private String topic;
    private String queue;

    @BeforeEach
    void subscribe() {
        sns = AWS.at(SnsClient.builder()).build();
        sqs = AWS.at(SqsClient.builder()).build();
        topic = sns.createTopic(r -> r.name("release-notices")).topicArn();
        queue = sqs.createQueue(r -> r.queueName("subscriber")).queueUrl();
        String arn = sqs.getQueueAttributes(r -> r.queueUrl(queue).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        sns.subscribe(
                r -> r.topicArn(topic).protocol("sqs").endpoint(arn).attributes(Map.of("RawMessageDelivery", "true")));
    }

    @AfterEach
    void close() {
        sqs.deleteQueue(r -> r.queueUrl(queue));
        sns.deleteTopic(r -> r.topicArn(topic));
        sns.close();
        sqs.close();
    }

    private static AwsSession session() {
        return AwsSessions.get(
                new BaseCredentials.Keys("notices", Emulator.CREDENTIALS),
                SessionRequest.plain(Emulator.REGION, "test"));
    }

    private void publish(String message) {
        new Topic(session(), topic)
                .publish("Approval needed: Ship it?", message)
                .join();
    }

    private RemoteFailure failure() {
        try {
            publish("{}");
            throw new AssertionError("It was published.");
        } catch (CompletionException e) {
            return (RemoteFailure) e.getCause();
        }
    }

    private List<String> delivered() {
        return sqs.receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(10)).messages().stream()
                .map(message -> message.body())
                .toList();
    }

    @Test
    void theSubscriberGetsTheMessage() {
        publish("{\"approval\":{\"customData\":\"Ship it? ✓\"}}");

        assertThat(delivered()).containsExactly("{\"approval\":{\"customData\":\"Ship it? ✓\"}}");
        assertThat(reached.proxy().count("SNS.Publish")).isEqualTo(1);
    }

    /** Whether it was published nobody knows then: it is said so, and the outbox sends it again. */
    @Test
    void anAnswerThatIsLost() {
        reached.proxy().on("SNS.Publish").first(1).resetAfterForwarding();

        assertThat(failure().kind()).isEqualTo(RemoteFailure.Kind.UNREACHABLE);
        assertThat(delivered()).containsExactly("{}");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(400, "AuthorizationError", " The role needs sns:Publish on the topic."),
                Arguments.of(404, "NotFound", " Create it again, or take it out of the settings."),
                Arguments.of(
                        400,
                        "KMSAccessDenied",
                        " The role needs kms:GenerateDataKey and kms:Decrypt on the topic's key."));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whatIsMissingIsSaid(int status, String code, String advice) {
        reached.proxy().on("SNS.Publish").fail(status, code, "AWS's own words.");

        assertThat(failure().sentence())
                .startsWith("Publishing to topic " + topic + " failed: AWS says: AWS's own words. (" + code)
                .endsWith(advice);
    }

    @ParameterizedTest
    @EnumSource
    void whateverFailsIsSaidOnceAndSentAgainByTheOutboxAndNotByTheClient(EveryFault fault) {
        Duration before = Topic.patience;
        Topic.patience = Duration.ofSeconds(2);
        try {
            fault.once(reached.proxy(), "SNS.Publish");
            assertThat(failure().sentence()).startsWith("Publishing to topic " + topic + fault.words());
        } finally {
            Topic.patience = before;
        }
        assertThat(reached.proxy().count("SNS.Publish")).isEqualTo(1);
        publish("{}");
        assertThat(delivered()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:sns:eu-west-1:111122223333:release-notices, eu-west-1",
        "arn:aws-cn:sns:cn-north-1:111122223333:a_B-9, cn-north-1",
        "arn:aws-us-gov:sns:us-gov-west-1:111122223333:t, us-gov-west-1"
    })
    void whereATopicIs(String arn, String region) {
        assertThat(Topic.problem(arn)).isNull();
        assertThat(Topic.region(arn)).isEqualTo(region);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                " ",
                "release-notices",
                "arn:aws:sqs:eu-west-1:111122223333:release-notices",
                "arn:aws:sns:eu-west-1:111122223333:release-notices.fifo",
                "arn:aws:sns:eu-west-1:111122223333:a b",
                "arn:aws:sns:eu-west-1:1:release-notices"
            })
    void noTopic(String arn) {
        assertThat(Topic.problem(arn)).startsWith("topicArn: ");
    }
}
