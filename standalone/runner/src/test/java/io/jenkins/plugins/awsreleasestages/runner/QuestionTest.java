package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees who is asked on the terminal. */
class QuestionTest {

    @TempDir
    Path folder;

    @Test
    void theQuestionStaysTheLastLineWhileOthersPrint() throws Exception {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        View view = new View(
                new PrintStream(shown, true, StandardCharsets.UTF_8), false, folder.resolve("log"));
        view.resume(List.of(), 0);
        view.asking(true);
        view.prompt("Ship it? [yes/no] ");
        view.say("[other branch] at work");
        assertThat(shown.toString(StandardCharsets.UTF_8)).endsWith("[other branch] at work\nShip it? [yes/no] ");
        view.answered();
        view.say("going on");
        assertThat(shown.toString(StandardCharsets.UTF_8)).endsWith("[yes/no] going on\n");
    }
}
