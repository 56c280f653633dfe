package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody meets who runs a Jenkinsfile of their own for the first time. */
class FirstUseTest {

    @TempDir
    Path folder;

    @AfterEach
    void noEndpoint() {
        System.clearProperty("aws.endpointUrl");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ech 'x' | Did you mean echo?",
                "cfnDeplyo stack: 'x' | Did you mean cfnDeploy?",
                "node { sh scirpt: 'x' } | Did you mean script?",
                "checkout scm | The local runner has no checkout: write awsSource gitRepository(url: …)",
                "input 'Go?' | The local runner has no input: write releaseApproval message: '…'",
                "withCredentials([]) { } | The local runner has no withCredentials: the plugin's steps take credentialsId",
                "unstable 'x' | The local runner has no unstable: write currentBuild.result = 'UNSTABLE'",
                "catchError { } | The local runner has no catchError: write try { … } catch (e) { echo e.message;",
                "fileExists 'x' | The local runner has no fileExists: write sh(script: 'test -e FILE', returnStatus: true) == 0",
                "stash 'x' | The local runner has no stash: every node is this machine",
                "unstash 'x' | The local runner has no unstash: every node is this machine",
                "@Library('x') _ | The local runner has no @Library: a shared library runs on a controller only"
            })
    void whatIsMeantIsSaid(String jenkinsfile, String message) throws Exception {
        Trial.Ended ended = Trial.run(folder, jenkinsfile);
        assertThat(ended.err()).contains(message);
        assertThat(ended.status()).isEqualTo(Main.REFUSED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo 'one'~echo missing | ERROR: Jenkinsfile:2: No such property: missing",
                "def f(x) {~  return x.length()~}~echo 'a'~f(null) | ERROR: Jenkinsfile:2: java.lang.NullPointerException",
                "echo 'a'~'text'.frobnicate() | ERROR: Jenkinsfile:2: No signature of method",
                "node {~  stage('S') {~    [:].a.b~  }~} | ERROR: Jenkinsfile:3: java.lang.NullPointerException",
                "throw new IllegalStateException('so') | ERROR: Jenkinsfile:1: java.lang.IllegalStateException: so"
            })
    void anErrorOfTheScriptNamesItsLine(String jenkinsfile, String message) throws Exception {
        assertThat(Trial.run(folder, jenkinsfile.replace('~', '\n')).out()).contains(message);
    }

    @Test
    void theResultOfAStepGivenAsItIsSaysHowToWriteIt() throws Exception {
        Trial.Ended ended = Trial.run(
                folder, "def change = [status: 'CREATE_COMPLETE', changeSetId: 'x', changes: []]\ncfnExecute change\n");
        assertThat(ended.out()).contains("write cfnExecute changeSet: …");
    }

    @Test
    void nonCpsNeedsNoImport() throws Exception {
        Trial.Ended ended = Trial.run(folder, """
                @NonCPS
                def sorted(list) { list.sort { a, b -> b <=> a } }
                echo "${sorted([1, 3, 2])}"
                """);
        assertThat(ended.out()).contains("[3, 2, 1]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[3, 1, 2].sort { a, b -> a <=> b } | [1, 2, 3]",
                "[1, 2, 1].unique { it } | [1, 2]",
                "[3, 1, 2].toSorted { it } | [1, 2, 3]",
                "[1, 2, 3].collect { it * 2 } | [2, 4, 6]",
                "'a-b'.replaceAll('-') { '+' } | a+b",
                "[b: 1, a: 2].sort { it.key } | [a:2, b:1]"
            })
    void aClosureGivesTheRightValueOrAWarning(String expression, String value) throws Exception {
        String out = Trial.run(folder, "echo \"<${" + expression + "}>\"").out();
        assertThat(out.contains("<" + value + ">") || out.contains("but wound up catching"))
                .as(out)
                .isTrue();
    }

    @Test
    void theEndpointReachesCommands() throws Exception {
        Trial.Ended ended =
                Trial.run(folder, "node { sh 'echo at $AWS_ENDPOINT_URL' }", "--endpoint", "localhost:5555");
        assertThat(ended.out()).contains("at http://localhost:5555\n");
    }

    @Test
    void anExportedRegionReachesTheStepsAndCommandsOfEveryNode() throws Exception {
        Trial trial = new Trial(folder, "echo \"steps ${env.AWS_REGION}\"\nnode { sh 'echo commands $AWS_REGION' }");
        assertThat(trial.spawn(Map.of("AWS_REGION", "eu-north-1")).waitFor(60, TimeUnit.SECONDS))
                .isTrue();
        assertThat(trial.log(1)).contains("steps eu-north-1\n", "commands eu-north-1\n");
    }

    @Test
    void anAddressThatIsNoneIsOneLine() throws Exception {
        Trial.Ended ended = Trial.run(folder, "echo 'x'", "--endpoint", "http://");
        assertThat(ended.err()).startsWith("--endpoint needs an address such as http://localhost:5000, not http://");
        assertThat(ended.status()).isEqualTo(Main.REFUSED);
    }

    @Test
    void environmentsAreDefinedInTheHome() throws Exception {
        Trial trial = new Trial(folder, "awsRole(environment: 'prod') { echo \"in ${env.AWS_REGION}\" }");
        Files.createDirectories(trial.home);
        Files.writeString(trial.home.resolve("environments"), "[prod]\nregion = eu-central-1\ncredentialsId = keys\n");
        Files.writeString(
                trial.home.resolve("credentials"), "[keys]\naws_access_key_id = A\naws_secret_access_key = s\n");
        assertThat(trial.run().out()).contains("in eu-central-1");
    }

    @Test
    void aMistakeInAnEnvironmentIsOneLine() throws Exception {
        Trial trial = new Trial(folder, "echo 'x'");
        Files.createDirectories(trial.home);
        Files.writeString(trial.home.resolve("environments"), "[prod]\nregoin = eu-central-1\n");
        assertThat(trial.run().err())
                .contains("[prod]: regoin is not account, region, roles")
                .hasLineCount(1);
    }

    @Test
    void aNameBeyondAsciiIsAName() throws Exception {
        Path odd = Files.createDirectories(folder.resolve("mit Löchern é"));
        Trial.Ended ended = Trial.run(odd, "node { sh 'echo here > ü.txt; cat ü.txt' }");
        assertThat(ended.out()).contains("here");
        assertThat(ended.status()).isZero();
    }

    /** Ctrl-C on a script that does not listen to it, and on what it has started besides. */
    @Test
    void anAbortEndsAScriptThatIgnoresIt() throws Exception {
        Trial trial = new Trial(folder, """
                node {
                  sh '''#!/bin/sh
                  trap '' TERM
                  sleep 600 & echo $! > child
                  echo $$ > script
                  while :; do sleep 1; done'''
                }
                """);
        Process run = trial.spawn();
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(trial.workspace().resolve("script"))) {
            assertThat(System.nanoTime()).as("the script begins").isLessThan(giveUp);
            Thread.sleep(50);
        }
        new ProcessBuilder("kill", "-INT", String.valueOf(run.pid())).start().waitFor();
        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        for (String name : new String[] {"script", "child"}) {
            long pid = Long.parseLong(Files.readString(trial.workspace().resolve(name), StandardCharsets.UTF_8)
                    .strip());
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive))
                    .as(name)
                    .isEmpty();
        }
        assertThat(trial.log(1)).contains("Aborted").doesNotContain("gone");
    }
}
