package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.event.Subject;
import org.junit.jupiter.api.Test;

/** What news of a source names. */
class SourceNewsTest {

    private static CodeCommitSource codeCommit(String repository) {
        CodeCommitSource source = new CodeCommitSource(repository);
        source.setBranch("release/1");
        return source;
    }

    @Test
    void aSourceIsNamedAsItsEventsAre() {
        assertThat(SourceNews.about(new S3ObjectSource("releases", "shop/a b.zip"), false))
                .contains(Subject.object("releases", "shop/a b.zip"));
        assertThat(SourceNews.about(new EcrImageSource("team/shop"), false))
                .contains(Subject.image("team/shop", "latest"));
        assertThat(SourceNews.about(codeCommit("shop"), false)).contains(Subject.branch("shop", "release/1"));
        assertThat(SourceNews.about(codeCommit("codecommit::eu-west-1://shop"), false))
                .contains(Subject.branch("shop", "release/1"));
    }

    @Test
    void whoWatchesAllOfItHearsOfAllOfIt() {
        assertThat(SourceNews.about(new S3ObjectSource("releases", "shop.zip"), true))
                .contains(Subject.bucket("releases"));
        assertThat(SourceNews.about(new EcrImageSource("team/shop"), true)).contains(Subject.images("team/shop"));
        assertThat(SourceNews.about(codeCommit("shop"), true)).contains(Subject.repository("shop"));
    }

    @Test
    void whatAwsTellsNothingOfHasNoName() {
        assertThat(SourceNews.about(new GitRepositorySource("https://example.org/shop.git"), false))
                .isEmpty();
        assertThat(SourceNews.about(null, false)).isEmpty();
        assertThat(SourceNews.about(new S3ObjectSource(" ", "shop.zip"), false)).isEmpty();
    }
}
