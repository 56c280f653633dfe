package io.jenkins.plugins.awsreleasestages.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

class SourceRevisionTest {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @Test
    void aCommitForAJenkinsfile() {
        SourceRevision revision = SourceRevision.git("https://example.com/r", "main", COMMIT);
        assertThat(revision.toMap())
                .containsExactly(
                        entry("type", "git"),
                        entry("revision", COMMIT),
                        entry("url", "https://example.com/r"),
                        entry("branch", "main"),
                        entry("location", "https://example.com/r branch main"),
                        entry("changeIdentifier", COMMIT));
        assertThat(revision.described("Fix it", "2026-01-01T00:00:00Z").toMap())
                .contains(entry("summary", "Fix it"), entry("date", "2026-01-01T00:00:00Z"));
    }

    @Test
    void aVersionForAJenkinsfile() {
        SourceRevision revision =
                SourceRevision.s3("b", "k/app.zip", "v1", "etag", "Release 7", "2026-01-01T00:00:00Z");
        assertThat(revision.toMap())
                .contains(
                        entry("type", "s3"),
                        entry("revision", "v1"),
                        entry("bucket", "b"),
                        entry("key", "k/app.zip"),
                        entry("location", "s3://b/k/app.zip"),
                        entry("summary", "Release 7"),
                        entry("changeIdentifier", "etag"));
    }

    @Test
    void inWords() {
        assertThat(SourceRevision.git("https://example.com/r", "main", COMMIT).described("Fix it", null))
                .hasToString("https://example.com/r branch main at 0123456789ab \"Fix it\"");
    }

    @Test
    void equalWhenTheyNameTheSameState() {
        SourceRevision one = SourceRevision.git("https://example.com/r", "main", COMMIT);
        assertThat(one.described("Fix it", null)).isEqualTo(one).hasSameHashCodeAs(one);
        assertThat(SourceRevision.git("https://example.com/r", "next", COMMIT)).isNotEqualTo(one);
        assertThat(SourceRevision.s3("https://example.com/r", "main", COMMIT, null, null, null))
                .isNotEqualTo(one);
    }
}
