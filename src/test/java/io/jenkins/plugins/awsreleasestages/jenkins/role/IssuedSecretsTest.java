package io.jenkins.plugins.awsreleasestages.jenkins.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a log must not show, in each form that a shell or a command gives it. */
class IssuedSecretsTest {

    private static String masked(String line, String... secrets) {
        IssuedSecrets issued = new IssuedSecrets();
        issued.add(List.of(secrets));
        return IssuedSecrets.masked(line, issued.all());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "as it is                        | s3cret/Key+  | key s3cret/Key+ | key ****",
                "bash -x, in quotes              | s3cret Key   | + echo 's3cret Key' | + echo ****",
                "bash -x, a quote in it          | it's s3cret  | + echo 'it'\\''s s3cret' | + echo ****",
                "bash -x, within more            | it's s3cret  | + echo 'key it'\\''s s3cret' | + echo 'key ****'",
                "bash, without its backslashes   | a\\$b\\\\cret | a$b\\cret | ****",
                "ash -x, a quote in it           | it's s3cret  | + echo 'it'\"'\"'s s3cret' | + echo '****'",
                "ash -x, several quotes          | it''s s3cret | + echo 'it'\"''\"'s s3cret' | + echo '****'",
                "cmd, without its carets         | a^&b^^cret   | a&b^cret | ****",
                "a dollar that was doubled       | a$s3cret     | a$$s3cret | ****",
            })
    void everyQuotedFormIsHidden(String what, String secret, String line, String shown) {
        assertThat(masked(line, secret)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "k=", "key=", "key: "})
    void inBase64WhereverItBegins(String before) {
        String secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            String encoded = encoder.encodeToString((before + secret + "\n").getBytes(StandardCharsets.US_ASCII));
            String shown = masked(encoded, secret);
            assertThat(shown).contains("****");
            // The characters that it shares with what stands before and after it stay.
            int around = Base64.getEncoder()
                    .encodeToString(before.getBytes(StandardCharsets.US_ASCII))
                    .length();
            assertThat(shown.replace("****", "")).hasSizeLessThanOrEqualTo(around + 4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "dash", "sh"})
    void whatAShellPrintsOfItsCommands(String shell) throws Exception {
        assumeThat(List.of("/bin/" + shell, "/usr/bin/" + shell)).anyMatch(program -> Files.exists(Path.of(program)));
        for (String secret : List.of("s3cret/Key+=", "s3cret Key", "it's s3cret", "''s3cret''", "s3cret$Key\\\"`")) {
            ProcessBuilder builder = new ProcessBuilder(shell, "-xc", "echo \"$S\"").redirectErrorStream(true);
            builder.environment().put("S", secret);
            Process process = builder.start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(process.waitFor()).isZero();
            assertThat(masked(printed, secret)).as(printed).contains("+ echo ").doesNotContain("s3cret");
        }
    }

    @Test
    void theLongerOfTwoIsHiddenWhole() {
        assertThat(masked("the s3cretKey and s3cret", "s3cret", "s3cretKey")).isEqualTo("the **** and ****");
    }

    @Test
    void whatIsNoSecretStays() {
        String line = "+ echo 'it'\\''s a line' $$ ^^ \\";
        assertThat(masked(line, "s3cret")).isEqualTo(line);
        assertThat(masked(line)).isEqualTo(line);
        assertThat(masked(line, "", "a")).as("too short to be one").isEqualTo(line);
    }
}
