package io.jenkins.plugins.awsreleasestages.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.benchmark.Report.Goal;
import org.junit.jupiter.api.Test;

class ReportTest {

    private final Report report = new Report();

    @Test
    void itSaysWhichGoalsAreMet() {
        report.add("100 builds", "calls a minute", 12, "", Goal.atMost(12));
        report.add("100 builds", "delay", 3.14, "s");
        assertThat(report.met()).isTrue();
        report.add("a log", "throughput", 9.94, "MB/s", Goal.atLeast(10));
        assertThat(report.met()).isFalse();
        assertThat(report.toString().lines())
                .containsExactly(
                        "|            |                | measured |      goal | met |",
                        "| ---        | ---            |     ---: |      ---: | --- |",
                        "| 100 builds | calls a minute |       12 |      ≤ 12 | yes |",
                        "| 100 builds | delay          |    3.1 s |           |     |",
                        "| a log      | throughput     | 9.9 MB/s | ≥ 10 MB/s | NO  |");
    }
}
