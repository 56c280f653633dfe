package io.jenkins.plugins.awsreleasestages.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.benchmark.Report.Goal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReportTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private double load = 0.54;
    private final Report report = new Report(new PrintStream(said, true, StandardCharsets.UTF_8), () -> load);

    @Test
    void itSaysWhichGoalsAreMet() {
        report.add("100 builds", "calls a minute", 12, "", Goal.atMost(12));
        load = 14;
        report.add("100 builds", "delay", 3.14, "s");
        assertThat(report.met()).isTrue();
        report.add("a log", "throughput", 9.94, "MB/s", Goal.atLeast(10));
        assertThat(report.met()).isFalse();
        assertThat(report.toString().lines())
                .containsExactly(
                        "|            |                | measured |      goal | met | load |",
                        "| ---        | ---            |     ---: |      ---: | --- | ---: |",
                        "| 100 builds | calls a minute |       12 |      ≤ 12 | yes |  0.5 |",
                        "| 100 builds | delay          |    3.1 s |           |     |   14 |",
                        "| a log      | throughput     | 9.9 MB/s | ≥ 10 MB/s | NO  |   14 |");
    }

    @Test
    void aFigureIsSaidAsSoonAsItIsThere() {
        report.add("100 builds", "calls a minute", 12, "", Goal.atMost(12));
        assertThat(said()).isEqualTo("  100 builds: calls a minute: 12, wanted ≤ 12 (load 0.5)");
        said.reset();
        load = -1;
        report.add("a log", "throughput", 9.94, "MB/s", Goal.atLeast(10));
        assertThat(said()).isEqualTo("  a log: throughput: 9.9 MB/s, wanted ≥ 10 MB/s: NOT MET");
        said.reset();
        report.add("100 builds", "delay", 3.14, "s");
        assertThat(said()).isEqualTo("  100 builds: delay: 3.1 s");
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8).stripTrailing();
    }
}
