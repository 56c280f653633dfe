package io.jenkins.plugins.awsreleasestages.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitNamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/jenkinsci/git-plugin.git",
                "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/checkout",
                "https://user@example.com/r",
                "http://git.example.com:8080/r",
                "ssh://git@example.com:2222/team/r.git",
                "git@github.com:team/r.git",
                "example.com:r.git",
                "git@example.com:~me/r"
            })
    void goodUrls(String url) {
        assertThat(GitNames.urlProblem(url, false)).isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "  ",
                "-uhttps://example.com",
                "--upload-pack=touch /tmp/x",
                "ext::sh -c touch% /tmp/x",
                "fd::17",
                "transport::https://example.com/r",
                "git://example.com/r",
                "ftp://example.com/r",
                "javascript://example.com/r",
                "https://user:password@example.com/r",
                "https://:token@example.com/r",
                "https://example.com",
                "https://example.com/",
                "https://example.com/r\u007f",
                "https://",
                "https:///r",
                "HTTPS://example.com/r",
                "ssh://-oProxyCommand=touch/r",
                "ssh://-oProxyCommand=x@example.com/r",
                "-oProxyCommand=x@example.com:r",
                "git@-oProxyCommand=x:r",
                "git@example.com:-r",
                "git@example.com:",
                "https://example.com/r --upload-pack=x",
                "https://example.com/r\nhttps://evil.example.com",
                "relative/path",
                "../r",
                "C:\\repositories\\r x",
                "/srv/git/r",
                "file:///srv/git/r"
            })
    void badUrls(String url) {
        assertThat(GitNames.urlProblem(url, false)).startsWith("url: ");
    }

    @Test
    void localRepositoriesOnlyWhereAllowed() {
        assertThat(GitNames.urlProblem("/srv/git/r", true)).isNull();
        assertThat(GitNames.urlProblem("file:///srv/git/r", true)).isNull();
        assertThat(GitNames.urlProblem("ext::sh -c x", true)).isNotNull();
        assertThat(GitNames.urlProblem("-x", true)).isNotNull();
    }

    @Test
    void aProblemNeverShowsThePassword() {
        assertThat(GitNames.urlProblem("https://user:s3cret@example.com/r", false))
                .doesNotContain("s3cret");
        assertThat(GitNames.urlProblem("https://user:s3cret@example.com/r x", false))
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "feature/one", "release-1.2", "a", "üml", "v1.0_x", "a@b", "1"})
    void goodBranches(String branch) {
        assertThat(GitNames.branchProblem(branch)).isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "", " ", "-main", "--upload-pack=x", "/main", "main/", ".main", "main.", "a..b", "a b", "a~1", "a^",
                        "a:b",
                "a?", "*", "a[b", "a\\b", "a//b", "a/.b", "a.lock", "a.lock/b", "@", "a@{1}", "a\tb", "a\nb", "a\u007fb"
            })
    void badBranches(String branch) {
        assertThat(GitNames.branchProblem(branch)).startsWith("branch: ");
    }

    @Test
    void aCommitIsAFullId() {
        assertThat(GitNames.commitProblem("0123456789abcdef0123456789abcdef01234567"))
                .isNull();
        assertThat(GitNames.commitProblem("a".repeat(64))).isNull();
        for (String bad : new String[] {"", "main", "abc1234", "A".repeat(40), "a".repeat(41), "-" + "a".repeat(39)}) {
            assertThat(GitNames.commitProblem(bad)).as(bad).startsWith("revision: ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://user@example.com/r, https://example.com/r",
        "https://user:pw@example.com/r, https://example.com/r",
        "https://example.com/r@2, https://example.com/r@2",
        "ssh://git@example.com:22/r, ssh://example.com:22/r",
        "git@example.com:team/r, example.com:team/r",
        "example.com:team/r, example.com:team/r",
        "@example.com:r, @example.com:r",
        "example.com:team@r, example.com:team@r",
        "/srv/r, /srv/r"
    })
    void shownWithoutUserInfo(String url, String shown) {
        assertThat(GitNames.withoutUserInfo(url)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "https://user@example.com/team/r, example.com",
        "ssh://git@example.com:22/r, example.com",
        "git@example.com:team/r, example.com",
        "example.com:r, example.com",
        "/srv/r, this machine",
        "file:///srv/r, this machine"
    })
    void theHostOfAUrl(String url, String host) {
        assertThat(GitNames.host(url)).isEqualTo(host);
    }

    @ParameterizedTest
    @CsvSource({
        "https://github.com/Team/Checkout.git, checkout",
        "https://github.com/team/checkout/, checkout",
        "ssh://git@example.com:2222/team/checkout.git/, checkout",
        "git@example.com:team/checkout.git, checkout",
        "git@example.com:checkout, checkout",
        "file:///srv/checkout/.git, checkout",
        "group/sub group/checkout, checkout",
        "checkout, checkout",
        "my.git.tools, my.git.tools",
        "'', ''",
        "/, ''",
        ".git, ''"
    })
    void theNameOfARepository(String urlOrName, String name) {
        assertThat(GitNames.repository(urlOrName)).isEqualTo(name);
    }

    @Test
    void theServerOfAUrl() {
        assertThat(GitNames.server("https://me@example.com:8443/team/r.git")).isEqualTo("https://example.com:8443/");
        assertThat(GitNames.server("https://example.com/r")).isEqualTo("https://example.com/");
    }

    /** Whoever tries the plugin may do so in a folder of any name. */
    @Test
    void aLocalRepositoryMayBeInAFolderWithASpace() {
        assertThat(GitNames.urlProblem("/home/ann/Ein Ort \u00e9/checkout.git", true))
                .isNull();
        assertThat(GitNames.urlProblem("/home/ann/Ein Ort/checkout.git", false)).contains("is not allowed here");
        assertThat(GitNames.urlProblem("/home/ann/two\nlines", true)).contains("is not the URL");
        assertThat(GitNames.urlProblem("https://example.com/a b", true)).contains("is not the URL");
    }
}
