package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.LinkedHashMap;
import java.util.Arrays;
import java.nio.file.StandardCopyOption;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills the process as nothing else can, and expects that nobody notices. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RestartTest {

    private static final int KILLS = Integer.getInteger("runner.kills", 8);
    private static final int COUNTED = 12;

    private static final String COUNTING =
            """
            node {
              stage('One') {
                for (int i = 1; i <= 4; i++) { sh "sleep 0.2; echo ${i} >> count; echo said ${i}" }
              }
              stage('Two') {
                parallel a: { [5, 6].each { sh "echo ${it} >> count; sleep 0.3; echo said ${it}" } },
                         b: { for (x in [7, 8]) { sleep 1; sh "echo $x >> count; echo said $x" } }
              }
              withEnv(['V=9']) { retry(3) { sh 'echo $V >> count; echo said $V' } }
              def s = sh(script: 'echo 10 >> count; echo 10', returnStdout: true).trim()
              echo "said $s"
              writeFile file: 'f', text: 'eleven'
              if (readFile('f') == 'eleven') { sh 'echo 11 >> count; echo said 11' }
              timeout(time: 1, unit: 'MINUTES') { sh 'sleep 0.5; echo 12 >> count; echo said 12' }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void killedAtRandomMomentsEachCommandRunsOnceAndEachLineIsLoggedOnce() throws Exception {
        Trial trial = new Trial(folder, COUNTING);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < KILLS; i++) {
            Process process = trial.spawn(next(trial));
            if (process.waitFor(900 + random.nextInt(1800), TimeUnit.MILLISECONDS)) {
                break;
            }
            process.destroyForcibly().waitFor();
        }
        Process last = trial.spawn(next(trial));
        assertThat(last.waitFor()).as("seed %d: %s", seed, Files.readString(trial.output())).isZero();

        List<String> expected =
                IntStream.rangeClosed(1, COUNTED).mapToObj(Integer::toString).toList();
        assertThat(Files.readAllLines(trial.workspace().resolve("count")))
                .as("seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(expected);
        String log = trial.log(1);
        for (String number : expected) {
            long said = Pattern.compile("(?m)^\\s*(\\[.] )?said " + number + "$")
                    .matcher(log)
                    .results()
                    .count();
            assertThat(said).as("seed %d: lines of %s in\n%s", seed, number, log).isEqualTo(1);
        }
    }

    @Test
    void whateverIsSavedOnTheWayIntoABlockGoesOn() throws Exception {
        Trial trial = new Trial(
                Files.createDirectories(folder.resolve("first")),
                "awsRole(credentialsId: 'aws-ci', region: 'eu-west-1') { echo 'inside' }");
        Path build = trial.home.resolve("builds/1");
        Path program = build.resolve("program.dat");
        lend(trial);
        Process process = trial.spawn();
        Map<Integer, byte[]> saved = new LinkedHashMap<>();
        while (process.isAlive()) {
            try {
                byte[] now = Files.readAllBytes(program);
                saved.put(Arrays.hashCode(now), now);
            } catch (NoSuchFileException e) {
                // Not yet, or not any more.
            }
        }
        assertThat(process.exitValue()).isZero();
        assertThat(saved).isNotEmpty();
        for (Map.Entry<Integer, byte[]> one : saved.entrySet()) {
            Trial again = new Trial(
                    Files.createDirectories(folder.resolve("again" + one.getKey())),
                    Files.readString(build.resolve("Jenkinsfile")));
            lend(again);
            Path resumed = Files.createDirectories(again.home.resolve("builds/1"));
            for (String file : List.of("Jenkinsfile", "build.xml")) {
                Files.copy(build.resolve(file), resumed.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.write(resumed.resolve("program.dat"), one.getValue());
            Files.writeString(resumed.resolve("build.log"), "");
            Process resuming = again.spawn("--resume");
            boolean over = resuming.waitFor(60, TimeUnit.SECONDS);
            resuming.destroyForcibly().waitFor();
            assertThat(over).as("%s", Files.readString(again.output())).isTrue();
            assertThat(resuming.exitValue()).isZero();
        }
    }

    private static void lend(Trial trial) throws Exception {
        Files.createDirectories(trial.home);
        Files.writeString(
                trial.home.resolve("credentials"),
                "[aws-ci]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = for-tests\n");
    }

    private static String[] next(Trial trial) {
        return Files.exists(trial.home.resolve("builds/1")) ? new String[] {"--resume"} : new String[0];
    }

    @Test
    void anInterruptAbortsAndCleansUp() throws Exception {
        Trial trial = new Trial(
                folder, "node { try { sh 'echo begun; sleep 60 & wait' } finally { echo 'cleaned up' } }");
        Process process = trial.spawn();
        waitFor(trial, "begun\n");
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertThat(process.waitFor()).isEqualTo(Main.OTHER);
        assertThat(Files.readString(trial.output()))
                .contains("Aborting.", "Sending interrupt signal to process", "cleaned up", "Aborted by", "ABORTED");
    }

    @Test
    void aSecondRunnerIsKeptOut() throws Exception {
        Trial trial = new Trial(folder, "node { sh 'echo begun; sleep 60' }");
        Process process = trial.spawn();
        waitFor(trial, "begun\n");
        Trial.Ended second = trial.run("--resume");
        assertThat(second.err()).contains("Another runner is at work");
        process.destroyForcibly().waitFor();
        Process resumed = trial.spawn("--resume");
        waitFor(trial, "goes on");
        new ProcessBuilder("kill", "-INT", Long.toString(resumed.pid())).start().waitFor();
        assertThat(resumed.waitFor()).isEqualTo(Main.OTHER);
    }

    private static void waitFor(Trial trial, String text) throws Exception {
        while (!Files.exists(trial.output()) || !Files.readString(trial.output()).contains(text)) {
            Thread.sleep(50);
        }
    }
}
