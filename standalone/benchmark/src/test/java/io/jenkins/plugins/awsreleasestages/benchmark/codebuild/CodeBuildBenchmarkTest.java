package io.jenkins.plugins.awsreleasestages.benchmark.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.benchmark.OptionsTest;
import io.jenkins.plugins.awsreleasestages.benchmark.Report;
import io.jenkins.plugins.awsreleasestages.benchmark.Report.Figure;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether it works at all; how much it is, only a machine with nothing else to do can say. */
class CodeBuildBenchmarkTest {

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void aFewBuildsAreMeasured() throws Exception {
        CodeBuildBenchmark benchmark = new CodeBuildBenchmark();
        Report report = benchmark.run(OptionsTest.parse(
                benchmark, "--builds", "5", "--window", "1", "--lines", "0", "--log-delay", "100"));
        assertThat(report.met()).as(report.toString()).isTrue();
        assertThat(report.figures())
                .extracting(Figure::what)
                .contains("failed steps", "builds started twice", "lines lost");
    }
}
