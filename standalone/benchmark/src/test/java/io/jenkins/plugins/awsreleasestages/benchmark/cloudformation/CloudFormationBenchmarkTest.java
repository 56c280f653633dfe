package io.jenkins.plugins.awsreleasestages.benchmark.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CloudFormationBenchmarkTest {

    @Test
    void theMedianIsTheOneInTheMiddleOrBetweenTheTwo() {
        assertThat(CloudFormationBenchmark.median(9, 1, 5)).isEqualTo(5);
        assertThat(CloudFormationBenchmark.median(9, 1, 5, 6)).isEqualTo(5.5);
    }
}
