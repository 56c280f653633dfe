package io.jenkins.plugins.awsreleasestages.jenkins.notice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailReceiverTest {

    @ParameterizedTest
    @ValueSource(strings = {"ops@example.org", "ops@example.org, managers@example.org", "a@b c@d"})
    void addresses(String to) {
        assertThat(MailReceiver.problem(to)).isNull();
    }

    /** Mailer would look for some of these among the users, or send a hidden copy. */
    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                " ",
                "ops",
                "bcc:ops@example.org",
                "Ops <ops@example.org>",
                "ops@example.org;x@example.org",
                "ops@@example.org",
                "a@b c"
            })
    void noAddresses(String to) {
        assertThat(MailReceiver.problem(to)).startsWith("to: ");
    }

    @Test
    void notTooMany() {
        assertThat(MailReceiver.problem("a@b ".repeat(10).trim())).isNull();
        assertThat(MailReceiver.problem("a@b ".repeat(11).trim())).startsWith("to: ");
    }
}
