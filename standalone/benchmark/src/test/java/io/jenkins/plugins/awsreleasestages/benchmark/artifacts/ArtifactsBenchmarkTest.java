package io.jenkins.plugins.awsreleasestages.benchmark.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.benchmark.OptionsTest;
import io.jenkins.plugins.awsreleasestages.benchmark.Report;
import org.junit.jupiter.api.Test;

/** That it measures: with little. */
class ArtifactsBenchmarkTest {

    @Test
    void littleAndFew() throws Exception {
        ArtifactsBenchmark benchmark = new ArtifactsBenchmark();
        Report report = benchmark.run(OptionsTest.parse(benchmark, "--megabytes", "2", "--files", "150"));
        assertThat(report.toString())
                .contains("2 MiB that do not compress", "150 files", "files that did not come back");
        assertThat(report.met()).isTrue();
    }
}
