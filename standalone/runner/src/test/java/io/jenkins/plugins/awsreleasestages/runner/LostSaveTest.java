package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The record of a run and its program are two files: a process may die when it has saved the first of them only. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LostSaveTest {

    private static final String RELEASE = """
        node {
          releaseStage('One') { sh 'sleep 2' }
          releaseStage('Two') { releaseApproval message: 'Ship it?' }
        }
        """;

    @TempDir
    Path folder;

    @Test
    void whatIsRecordedAndBeginsAgainIsRecordedOnce() throws Exception {
        Trial trial = new Trial(folder, RELEASE);
        Path program = trial.home.resolve("builds/1/program.dat");
        Path older = folder.resolve("older");
        Process first = trial.spawn();
        while (!Files.exists(trial.output())
                || !Files.readString(trial.output()).contains("sleep 2")) {
            Thread.sleep(50);
        }
        Files.copy(program, older);
        assertThat(first.waitFor()).isEqualTo(Main.OTHER);

        Files.copy(older, program, StandardCopyOption.REPLACE_EXISTING);
        Process second = trial.spawn("--resume", "--approve");
        assertThat(second.waitFor()).as(Files.readString(trial.output())).isZero();

        String record = Files.readString(trial.home.resolve("builds/1/build.xml"));
        assertThat(record).containsOnlyOnce("<name>One</name>").containsOnlyOnce("<name>Two</name>");
        assertThat(record).doesNotContain("IN_PROGRESS");
    }
}
