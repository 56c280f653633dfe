package io.jenkins.plugins.awsreleasestages.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

/** Which addresses an administrator's entry lets a controller ask. */
class AllowedHostTest {

    private static boolean allows(String host, String address) {
        return AllowedHost.of(host).allows(URI.create(address));
    }

    @Test
    void aHostIsAskedByHttpsAtItsOwnPort() {
        assertThat(allows("jira.example.org", "https://jira.example.org/rest?a=b"))
                .isTrue();
        assertThat(allows("Jira.Example.org", "HTTPS://JIRA.example.org:443/")).isTrue();
        assertThat(allows("jira.example.org", "http://jira.example.org/")).isFalse();
        assertThat(allows("jira.example.org", "https://jira.example.org:8443/")).isFalse();
        assertThat(allows("jira.example.org:8443", "https://jira.example.org:8443/"))
                .isTrue();
        assertThat(allows("jira.example.org", "https://jira.example.org.evil.test/"))
                .isFalse();
        assertThat(allows("jira.example.org", "https://evil.test/?jira.example.org"))
                .isFalse();
    }

    @Test
    void aStarIsForAllThatIsBelowANameAndForNothingElse() {
        assertThat(allows("*.service-now.com", "https://acme.service-now.com/")).isTrue();
        assertThat(allows("*.service-now.com", "https://a.b.service-now.com/")).isTrue();
        assertThat(allows("*.service-now.com", "https://service-now.com/")).isFalse();
        assertThat(allows("*.service-now.com", "https://evilservice-now.com/")).isFalse();
    }

    @Test
    void withoutEncryptionOnlyWhereItIsSaid() {
        assertThat(allows("http://status.internal:8080", "http://status.internal:8080/"))
                .isTrue();
        assertThat(allows("http://status.internal:8080", "https://status.internal:8080/"))
                .isFalse();
        assertThat(allows("http://[::1]", "http://[::1]/")).isTrue();
    }

    @Test
    void whatIsNoHostIsRefused() {
        for (String wrong :
                new String[] {"", "*", "https://", "a b", "host/path", "user@host", "host:99999", "*.*.org"}) {
            assertThatThrownBy(() -> AllowedHost.of(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + wrong + "'");
        }
    }

    @Test
    void anAddressIsOneOfAHostWithoutAPassword() {
        assertThat(AllowedHost.problem("https://jira.example.org/rest")).isNull();
        assertThat(AllowedHost.problem("file:///etc/passwd")).contains("is not an address");
        assertThat(AllowedHost.problem("https:///rest")).contains("is not an address");
        assertThat(AllowedHost.problem("https://jira example.org")).contains("is not an address");
        assertThat(AllowedHost.problem("https://user:secret@jira.example.org"))
                .isEqualTo("a user or a password has no place in it: name credentials.");
        assertThat(AllowedHost.problem("https://jira.example.org/#top")).contains("after #");
    }

    @Test
    void aPortIsOneThatThereIs() {
        assertThat(allows("host:1", "https://host:1/")).isTrue();
        assertThat(allows("host:65535", "https://host:65535/")).isTrue();
        for (String wrong : new String[] {"host:0", "host:65536"}) {
            assertThatThrownBy(() -> AllowedHost.of(wrong))
                    .hasMessage("'" + wrong + "' names a port that there is not.");
        }
        assertThat(AllowedHost.problem("http://status.internal:8080/x")).isNull();
        assertThat(AllowedHost.problem("//jira.example.org/rest")).contains("is not an address");
    }
}
