package io.jenkins.plugins.awsreleasestages.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageQueueTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://sqs.eu-west-1.amazonaws.com/111122223333/release-events",
                "https://sqs.cn-north-1.amazonaws.com.cn/111122223333/release_events",
                "https://vpce-0a1b.sqs.eu-west-1.vpce.amazonaws.com/111122223333/events.fifo",
                "http://localhost:5000/123456789012/events"
            })
    void theUrlOfAQueue(String url) {
        assertThat(MessageQueue.problem(url)).isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                " ",
                "release-events",
                "arn:aws:sqs:eu-west-1:111122223333:release-events",
                "https://sqs.eu-west-1.amazonaws.com/release-events",
                "https://sqs.eu-west-1.amazonaws.com/111122223333/release events",
                "https://sqs.eu-west-1.amazonaws.com/111122223333/a/b",
                "https://sqs.eu-west-1.amazonaws.com/111122223333/events?Action=SendMessage",
                "ftp://sqs.eu-west-1.amazonaws.com/111122223333/events",
                "mailto:x@example.org"
            })
    void noUrlOfAQueue(String url) {
        assertThat(MessageQueue.problem(url)).startsWith("url: ");
    }

    @ParameterizedTest
    @CsvSource({
        "https://sqs.eu-west-1.amazonaws.com/111122223333/e, eu-west-1",
        "https://sqs.us-gov-west-1.amazonaws.com/111122223333/e, us-gov-west-1",
        "https://sqs.cn-north-1.amazonaws.com.cn/111122223333/e, cn-north-1",
        "http://localhost:5000/123456789012/e,"
    })
    void whereItIs(String url, String region) {
        assertThat(MessageQueue.region(url)).isEqualTo(region);
    }

    @Test
    void nobodyElsesHostIsTakenForAws() {
        assertThat(MessageQueue.region("https://sqs.eu-west-1.amazonaws.com.example.org/111122223333/e"))
                .isNull();
    }
}
