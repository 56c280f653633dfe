package io.jenkins.plugins.awsreleasestages.benchmark.stages;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.benchmark.OptionsTest;
import io.jenkins.plugins.awsreleasestages.benchmark.Report;
import org.junit.jupiter.api.Test;

/** That it measures: with few. */
class StagesBenchmarkTest {

    @Test
    void few() throws Exception {
        StagesBenchmark benchmark = new StagesBenchmark();
        Report report = benchmark.run(OptionsTest.parse(benchmark, "--jobs", "5", "--waiting", "6"));
        assertThat(report.toString()).contains("5 jobs with 6 waiting releases", "heap of a release with its run");
    }
}
