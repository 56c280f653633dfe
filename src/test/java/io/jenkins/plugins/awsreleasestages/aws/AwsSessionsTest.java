package io.jenkins.plugins.awsreleasestages.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;

class AwsSessionsTest {

    @Test
    void sessionNamesAreLegalAndTellBuildsApart() {
        assertThat(AwsSessions.sessionName("shop/checkout main%2Frelease", 42))
                .isEqualTo("jenkins-shop-checkout-main-2Frelease-42")
                .matches("[\\w+=,.@-]{2,64}");
        String tooLong = AwsSessions.sessionName("x".repeat(200), 123456);
        assertThat(tooLong).hasSize(64).endsWith("-123456").matches("[\\w+=,.@-]{2,64}");
    }

    @Test
    void eachPartitionHasItsOwnConsole() {
        assertThat(ConsoleLink.build(Region.EU_WEST_1, "111122223333", "it", "it:1"))
                .isEqualTo("https://eu-west-1.console.aws.amazon.com/codesuite/codebuild/111122223333/projects/it"
                        + "/build/it%3A1/?region=eu-west-1");
        assertThat(ConsoleLink.build(Region.CN_NORTH_1, "1", "p", "p:1")).contains(".console.amazonaws.cn/");
        assertThat(ConsoleLink.build(Region.US_GOV_WEST_1, "1", "p", "p:1")).contains(".console.amazonaws-us-gov.com/");
    }
}
