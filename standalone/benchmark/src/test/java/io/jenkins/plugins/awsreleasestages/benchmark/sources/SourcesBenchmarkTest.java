package io.jenkins.plugins.awsreleasestages.benchmark.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.benchmark.OptionsTest;
import io.jenkins.plugins.awsreleasestages.benchmark.Report;
import org.junit.jupiter.api.Test;

/** That it measures: with few jobs. */
class SourcesBenchmarkTest {

    @Test
    void fewJobs() throws Exception {
        SourcesBenchmark benchmark = new SourcesBenchmark();
        Report report = benchmark.run(OptionsTest.parse(
                benchmark, "--triggers", "6", "--sources", "2", "--rounds", "1", "--changes", "1", "--events", "100"));
        assertThat(report.toString())
                .contains("looks of the first round", "events: the same", "100 events at once", "started twice");
        // How long something takes on a busy machine is no matter of a test.
        assertThat(report.figures().stream().filter(figure -> !figure.unit().equals("s")))
                .noneMatch(figure -> figure.toString().contains("NOT MET"));
    }
}
