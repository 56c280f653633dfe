package io.jenkins.plugins.awsreleasestages.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommitAuthorsTest {

    private static String entry(String id, String name, String mail) {
        return id + "\n" + name + "\n" + mail + "\0";
    }

    private static CommitAuthors commits(String name, int from, int to) {
        return CommitAuthors.listed(
                IntStream.range(from, to)
                        .mapToObj(i -> entry("c" + i, name, ""))
                        .collect(Collectors.joining()),
                false);
    }

    @Test
    void eachAuthorOnceTheNewestFirst() {
        CommitAuthors read = CommitAuthors.listed(
                entry("c3", "Jane Doe", "jane@example.com")
                        + entry("c2", "Bob", "bob@example.com")
                        + entry("c1", "Jane Doe", "jane@example.com"),
                false);
        assertThat(read.authors())
                .containsExactly(
                        new Author("Jane Doe", "jane@example.com", 2), new Author("Bob", "bob@example.com", 1));
        assertThat(read.inWords()).isEqualTo("Jane Doe <jane@example.com>, Bob <bob@example.com>");
        assertThat(read.gap()).isNull();
    }

    @Test
    void whatIsCutOffIsNotBelieved() {
        CommitAuthors read = CommitAuthors.listed(entry("c2", "Jane", "jane@example.com") + "c1\nBob\nbob@exa", true);
        assertThat(read.authors()).extracting(Author::name).containsExactly("Jane");
        assertThat(read.gap()).contains("more than 100 commits");
        assertThat(CommitAuthors.listed("", false)).isEqualTo(CommitAuthors.NONE);
        assertThat(CommitAuthors.listed("warning\0", false).signatures()).isEmpty();
    }

    @Test
    void theNewestHundred() {
        assertThat(commits("A", 0, 100).gap()).isNull();
        CommitAuthors read = commits("A", 0, 101);
        assertThat(read.signatures()).hasSize(100).containsKey("c0").doesNotContainKey("c100");
        assertThat(read.gap()).contains("more than 100 commits");
    }

    @Test
    void togetherWithThoseBefore() {
        CommitAuthors both = commits("New", 0, 2).and(commits("Old", 1, 3).butFor("why"));
        assertThat(both.signatures())
                .as("known from both, a commit is the newer's")
                .containsExactly(Map.entry("c0", "New"), Map.entry("c1", "New"), Map.entry("c2", "Old"));
        assertThat(both.gap()).isEqualTo("why");
        assertThat(both.butFor(null)).isEqualTo(both);
        assertThat(commits("New", 0, 60).and(commits("Old", 60, 120)).signatures())
                .hasSize(100);
        assertThat(commits("New", 0, 60).and(commits("Old", 60, 120)).gap()).contains("more than 100 commits");
    }

    @ParameterizedTest
    @CsvSource({
        "Jane Doe,        jane@example.com, Jane Doe <jane@example.com>",
        "Jane Doe,        '',               Jane Doe",
        "'',              jane@example.com, <jane@example.com>",
        "<b>Jane</b>,     <j@example.com>,  bJane/b <j@example.com>",
        "'\u202eJane\u0007 \t Doe', x,      Jane Doe <x>",
        "'',              '',               ''",
    })
    void aSignatureIsOneLineAndReadAgain(String name, String mail, String signature) {
        Author author = new Author(name, mail, 1);
        assertThat(author.signature()).isEqualTo(signature);
        assertThat(Author.of(author.signature(), 1)).isEqualTo(author);
    }

    @Test
    void inWords() {
        assertThat(new Author("Jane", "j@example.com", 2)).hasToString("Jane <j@example.com> (author of 2 commits)");
        assertThat(new Author(null, null, 1)).hasToString("somebody without a name (author of a commit)");
        assertThat(new Author("x".repeat(1000), "", 1).signature()).hasSize(200).endsWith("…");
    }

    @Test
    void aRevisionKeepsThem() {
        SourceRevision revision = SourceRevision.git("https://example.com/r", "main", "a".repeat(40));
        assertThat(revision.authors()).isEqualTo(CommitAuthors.NONE);
        CommitAuthors authors = commits("Jane", 0, 2).butFor("why");
        SourceRevision by = revision.by(authors);
        assertThat(by.authors()).isEqualTo(authors);
        assertThat(by.described("Fix it", null).authors()).isEqualTo(authors);
        assertThat(by).isEqualTo(revision);
        assertThat(by.toMap()).isEqualTo(revision.toMap());
    }
}
