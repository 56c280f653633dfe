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

    @Test
    void sourceIdentitiesAreLegal() {
        assertThat(SessionRequest.sourceIdentity("ann@example.com")).isEqualTo("ann@example.com");
        assertThat(SessionRequest.sourceIdentity("Ann Smith")).isEqualTo("Ann-Smith");
        assertThat(SessionRequest.sourceIdentity("ab")).isEqualTo("ab");
        assertThat(SessionRequest.sourceIdentity("a")).as("two at least").isEqualTo("a_");
        assertThat(SessionRequest.sourceIdentity("x".repeat(65))).hasSize(64);
    }

    @Test
    void valuesOfSessionTagsAreLegal() {
        assertThat(SessionRequest.tagValue("shop/checkout main@1: Größe")).isEqualTo("shop/checkout main@1: Größe");
        assertThat(SessionRequest.tagValue("a%2Fb!")).isEqualTo("a_2Fb_");
        assertThat(SessionRequest.tagValue("x".repeat(257))).hasSize(256);
    }
}
