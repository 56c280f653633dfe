package io.jenkins.plugins.awsreleasestages.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleLinkTest {

    @ParameterizedTest
    @CsvSource({
        "aws,eu-west-1,https://eu-west-1.console.aws.amazon.com/",
        "aws-cn,cn-north-1,https://cn-north-1.console.amazonaws.cn/",
        "aws-us-gov,us-gov-west-1,https://us-gov-west-1.console.amazonaws-us-gov.com/"
    })
    void followsThePartition(String partition, String region, String start) {
        String id = "arn:" + partition + ":cloudformation:" + region + ":111122223333:stack/shop/1";
        assertThat(ConsoleLink.stack(id))
                .startsWith(start + "cloudformation/home?region=" + region + "#/stacks/events?stackId=arn%3A")
                .endsWith("stack%2Fshop%2F1");
    }

    @Test
    void aBuildIsFoundByItsArn() {
        assertThat(ConsoleLink.build("arn:aws:codebuild:eu-west-1:111122223333:build/it:1", "it:1"))
                .isEqualTo("https://eu-west-1.console.aws.amazon.com/codesuite/codebuild/111122223333/projects/it"
                        + "/build/it%3A1/?region=eu-west-1");
    }

    @Test
    void aFunctionIsFoundByItsName() {
        assertThat(ConsoleLink.function("cn-north-1", "checkout-smoke"))
                .isEqualTo("https://cn-north-1.console.amazonaws.cn/lambda/home?region=cn-north-1"
                        + "#/functions/checkout-smoke");
    }

    @Test
    void onlyWhatLeadsToTheConsoleIsTakenOutOfAText() {
        String build = ConsoleLink.build("arn:aws-us-gov:codebuild:us-gov-west-1:111122223333:build/it:1", "it:1");
        assertThat(ConsoleLink.in("build it:1 runs: " + build)).isEqualTo(build);
        assertThat(ConsoleLink.in("runs: https://eu-west-1.console.aws.amazon.com.example.org/x"))
                .isNull();
        assertThat(ConsoleLink.in("runs: https://example.org/console.aws.amazon.com/x"))
                .isNull();
        assertThat(ConsoleLink.in(build + " has ended")).isNull();
    }
}
