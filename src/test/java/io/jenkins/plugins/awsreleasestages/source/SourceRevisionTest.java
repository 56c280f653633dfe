package io.jenkins.plugins.awsreleasestages.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;
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

    @Test
    void abbreviatedAsPeopleDo() {
        SourceRevision commit = SourceRevision.git("https://example.com/r", "main", COMMIT);
        assertThat(commit.shortId()).isEqualTo("0123456789ab");
        assertThat(commit).hasToString("https://example.com/r branch main at 0123456789ab");
        SourceRevision version = SourceRevision.s3("b", "k", "a-long-version-id", null, null, null);
        assertThat(version.shortId()).isEqualTo("a-long-version-id");
        assertThat(version).hasToString("s3://b/k at a-long-version-id");
    }

    @Test
    void whatItIsMadeOf() {
        SourceRevision version =
                SourceRevision.s3("b", "k", "v1", "etag", " Release\u001b[31m 7\n ", "2026-01-01T00:00:00Z");
        assertThat(version.kind()).isEqualTo(SourceRevision.Kind.S3);
        assertThat(version.kind().symbol()).isEqualTo("s3");
        assertThat(version.id()).isEqualTo("v1");
        assertThat(version.toMap())
                .containsEntry("bucket", "b")
                .containsEntry("key", "k")
                .containsEntry("changeIdentifier", "etag")
                .containsEntry("date", "2026-01-01T00:00:00Z");
        assertThat(version.toMap().get("summary"))
                .as("one line, without what terminals obey")
                .isEqualTo("Release 7");
        assertThat(version.described(null, null).toMap())
                .containsEntry("changeIdentifier", "etag")
                .doesNotContainKeys("summary", "date");
        assertThat(SourceRevision.git("u", "b", COMMIT).toMap()).containsEntry("changeIdentifier", COMMIT);
    }

    @Test
    void aMapTellsOfTheRevision() {
        for (SourceRevision revision : List.of(
                SourceRevision.git("https://example.com/r", "main", COMMIT)
                        .described("Subject", "2026-01-01T00:00:00Z"),
                SourceRevision.s3("b", "k", "v1", "etag", null, null))) {
            SourceRevision again = SourceRevision.of(revision.toMap());
            assertThat(again).isEqualTo(revision).hasSameHashCodeAs(revision);
            assertThat(again.toMap()).isEqualTo(revision.toMap());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SourceRevision.of(Map.of("type", "svn")))
                .withMessage("Not a source revision: {type=svn}");
    }

    @Test
    void noOtherSourceIsTheSame() {
        SourceRevision one = SourceRevision.git("https://example.com/r", "main", COMMIT);
        assertThat(one.sameSource(one.described("x", null))).isTrue();
        assertThat(one.sameSource(null)).isFalse();
        assertThat(one.sameSource(SourceRevision.git("https://example.com/s", "main", COMMIT)))
                .isFalse();
        assertThat(one.sameSource(SourceRevision.git("https://example.com/r", "next", COMMIT)))
                .isFalse();
        assertThat(one).isNotEqualTo(SourceRevision.git("https://example.com/r", "main", "f".repeat(40)));
        assertThat(one.equals(COMMIT)).isFalse();
    }
}
