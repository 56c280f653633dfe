package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionLinkTest {

    private static String link(String url) {
        return RevisionLink.of(SourceRevision.git(url, "main", "0a1b2c"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://github.com/shop/orders.git, https://github.com/shop/orders/commit/0a1b2c",
        "git@github.com:shop/orders.git, https://github.com/shop/orders/commit/0a1b2c",
        "ssh://git@gitlab.com/shop/eu/orders, https://gitlab.com/shop/eu/orders/-/commit/0a1b2c",
        "https://bitbucket.org/shop/orders/, https://bitbucket.org/shop/orders/commits/0a1b2c",
        "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/orders,"
                + "https://eu-west-1.console.aws.amazon.com/codesuite/codecommit/repositories/orders/commit/0a1b2c?region=eu-west-1",
        "ssh://git-codecommit.cn-north-1.amazonaws.com.cn/v1/repos/orders,"
                + "https://cn-north-1.console.amazonaws.cn/codesuite/codecommit/repositories/orders/commit/0a1b2c?region=cn-north-1"
    })
    void aCommitOfAKnownHostHasAnAddress(String url, String link) {
        assertThat(link(url)).isEqualTo(link);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://git.example.com/shop/orders.git",
                "https://github.com.example.com/shop/orders",
                "https://example.com/github.com/orders",
                "javascript:alert(1)//github.com/a",
                "/srv/git/orders"
            })
    void ofAnyOtherItIsNotKnown(String url) {
        assertThat(link(url)).isNull();
    }

    @Test
    void anObjectHasNone() {
        assertThat(RevisionLink.of(SourceRevision.s3("artifacts", "app.zip", "v1", "e", null, null)))
                .isNull();
    }
}
