package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ech 'x' | There is no step ech. Did you mean echo? Steps: awsRole",
        "node { sh script: 'x', foo: 1 } | sh has no parameter foo; it takes: script (required), label",
        "node { writeFile file: 'x' } | writeFile needs text",
        "node { sh script: 7 } | sh: script must be a String, but is Integer 7",
        "sleep time: 'long' | sleep: time must be a long, but is String long",
        "stage { echo 'x' } | stage needs name",
        "stage 'x' | stage needs a block",
        "awsSource gitRepository(uri: 'x') | gitRepository has no parameter uri; it takes: url (required)",
        "awsSource gitRepository(url: 'x'), store: 'y' | awsSource wants its arguments by name",
        "pipeline { agent any } | This is a Declarative Pipeline",
        "node { | Jenkinsfile:"
    })
    void nothingIsStartedWhenTheFileIsWrong(String jenkinsfile, String message) throws Exception {
        Trial.Ended ended = Trial.run(folder, "node { sh 'touch started' }\n" + jenkinsfile);
        assertThat(ended.err()).contains(message);
        assertThat(ended.status()).isEqualTo(Main.REFUSED);
        assertThat(folder.resolve("home/builds/1")).doesNotExist();
    }

    @Test
    void allProblemsAreToldAtOnce() throws Exception {
        Trial.Ended ended = Trial.run(folder, "ech 'x'\nsleep()\nnode { sh 1 }\n");
        assertThat(ended.err().lines()).hasSize(3);
        assertThat(ended.err()).contains("Jenkinsfile:1: ", "Jenkinsfile:2: ", "Jenkinsfile:3: ");
    }

    @Test
    void whatTheFileDefinesItselfIsNoStep() throws Exception {
        Trial.Ended ended = Trial.run(
                folder,
                """
                def greet(who) { echo "hello ${who}" }
                def later = { it -> echo "later ${it}" }
                greet 'you'
                later 'too'
                ['more'].each { greet it }
                """);
        assertThat(ended.out()).contains("hello you\nlater too\nhello more\n");
        assertThat(ended.status()).isZero();
    }

    @Test
    void whatIsOnlyKnownLaterIsRefusedLater() throws Exception {
        Trial.Ended ended = Trial.run(folder, "def a = [tme: 'x', unit: 'AGES']\nsleep(a)\n");
        assertThat(ended.out())
                .contains("sleep has no parameter tme; it takes: time (required), unit")
                .contains("sleep needs time")
                .contains("sleep: unit cannot be AGES; it can be: [NANOSECONDS");
        assertThat(ended.status()).isEqualTo(Main.FAILED);
    }

    @Test
    void aStepThatNeedsANodeSaysSo() throws Exception {
        Trial.Ended ended = Trial.run(folder, "sh 'true'");
        assertThat(ended.out())
                .contains("Required context class hudson.FilePath is missing; perhaps you forgot to surround the sh step");
        assertThat(ended.status()).isEqualTo(Main.FAILED);
    }

    @Test
    void aMissingFileIsOneLine() throws Exception {
        Trial trial = new Trial(folder, "");
        java.nio.file.Files.delete(folder.resolve("Jenkinsfile"));
        assertThat(trial.run().err()).startsWith("ERROR: There is no file").hasLineCount(1);
    }

    @Test
    void nothingToResume() throws Exception {
        Trial.Ended ended = Trial.run(folder, "echo 'x'", "--resume");
        assertThat(ended.err()).contains("Nothing to resume");
        assertThat(ended.status()).isEqualTo(Main.REFUSED);
    }
}
