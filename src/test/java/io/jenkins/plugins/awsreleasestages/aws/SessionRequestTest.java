package io.jenkins.plugins.awsreleasestages.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionRequestTest {

    @Test
    void sessionNamesAreLegalAndTellBuildsApart() {
        assertThat(SessionRequest.sessionName("shop/checkout main%2Frelease", 42))
                .isEqualTo("jenkins-shop-checkout-main-2Frelease-42")
                .matches("[\\w+=,.@-]{2,64}");
        String tooLong = SessionRequest.sessionName("x".repeat(200), 123456);
        assertThat(tooLong).hasSize(64).endsWith("-123456").matches("[\\w+=,.@-]{2,64}");
    }
}
