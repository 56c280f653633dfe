package io.jenkins.plugins.awsreleasestages.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitCommitTest {

    private static final String HEADERS = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
            + "author A <a@example.com> 1600000000 +0200\ncommitter C U <c@example.com> 1700000000 +0100\n";

    private static GitCommit commit(String object) {
        return GitCommit.parse(object.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void subjectAndTheCommittersDate() {
        assertThat(commit(HEADERS + "\nAdd é and 🚀\n\nBody\n\nMore\n"))
                .isEqualTo(new GitCommit("Add é and 🚀", "2023-11-14T22:13:20Z"));
    }

    @Test
    void theSubjectIsTheWholeFirstParagraph() {
        assertThat(commit(HEADERS + "\n\n  \nOne\n two\n\nthree").subject()).isEqualTo("One two");
        assertThat(commit(HEADERS + "\nOnly").subject()).isEqualTo("Only");
    }

    @Test
    void withoutSubject() {
        assertThat(commit(HEADERS + "\n")).isEqualTo(new GitCommit(null, "2023-11-14T22:13:20Z"));
        assertThat(commit(HEADERS)).isEqualTo(new GitCommit(null, "2023-11-14T22:13:20Z"));
        assertThat(commit(HEADERS + "\n \n\t\n").subject()).isNull();
        assertThat(commit("")).isEqualTo(new GitCommit(null, null));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "C <c@x> 1700000000 +051800, 2023-11-14T22:13:20Z",
                "C <c@x> 1700000000 -9999999, 2023-11-14T22:13:20Z",
                "' <> 1700000000 +0000', 2023-11-14T22:13:20Z",
                "C 7 <c@x> 12 +0000> 1700000000 +0000, 2023-11-14T22:13:20Z",
                "C <c@x> 0 +0000, 1970-01-01T00:00:00Z",
                "C <c@x> 253402300799 +0000, 9999-12-31T23:59:59Z",
                "C <c@x> 253402300800 +0000, none",
                "C <c@x> 99999999999999999999 +0000, none",
                "C <c@x> -5 +0000, none",
                "C <c@x> now +0000, none",
                "C <c@x>, none"
            })
    void dates(String committer, String date) {
        String object = "author A <a@x> 1 +0000\ncommitter " + committer + "\n\nSubject\n\ncommitter C <c@x> 2 +0000\n";
        assertThat(commit(object)).isEqualTo(new GitCommit("Subject", date));
    }

    @Test
    void aSignatureIsNoSubject() {
        String signed =
                HEADERS + "gpgsig -----BEGIN PGP SIGNATURE-----\n \n wsBc\n -----END PGP SIGNATURE-----\n\nSubject\n";
        assertThat(commit(signed)).isEqualTo(new GitCommit("Subject", "2023-11-14T22:13:20Z"));
    }

    @ParameterizedTest
    @CsvSource({"ISO-8859-1", "windows-1252", "Shift_JIS", "ISO-2022-JP"})
    void theEncodingThatItNames(String charset) {
        String subject = charset.contains("J") ? "日本" : "Grüße";
        byte[] object = (HEADERS + "encoding " + charset + "\n\n" + subject).getBytes(Charset.forName(charset));
        assertThat(GitCommit.parse(object).subject()).isEqualTo(subject);
    }

    @Test
    void anEncodingThatThereIsNot() {
        assertThat(commit(HEADERS + "encoding no-such\n\nGrüße").subject()).isEqualTo("Grüße");
        assertThat(commit(HEADERS + "encoding §$%\n\nGrüße").subject()).isEqualTo("Grüße");
    }

    @Test
    void bytesThatAreNoUtf8() {
        byte[] object = (HEADERS + "\nGrüße").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(GitCommit.parse(object).subject()).isEqualTo("Grüße");
    }

    @Test
    void anObjectThatWasCutInTheMiddleOfALetter() {
        byte[] object = (HEADERS + "\nGrü").getBytes(StandardCharsets.UTF_8);
        assertThat(GitCommit.parse(Arrays.copyOf(object, object.length - 1)).subject())
                .startsWith("Gr")
                .doesNotContain("Ã");
        assertThat(commit(HEADERS + "\n" + "é".repeat(100_000)).subject()).matches("é{199}…");
        assertThat(commit(HEADERS + "\nx" + "é".repeat(100_000)).subject()).matches("xé{198}…");
    }
}
